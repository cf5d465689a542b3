import { describe, expect, spyOn, test } from 'bun:test'
import { foldRun } from '../../src/runs/fold.ts'
import type { Journal } from '../../src/runs/journal.ts'
import type { Notice, Run } from '../../src/runs/run.ts'
import { continuedOf, dataOf, type RunReader } from '../support/run-reader.ts'
import { makeWorld } from '../support/run-world.ts'
import { ORDER, until } from '../support/runs.ts'
import { brokeOff } from '../support/scripted-provider.ts'

/** What a reader was told besides text, in a word each. */
const toldOf = (reader: RunReader): string[] =>
  reader.events
    .filter(({ type }) => type === 'notice')
    .map(({ json }) => JSON.parse(json) as Notice)
    .map((notice) =>
      notice.kind === 'queued' ? `${notice.left ? 'left' : 'queued'} ${notice.place}` : notice.kind,
    )

const hasToken = async (journal: Journal, id: string, text: string) =>
  until(async () => (await foldRun(journal, id)).text.endsWith(text))

const never = new AbortController().signal

describe('a run for which there is no room', () => {
  test('is there at once, says its place, moves up, and is written when its turn comes', async () => {
    const world = makeWorld()
    const { provider, boot, runs } = world
    const here = boot({ runs: 1 })
    const first = await here.start()
    const ids = [await here.start(), await here.start()]
    const readers = ids.map((id) => here.reader(id))
    await until(() => readers.every(({ events }) => events.length === 2))
    expect(readers.map(toldOf)).toEqual([['queued 1'], ['queued 2']])
    expect(readers.map((reader) => dataOf<{ run: Run }>(reader, 'run').run.status)).toEqual([
      'queued',
      'queued',
    ])
    expect(dataOf<Notice>(readers[1] as RunReader, 'notice').message).toBe(
      'Waiting for its turn: number 2 in the queue.',
    )
    expect(runs.newest(3).filter(({ status }) => status === 'queued')).toHaveLength(2)
    expect((await foldRun(here.journal, ids[1] ?? '')).run.status).toBe('queued')
    expect(here.conductor.queuedRuns).toBe(2)
    expect(provider.asks).toHaveLength(1)

    ;(await provider.asked()).text('x').finish()
    const second = await provider.asked()
    await until(() => toldOf(readers[1] as RunReader).length === 2)
    expect(readers.map(toldOf)).toEqual([
      ['queued 1', 'started'],
      ['queued 2', 'queued 1'],
    ])
    expect((await foldRun(here.journal, ids[0] ?? '')).run.status).toBe('asking')
    await until(() => runs.newest(3).some(({ id, status }) => id === ids[0] && status === 'asking'))
    world.time += 1000
    second.text('y').finish()
    ;(await provider.asked()).text('z').finish()
    await here.settled()
    for (const [at, reader] of readers.entries()) (await reader.over()).check(['y', 'z'][at])
    expect((await foldRun(here.journal, first)).end?.type).toBe('done')
    expect(here.conductor.queuedRuns).toBe(0)
  })

  test('is found again by who sends the same request, and costs no second place', async () => {
    const { boot } = makeWorld()
    const here = boot({ runs: 1, queued: 1 })
    await here.start()
    const intent = { client: 'c', key: 'k', body: 'b' }
    const id = await here.start({}, intent)
    expect(await here.conductor.start(ORDER, intent)).toEqual({ id, created: false })
    await expect(here.conductor.start(ORDER)).rejects.toMatchObject({ name: 'TooManyRuns' })
    expect(here.conductor.queuedRuns).toBe(1)
  })

  test('of two requests at one moment takes one place', async () => {
    const { boot } = makeWorld()
    const here = boot({ runs: 1, queued: 5 })
    await here.start()
    const intent = { client: 'c', key: 'k', body: 'b' }
    const started = await Promise.all([1, 2, 3].map(() => here.conductor.start(ORDER, intent)))
    expect(new Set(started.map(({ id }) => id)).size).toBe(1)
    expect(here.conductor.queuedRuns).toBe(1)
  })

  test('waits behind no more than one of another client’s', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ runs: 1 })
    await here.start({ client: 'many' })
    await here.start({ client: 'many' })
    await here.start({ client: 'many' })
    const one = here.reader(await here.start({ client: 'one', model: 'for one' }))
    await until(() => one.events.length === 2)
    expect(toldOf(one)).toEqual(['queued 2'])
    ;(await provider.asked()).text('x').finish()
    ;(await provider.asked()).text('x').finish()
    expect((await provider.asked()).request.model).toBe('for one')
  })

  test('is stopped without the model’s being asked', async () => {
    const { provider, boot, runs } = makeWorld()
    const here = boot({ runs: 1 })
    await here.start()
    const reader = here.reader(await here.start())
    await until(() => reader.events.length === 2)
    await here.conductor.stop(reader.id)
    await reader.over()
    reader.check('')
    expect(reader.types).toEqual(['run', 'notice', 'stopped'])
    expect(
      runs
        .newest(2)
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['asking', 'stopped'])
    expect(here.conductor.queuedRuns).toBe(0)
    expect(provider.asks).toHaveLength(1)
  })

  test('is deleted, and those behind it move up', async () => {
    const { boot } = makeWorld()
    const here = boot({ runs: 1 })
    await here.start()
    const gone = here.reader(await here.start())
    const next = here.reader(await here.start())
    await until(() => next.events.length === 2)
    await here.conductor.forget(gone.id)
    await until(() => next.events.length === 3)
    expect(toldOf(next)).toEqual(['queued 2', 'queued 1'])
    await gone.over()
    gone.check()
  })

  test('gives its place up when its journal cannot be made', async () => {
    const { boot } = makeWorld()
    const here = boot({ runs: 1 })
    const broken = spyOn(here.journal, 'create').mockRejectedValue(new TypeError('unforeseen'))
    await expect(here.start()).rejects.toThrow('unforeseen')
    broken.mockRestore()
    expect(here.conductor.queuedRuns).toBe(0)
    const reader = here.reader(await here.start())
    await until(() => reader.events.length === 1)
    expect(toldOf(reader)).toEqual([])
  })
})

describe('a run that goes on', () => {
  test('by a person’s word waits for its turn too, and says so to its readers', async () => {
    const world = makeWorld()
    const { provider, boot } = world
    const here = boot({ runs: 1, autoContinue: 0 })
    const id = await here.start()
    ;(await provider.asked()).text('one\n\n', 'tw').fail(brokeOff())
    await here.settled()
    await here.start()
    const busy = await provider.asked()
    await here.conductor.continue(id)
    const reader = here.reader(id)
    await until(() => toldOf(reader).length === 1)
    const waiting = await foldRun(here.journal, id)
    expect(waiting).toMatchObject({ run: { status: 'queued' }, text: 'one\n\ntw', waitsFor: 'person' })
    expect(waiting.pause).toBeUndefined()
    busy.finish()
    ;(await provider.asked()).text('two').finish()
    await reader.over()
    reader.check('one\n\ntwo')
    expect(toldOf(reader)).toEqual(['queued 1', 'continued'])
    expect(continuedOf(reader)).toMatchObject([{ cause: 'person', keep: 5 }])
  })

  test('by a person’s word is refused where too many wait, and stays as it was', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ runs: 1, queued: 0, autoContinue: 0 })
    const id = await here.start()
    ;(await provider.asked()).text('x').fail(brokeOff())
    await here.settled()
    await here.start()
    await expect(here.conductor.continue(id)).rejects.toMatchObject({ name: 'TooManyRuns' })
    expect((await foldRun(here.journal, id)).pause?.code).toBe('model_broke_off')
  })
})

describe('a process that dies', () => {
  test('with runs in its queue has them queued anew, in their order, and none is counted as continued', async () => {
    const world = makeWorld()
    const { provider, boot } = world
    const before = boot({ runs: 1 })
    const ids: string[] = []
    for (let at = 0; at < 4; at += 1) {
      ids.push(await before.start({ model: `model ${at}` }))
      world.time += 1
    }
    ;(await provider.asked()).text('one\n\n', 'tw')
    await hasToken(before.journal, ids[0] ?? '', 'tw')
    before.die()
    const after = boot({ runs: 1, queued: 0 })
    const readers = ids.map((id) => after.reader(id))
    expect(await after.conductor.recover()).toBe(4)
    await until(() => toldOf(readers[3] as RunReader).length === 2)
    expect(readers.slice(1).map(toldOf)).toEqual([
      ['queued 1', 'queued 1'],
      ['queued 2', 'queued 2'],
      ['queued 3', 'queued 3'],
    ])
    for (let at = 0; at < 4; at += 1) {
      const ask = await provider.asked()
      expect(ask.request.model).toBe(`model ${at}`)
      ask.text(at === 0 ? 'two' : `document ${at}`).finish()
      world.time += 1000
    }
    await after.settled()
    for (const [at, reader] of readers.entries()) {
      await reader.over()
      reader.check(at === 0 ? 'one\n\ntwo' : `document ${at}`)
      expect(continuedOf(reader)).toHaveLength(at === 0 ? 1 : 0)
      expect((await foldRun(after.journal, reader.id)).idleRestarts).toBe(0)
    }
    expect(provider.asks).toHaveLength(5)
  })

  test('again and again with a run in its queue neither pays for it nor gives it up', async () => {
    const { provider, boot } = makeWorld()
    let here = boot({ runs: 1, autoContinue: 0 })
    await here.start()
    const id = await here.start()
    for (let times = 1; times <= 4; times += 1) {
      await until(async () => (await foldRun(here.journal, id)).last === 1 + times)
      here.die()
      here = boot({ runs: 1, autoContinue: 0 })
      await here.start()
      await here.conductor.recover()
    }
    const reader = here.reader(id)
    await until(() => reader.events.length === 6)
    expect(toldOf(reader)).toEqual(Array.from({ length: 5 }, () => 'queued 1'))
    // One of each process, and not one for the run that waits.
    expect(provider.asks).toHaveLength(5)
    expect((await foldRun(here.journal, id)).autoContinues).toBe(0)
  })

  test('while a run waits to go on by a person’s word has it wait for the same', async () => {
    const { provider, boot } = makeWorld()
    const before = boot({ runs: 1, autoContinue: 0 })
    const id = await before.start()
    ;(await provider.asked()).text('one\n\n').fail(brokeOff())
    await before.settled()
    await before.start()
    await provider.asked()
    await before.conductor.continue(id)
    await until(async () => (await foldRun(before.journal, id)).run.status === 'queued')
    before.die()
    const after = boot({ runs: 1, autoContinue: 0 })
    const reader = after.reader(id)
    await after.conductor.recover()
    ;(await provider.asked()).text('two').finish()
    await reader.over()
    reader.check('one\n\ntwo')
    expect(continuedOf(reader)).toMatchObject([{ cause: 'person' }])
  })
})

describe('a process that drains', () => {
  test('leaves what waits to another that runs, at once, and writes the rest to its end', async () => {
    const { provider, boot } = makeWorld()
    const [old, young] = [boot({ runs: 1 }), boot({ runs: 1 })]
    const id = await old.start()
    const ask = await provider.asked()
    const waiting = old.reader(await old.start())
    await until(() => toldOf(waiting).length === 1)
    // As long as its process takes turns, it stays where it is.
    expect(await young.conductor.recover()).toBe(0)
    const drained = old.conductor.drain(1_000_000, never)
    await until(() => toldOf(waiting).length === 2)
    expect(await young.conductor.recover()).toBe(1)
    ;(await provider.asked()).text('from the young').finish()
    await waiting.over()
    waiting.check('from the young')
    expect(toldOf(waiting)).toEqual(['queued 1', 'left 1', 'started'])
    ask.text('from the old').finish()
    await drained
    expect(await foldRun(old.journal, id)).toMatchObject({ text: 'from the old', end: { type: 'done' } })
  })

  test('gives no turn any more to what it has left', async () => {
    const { provider, boot } = makeWorld()
    const old = boot({ runs: 1 })
    await old.start()
    const ask = await provider.asked()
    const left = await old.start()
    const drained = old.conductor.drain(1_000_000, never)
    ask.text('x').finish()
    await drained
    expect(provider.asks).toHaveLength(1)
    expect(old.conductor.queuedRuns).toBe(0)
    old.die()
    const young = boot({ runs: 1 })
    await young.conductor.recover()
    ;(await provider.asked()).text('y').finish()
    await young.settled()
    expect((await foldRun(young.journal, left)).end?.type).toBe('done')
  })
})
