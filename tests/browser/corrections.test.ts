import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { writeDesign } from '../../src/planning/demo/design.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'
import { until } from '../support/runs.ts'

setDefaultTimeout(90_000)

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100' })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})

test('a person has a design corrected in rounds, stops it, begins again, and sees on the same page how it ends', async () => {
  const address = await signIn(browser, app)
  const page = await browser.context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  const requirements =
    'People log when they water a plant. They are reminded when one is dry. It works offline.'
  const wishes = { languages: [], frameworks: [], apis: [] }
  const { id } = await app.parts.workshop.create('Plant diary', requirements, wishes)
  const text = writeDesign({ projectName: 'Plant diary', requirements, ...wishes })
  await app.parts.workshop.edit(id, 'design', text, 0)
  const design = () => app.parts.documents.version(id, 'design')

  await page.goto(`${address}/projects/${id}/findings`)
  await page.getByLabel('with a review by a model in each round').check()
  await page.getByRole('button', { name: 'Correct it in rounds' }).click()
  await page.getByText('Design: It is being corrected.').waitFor()
  // Each section that is being written comes up by itself, and leads to its run.
  const mark = 'is the page that it was'
  await page.evaluate((word) => Object.assign(window, { mark: word }), mark)
  const isSame = () => page.evaluate(() => (window as unknown as { mark?: string }).mark)
  await page.getByRole('list').getByRole('link', { name: 'Security' }).waitFor({ timeout: 30_000 })
  expect(await isSame()).toBe(mark)

  await page.getByRole('button', { name: 'Stop correcting' }).click()
  await page.getByText('Design: You have stopped it.').waitFor()
  // What was being written is written to its end, and waits.
  await until(async () => {
    await app.parts.workshop.view(id)
    return app.parts.workshop.proposals.of(id).length === 2
  })
  expect(design()?.number).toBe(1)
  for (const { run } of app.parts.workshop.proposals.of(id)) await app.parts.workshop.proposals.leave(id, run)

  await page.reload()
  await page.getByRole('button', { name: 'Correct it in rounds' }).click()
  await page.getByText('Design: It is being corrected.').waitFor()
  await page.evaluate((word) => Object.assign(window, { mark: word }), mark)
  await page
    .getByText('Design: Corrected. Nothing heavy is left after one round.')
    .waitFor({ timeout: 40_000 })
  expect(await isSame()).toBe(mark)
  await page.getByText(/^Weight \d+ before, \d+ after\.$/).waitFor()
  await page.getByRole('button', { name: 'Correct it in rounds' }).waitFor()
  expect(design()?.text).toContain('An address whose requests were refused ten times')
  expect(complaints).toEqual([])
})
