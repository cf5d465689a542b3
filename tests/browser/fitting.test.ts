import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
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

/** What is cut off, hangs over the edge, or lies on something else, a line each. Runs in the page. */
function misfits(): string[] {
  const found: string[] = []
  const width = document.documentElement.clientWidth
  const tell = (what: string, element: Element) =>
    found.push(
      `${what}: <${element.tagName.toLowerCase()} ${element.id || element.className}> ${element.textContent?.trim().slice(0, 50)}`,
    )
  const styleOf = (element: Element) => getComputedStyle(element)
  const upwards = function* (element: Element) {
    for (let at: Element | null = element; at; at = at.parentElement) yield at
  }
  const scrollsByItself = (element: Element) =>
    [...upwards(element)].some(
      (at) => at !== document.documentElement && ['auto', 'scroll'].includes(styleOf(at).overflowX),
    )
  const isShown = (element: Element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    ![...upwards(element)].some((at) => at.matches('.unseen, .skip, .tip'))
  const floats = (element: Element) =>
    [...upwards(element)].some((at) => ['sticky', 'fixed', 'absolute'].includes(styleOf(at).position))

  if (document.documentElement.scrollWidth > width)
    found.push(`the page is ${document.documentElement.scrollWidth} wide where there is room for ${width}`)
  for (const element of document.querySelectorAll('body *')) {
    if (!isShown(element)) continue
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    )
    const { right, left } = element.getBoundingClientRect()
    if ((hasText || element.matches('input, textarea, select')) && !scrollsByItself(element))
      if (right > width + 1 || left < -1) tell('over the edge', element)
    const { overflowX } = styleOf(element)
    if (hasText && ['hidden', 'clip'].includes(overflowX) && element.scrollWidth > element.clientWidth + 1)
      tell('cut off', element)
  }
  const controls = [...document.querySelectorAll('a, button, input, textarea, select, summary')].filter(
    (element) =>
      isShown(element) && !floats(element) && !scrollsByItself(element) && !element.closest('[hx-ignore]'),
  )
  const boxes = controls.map((element) => ({ element, boxes: [...element.getClientRects()] }))
  for (const [at, one] of boxes.entries())
    for (const other of boxes.slice(at + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue
      const lie = one.boxes.some((a) =>
        other.boxes.some(
          (b) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2,
        ),
      )
      if (lie) tell(`lies on “${other.element.textContent?.trim().slice(0, 30)}”`, one.element)
    }
  return found
}

const open = () => {
  for (const details of document.querySelectorAll('details')) details.open = true
}

/** A screen of 1280 at 200 % is one of 640, and at 400 % one of 320. */
const SCREENS = [
  { name: 'at 320 px', width: 320, height: 568, text: 1 },
  { name: 'at 390 px', width: 390, height: 844, text: 1 },
  { name: 'at 1280 px and 200 %', width: 640, height: 450, text: 1 },
  { name: 'at 820 px', width: 820, height: 1180, text: 1 },
  { name: 'at 1440 px', width: 1440, height: 900, text: 1 },
  { name: 'at 640 px with letters of double size', width: 640, height: 900, text: 2 },
]

test.each(SCREENS)('nothing overlaps and nothing is cut off $name', async ({ width, height, text }) => {
  const page = await browser.context.newPage()
  await page.setViewportSize({ width, height })
  const found: string[] = []
  for (const place of gallery.places) {
    await gallery.visit(page, place)
    for (const isOpen of [false, true]) {
      if (isOpen) await page.evaluate(open)
      if (text !== 1)
        await page.evaluate((times) => {
          const sheet = new CSSStyleSheet()
          sheet.replaceSync(`html { font-size: ${times * 100}% }`)
          document.adoptedStyleSheets = [sheet]
        }, text)
      const lines = await page.evaluate(misfits)
      for (const line of lines) found.push(`${place.name}${isOpen ? ', unfolded' : ''}: ${line}`)
    }
  }
  await page.close()
  expect(found).toEqual([])
})

test('what does not fit is found', async () => {
  const page = await browser.context.newPage()
  await page.setViewportSize({ width: 320, height: 568 })
  await gallery.visit(page, gallery.places[0] as Place)
  await page.evaluate(() => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<p id="wide">Wide.</p><p id="cut">cutoffcutoffcutoffcutoff</p><p><a id="one" href="/">One more</a><a id="two" href="/">Two</a></p>',
    )
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(
      '#wide { width: 500px } #cut { overflow: hidden; width: 3rem; overflow-wrap: normal } #two { margin-left: -2rem }',
    )
    document.adoptedStyleSheets = [sheet]
  })
  const found = (await page.evaluate(misfits)).map((line) => line.split(/ “|:/, 1)[0])
  expect(found).toEqual([
    'the page is 500 wide where there is room for 320',
    'over the edge',
    'cut off',
    'lies on',
  ])
  await page.close()
})
