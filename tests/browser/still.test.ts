import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'

setDefaultTimeout(60_000)

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp()
  browser = await openBrowser()
  await signIn(browser, app)
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})

/** Notes, from the page's first moment on, what the browser has seen jump. Runs in the page. */
function watchJumps(): void {
  const jumps: string[] = []
  Object.assign(globalThis, { jumps })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as { sources: { node?: Element }[] }[])
      jumps.push(entry.sources.map(({ node }) => node?.id || node?.nodeName).join(' '))
  }).observe({ type: 'layout-shift', buffered: true })
}

test.each([
  { width: 1280, height: 800 },
  { width: 390, height: 800 },
])('nothing on the page moves while it is written, at $width px', async (size) => {
  const rest = Promise.withResolvers<void>()
  const words = Array.from({ length: 400 }, (_, at) => `Word ${at} of it. ${at % 20 === 19 ? '\n\n' : ''}`)
  const table = '| a | b |\n|---|---|\n| c | d |\n\n```ts\nconst a = 1\n```\n\n'
  app.model.next({
    paceMs: 3,
    deltas: ['# Plant diary\n\n', table, ...words, 'Nearly.', rest.promise, ' End.\n'],
  })
  const page = await browser.context.newPage()
  await page.setViewportSize(size)
  await page.addInitScript(watchJumps)
  await page.goto(app.listen())
  await page.fill('#requirements', `Remind me to water my plants at ${size.width}.`)
  await page.locator('form.idea button.primary').click()
  await page.locator('#document', { hasText: 'Nearly.' }).waitFor()
  const jumps = await page.evaluate(() => (globalThis as unknown as { jumps: string[] }).jumps)
  expect(jumps).toEqual([])
  rest.resolve()
  await page.locator('#sentence', { hasText: 'Done' }).waitFor()
  await page.close()
})
