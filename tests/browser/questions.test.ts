import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '400' })
  browser = await openBrowser()
}, 30_000)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

/** Where pictures of the pages are put, for whoever wants to look at them. */
const SHOTS = process.env.SHOTS
const shoot = async (page: import('playwright-core').Page, name: string): Promise<void> => {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
}

test('a person sends an idea as a file, answers its questions by the keyboard, and the design knows them', async () => {
  const address = await signIn(browser, app)
  const page = await browser.context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(`${address}/projects`)
  await page.getByLabel('Your idea').fill('For a gardening club.')
  await page.getByLabel('Or a file with it').setInputFiles({
    name: 'idea.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('A web app in which people log when they water a plant.\r\n'),
  })
  await page.getByLabel('Name').fill('Plant diary')
  await shoot(page, 'projects')
  await page.getByRole('button', { name: 'Make the project' }).click()
  await page.getByRole('heading', { name: 'Plant diary' }).waitFor()
  await shoot(page, 'offered')

  await page.getByRole('button', { name: 'Ask me' }).click()
  // The first one comes by itself, as soon as it is whole.
  const form = page.locator('form.question')
  await form.waitFor({ timeout: 20_000 })
  const first = (await form.locator('legend').textContent()) ?? ''
  expect(await form.locator('input[type=radio]:checked').count()).toBe(1)
  await page.getByText('waits for answers').waitFor({ timeout: 20_000 })
  await shoot(page, 'first')

  // Arrow keys choose, Enter sends.
  await form.locator('input[type=radio]:checked').focus()
  await page.keyboard.press('ArrowUp')
  const chosen = (await form.locator('label:has(input:checked) span span').first().textContent()) ?? ''
  await page.keyboard.press('Enter')
  await page.locator('legend', { hasText: first }).waitFor({ state: 'detached' })
  await page.locator('dl.answers', { hasText: chosen }).waitFor()

  await page.getByLabel('Or in your own words').fill('Only the 40 members of the club, who trust each other.')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.locator('dl.answers', { hasText: 'Only the 40 members' }).waitFor()
  await shoot(page, 'second')
  await page.getByRole('button', { name: 'Skip the rest' }).click()
  await page.getByText('You did not want to be asked').waitFor()
  await page.getByRole('link', { name: `Change the answer: ${first}` }).click()
  await page.locator('legend', { hasText: first }).waitFor()
  await shoot(page, 'again')

  await page.getByRole('button', { name: 'Write it: Design' }).click()
  await page.locator('#document', { hasText: 'Only the 40 members of the club' }).waitFor({ timeout: 30_000 })
  expect(complaints).toEqual([])
}, 90_000)

test('on a telephone nothing of the questions is wider than the page', async () => {
  const address = app.listen()
  const page = await browser.context.newPage()
  await page.setViewportSize({ width: 390, height: 844 })
  const project = await app.parts.workshop.create('Plants', 'A web app in which people log plants.', {
    languages: [],
    frameworks: [],
    apis: [],
  })
  const long = `What about ${'Donaudampfschifffahrtsgesellschaft'.repeat(4)}?`
  const text = `## Q-1: ${long}\n\n- ${'word'.repeat(50)} (recommended)\n- Other things\n- You decide\n`
  await app.parts.documents.add(
    project.id,
    { document: 'questions', text, author: 'person', standsOn: [] },
    0,
  )
  await page.goto(`${address}/projects/${project.id}`)
  await page.locator('form.question').waitFor()
  await shoot(page, 'telephone')
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(390)
}, 30_000)
