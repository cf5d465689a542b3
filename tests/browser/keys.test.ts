import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'

let app: TestApp
let browser: TestBrowser
let base: string
beforeAll(async () => {
  app = await startApp()
  browser = await openBrowser()
  base = await signIn(browser, app)
}, 30_000)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

test('keys press what they name, never while somebody types, and ? shows them', async () => {
  const page = await browser.context.newPage()
  page.setDefaultTimeout(10_000)
  await page.goto(base)
  const list = page.locator('#keys')
  expect(await list.isVisible()).toBe(false)
  await page.keyboard.press('?')
  await list.waitFor()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('keys-title')
  expect(await list.textContent()).toContain('All projects')
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'hidden' })

  await page.focus('#requirements')
  await page.keyboard.type('has a ? ')
  expect(await page.inputValue('#requirements')).toBe('has a ? ')
  expect(await list.isVisible()).toBe(false)
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  for (const combination of ['Control+?', 'Alt+?', 'Meta+?']) {
    await page.keyboard.press(combination)
    expect([combination, await list.isVisible()]).toEqual([combination, false])
  }
  await page.keyboard.press('a')
  await page.waitForURL('**/projects')
  await page.keyboard.press('h')
  await page.waitForURL(`${base}/`)

  await page.keyboard.press('?')
  await page.getByRole('button', { name: 'Switch them off' }).click()
  await page.waitForLoadState()
  await page.keyboard.press('a')
  await page.keyboard.press('?')
  expect(await list.isVisible()).toBe(false)
  expect(new URL(page.url()).pathname).toBe('/')
  // By its button it is there all the same.
  await page.getByRole('button', { name: 'Keys' }).click()
  await page.getByRole('button', { name: 'Switch them on' }).click()
  await page.waitForLoadState()
  await page.keyboard.press('a')
  await page.waitForURL('**/projects')
}, 60_000)
