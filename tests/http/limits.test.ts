import { afterEach, describe, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { readEvents } from '../support/events.ts'
import { PageReader } from '../support/page-reader.ts'
import { until } from '../support/runs.ts'

const BRIEF = { projectName: 'Plant diary', requirements: 'Water.', languages: ['TypeScript'] }

let app: TestApp
afterEach(() => app.stop())

const idOf = (response: Response) => response.headers.get('location')?.split('/').at(-1) ?? ''

/** A run that is written until the gate is opened. */
async function blocker(): Promise<{ open(): void; id: string }> {
  const gate = Promise.withResolvers<void>()
  app.model.next({ deltas: ['Busy', gate.promise] })
  return { open: gate.resolve, id: idOf(await app.post('/runs', BRIEF)) }
}

describe('with MAX_RUNS=1', () => {
  test('a second run waits: its stream tells the place at once, and later that its turn has come', async () => {
    app = await startApp({ MAX_RUNS: '1' })
    const { open } = await blocker()
    app.model.next({ deltas: ['Mine'] })
    const response = await app.post('/api/design/stream', BRIEF)
    expect(response.status).toBe(200)
    const events = await readEvents(response, ({ data }) => {
      if (data.kind === 'queued') open()
      return false
    })
    expect(events.map(({ type, data }) => data.kind ?? type)).toEqual([
      'run',
      'queued',
      'started',
      'token',
      'done',
    ])
    expect(events[0]?.data.run?.status).toBe('queued')
    expect(events[1]?.data as object).toEqual({
      kind: 'queued',
      place: 1,
      message: 'Waiting for its turn: it is the next.',
    })
    expect(events.at(-1)?.data.run?.status).toBe('done')
  })

  test('the page of one that waits says its place, lets it be stopped, and goes on by itself', async () => {
    app = await startApp({ MAX_RUNS: '1' })
    const { open } = await blocker()
    const first = idOf(await app.post('/runs', { ...BRIEF, projectName: 'First' }))
    app.model.next({ deltas: ['The text of the first.'] })
    const second = idOf(await app.post('/runs', { ...BRIEF, projectName: 'Second' }))
    await until(async () => (await (await app.api(`/api/runs/${second}`)).json()).last === 2)
    const html = { headers: { accept: 'text/html' } }
    const page = new PageReader(await (await app.api(`/runs/${second}`, html)).text())
    expect(page.parts.sentence).toBe('Waiting for its turn: number 2 in the queue.')
    expect(page.parts.actions).toContain('id="stop"')
    expect((await app.api(`/runs/${second}/stop`, { method: 'POST', ...html })).status).toBe(303)
    const waiting = new PageReader(await (await app.api(`/runs/${first}`, html)).text())
    expect(waiting.parts.sentence).toBe('Waiting for its turn: it is the next.')
    open()
    await waiting.read(await app.api(waiting.feed ?? ''))
    expect(waiting.parts.sentence).toBe('Done.')
    expect(waiting.document).toContain('The text of the first.')
    const state = await (await app.api(`/api/runs/${second}`)).json()
    expect(state).toMatchObject({ run: { status: 'stopped' }, text: '' })
    expect(app.model.requests).toHaveLength(2)
  })

  test('a whole answer waits for its turn like the others', async () => {
    app = await startApp({ MAX_RUNS: '1' })
    const { open } = await blocker()
    app.model.next({ deltas: ['Mine'] })
    const answer = app.post('/api/design', BRIEF)
    await until(() => app.parts.conductor.queuedRuns === 1)
    open()
    expect(await (await answer).json()).toMatchObject({ design: { markdown: 'Mine' } })
  })

  test('where too many wait, a run is refused with 429 and when to try again, in JSON and on the page', async () => {
    app = await startApp({ MAX_RUNS: '1', MAX_QUEUED: '1' })
    const { open } = await blocker()
    await app.post('/runs', { ...BRIEF, projectName: 'Waits' })
    const refused = await app.post('/api/design/stream', BRIEF)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ code: 'too_many_runs' })
    const page = await app.post('/runs', BRIEF, { accept: 'text/html' })
    expect(page.status).toBe(429)
    expect(await page.text()).toContain('Plant diary')
    expect(app.parts.readers.count).toBe(0)
    open()
  })

  test('an Idempotency-Key finds the run that waits', async () => {
    app = await startApp({ MAX_RUNS: '1', MAX_QUEUED: '1' })
    const { open } = await blocker()
    const key = { 'idempotency-key': 'k' }
    const ids = await Promise.all(
      [1, 2].map(async () => {
        const response = await app.post('/api/design/stream', BRIEF, key)
        await response.body?.cancel()
        return idOf(response)
      }),
    )
    expect(ids[0]).toBe(ids[1])
    open()
  })
})

test('with MAX_RUNS_PER_CLIENT=1 a key’s second run waits, and another key’s does not', async () => {
  app = await startApp({ MAX_RUNS_PER_CLIENT: '1', STREAMING_PROXY_KEY: 'a-key-for-tests,another-key' })
  const { open } = await blocker()
  const second = await app.post('/api/design/stream', BRIEF)
  const other = await app.post('/api/design/stream', BRIEF, { 'x-streaming-proxy-key': 'another-key' })
  const statusOf = async (response: Response) => (await readEvents(response, () => true))[0]?.data.run?.status
  expect([await statusOf(second), await statusOf(other)]).toEqual(['queued', 'asking'])
  open()
})

describe('with MAX_READERS_PER_CLIENT=2', () => {
  test('a third stream is refused with 429 until one is closed, whatever kind it is', async () => {
    app = await startApp({ MAX_READERS_PER_CLIENT: '2' })
    const { open, id } = await blocker()
    const streams = [await app.api(`/api/runs/${id}/events`), await app.api(`/runs/${id}/view`)]
    for (const path of [`/api/runs/${id}/events`, `/runs/${id}/view`]) {
      const refused = await app.api(path)
      expect(refused.status).toBe(429)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    for (const path of ['/api/design/stream', '/api/design']) {
      const refused = await app.post(path, BRIEF)
      expect(refused.status).toBe(429)
      expect(await refused.json()).toMatchObject({ code: 'too_many_readers' })
    }
    // Refused before anything was paid for.
    expect(app.parts.conductor.newest(10)).toHaveLength(1)
    await streams[0]?.body?.cancel()
    const again = await app.api(`/api/runs/${id}/events`)
    expect(again.status).toBe(200)
    open()
    await Promise.all([again.text(), streams[1]?.text()])
    expect(app.parts.readers.count).toBe(0)
  })

  test('what is no stream in the end takes no place', async () => {
    app = await startApp({ MAX_READERS_PER_CLIENT: '2' })
    const { open, id } = await blocker()
    const nobody = '0'.repeat(26)
    for (let times = 0; times < 3; times += 1) {
      expect((await app.api(`/api/runs/${nobody}/events`)).status).toBe(404)
      expect((await app.api(`/api/runs/${id}/events?after=x`)).status).toBe(422)
      expect((await app.api(`/api/runs/${id}/events`, { method: 'HEAD' })).status).toBe(200)
      expect((await app.api(`/runs/${id}/view`, { method: 'HEAD' })).status).toBe(200)
      expect((await app.post('/api/design/stream', { ...BRIEF, languages: 7 })).status).toBe(422)
      await (await app.api(`/runs/${nobody}/view`)).text()
    }
    open()
    await until(() => app.parts.conductor.liveRuns === 0)
    expect((await app.api(`/api/runs/${id}/events?after=3`)).status).toBe(204)
    expect(app.parts.readers.count).toBe(0)
  })
})

test('ten runs that one person starts at once, and twenty streams, need no setting', async () => {
  app = await startApp()
  const gate = Promise.withResolvers<void>()
  app.model.otherwise({ deltas: ['Text', gate.promise] })
  const started = await Promise.all(Array.from({ length: 10 }, () => app.post('/api/design/stream', BRIEF)))
  const ids = started.map(idOf)
  const more = await Promise.all(ids.map((id) => app.api(`/runs/${id}/view`)))
  expect([...started, ...more].map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
  expect(app.parts.conductor.queuedRuns).toBe(0)
  gate.resolve()
  const ends = await Promise.all(started.map((response) => readEvents(response)))
  expect(ends.map((events) => events.at(-1)?.type)).toEqual(ids.map(() => 'done'))
  await Promise.all(more.map((response) => response.text()))
})
