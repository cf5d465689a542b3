import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { foldRun } from '../../src/runs/fold.ts'
import type { End } from '../../src/runs/run.ts'
import { WatchMarks } from '../../src/runs/watch-marks.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { readEvents } from '../support/events.ts'
import { seeded } from '../support/random.ts'
import { dataOf } from '../support/run-reader.ts'
import { makeWorld, memoryJournals } from '../support/run-world.ts'
import { ORDER, until } from '../support/runs.ts'

const AFTER_MS = 5000

describe('a run that nobody watches', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'devussy-abandoned-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function abandoning() {
    const world = makeWorld(memoryJournals().open, seeded(1), () => new WatchMarks(folder, () => world.time))
    const boot = (limits = {}) => world.boot({ abandonAfterMs: AFTER_MS, ...limits })
    /** The time goes on, second by second, as the processes look after their runs. */
    const pass = async (seconds: number, ...processes: ReturnType<typeof boot>[]) => {
      for (let second = 0; second < seconds; second += 1) {
        world.time += 1000
        for (const { conductor } of processes) await conductor.recover()
      }
    }
    return { ...world, boot, pass }
  }

  test('ends when the operator’s time is over, and its model is left alone', async () => {
    const { provider, boot, pass, runs } = abandoning()
    const here = boot()
    const id = await here.start()
    const reader = here.reader(id)
    const watching = here.readers.enter('c')
    watching.watch(id)
    const ask = await provider.asked()
    ask.text('so far')
    await until(() => reader.text === 'so far')
    await pass(20, here)
    watching.leave()
    await pass(5, here)
    expect(ask.closed).toBe(false)
    await pass(1, here)
    await reader.over()
    reader.check('so far')
    expect(dataOf<End>(reader, 'stopped').code).toBe('abandoned')
    expect(ask.closed).toBe(true)
    await here.settled()
    expect(runs.newest(1)).toMatchObject([{ status: 'stopped' }])
  })

  test('and never had a reader has its time from its start', async () => {
    const { provider, boot, pass } = abandoning()
    const here = boot()
    const id = await here.start()
    const ask = await provider.asked()
    await pass(5, here)
    expect(ask.closed).toBe(false)
    await pass(1, here)
    await here.settled()
    expect((await foldRun(here.journal, id)).end?.code).toBe('abandoned')
  })

  test('for less than that, as in a reload, goes on', async () => {
    const { provider, boot, pass } = abandoning()
    const here = boot()
    const id = await here.start()
    const ask = await provider.asked()
    for (let reload = 0; reload < 4; reload += 1) {
      const watching = here.readers.enter('c')
      watching.watch(id)
      await pass(1, here)
      watching.leave()
      await pass(5, here)
    }
    ask.text('x').finish()
    await here.settled()
    expect((await foldRun(here.journal, id)).end?.type).toBe('done')
  })

  test('here is watched when somebody reads it in another process', async () => {
    const { provider, boot, pass } = abandoning()
    const [here, there] = [boot(), boot()]
    const id = await here.start()
    const ask = await provider.asked()
    const watching = there.readers.enter('c')
    watching.watch(id)
    await pass(30, here, there)
    expect(ask.closed).toBe(false)
    watching.leave()
    await pass(8, here, there)
    await here.settled()
    expect((await foldRun(here.journal, id)).end?.code).toBe('abandoned')
  })

  test('while it waits for its turn costs nothing at all', async () => {
    const { provider, boot, pass } = abandoning()
    const here = boot({ runs: 1 })
    const busy = await here.start()
    here.readers.enter('c').watch(busy)
    const id = await here.start()
    await pass(6, here)
    await until(async () => (await foldRun(here.journal, id)).end !== undefined)
    expect((await foldRun(here.journal, id)).end?.code).toBe('abandoned')
    expect(provider.asks).toHaveLength(1)
  })

  test('has its time anew where another process takes it over', async () => {
    const { provider, boot, pass } = abandoning()
    const before = boot()
    const id = await before.start()
    await provider.asked()
    await pass(4, before)
    before.die()
    const after = boot()
    await pass(1, after)
    const ask = await provider.asked()
    await pass(5, after)
    expect(ask.closed).toBe(false)
    ask.text('x').finish()
    await after.settled()
    expect((await foldRun(after.journal, id)).end?.type).toBe('done')
  })

  test('goes on where the operator has set no such time', async () => {
    const { provider, boot, pass } = abandoning()
    const here = boot({ abandonAfterMs: 0 })
    await here.start(ORDER)
    const ask = await provider.asked()
    await pass(10, here)
    expect(ask.closed).toBe(false)
  })
})

describe('over HTTP, with ABANDON_AFTER=200ms', () => {
  let app: TestApp
  beforeEach(async () => {
    app = await startApp({ ABANDON_AFTER: '200ms' })
  })
  afterEach(() => app.stop())

  const BRIEF = { projectName: 'Plant diary', requirements: 'Water.', languages: 'TypeScript' }
  const ended = async (id: string) => {
    await until(async () => {
      await app.parts.conductor.recover()
      return app.parts.conductor.liveRuns === 0
    })
    return (await foldRun(app.parts.journal, id)).end?.code
  }

  test('a client that leaves its stream has the run stopped; the model sees its connection closed', async () => {
    app.model.next({ deltas: ['So far'], end: 'silence' })
    const response = await app.post('/api/design/stream', BRIEF)
    const id = response.headers.get('location')?.split('/').at(-1) ?? ''
    const events = await readEvents(response, ({ type }) => type === 'token')
    expect(events.at(-1)?.data.content).toBe('So far')
    expect(await ended(id)).toBe('abandoned')
    expect(app.parts.readers.count).toBe(0)
  })

  test.each(['/api/runs/:id/events', '/runs/:id/view'])('one that reads %s keeps it going', async (path) => {
    const gate = Promise.withResolvers<void>()
    app.model.next({ deltas: ['So far', gate.promise, ', and more'] })
    const started = await app.post('/runs', BRIEF)
    const id = started.headers.get('location')?.split('/').at(-1) ?? ''
    const reading = (await app.api(path.replace(':id', id))).text()
    expect(app.parts.readers.count).toBe(1)
    const since = performance.now()
    // Longer than the operator's time, in which the server looks after its runs all the while.
    await until(async () => {
      await app.parts.conductor.recover()
      return performance.now() - since > 400
    })
    gate.resolve()
    await reading
    expect((await foldRun(app.parts.journal, id)).end?.type).toBe('done')
    await until(() => app.parts.readers.count === 0)
  })

  test('one that waits for the whole answer keeps it going', async () => {
    const gate = Promise.withResolvers<void>()
    app.model.next({ deltas: ['So far', gate.promise, ', and more'] })
    const answer = app.post('/api/design', BRIEF)
    const since = performance.now()
    await until(async () => {
      await app.parts.conductor.recover()
      return performance.now() - since > 400
    })
    gate.resolve()
    expect(await (await answer).json()).toMatchObject({ run: { status: 'done' } })
    expect(app.parts.readers.count).toBe(0)
  })

  test.each(['/runs/:id', '/api/runs/:id'])('looking at %s counts as watching', async (path) => {
    app.model.next({ deltas: ['So far'], end: 'silence' })
    const started = await app.post('/runs', BRIEF)
    const id = started.headers.get('location')?.split('/').at(-1) ?? ''
    const { readers } = app.parts
    expect(readers.lastSeen(id)).toBe(Number.NEGATIVE_INFINITY)
    const since = performance.now()
    await app.api(path.replace(':id', id))
    expect(readers.lastSeen(id)).toBeGreaterThan(since)
    expect(readers.count).toBe(0)
  })
})
