import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '3000' })
  browser = await openBrowser({ viewport: { width: 1280, height: 900 } })
}, 30_000)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

/** What has the focus, by its words; a fault where nobody could see that it has. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const it = document.activeElement
    if (!it || it === document.body) return 'nothing'
    const { outlineStyle, outlineWidth } = getComputedStyle(it)
    const isSeen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
    const label = (it as HTMLInputElement).labels?.[0]?.textContent ?? it.textContent ?? ''
    return `${isSeen ? '' : 'UNSEEN '}${label.trim().replace(/\s+/g, ' ')}`
  })

/** Tab until the thing of that name has the focus; everything on the way has to be seen. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    const now = await focused(page)
    expect(now).not.toStartWith('UNSEEN')
    if (name.test(now)) return
  }
  throw new Error(`${name} was not reached`)
}

test('a person without a mouse goes from the idea to the handoff, reads, and records what was done', async () => {
  const address = await signIn(browser, app)
  const page = await browser.context.newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(address)
  await page.keyboard.press('i')
  expect(await focused(page)).toBe('Your idea')
  await page.keyboard.type('People log when they water a plant. They are reminded when one is dry.')
  await tabTo(page, /^The design only/)
  await page.keyboard.press('ArrowDown')
  expect(await focused(page)).toMatch(/^The whole way/)
  await tabTo(page, /^Write it$/)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/projects\/[0-9a-v]{26}$/)
  expect(await page.title()).toBe('✎ People log when they water a plant · devussy')
  // Whoever waits in another tab sees it there.
  await page.waitForFunction(() => document.title.startsWith('✓'), undefined, { timeout: 90_000 })
  expect(await page.locator('#icon').getAttribute('href')).toEndWith('/icon-done.svg')

  await page.keyboard.press('d')
  await page.waitForURL(/\/documents\/design$/)
  await page.locator('#document').waitFor()
  await page.keyboard.press(']')
  await page.waitForURL(/\/documents\/(?!design$)/)
  await page.keyboard.press('[')
  await page.waitForURL(/\/documents\/design$/)
  for (const [key, place] of [
    ['p', /\/documents\/plan$/],
    ['f', /\/findings$/],
    ['t', /\/trace$/],
    ['c', /\/costs$/],
    ['e', /\/exports$/],
    ['o', /\/projects\/[0-9a-v]{26}$/],
  ] as const) {
    await page.keyboard.press(key)
    await page.waitForURL(place)
  }
  await page.keyboard.press('?')
  await page.locator('#keys').waitFor()
  expect(await focused(page)).toBe('Keys')
  await page.keyboard.press('Escape')
  await tabTo(page, /^What came of it/)
  await page.keyboard.type('It builds.')
  await tabTo(page, /^It is done$/)
  await page.keyboard.press('Enter')
  await page.getByText('1 of ', { exact: false }).first().waitFor()
  // And back to the list, where it stands with what came of it.
  await page.keyboard.press('h')
  await page.waitForURL(`${address}/`)
  await page.getByText('1 task done').waitFor()
  await tabTo(page, /^People log when they water a plant$/)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/projects\/[0-9a-v]{26}/)
}, 180_000)
