import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '2000' })
  browser = await openBrowser()
}, 30_000)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

test('a person has three drafts written side by side and one design of them, and takes a draft in the end', async () => {
  const address = await signIn(browser, app)
  const page = await browser.context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  const { id } = await app.parts.workshop.create(
    'Plant diary',
    'People log when they water a plant. They are reminded when one is dry.',
    { languages: [], frameworks: [], apis: [] },
  )
  await page.goto(`${address}/projects/${id}`)
  await page.getByRole('link', { name: 'Design' }).click()
  await page.getByText('Write several drafts and one of them all').click()
  expect(await page.getByLabel('How many drafts').inputValue()).toBe('3')
  await page.getByText('Other models or temperatures').click()
  await page.getByLabel('Its temperature, 0 to 2').nth(2).fill('1.3')
  await page.getByRole('button', { name: 'What will it take? Drafts: Design' }).click()
  await page.getByText('temperature 1.3').waitFor()
  await page.getByRole('button', { name: 'Write the drafts' }).click()
  for (const number of [1, 2, 3]) await page.getByText(`Design, draft ${number}`).first().waitFor()
  // The same page, by its one stream: the arbiter's panel comes, and then the design is there.
  await page.getByText('Design, of all drafts').first().waitFor({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Write it: Plan' }).waitFor({ timeout: 30_000 })
  await page.getByRole('link', { name: 'Design', exact: true }).click()
  await page.getByRole('link', { name: 'The last drafts of it' }).click()
  await page.getByText('Read draft 3').click()
  await page.getByText('temperature 1.3').first().waitFor()
  await page.getByRole('button', { name: 'Take draft 3 as the document' }).click()
  await page.getByRole('link', { name: 'Design, version 2: all versions' }).waitFor()
  expect(app.parts.documents.version(id, 'design')?.text).toContain('temperature 1.3')
  expect(complaints).toEqual([])
}, 90_000)
