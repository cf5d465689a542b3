import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'

let app: TestApp
let browser: TestBrowser
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '600' })
  browser = await openBrowser({ javaScriptEnabled: false })
}, 30_000)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

/** What a link of the page gives, as it lies on the disk. */
async function taken(page: Page, link: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link, exact: true }).click(),
  ])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

test('without JavaScript an idea is asked about, becomes a design that follows itself, and is taken along', async () => {
  const address = await signIn(browser, app)
  const page = await browser.context.newPage()
  await page.goto(`${address}/projects`)
  await page.getByLabel('Your idea').fill('A web app in which people log when they water a plant.')
  await page.getByLabel('Name').fill('Plant diary')
  await page.getByRole('button', { name: 'Make the project' }).click()

  await page.getByRole('button', { name: 'Ask me' }).click()
  const legend = page.locator('form.question legend')
  await legend.waitFor({ timeout: 60_000 })
  await page.getByText('waits for answers').waitFor({ timeout: 60_000 })
  const first = (await legend.textContent()) ?? ''
  await page.getByLabel('Or in your own words').fill('Only the 40 members of the club.')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.locator('dt', { hasText: first }).waitFor()
  await page.getByRole('button', { name: 'Skip the rest' }).click()

  await page.getByRole('button', { name: 'Write it: Design' }).click()
  // The page looks again by itself, and stops when there is nothing more to come.
  const again = page.locator('meta[http-equiv=refresh]')
  await again.waitFor({ state: 'attached' })
  await page.locator('#document', { hasText: 'Only the 40 members of the club' }).waitFor({ timeout: 60_000 })
  await again.waitFor({ state: 'detached', timeout: 60_000 })

  const id = /projects\/(\w+)/.exec(
    await page.locator('.rail a').first().getAttribute('href').then(String),
  )?.[1]
  const kept = app.parts.documents.version(String(id), 'design')?.text ?? ''
  expect(kept).toContain('Only the 40 members of the club')
  await page.goto(`${address}/projects/${id}`)
  await page.getByRole('link', { name: 'Design', exact: true }).click()
  const design = await taken(page, 'Download')
  expect(design.name).toEndWith('.md')
  expect(design.bytes.toString()).toBe(kept)

  await page.getByRole('link', { name: 'Export', exact: true }).click()
  const archive = await taken(page, 'Download all as ZIP')
  expect(archive.name).toEndWith('.zip')
  expect(archive.bytes.subarray(0, 2).toString()).toBe('PK')
}, 240_000)
