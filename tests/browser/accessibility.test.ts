import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { openBrowser, type TestBrowser } from '../support/browser.ts'
import { type Gallery, openGallery, type Place } from '../support/gallery.ts'

setDefaultTimeout(240_000)

let gallery: Gallery
let browser: TestBrowser
beforeAll(async () => {
  gallery = await openGallery()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await gallery.stop()
})

/** What axe finds, a line each. */
async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target} ${html}`))
}

test.each(['light', 'dark'] as const)('no page breaks a rule of axe, %s', async (colorScheme) => {
  const page = await browser.context.newPage()
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  const found: string[] = []
  for (const place of gallery.places) {
    await gallery.visit(page, place)
    // What is folded is looked at too.
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
    })
    for (const line of await complaints(page)) found.push(`${place.name}: ${line.slice(0, 300)}`)
  }
  expect(found).toEqual([])
})

test('what breaks a rule is found', async () => {
  const page = await browser.context.newPage()
  await gallery.visit(page, gallery.places[0] as Place)
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<input><p class="quiet" id="pale">Pale.</p>')
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('#pale { color: #ccc; background: #fff }')
    document.adoptedStyleSheets = [sheet]
  })
  const rules = (await complaints(page)).map((line) => line.split(':', 1)[0])
  expect(rules).toContain('label')
  expect(rules).toContain('color-contrast')
})
