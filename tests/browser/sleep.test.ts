import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'
import { type RoughProxy, startRoughProxy } from '../support/rough-proxy.ts'
import { until } from '../support/runs.ts'
import { awake, Parts, part, type Sleep, sleep } from '../support/sleeper.ts'

let app: TestApp
let browser: TestBrowser
let proxy: RoughProxy
beforeAll(async () => {
  app = await startApp()
  proxy = startRoughProxy(app.listen())
  browser = await openBrowser()
  await signIn(browser, app)
}, 30_000)
afterAll(async () => {
  await browser?.close()
  proxy.stop()
  await app.stop()
})

const SLEEPS: Sleep[] = ['offline', 'hidden', 'frozen', 'offline', 'frozen']

test('a page that slept five times in one run shows the text whole, and nothing twice', async () => {
  const parts = new Parts(app, 2 * SLEEPS.length + 1)
  const page = await browser.context.newPage()
  page.setDefaultTimeout(30_000)
  const path = await parts.path
  await page.goto(proxy.url + path)
  parts.write(0)
  await part(page, 0).waitFor()
  for (const [at, kind] of SLEEPS.entries()) {
    const wake = await sleep(page, kind, proxy)
    parts.write(2 * at + 1)
    // It is written while nobody looks.
    await until(async () => (await (await app.api(`/api${path}`)).text()).includes(`## Part ${2 * at + 1}`))
    await wake()
    await part(page, 2 * at + 1).waitFor()
    parts.write(2 * at + 2)
    await part(page, 2 * at + 2).waitFor()
  }
  await page.locator('#sentence', { hasText: 'Done.' }).waitFor()
  const { live, rest, parts: shown } = await awake(page)
  expect(shown).toEqual(Array.from({ length: parts.count }, (_, at) => `Part ${at}`))
  expect(live).toBe(rest)
  await page.close()
}, 120_000)

test('who reads and has marked words in the middle keeps the place and the words while it is written', async () => {
  const parts = new Parts(app, 12)
  const page = await browser.context.newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(proxy.url + (await parts.path))
  parts.write(5)
  await part(page, 5).waitFor()
  const here = () => page.evaluate(() => ({ y: scrollY, words: String(getSelection()) }))
  await page.evaluate(() => {
    const middle = document.querySelectorAll('#document h2')[2] as HTMLElement
    middle.scrollIntoView()
    getSelection()?.selectAllChildren(middle.nextElementSibling as Element)
    const moves: number[] = []
    Object.assign(globalThis, { moves })
    addEventListener('scroll', () => moves.push(scrollY))
  })
  const before = await here()
  expect(before.y).toBeGreaterThan(0)
  expect(before.words).toStartWith('It goes on')
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  await page.evaluate(() => (globalThis as unknown as { moves: number[] }).moves.splice(0))
  parts.write(11)
  await page.locator('#sentence', { hasText: 'Done.' }).waitFor()
  expect(await here()).toEqual(before)
  expect(await page.evaluate(() => (globalThis as unknown as { moves: number[] }).moves)).toEqual([])
  await page.close()
}, 60_000)
