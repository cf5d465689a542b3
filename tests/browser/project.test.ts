import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '600', PHASES_AT_ONCE: '5' })
  browser = await openBrowser()
}, 30_000)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

test('a person goes from the idea to the next task, and the project’s page follows what is written elsewhere', async () => {
  const address = await signIn(browser, app)
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
  // Nothing is asked for when nothing is being written.
  expect(await page.locator('#feed').getAttribute('hx-sse:connect')).toBeNull()
  expect(complaints).toEqual([])
}, 90_000)

test('five phases are written side by side on one connection; what is unfolded and typed on the page stays', async () => {
  const address = app.listen()
  const page = await browser.context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  const streams: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/view')) streams.push(request.url())
  })
  await page.goto(`${address}/projects`)
  await page
    .getByLabel('Your idea')
    .first()
    .fill('A web app with accounts, payments by Stripe, an admin page and offline notes. Teams share notes.')
  await page.getByLabel('Name').first().fill('Shared notes')
  await page.getByRole('button', { name: 'Make the project' }).click()
  await page.getByRole('button', { name: 'Write it all' }).click()
  await page.getByRole('heading', { name: 'Handoff' }).waitFor({ timeout: 60_000 })
  await page.getByLabel('What came of it').fill('half a sentence')
  await page.locator('.judged summary').click()
  await page.getByText('The handoff’s text, for an agent').click()
  const panel = page.locator('.panel', { has: page.locator('.panel-title', { hasText: 'Phase 1' }) })
  await panel.waitFor({ timeout: 60_000 })
  await page.getByText('Everything up to').waitFor({ state: 'detached', timeout: 120_000 })
  expect(await page.locator('.panel').count()).toBeGreaterThan(5)
  // What is done is a line with the way there, and the page has one name.
  expect(await page.locator('.panel .pane:visible').count()).toBe(0)
  expect(await page.locator('.panel').getByRole('link', { name: 'Open it: Plan' }).isVisible()).toBe(true)
  expect(await page.locator('h1').count()).toBe(1)
  expect(await page.getByLabel('What came of it').inputValue()).toBe('half a sentence')
  expect(await page.locator('.judged').getAttribute('open')).not.toBeNull()
  expect(await page.locator('details:has(.handoff)').getAttribute('open')).not.toBeNull()
  expect(streams).toHaveLength(1)
  expect(complaints).toEqual([])
}, 200_000)
