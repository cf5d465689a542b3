import { afterAll, beforeAll, expect, test } from 'bun:test'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'
import { oneByOne, readEvents } from '../support/events.ts'

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

test("a browser's own EventSource reads the events that every other client reads", async () => {
  const { deltas, seen } = oneByOne(['# Ä\n\n', 'data: x\r\n', 'a\rb\n\n', '😀', '\u2028', '\n'])
  app.model.next({ deltas })
  const events = await readEvents(await app.post('/api/design/stream', BRIEF), seen)
  const id = events[0]?.data.run?.id
  const address = await signIn(browser, app)
  const page = await browser.context.newPage()
  await page.goto(`${address}/`)
  const read = await page.evaluate(
    (path) =>
      new Promise<{ id: number; type: string; data: unknown }[]>((resolve, reject) => {
        const all: { id: number; type: string; data: unknown }[] = []
        const source = new EventSource(path)
        for (const type of [
          'run',
          'token',
          'notice',
          'done',
          'stopped',
          'failed',
          'interrupted',
          'reset',
          'message',
        ])
          source.addEventListener(type, (event) => {
            all.push({ id: Number(event.lastEventId), type, data: JSON.parse(event.data) })
            if (type !== 'done') return
            source.close()
            resolve(all)
          })
        source.onerror = () => reject(new Error('the stream broke'))
      }),
    `/api/runs/${id}/events`,
  )
  expect(JSON.stringify(read)).toBe(JSON.stringify(events.map(({ id, type, data }) => ({ id, type, data }))))
}, 30_000)
