import { describe, expect, test } from 'bun:test'
import { IntentMismatch, RunEnded } from '../../src/runs/conductor.ts'
import { foldRun } from '../../src/runs/fold.ts'
import { type Journal, RunUnknown } from '../../src/runs/journal.ts'
import type { End, Notice } from '../../src/runs/run.ts'
import { dataOf } from '../support/run-reader.ts'
import { makeWorld, memoryJournals } from '../support/run-world.ts'
import { ORDER, someId, until } from '../support/runs.ts'

const intent = { client: 'c', key: 'k', body: 'b' }

const describeRun = async (id: string) => ({
  id,
  stage: 'design' as const,
  name: 'n',
  model: 'm',
  provider: 'p',
  status: 'asking' as const,
  createdAt: new Date(1_700_000_000_000).toISOString(),
})

describe('a run', () => {
  test('says at once that it has begun, before the model has answered', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const id = await here.start()
    const [first] = await here.journal.read(id, 0, 10)
    expect(first).toMatchObject({ n: 1, type: 'run' })
    expect(JSON.parse(first?.json ?? '')).toMatchObject({
      run: {
        id,
        stage: 'design',
        name: 'Plant diary',
        model: 'scripted',
        provider: 'scripted',
        status: 'asking',
      },
    })
    expect((await provider.asked()).request).toMatchObject({ model: 'scripted', requestId: 'request-1' })
  })

  test('is written as the model writes it, and done when the model says that it is whole', async () => {
    const { provider, boot, runs } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start())
    const ask = await provider.asked()
    ask.text('# Plant', ' diary\r\n', '\r\nWater. 🌱').finish()
    await reader.over()
    reader.check('# Plant diary\r\n\r\nWater. 🌱')
    expect(reader.types).toEqual(['run', 'token', 'token', 'token', 'done'])
    expect(dataOf<End>(reader, 'done')).toMatchObject({
      run: { status: 'done' },
      design: { markdown: reader.text },
      finishReason: 'stop',
      usage: { promptTokens: 10, outputTokens: 5 },
    })
    await here.settled()
    expect(runs.newest(1)).toMatchObject([{ status: 'done' }])
    expect(here.reports.map(({ rest }) => rest.kind)).toEqual(['ended'])
    expect(ask.closed).toBe(true)
  })

  test('writes together what came together', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start())
    const ask = await provider.asked()
    ask
      .batch(
        { type: 'text', text: 'a' },
        { type: 'reasoning', text: 'thinking' },
        { type: 'text', text: 'b' },
      )
      .finish()
    await reader.over()
    expect(reader.types).toEqual(['run', 'token', 'done'])
    reader.check('ab')
  })

  test('tells of retries, and takes no account of what a model thinks aloud', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start())
    const ask = await provider.asked()
    ask
      .batch({ type: 'retrying', reason: 'model_rate_limited', attempt: 2, waitMs: 1500 })
      .batch({ type: 'reasoning', text: 'hm' })
      .text('x')
      .finish()
    await reader.over()
    expect(reader.types).toEqual(['run', 'notice', 'token', 'done'])
    expect(dataOf<Notice>(reader, 'notice')).toMatchObject({ kind: 'retrying', attempt: 2, waitMs: 1500 })
  })

  test('holds half a character until its other half comes', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start())
    const ask = await provider.asked()
    ask.text('a\ud83c', '\udf31b', '\ud83c').finish()
    await reader.over()
    reader.check('a🌱b\ud83c')
    const tokens = reader.events.filter(({ type }) => type === 'token')
    expect(tokens.map(({ json }) => (JSON.parse(json) as { content: string }).content)).toEqual([
      'a',
      '🌱b',
      '\ud83c',
    ])
  })

  test('asks the provider for its model where the order and the settings name none', async () => {
    const { provider, boot, runs } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start({ model: '' }))
    const ask = await provider.asked()
    expect(ask.request.model).toBe('default')
    ask.text('x').finish()
    await reader.over()
    expect(dataOf<End>(reader, 'done').run.model).toBe('default')
    await here.settled()
    expect(runs.newest(1)).toMatchObject([{ model: 'default' }])
  })

  test('law 1: a reader is sent nothing that a crash at that moment could take back', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const id = await here.start()
    const ask = await provider.asked()
    const reader = here.reader(id)
    const journaled: number[] = []
    const read = here.journal.read.bind(here.journal)
    here.journal.read = async (...args: Parameters<Journal['read']>) => {
      const events = await read(...args)
      // What another process would find on the disk now.
      journaled.push((await read(id, 0, 1000)).length)
      return events
    }
    for (const text of ['a', 'b', 'c']) {
      ask.text(text)
      await until(() => reader.text.endsWith(text))
      expect(reader.last).toBeLessThanOrEqual(Math.max(...journaled))
      expect((await foldRun(here.journal, id)).text).toBe(reader.text)
    }
  })
})

describe('law 5: one paid run per intent', () => {
  test('two starts with one key at the same moment are one run, and the model is asked once', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const started = await Promise.all([1, 2, 3].map(() => here.conductor.start(ORDER, intent)))
    expect(new Set(started.map(({ id }) => id)).size).toBe(1)
    expect(started.filter(({ created }) => created)).toHaveLength(1)
    await provider.asked()
    expect(provider.asks).toHaveLength(1)
  })

  test('so are two starts in two processes at the same moment', async () => {
    const { provider, boot, runs } = makeWorld()
    const [here, there] = [boot(), boot()]
    const started = await Promise.all([
      here.conductor.start(ORDER, intent),
      there.conductor.start(ORDER, intent),
      here.conductor.start(ORDER, intent),
      there.conductor.start(ORDER, intent),
    ])
    expect(new Set(started.map(({ id }) => id)).size).toBe(1)
    await provider.asked()
    expect(provider.asks).toHaveLength(1)
    expect(runs.newest(10)).toHaveLength(1)
  })

  test('a start with the same key later finds the run, be it written, ended or on another process', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const id = await here.start({}, intent)
    const ask = await provider.asked()
    ask.text('x')
    expect(await here.conductor.start(ORDER, intent)).toEqual({ id, created: false })
    expect(await boot().conductor.start(ORDER, intent)).toEqual({ id, created: false })
    ask.finish()
    await here.settled()
    expect(await here.conductor.start(ORDER, intent)).toEqual({ id, created: false })
    expect(provider.asks).toHaveLength(1)
  })

  test('a start is not lost to another process that finds its entry before its journal is made', async () => {
    const { provider, boot, runs } = makeWorld()
    const [here, there] = [boot(), boot()]
    const create = here.journal.create.bind(here.journal)
    let found: { id: string; created: boolean } | undefined
    here.journal.create = async (...args: Parameters<Journal['create']>) => {
      found = await there.conductor.start(ORDER, intent)
      return create(...args)
    }
    const { id } = await here.conductor.start(ORDER, intent)
    expect(found?.id).toBe(id)
    expect(runs.has(id)).toBe(true)
    await provider.asked()
    expect(provider.asks).toHaveLength(1)
    expect(here.conductor.liveRuns + there.conductor.liveRuns).toBe(1)
  })

  test('the same key for something else is refused', async () => {
    const { boot, provider } = makeWorld()
    const here = boot()
    await here.start({}, intent)
    await expect(here.conductor.start(ORDER, { ...intent, body: 'other' })).rejects.toBeInstanceOf(
      IntentMismatch,
    )
    const together = here.conductor.start(ORDER, { client: 'c', key: 'k2', body: '1' })
    const mismatch = here.conductor.start(ORDER, { client: 'c', key: 'k2', body: '2' })
    await expect(mismatch).rejects.toBeInstanceOf(IntentMismatch)
    await together
    await until(() => provider.asks.length === 2)
  })

  test('another client may use the same key, and who names none starts a run each time', async () => {
    const { boot } = makeWorld()
    const here = boot()
    const ids = [
      await here.start({}, intent),
      await here.start({}, { ...intent, client: 'd' }),
      await here.start(),
      await here.start(),
    ]
    expect(new Set(ids).size).toBe(4)
  })

  test('a start whose process died before there was a journal is made good by the next with that key', async () => {
    const { boot, runs, provider } = makeWorld()
    const here = boot()
    const id = someId()
    await runs.enter({ ...(await describeRun(id)) }, intent)
    expect(await here.conductor.start(ORDER, intent)).toEqual({ id, created: false })
    const reader = here.reader(id)
    ;(await provider.asked()).text('x').finish()
    expect((await reader.over()).types).toEqual(['run', 'token', 'done'])
  })

  test('a start that failed on a full disk leaves nothing behind, and the same key may try again', async () => {
    const { disk, open } = memoryJournals()
    const { boot, runs, provider } = makeWorld(open)
    const here = boot()
    disk.full = true
    await expect(here.conductor.start(ORDER, intent)).rejects.toMatchObject({ code: 'storage_full' })
    expect(runs.newest(10)).toEqual([])
    disk.full = false
    expect((await here.conductor.start(ORDER, intent)).created).toBe(true)
    await provider.asked()
    expect(disk.files.size).toBe(1)
  })

  test('a disk that fills up between the making of the journal and its first event leaves nothing behind', async () => {
    const { disk, open } = memoryJournals()
    const { boot, runs } = makeWorld(open)
    const here = boot()
    const create = here.journal.create.bind(here.journal)
    here.journal.create = async (...args: Parameters<Journal['create']>) => {
      const writer = await create(...args)
      disk.full = true
      return writer
    }
    await expect(here.conductor.start(ORDER, intent)).rejects.toMatchObject({ code: 'storage_full' })
    expect(runs.newest(10)).toEqual([])
    expect(disk.files.size).toBe(0)
    expect(here.conductor.liveRuns).toBe(0)
  })
})

describe('Stop', () => {
  test('before the first token ends the run and calls off the model', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const id = await here.start()
    const reader = here.reader(id)
    const ask = await provider.asked()
    await here.conductor.stop(id)
    await reader.over()
    expect(reader.types).toEqual(['run', 'stopped'])
    expect(ask.closed).toBe(true)
    reader.check()
  })

  test('in the middle keeps what there is', async () => {
    const { provider, boot, runs } = makeWorld()
    const here = boot()
    const id = await here.start()
    const reader = here.reader(id)
    const ask = await provider.asked()
    ask.text('# A', '\n\nb')
    await until(() => reader.text === '# A\n\nb')
    await here.conductor.stop(id)
    await reader.over()
    reader.check('# A\n\nb')
    expect(reader.types.at(-1)).toBe('stopped')
    expect(dataOf<End>(reader, 'stopped')).toMatchObject({
      run: { status: 'stopped' },
      design: { markdown: '# A\n\nb' },
    })
    expect(runs.newest(1)).toMatchObject([{ status: 'stopped' }])
  })

  test('ends a run whose provider answers a stop with an error of its own', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const id = await here.start()
    const ask = await provider.asked()
    ask.signal.addEventListener('abort', () => ask.fail(new DOMException('aborted', 'AbortError')))
    await here.conductor.stop(id)
    expect((await foldRun(here.journal, id)).end?.type).toBe('stopped')
    expect(here.reports).toMatchObject([{ rest: { kind: 'ended', type: 'stopped' } }])
  })

  test('ends a paused run without asking the model', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ autoContinue: 0 })
    const id = await here.start()
    const reader = here.reader(id)
    ;(await provider.asked()).text('x').fail()
    await reader.over()
    await here.conductor.stop(id)
    await reader.join(here.journal).over()
    reader.check('x')
    expect(reader.types).toEqual(['run', 'token', 'stopped'])
    expect(provider.asks).toHaveLength(1)
  })

  test('ends a run that another process writes, and that process calls off its model', async () => {
    const { provider, boot } = makeWorld()
    const [here, there] = [boot(), boot()]
    const id = await here.start()
    const reader = here.reader(id)
    const ask = await provider.asked()
    ask.text('x')
    await until(() => reader.text === 'x')
    await there.conductor.stop(id)
    await reader.over()
    await here.settled()
    expect(ask.closed).toBe(true)
    reader.check('x')
    expect(reader.types).toEqual(['run', 'token', 'stopped'])
    expect(provider.asks).toHaveLength(1)
  })

  test('says of a run that has ended that it has, and knows no run that is not there', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const id = await here.start()
    const reader = here.reader(id)
    ;(await provider.asked()).text('x').finish()
    await reader.over()
    await expect(here.conductor.stop(id)).rejects.toBeInstanceOf(RunEnded)
    await here.settled()
    await expect(here.conductor.stop(id)).rejects.toBeInstanceOf(RunEnded)
    await expect(here.conductor.continue(id)).rejects.toBeInstanceOf(RunEnded)
    for (const act of ['stop', 'continue', 'forget'] as const)
      await expect(here.conductor[act](someId())).rejects.toBeInstanceOf(RunUnknown)
  })

  test('pressed twice ends the run once', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const id = await here.start()
    await provider.asked()
    const stops = await Promise.allSettled([here.conductor.stop(id), here.conductor.stop(id)])
    expect(stops[0]?.status).toBe('fulfilled')
    const reader = await here.reader(id).over()
    reader.check()
    expect(reader.types).toEqual(['run', 'stopped'])
  })
})

describe('law 4: leaving is not stopping', () => {
  test('a run whose readers have all left is written to its end', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const id = await here.start()
    const readers = [here.reader(id), here.reader(id)]
    const ask = await provider.asked()
    ask.text('a')
    await until(() => readers.every((reader) => reader.text === 'a'))
    for (const reader of readers) reader.leave()
    ask.text('b')
    await until(async () => (await foldRun(here.journal, id)).text === 'ab')
    expect(ask.signal.aborted).toBe(false)
    ask.text('c').finish()
    await here.settled()
    const [back] = readers
    await back?.join(here.journal).over()
    back?.check('abc')
    expect(back?.types.at(-1)).toBe('done')
  })
})

describe('too many runs, where none may wait', () => {
  test('are refused, until one has ended', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ runs: 3, queued: 0 })
    const ids = await Promise.all([here.start(), here.start(), here.start()])
    await expect(here.conductor.start(ORDER)).rejects.toMatchObject({ name: 'TooManyRuns' })
    await provider.asked()
    await here.conductor.stop(ids[0] ?? '')
    await here.start()
    await expect(here.conductor.start(ORDER)).rejects.toMatchObject({ name: 'TooManyRuns' })
  })

  test('count those that are just beginning', async () => {
    const { boot } = makeWorld()
    const here = boot({ runs: 2, queued: 0 })
    const started = await Promise.allSettled([1, 2, 3, 4].map(() => here.start()))
    expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  })
})
