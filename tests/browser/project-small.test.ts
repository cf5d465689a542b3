import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '900' })
  browser = await openBrowser({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } })
}, 30_000)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

test('on a small screen without JavaScript the page follows "write it all" by itself, and long names fit', async () => {
  const address = await signIn(browser, app)
  const page = await browser.context.newPage()
  await page.goto(`${address}/projects`)
  await page.getByLabel('Your idea').fill('People log when they water a plant.')
  await page.getByLabel('Name').fill('Plant diary')
  await page.getByRole('button', { name: 'Make the project' }).click()
  await page.getByRole('button', { name: 'Write it all' }).click()
  // Its address has a fragment now, and what only goes to a fragment loads nothing.
  await page.waitForURL(/#way-title$/)
  // The rail is folded where there is no room for it.
  expect(await page.locator('.rail a', { hasText: 'Overview' }).isVisible()).toBe(false)
  await page.getByText('Phase 1: ').first().waitFor({ state: 'attached', timeout: 60_000 })
  await page.getByText('Everything up to').waitFor({ state: 'detached', timeout: 60_000 })
  const id = /projects\/(\w+)/.exec(page.url())?.[1] ?? ''
  const plan = app.parts.documents.version(id, 'plan')
  const text = plan?.text.replace('The thinnest way through', 'Kraftfahrzeughaftpflicht'.repeat(4)) ?? ''
  await app.parts.workshop.edit(id, 'plan', text, plan?.number ?? 0)
  await page.goto(`${address}/projects/${id}`)
  await page.getByText('Documents and more').click()
  await page.getByText('Kraftfahrzeughaftpflicht').first().waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
}, 150_000)
