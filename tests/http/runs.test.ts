import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Usage } from '../../src/models/provider.ts'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'
import { numbersOf, oneByOne, oneTo, readEvents, textOf } from '../support/events.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp({ AUTO_CONTINUE: '0' })
})
afterAll(() => app.stop())

/** Starts a run and reads until its first token; `rest` reads on in the same stream. */
async function begin(): Promise<{ id: string; closed: Promise<number>; open: () => void }> {
  const gate = Promise.withResolvers<void>()
  const arrived = app.model.next({ deltas: ['First.\n\n', gate.promise, 'Second.\n'] })
  const seen = await readEvents(await app.post('/api/design/stream', BRIEF), ({ type }) => type === 'token')
  return { id: seen[0]?.data.run?.id ?? '', closed: (await arrived).closed, open: () => gate.resolve() }
}

const events = (id: string, after?: string, headers: Record<string, string> = {}) =>
  app.api(`/api/runs/${id}/events${after === undefined ? '' : `?after=${after}`}`, { headers })

describe('reading a run', () => {
  let id = ''
  let last = 0
  beforeAll(async () => {
    const { deltas, seen } = oneByOne(Array.from({ length: 20 }, (_, at) => `${at} `))
    app.model.next({ deltas })
    const all = await readEvents(await app.post('/api/design/stream', BRIEF), seen)
    id = all[0]?.data.run?.id ?? ''
    last = all.length
    expect(last).toBe(22)
  })

  test('from any number on, nothing twice and nothing missing', async () => {
    for (let after = 0; after < last; after += 1) {
      const read = await readEvents(await events(id, String(after)))
      expect(numbersOf(read)).toEqual(oneTo(last, after + 1))
    }
  })

  test('Last-Event-ID is what a reconnecting reader sends, and it goes before ?after', async () => {
    const read = await readEvents(await events(id, '0', { 'last-event-id': '5' }))
    expect(numbersOf(read)[0]).toBe(6)
  })

  test('behind the end of an ended run there is nothing: 204', async () => {
    const response = await events(id, String(last))
    expect(response.status).toBe(204)
    expect(await response.text()).toBe('')
  })

  test('a number beyond what there is: reset, then everything', async () => {
    const read = await readEvents(await events(id, String(last + 1)))
    expect(read[0]).toEqual({ type: 'reset', data: {} })
    expect(numbersOf(read)).toEqual(oneTo(last))
  })

  test.each(['-1', 'x', '1.5', '1e3', '0x10', '9'.repeat(30)])(
    'a number that is none (%s): 422 and its name',
    async (after) => {
      const query = await events(id, after)
      expect(query.status).toBe(422)
      expect(await query.json()).toMatchObject({ field: 'after' })
      const header = await events(id, undefined, { 'last-event-id': after })
      expect(header.status).toBe(422)
      expect(await header.json()).toMatchObject({ field: 'Last-Event-ID' })
    },
  )

  test('HEAD tells the kind of answer without following the run', async () => {
    const before = app.parts.conductor.liveRuns
    const response = await app.api(`/api/runs/${id}/events`, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
    expect(app.parts.conductor.liveRuns).toBe(before)
  })

  test('its state holds the text, the design and what it took', async () => {
    const state = (await (await app.api(`/api/runs/${id}`)).json()) as Record<string, unknown>
    expect(state).toMatchObject({
      run: { id, status: 'done', name: 'Plant diary', model: 'scripted', provider: 'openai' },
      last,
      usage: { estimated: false },
      design: { markdown: state.text },
    })
  })

  test('tells what was asked for, in the state and never in an event', async () => {
    const input = { ...BRIEF, frameworks: [], apis: [] }
    expect(await (await app.api(`/api/runs/${id}`)).json()).toMatchObject({ input })
    expect(JSON.stringify(await readEvents(await events(id, '0')))).not.toContain(BRIEF.requirements)
  })

  test('the list has it, the newest first', async () => {
    const { runs } = (await (await app.api('/api/runs')).json()) as { runs: { id: string; status: string }[] }
    expect(runs[0]).toMatchObject({ id, status: 'done' })
  })
})

test('the list says of a live run what it is doing', async () => {
  const gate = Promise.withResolvers<void>()
  app.model.next({ deltas: ['First.', gate.promise] })
  const seen = await readEvents(await app.post('/api/design/stream', BRIEF), ({ type }) => type === 'token')
  const { runs } = (await (await app.api('/api/runs')).json()) as { runs: { id: string; status: string }[] }
  expect(runs[0]).toMatchObject({ id: seen[0]?.data.run?.id, status: 'writing' })
  gate.resolve()
})

describe('stopping', () => {
  test("Stop ends the run, closes the model's connection and keeps what there is", async () => {
    const { id, closed } = await begin()
    const at = performance.now()
    const response = await app.api(`/api/runs/${id}/stop`, { method: 'POST' })
    expect(response.status).toBe(200)
    const stopped = (await response.json()) as { run: { status: string }; text: string; usage: Usage }
    expect(stopped).toMatchObject({
      run: { status: 'stopped' },
      text: 'First.\n\n',
      usage: { outputTokens: 2, estimated: true },
    })
    expect((await closed) - at).toBeLessThan(200)
    const read = await readEvents(await events(id))
    expect(read.filter(({ type }) => ['done', 'stopped', 'failed'].includes(type))).toHaveLength(1)
    expect(read.at(-1)?.type).toBe('stopped')
  })

  test('what has ended cannot be stopped or continued: 409', async () => {
    app.model.next({ deltas: ['a'] })
    const all = await readEvents(await app.post('/api/design/stream', BRIEF))
    for (const action of ['stop', 'continue']) {
      const response = await app.api(`/api/runs/${all[0]?.data.run?.id}/${action}`, { method: 'POST' })
      expect(response.status).toBe(409)
      expect(await response.json()).toMatchObject({ code: 'run_ended' })
    }
  })
})

describe('a run whose model broke off', () => {
  test('stands still: readers get what came and then `interrupted`, without a number', async () => {
    app.model.next({ deltas: ['One.\n\nTw'], end: 'reset' })
    const read = await readEvents(await app.post('/api/design/stream', BRIEF))
    expect(read.at(-1)).toMatchObject({
      type: 'interrupted',
      data: { code: 'model_broke_off', run: { status: 'interrupted' } },
    })
    expect(read.at(-1)?.id).toBeUndefined()
    expect(textOf(read)).toBe('One.\n\nTw')
    const id = read[0]?.data.run?.id ?? ''
    const again = await readEvents(await events(id, String(read.length - 1)))
    expect(again.map(({ type }) => type)).toEqual(['interrupted'])

    app.model.next({ deltas: ['Two.\n'] })
    await app.api(`/api/runs/${id}/continue`, { method: 'POST' })
    const rest = await readEvents(await events(id, String(read.length - 1)))
    expect(rest[0]).toMatchObject({
      id: read.length,
      type: 'notice',
      data: { kind: 'continued', keep: 6, cause: 'person' },
    })
    expect(textOf([...read, ...rest])).toBe('One.\n\nTwo.\n')
    expect(rest.at(-1)?.type).toBe('done')
    const state = (await (await app.api(`/api/runs/${id}`)).json()) as { text: string; usage: Usage }
    expect(state.text).toBe('One.\n\nTwo.\n')
    // Both answers were paid for; the first could not say what it took.
    expect(state.usage.estimated).toBe(true)
    expect(state.usage.promptTokens).toBeGreaterThan(1000)
    expect(state.usage.outputTokens).toBe(1 + 2)
  })

  test('can be stopped instead', async () => {
    app.model.next({ deltas: ['One.\n\nTw'], end: 'cut' })
    const read = await readEvents(await app.post('/api/design/stream', BRIEF))
    const id = read[0]?.data.run?.id ?? ''
    const response = await app.api(`/api/runs/${id}/stop`, { method: 'POST' })
    expect(await response.json()).toMatchObject({ run: { status: 'stopped' }, text: 'One.\n\nTw' })
  })
})

test('a damaged run is named to its reader once, leaves the list, and hurts no other run', async () => {
  const ids: string[] = []
  for (const text of ['hurt', 'sound']) {
    app.model.next({ deltas: [text] })
    const all = await readEvents(await app.post('/api/design/stream', BRIEF))
    ids.push(all[0]?.data.run?.id ?? '')
  }
  const [hurt = '', sound = ''] = ids
  const file = `${app.parts.settings.DATA_DIR}/journal/${hurt}.1.log`
  writeFileSync(file, readFileSync(file, 'utf8').replace('"hurt"', '"HURT"'))
  // Another process, which has nothing of it in memory, is the one that looks.
  const other = await startApp({ DATA_DIR: app.parts.settings.DATA_DIR, OPENAI_BASE_URL: app.model.url })
  try {
    const first = await other.api(`/api/runs/${hurt}`)
    expect(first.status).toBe(500)
    expect(await first.json()).toMatchObject({ code: 'run_damaged' })
    expect((await other.api(`/api/runs/${hurt}`)).status).toBe(404)
    expect(existsSync(`${file}.damaged`)).toBe(true)
    const { runs } = (await (await other.api('/api/runs')).json()) as { runs: { id: string }[] }
    expect(runs.map(({ id }) => id)).not.toContain(hurt)
    expect(runs.map(({ id }) => id)).toContain(sound)
    expect((await other.api(`/api/runs/${sound}`)).status).toBe(200)
  } finally {
    await other.stop()
  }
})

describe('deleting', () => {
  test('an ended run is gone for good', async () => {
    app.model.next({ deltas: ['a'] })
    const all = await readEvents(await app.post('/api/design/stream', BRIEF))
    const id = all[0]?.data.run?.id ?? ''
    expect((await app.api(`/api/runs/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await app.api(`/api/runs/${id}`)).status).toBe(404)
    expect((await app.api(`/api/runs/${id}`, { method: 'DELETE' })).status).toBe(404)
    const { runs } = (await (await app.api('/api/runs')).json()) as { runs: { id: string }[] }
    expect(runs.map((run) => run.id)).not.toContain(id)
  })

  test("a live one is stopped first: its model's connection closes and its readers are let go", async () => {
    const { id, closed } = await begin()
    const reading = readEvents(await events(id))
    expect((await app.api(`/api/runs/${id}`, { method: 'DELETE' })).status).toBe(204)
    await closed
    await reading
    expect((await events(id)).status).toBe(404)
  })
})
