import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, type TestBrowser } from '../support/browser.ts'

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '600' })
  browser = await openBrowser()
}, 30_000)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

test('a person goes from the idea to the next task, and the project’s page follows what is written elsewhere', async () => {
  const address = app.listen()
  const value = await app.parts.sessions.open()
  await browser.context.addCookies([
    { name: 'devussy_session', value, url: address, httpOnly: true, sameSite: 'Lax' },
  ])
  const page = await browser.context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(address)
  await page.getByRole('link', { name: 'Projects' }).click()
  await page
    .getByLabel('Your idea')
    .fill('People log when they water a plant. They are reminded when one is dry.')
  await page.getByLabel('Name').fill('Plant diary')
  await page.getByRole('button', { name: 'Make the project' }).click()
  await page.getByRole('button', { name: 'Write it: Design' }).click()
  // The run's page, with the way back.
  await page.locator('#document h1', { hasText: 'Plant diary' }).waitFor()
  await page.getByRole('link', { name: 'Plant diary' }).click()
  await page.getByText('read along').waitFor()
  // Nobody loads it again: it asks by itself.
  await page.getByRole('button', { name: 'Write it: Plan' }).waitFor({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Write it: Plan' }).click()
  await page.getByRole('link', { name: 'Plant diary' }).click()
  await page.getByText('Phase 1: The thinnest way through').waitFor({ timeout: 20_000 })
  await page.reload()
  await page.getByLabel('What came of it').fill('It builds.')
  await page.getByRole('button', { name: 'It is done' }).click()
  await page.getByText('1 of ', { exact: false }).first().waitFor()
  await page.locator('strong', { hasText: 'T-1.2' }).waitFor()
  // It stops asking when nothing is being written.
  expect(await page.locator('#way').getAttribute('hx-trigger')).toBeNull()
  expect(complaints).toEqual([])
}, 90_000)
