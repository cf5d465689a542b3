import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'
import {
  DESIGN,
  edit,
  PLAN,
  plannedProject,
  revisionAsked,
  stateOf,
  textOf,
} from '../support/planned-project.ts'
import { until } from '../support/runs.ts'

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp()
  browser = await openBrowser()
}, 30_000)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

test('a person sees what is out of date, has it brought up to date, and takes one proposal and leaves another', async () => {
  const address = await signIn(browser, app)
  const page = await browser.context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  const id = await plannedProject(app)
  const was = 'a valve and sees its state of the last minute'
  const is = 'a valve and sees its state of the last hour'
  await edit(app, id, 'design', DESIGN.replace(was, is))

  await page.goto(`${address}/projects/${id}`)
  const plan = page.locator('li.step', { has: page.getByRole('link', { name: 'Plan' }) })
  await plan.getByText('out of date').waitFor()
  await plan.getByRole('link', { name: 'Plan' }).click()
  const head = page.locator('.document-head')
  await head.getByText('1 section is out of date').click()
  await head.getByText('Phase 2: Devices, part 2').waitFor()
  await head.getByText('R-7 of the design has changed.', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Bring it up to date: Plan' }).click()
  await page.getByText('It fits in its place.').waitFor()
  await page.getByRole('link', { name: 'Greenhouse' }).click()
  await until(() => textOf(app, id, 'plan') === PLAN.replace(was, is))
  await page.getByRole('link', { name: 'Design', exact: true }).click()
  await page.getByRole('button', { name: 'It holds as it is: Design' }).click()
  await page.getByRole('button', { name: 'Bring it up to date: Design' }).waitFor({ state: 'detached' })

  app.model.otherwise((request) => ({ deltas: [`${revisionAsked(request)?.text.trimEnd()} Shorter.\n`] }))
  for (const section of ['Approach', 'phase-4'])
    await app.post(`/api/projects/${id}/documents/plan/revise`, { section, reason: 'Shorter.' })
  await until(async () => (await stateOf(app, id, 'plan')).proposals === 2)
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('link', { name: '2 proposals wait for you' }).click()
  await page.locator('ins mark', { hasText: 'Shorter.' }).first().waitFor()
  await page.getByRole('button', { name: 'Leave it: Plan: Phase 4' }).click()
  await page.getByRole('button', { name: 'Take it: Plan: Approach' }).click()
  await page.getByRole('link', { name: 'Plan', exact: true }).click()
  await page.getByRole('link', { name: 'Plan, version 3: all versions' }).click()
  await page.getByRole('button', { name: 'Compare the two' }).click()
  await page.locator('ins mark', { hasText: 'Shorter.' }).waitFor()
  expect(textOf(app, id, 'plan').match(/Shorter\./g)).toHaveLength(1)
  expect(complaints).toEqual([])
}, 60_000)
