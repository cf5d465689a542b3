import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo' })
  browser = await openBrowser({ colorScheme: 'dark' })
}, 30_000)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

test('on paper nothing asks to be pressed, and it is dark on light with a margin', async () => {
  const address = await signIn(browser, app)
  const { id } = await app.parts.workshop.create('Plant diary', 'A web app in which people log plants.', {
    languages: [],
    frameworks: [],
    apis: [],
  })
  const page = await browser.context.newPage()
  await page.emulateMedia({ media: 'print' })
  for (const place of ['', '/exports', '/settings', '/documents/design']) {
    await page.goto(`${address}/projects/${id}${place}`)
    expect(await page.locator('h1').first().isVisible()).toBe(true)
    const pressed = page.locator('button, .button, input, .site, .rail').filter({ visible: true })
    expect([place, await pressed.allInnerTexts()]).toEqual([place, []])
  }
  const lightness = await page.evaluate(() => {
    const { color } = getComputedStyle(document.body)
    const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number)
    return Math.max(red, green, blue)
  })
  expect(lightness).toBeLessThan(60)
  const margins = await page.evaluate(() =>
    [...document.styleSheets]
      .flatMap((sheet) => [...sheet.cssRules])
      .flatMap((rule) => (rule instanceof CSSMediaRule ? [...rule.cssRules] : [rule]))
      .filter((rule) => rule instanceof CSSPageRule)
      .map(({ style }) => style.getPropertyValue('margin')),
  )
  expect(margins).toEqual(['18mm 16mm'])
}, 60_000)
