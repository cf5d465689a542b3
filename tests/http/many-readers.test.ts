import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import net from 'node:net'
import { Renderer } from '../../src/markdown/render.ts'
import { foldRun } from '../../src/runs/fold.ts'
import { KEY, startApp, type TestApp } from '../support/app.ts'
import { numbersOf, oneTo, readEvents, textOf } from '../support/events.ts'
import { until } from '../support/runs.ts'
import { countTimers } from '../support/timer-count.ts'

const BRIEF = { projectName: 'Plant diary', requirements: 'Water.', languages: ['TypeScript'] }
const MANY = 200

let app: TestApp
afterEach(() => app.stop())

const start = async () => (await app.post('/runs', BRIEF)).headers.get('location')?.split('/').at(-1) ?? ''

describe('200 readers of one run', () => {
  beforeEach(async () => {
    app = await startApp()
  })

  test('cost one question to the model, and an event of theirs is one object, so that its frame is made once', async () => {
    const gate = Promise.withResolvers<void>()
    app.model.next({ deltas: ['First. ', gate.promise, 'Second.'] })
    const id = await start()
    const events = new Set<unknown>()
    const { journal } = app.parts
    const read = journal.read.bind(journal)
    const seen = spyOn(journal, 'read').mockImplementation(async (...asked) => {
      const found = await read(...asked)
      for (const event of found) events.add(event)
      return found
    })
    const reading = Array.from({ length: MANY }, async () =>
      readEvents(await app.api(`/api/runs/${id}/events`)),
    )
    await until(() => app.parts.readers.count === MANY)
    gate.resolve()
    const all = await Promise.all(reading)
    for (const one of all) {
      expect(textOf(one)).toBe('First. Second.')
      expect(numbersOf(one)).toEqual(oneTo(one.length))
      expect(one.at(-1)?.type).toBe('done')
    }
    expect(events.size).toBe(all[0]?.length ?? 0)
    expect(app.model.requests).toHaveLength(1)
    seen.mockRestore()
  })

  test('on pages cost one drawing of each block', async () => {
    const gate = Promise.withResolvers<void>()
    const blocks = Array.from({ length: 20 }, (_, at) => `Paragraph ${at}.\n\n`)
    app.model.next({ deltas: [gate.promise, ...blocks] })
    const id = await start()
    const drawn = spyOn(Renderer.prototype, 'block')
    const tails = spyOn(Renderer.prototype, 'tail')
    try {
      const reading = Array.from({ length: MANY }, async () => (await app.api(`/runs/${id}/view`)).text())
      await until(() => app.parts.readers.count === MANY)
      gate.resolve()
      for (const text of await Promise.all(reading)) expect(text).toContain('Paragraph 19.')
      expect(drawn).toHaveBeenCalledTimes(20)
      expect(tails.mock.calls.length).toBeLessThanOrEqual(21)
    } finally {
      drawn.mockRestore()
      tails.mockRestore()
    }
  })
})

describe('1,000 readers that come and leave', () => {
  beforeEach(async () => {
    app = await startApp()
  })

  const paths = ['/api/runs/:id/events', '/runs/:id/view']
  test.each(paths)('%s leave no timer, listener or watcher behind', async (path) => {
    const gate = Promise.withResolvers<void>()
    app.model.next({ deltas: ['Some text.\n\n', gate.promise] })
    const id = await start()
    await until(async () => (await app.parts.journal.state(id)).last === 2)
    const timers = countTimers()
    const { ending, journal, readers } = app.parts
    const added = spyOn(ending, 'addEventListener')
    const removed = spyOn(ending, 'removeEventListener')
    let watching = 0
    const watch = journal.watch.bind(journal)
    const watched = spyOn(journal, 'watch').mockImplementation((run, wake) => {
      watching += 1
      const unwatch = watch(run, wake)
      let done = false
      return () => {
        if (!done) watching -= 1
        done = true
        unwatch()
      }
    })
    try {
      const before = timers.active
      for (let round = 0; round < 50; round += 1) {
        const responses = await Promise.all(
          Array.from({ length: 20 }, () => app.api(path.replace(':id', id))),
        )
        expect(readers.count).toBe(20)
        expect(watching).toBeGreaterThan(0)
        // Some leave before they have read anything, some in between.
        await Promise.all(
          responses.map(async ({ body }, at) => {
            const reader = body?.getReader()
            if (at % 2 === 0) await reader?.read()
            if (at % 4 === 0) await reader?.read()
            await reader?.cancel()
          }),
        )
        expect(readers.count).toBe(0)
      }
      expect(watching).toBe(0)
      expect(added.mock.calls.length).toBe(1000)
      expect(removed.mock.calls.length).toBe(1000)
      expect(timers.active).toBe(before)
    } finally {
      for (const spy of [added, removed, watched, timers])
        'mockRestore' in spy ? spy.mockRestore() : spy.restore()
      gate.resolve()
    }
  })
})

describe('a reader that reads nothing', () => {
  /** Far more than the kernel's buffers of both sides take. */
  const PIECE = `${'x'.repeat(32 * 1024 - 2)}\n\n`
  const PIECES = 200

  beforeEach(async () => {
    app = await startApp({
      SLOW_READER_TIMEOUT: '200ms',
      MAX_DOCUMENT_CHARS: '50000000',
      MAX_RUN_TOKENS: '100000000',
    })
  })

  test('of a run of 6 MB does not hold it up, is let go, and can come back', async () => {
    const address = app.listen()
    const gate = Promise.withResolvers<void>()
    app.model.next({ deltas: [gate.promise, ...Array.from({ length: PIECES }, () => PIECE)] })
    const id = await start()
    const stuck = net.connect(Number(new URL(address).port), '127.0.0.1')
    const closed = new Promise<void>((resolve) => stuck.once('close', () => resolve()))
    stuck.pause()
    stuck.write(`GET /api/runs/${id}/events HTTP/1.1\r\nhost: x\r\nx-streaming-proxy-key: ${KEY}\r\n\r\n`)
    await until(() => app.parts.readers.count === 1)
    gate.resolve()
    await until(() => app.parts.conductor.liveRuns === 0)
    const whole = await foldRun(app.parts.journal, id)
    expect(whole.end?.type).toBe('done')
    expect(whole.text.length).toBe(PIECE.length * PIECES)
    // Its viewer, timer and place are freed although it has not read a byte.
    await until(() => app.parts.readers.count === 0)

    let text = ''
    stuck.on('data', (bytes) => (text += bytes.toString('latin1')))
    stuck.resume()
    await closed
    expect(text).not.toContain('event: done')
    const last = Number([...text.matchAll(/^id: (\d+)\r?$/gm)].at(-2)?.[1])
    expect(last).toBeGreaterThan(0)
    expect(last).toBeLessThan(whole.last)
    const rest = await (await app.api(`/api/runs/${id}/events?after=${last}`)).text()
    expect([...rest.matchAll(/^id: (\d+)$/gm)].map(([, n]) => Number(n))).toEqual(oneTo(whole.last, last + 1))
  }, 30_000)
})
