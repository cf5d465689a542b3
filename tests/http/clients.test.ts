import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { EventSource } from 'eventsource'
import { BRIEF, KEY, startApp, type TestApp } from '../support/app.ts'
import { oneByOne, readEvents } from '../support/events.ts'

/** SSE clients that none of us wrote read the same events over a real socket. */
let app: TestApp
let address = ''
let id = ''
let expected: { id: string; type: string; data: string }[] = []

const DELTAS = ['# Ä\n\n', 'data: x\r\n', 'a\rb\n\n', '😀', '\tend', '\u2028', '\n']
const TYPES = ['run', 'token', 'notice', 'finding', 'done', 'stopped', 'failed', 'interrupted', 'reset']

beforeAll(async () => {
  app = await startApp()
  address = app.listen()
  const { deltas, seen } = oneByOne(DELTAS)
  app.model.next({ deltas })
  const events = await readEvents(await app.post('/api/design/stream', BRIEF), seen)
  id = events[0]?.data.run?.id ?? ''
  expected = events.map((event) => ({
    id: String(event.id),
    type: event.type,
    data: JSON.stringify(event.data),
  }))
})
afterAll(() => app.stop())

/** What an EventSource hands over, until the end. `url` starts the reading. */
function collect(url: string, after?: string): Promise<typeof expected> {
  const { promise, resolve, reject } = Promise.withResolvers<typeof expected>()
  const seen: typeof expected = []
  const source = new EventSource(url, {
    fetch: (input, init) =>
      fetch(input, {
        ...init,
        headers: {
          ...init.headers,
          'x-streaming-proxy-key': KEY,
          ...(after ? { 'last-event-id': after } : {}),
        },
      }),
  })
  for (const type of TYPES)
    source.addEventListener(type, (event) => {
      seen.push({ id: event.lastEventId, type, data: String(event.data) })
      if (type !== 'done') return
      source.close()
      resolve(seen)
    })
  source.addEventListener('message', () => reject(new Error('an event without a type')))
  source.addEventListener('error', (error) => reject(new Error(error.message ?? 'error')))
  return promise
}

describe('the same events are read by', () => {
  test('npm eventsource, from the start and from the middle', async () => {
    expect(await collect(`${address}/api/runs/${id}/events`)).toEqual(expected)
    expect(await collect(`${address}/api/runs/${id}/events`, '3')).toEqual(expected.slice(3))
  })

  test('curl -N', async () => {
    const curl = Bun.spawn([
      'curl',
      '-sN',
      '-H',
      `X-Streaming-Proxy-Key: ${KEY}`,
      `${address}/api/runs/${id}/events`,
    ])
    const text = await new Response(curl.stdout).text()
    expect(await curl.exited).toBe(0)
    const frames = expected.map((event) => `id: ${event.id}\nevent: ${event.type}\ndata: ${event.data}\n\n`)
    expect(text).toBe(`retry: 1000\n\n${frames.join('')}`)
  })

  test('npm eventsource while it is written, over a POST that has gone', async () => {
    const gate = Promise.withResolvers<void>()
    app.model.next({ deltas: ['one', gate.promise, ' two'] })
    const seen = await readEvents(await app.post('/api/design/stream', BRIEF), ({ type }) => type === 'token')
    const following = collect(`${address}/api/runs/${seen[0]?.data.run?.id}/events`)
    gate.resolve()
    const all = await following
    expect(all.map(({ type }) => type)).toEqual(['run', 'token', 'token', 'done'])
  })
})
