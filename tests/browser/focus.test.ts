import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { openBrowser, type TestBrowser } from '../support/browser.ts'
import { type Gallery, openGallery, type Place } from '../support/gallery.ts'

setDefaultTimeout(240_000)

/** Presses of Tab on one page: more than any has places for. */
const MOST = 400

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

interface Focused {
  name: string
  fault?: string
}

/** What has the focus, and why a person would not see that it has. Runs in the page; nothing at the page's end. */
function focused(): Focused | undefined {
  const element = document.activeElement
  if (!element || element === document.body || element === document.documentElement) return undefined
  const name = `<${element.tagName.toLowerCase()} ${element.id || element.className}> ${element.textContent?.trim().slice(0, 40)}`
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2) return { name, fault: 'has no outline' }
  const boxes = [...element.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
  const seen = boxes.some(({ left, right, top, bottom }) => {
    const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2
    const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2
    const at = document.elementFromPoint(x, y)
    return element.contains(at)
  })
  return seen ? { name } : { name, fault: 'is out of sight or covered' }
}

/** Goes through a page by Tab, and tells what a person would not see. */
async function tabThrough(page: Page): Promise<string[]> {
  const faults: string[] = []
  const reached = new Set<string>()
  // A field may have the focus from the start: what stands before it comes after the page's end.
  let rounds = 0
  for (let presses = 0; presses < MOST; presses += 1) {
    await page.keyboard.press('Tab')
    const now = await page.evaluate(focused)
    if (!now && ++rounds > 1) break
    if (!now) continue
    reached.add(now.name)
    if (now.fault) faults.push(`${now.name} ${now.fault}`)
  }
  if (rounds < 2) faults.push(`the page's end was not reached`)
  if (reached.size < 2) faults.push('next to nothing can be reached')
  return faults
}

test.each([
  { width: 1280, height: 800 },
  { width: 390, height: 700 },
])('whoever goes by Tab sees where they are, at $width px', async (size) => {
  const page = await browser.context.newPage()
  await page.setViewportSize(size)
  const found: string[] = []
  for (const place of gallery.places) {
    await gallery.visit(page, place)
    for (const fault of await tabThrough(page)) found.push(`${place.name}: ${fault}`)
  }
  await page.close()
  expect(found).toEqual([])
})

test('a focus that cannot be seen is found', async () => {
  const page = await browser.context.newPage()
  await gallery.visit(page, gallery.places[1] as Place)
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<div id="lid"></div>')
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('.brand:focus-visible { outline: none } #lid { position: fixed; inset: 50% 0 0 }')
    document.adoptedStyleSheets = [sheet]
  })
  const faults = await tabThrough(page)
  expect(faults.some((fault) => /brand.* has no outline/.test(fault))).toBe(true)
  expect(faults.some((fault) => /covered/.test(fault))).toBe(true)
  await page.close()
})
