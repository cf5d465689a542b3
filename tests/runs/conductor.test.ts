import { describe, expect, test } from 'bun:test'
import { ModelError } from '../../src/models/provider.ts'
import { IntentMismatch, RunEnded } from '../../src/runs/conductor.ts'
import { foldRun } from '../../src/runs/fold.ts'
import { type Journal, RunUnknown } from '../../src/runs/journal.ts'
import type { End, Notice } from '../../src/runs/run.ts'
import type { RunReader as Reader } from '../support/run-reader.ts'
import { makeWorld, memoryJournals } from '../support/run-world.ts'
import { ORDER, someId, until } from '../support/runs.ts'
import { brokeOff } from '../support/scripted-provider.ts'

const dataOf = <T>(reader: Reader, type: string): T =>
  JSON.parse(reader.events.find((event) => event.type === type)?.json ?? '{}') as T
const continuedOf = (reader: Reader): Notice[] =>
  reader.events
    .filter((event) => event.type === 'notice')
    .map((event) => JSON.parse(event.json) as Notice)
    .filter(({ kind }) => kind === 'continued')
const intent = { client: 'c', key: 'k', body: 'b' }

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

const describeRun = async (id: string) => ({
  id,
  stage: 'design' as const,
  name: 'n',
  model: 'm',
  provider: 'p',
  status: 'asking' as const,
  createdAt: new Date(1_700_000_000_000).toISOString(),
})

describe('law 3: a run has exactly one end, its last event', () => {
  const paths: [
    string,
    (ask: Awaited<ReturnType<ReturnType<typeof makeWorld>['provider']['asked']>>) => void,
    string,
  ][] = [
    ['an answer that is whole', (ask) => ask.text('x').finish(), 'done'],
    ['an answer without a word', (ask) => ask.finish(), 'failed model_empty'],
    ['an answer of blanks', (ask) => ask.text(' \n').finish(), 'failed model_empty'],
    ['an answer that was withheld', (ask) => ask.text('x').finish('filter'), 'failed model_filtered'],
    [
      'an answer that never ends',
      (ask) => ask.text('x'.repeat(6000), 'y'.repeat(6000), 'z'),
      'stopped document_too_long',
    ],
    [
      'a refusal before the first token',
      (ask) => ask.fail(new ModelError('model_key_refused', 'No.', 'key', false)),
      'failed model_key_refused',
    ],
  ]
  test.each(paths)('%s', async (_, answer, expected) => {
    const { provider, boot } = makeWorld()
    const here = boot({ autoContinue: 0 })
    const reader = here.reader(await here.start())
    const ask = await provider.asked()
    answer(ask)
    await reader.over()
    reader.check()
    const { code } = JSON.parse(reader.end?.json ?? '{}') as End
    expect([reader.end?.type, code].filter(Boolean).join(' ')).toBe(expected)
    await here.settled()
    expect(ask.closed).toBe(true)
    expect(here.reports).toHaveLength(1)
  })

  const breaks: [string, unknown][] = [
    ['a model that breaks off', brokeOff()],
    ['a refusal when there is text already', new ModelError('model_unavailable', 'Down.', 'h', true)],
    ['an error nobody foresaw', new TypeError('x is undefined')],
    ['a thrown string', 'oops'],
    ['a thrown nothing', undefined],
  ]
  test.each(breaks)('%s is no end: the run is paused, and can go on', async (_, fault) => {
    const { provider, boot, runs } = makeWorld()
    const here = boot({ autoContinue: 0 })
    const id = await here.start()
    const reader = here.reader(id)
    ;(await provider.asked()).text('one\n\n', 'tw').fail(fault)
    await reader.over()
    expect(reader.end).toBeUndefined()
    expect(reader.pause?.message).not.toContain('undefined')
    reader.check('one\n\ntw')
    await here.settled()
    expect(runs.newest(1)).toMatchObject([{ status: 'interrupted' }])
    expect(here.reports).toHaveLength(1)

    await here.conductor.continue(id)
    reader.join(here.journal)
    ;(await provider.asked()).text('two').finish()
    await reader.over()
    reader.check('one\n\ntwo')
    expect(reader.end?.type).toBe('done')
  })

  test('an answer that stops without a finish reason is not whole', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ autoContinue: 0 })
    const reader = here.reader(await here.start())
    ;(await provider.asked()).text('x').endEarly()
    await reader.over()
    expect(reader.end).toBeUndefined()
    expect(reader.pause?.code).toBe('model_broke_off')
  })

  test('an error nobody foresaw reaches the operator, and not the reader', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start())
    const error = new TypeError('secret detail')
    ;(await provider.asked()).fail(error)
    await reader.over()
    expect(JSON.stringify(reader.pause)).not.toContain('secret')
    await here.settled()
    expect(here.reports).toMatchObject([{ rest: { kind: 'crashed', error } }])
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

describe('a model that breaks off', () => {
  test('is asked to go on from the last whole block, and what it repeats is cut', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start())
    ;(await provider.asked())
      .text('# Plant diary\n\n', 'Water the plants well.\n\n## Risks\n\nThe fro')
      .fail()
    const second = await provider.asked()
    const last = second.request.messages.findLast(({ role }) => role === 'assistant')
    expect(last?.content).toBe('# Plant diary\n\nWater the plants well.\n\n## Risks\n')
    second.text('## Ri', 'sks\n', '\nThe frost.').finish()
    await reader.over()
    reader.check('# Plant diary\n\nWater the plants well.\n\n## Risks\nThe frost.')
    expect(continuedOf(reader)).toMatchObject([{ cause: 'model', keep: last?.content.length }])
    expect(dataOf<End>(reader, 'done').usage).toMatchObject({ promptTokens: 10 })
  })

  test('is asked again by itself AUTO_CONTINUE times, then the run is paused', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ autoContinue: 2 })
    const reader = here.reader(await here.start())
    for (let times = 0; times < 3; times += 1) (await provider.asked()).text('x').fail()
    await reader.over()
    expect(reader.end).toBeUndefined()
    expect(reader.pause).toMatchObject({ code: 'model_broke_off', message: 'The model broke off.' })
    expect(continuedOf(reader)).toHaveLength(2)
    expect(provider.asks).toHaveLength(3)
    await here.settled()
    expect(here.reports).toMatchObject([{ rest: { kind: 'paused', fault: { hint: 'by the script' } } }])
  })

  test('is asked as often again once a person has said Continue', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const id = await here.start()
    const reader = here.reader(id)
    for (let times = 0; times < 2; times += 1) (await provider.asked()).text('x').fail()
    await reader.over()
    await Promise.all([here.conductor.continue(id), here.conductor.continue(id)])
    reader.join(here.journal)
    for (let times = 0; times < 2; times += 1) (await provider.asked()).text('y').fail()
    await reader.over()
    expect(provider.asks).toHaveLength(4)
    expect(continuedOf(reader).map((notice) => notice.kind === 'continued' && notice.cause)).toEqual([
      'model',
      'person',
      'model',
    ])
    reader.check('y')
  })

  test('and starts the document over instead of going on is not let through', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start())
    ;(await provider.asked()).text('# Plant diary\n\nWater the plants well.\n\n', 'tail').fail()
    ;(await provider.asked()).text('# Plant diary\n\n', 'Something quite different.\n').finish()
    await reader.over()
    expect(reader.pause?.code).toBe('model_broke_off')
    reader.check('# Plant diary\n\nWater the plants well.\n\n')
  })
})

describe('an answer cut at its limit', () => {
  test('goes on by itself, in the same run, behind the last whole block', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start())
    ;(await provider.asked()).text('one\n\ntw').finish('length')
    ;(await provider.asked()).text('two\n\nthree').finish('length')
    ;(await provider.asked()).text('three\n').finish()
    await reader.over()
    reader.check('one\n\ntwo\n\nthree\n')
    expect(continuedOf(reader)).toMatchObject([
      { cause: 'length', keep: 5 },
      { cause: 'length', keep: 10 },
    ])
    expect(dataOf<End>(reader, 'done').usage).toMatchObject({ promptTokens: 30, outputTokens: 15 })
  })

  test('goes on inside a block that is longer than one answer', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start())
    ;(await provider.asked()).text('one long para').finish('length')
    ;(await provider.asked()).text('graph that does not').finish('length')
    ;(await provider.asked()).text(' end here.').finish()
    await reader.over()
    reader.check('one long paragraph that does not end here.')
  })

  test('is paused after the limit of continuations, and goes on when a person says so', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ lengthContinues: 2 })
    const id = await here.start()
    const reader = here.reader(id)
    for (let times = 0; times < 3; times += 1) (await provider.asked()).text(`${times} `).finish('length')
    await reader.over()
    expect(reader.pause?.code).toBe('model_length')
    expect(provider.asks).toHaveLength(3)
    await here.conductor.continue(id)
    reader.join(here.journal)
    ;(await provider.asked()).text('end').finish()
    await reader.over()
    expect(reader.end?.type).toBe('done')
    reader.check()
  })

  test('is not asked for again where it brought nothing', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const reader = here.reader(await here.start())
    ;(await provider.asked()).batch({ type: 'reasoning', text: 'long thoughts' }).finish('length')
    await reader.over()
    expect(reader.pause?.code).toBe('model_length')
    expect(provider.asks).toHaveLength(1)
  })
})

describe('a process that dies', () => {
  test('leaves its run to the next, which goes on from the last whole block', async () => {
    const { provider, boot } = makeWorld()
    const before = boot()
    const id = await before.start()
    ;(await provider.asked()).text('one\n\n', 'tw')
    await until(async () => (await foldRun(before.journal, id)).text.endsWith('tw'))
    before.crash()
    const after = boot()
    const reader = after.reader(id)
    expect(await after.conductor.recover()).toBe(1)
    ;(await provider.asked()).text('two').finish()
    await reader.over()
    reader.check('one\n\ntwo')
    expect(continuedOf(reader)).toMatchObject([{ cause: 'process', keep: 5 }])
  })

  test('again and again leaves it paused in the end', async () => {
    const { provider, boot, runs } = makeWorld()
    let here = boot()
    const id = await here.start()
    await provider.asked()
    for (let times = 0; times < 2; times += 1) {
      here.crash()
      here = boot()
      expect(await here.conductor.recover()).toBe(1)
    }
    const reader = await here.reader(id).over()
    expect(reader.pause?.code).toBe('server_restarted')
    expect(continuedOf(reader)).toHaveLength(1)
    expect(runs.newest(1)).toMatchObject([{ status: 'interrupted' }])
    expect(await here.conductor.recover()).toBe(0)
    expect(provider.asks).toHaveLength(2)
  })

  test('is not taken for dead while it lives', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const there = boot()
    const id = await here.start()
    const ask = await provider.asked()
    for (let times = 0; times < 3; times += 1) {
      expect(await there.conductor.recover()).toBe(0)
      expect(await here.conductor.recover()).toBe(0)
      await there.conductor.continue(id)
    }
    ask.text('x').finish()
    await here.settled()
    expect(provider.asks).toHaveLength(1)
  })

  test('between making the journal and its first event has not lost the run', async () => {
    const { provider, boot, runs } = makeWorld()
    const before = boot()
    const id = someId()
    await runs.enter(await describeRun(id), intent)
    await before.journal.create(id, ORDER)
    before.crash()
    const after = boot()
    const reader = after.reader(id)
    expect(await after.conductor.recover()).toBe(1)
    ;(await provider.asked()).text('x').finish()
    await reader.over()
    reader.check('x')
    expect(reader.types).toEqual(['run', 'token', 'done'])
    expect(dataOf<{ run: { id: string } }>(reader, 'run').run.id).toBe(id)
  })

  test('before it made the journal: the entry goes when it is certain that nobody makes it', async () => {
    const world = makeWorld()
    const { boot, runs } = world
    await runs.enter(await describeRun(someId()), intent)
    const here = boot()
    await here.conductor.recover()
    expect(runs.newest(1)).toHaveLength(1)
    world.time += 120_000
    await here.conductor.recover()
    expect(runs.newest(1)).toHaveLength(0)
    expect(runs.intent('c', 'k')).toBeUndefined()
  })

  test('after the end was written, before the list knew: the next one sets the list right', async () => {
    const { provider, boot, runs } = makeWorld()
    const before = boot()
    const id = await before.start()
    ;(await provider.asked()).text('x').finish()
    await before.settled()
    await runs.update({ id, status: 'asking', model: 'scripted' }, 0)
    before.crash()
    expect(await boot().conductor.recover()).toBe(0)
    expect(runs.newest(1)).toMatchObject([{ status: 'done' }])
    expect(provider.asks).toHaveLength(1)
  })

  test('has its run continued by a person where nobody looked after it', async () => {
    const { provider, boot } = makeWorld()
    const before = boot()
    const id = await before.start()
    await provider.asked()
    before.crash()
    const after = boot()
    const reader = after.reader(id)
    await after.conductor.continue(id)
    ;(await provider.asked()).text('x').finish()
    await reader.over()
    reader.check('x')
  })

  test('was only frozen: when it wakes it lets go of what another has taken, and nobody sees what it writes', async () => {
    const { provider, boot } = makeWorld()
    const frozen = boot()
    const id = await frozen.start()
    const first = await provider.asked()
    first.text('a')
    await until(async () => (await foldRun(frozen.journal, id)).text === 'a')
    frozen.crash()
    const awake = boot()
    await awake.conductor.recover()
    const readers = [frozen.reader(id), awake.reader(id)]
    const second = await provider.asked()
    first.text('late')
    await frozen.settled()
    second.text('b').finish()
    for (const reader of readers) (await reader.over()).check('b')
    expect(first.closed).toBe(true)
    expect(frozen.reports).toMatchObject([{ rest: { kind: 'left' } }])
  })
})

describe('a process that ends in peace', () => {
  test('takes no new runs, and waits for those that are being written', async () => {
    const { provider, boot } = makeWorld()
    const here = boot()
    const id = await here.start({}, intent)
    const ask = await provider.asked()
    const drained = here.conductor.drain(1_000_000, new AbortController().signal)
    await expect(here.conductor.start(ORDER)).rejects.toMatchObject({ name: 'Draining' })
    expect(await here.conductor.start(ORDER, intent)).toEqual({ id, created: false })
    expect(await here.conductor.recover()).toBe(0)
    ask.text('x').finish()
    await drained
    expect((await foldRun(here.journal, id)).end?.type).toBe('done')
  })

  test('told to hurry leaves its runs to the next, without an end', async () => {
    const { provider, boot } = makeWorld()
    const before = boot()
    const id = await before.start()
    const ask = await provider.asked()
    ask.text('one\n\ntw')
    await until(async () => (await foldRun(before.journal, id)).text !== '')
    const hurry = new AbortController()
    const drained = before.conductor.drain(1_000_000, hurry.signal)
    hurry.abort()
    await drained
    expect(ask.closed).toBe(true)
    expect((await before.journal.state(id)).ended).toBe(false)
    before.crash()
    const after = boot()
    const reader = after.reader(id)
    await after.conductor.recover()
    ;(await provider.asked()).text('two').finish()
    ;(await reader.over()).check('one\n\ntwo')
  })

  test('leaves a run too that began while it was told to hurry', async () => {
    const { boot } = makeWorld()
    const here = boot()
    const starting = here.conductor.start(ORDER)
    const hurry = new AbortController()
    hurry.abort()
    await here.conductor.drain(1_000_000, hurry.signal)
    await starting
    expect(here.conductor.liveRuns).toBe(0)
  })
})

describe('a disk that is full', () => {
  test('law 7: stops the model, tells the readers why, heals, and the run goes on', async () => {
    const { disk, open } = memoryJournals()
    const { provider, boot, runs } = makeWorld(open)
    const here = boot()
    const id = await here.start()
    const reader = here.reader(id)
    const ask = await provider.asked()
    ask.text('one\n\n')
    await until(() => reader.text !== '')
    disk.full = true
    ask.text('two')
    await reader.over()
    expect(reader.pause?.code).toBe('storage_full')
    expect(ask.closed).toBe(true)
    await here.settled()
    expect(here.reports).toMatchObject([{ rest: { kind: 'paused', fault: { code: 'storage_full' } } }])
    await expect(here.conductor.continue(id)).rejects.toMatchObject({ code: 'storage_full' })
    await expect(here.conductor.stop(id)).rejects.toMatchObject({ code: 'storage_full' })
    await expect(here.conductor.heal()).rejects.toMatchObject({ code: 'storage_full' })
    // It is looked after by healing, and must not be continued over and over.
    await here.conductor.recover()

    disk.full = false
    await here.conductor.heal()
    expect((await boot().journal.state(id)).pause?.code).toBe('storage_full')
    await here.conductor.heal()
    await here.conductor.continue(id)
    reader.join(here.journal)
    ;(await provider.asked()).text('two').finish()
    await reader.over()
    reader.check('one\n\ntwo')
    await here.settled()
    expect(runs.newest(1)).toMatchObject([{ status: 'done' }])
  })

  test('at the very end is no end', async () => {
    const { disk, open } = memoryJournals()
    const { provider, boot } = makeWorld(open)
    const here = boot()
    const id = await here.start()
    const reader = here.reader(id)
    const ask = await provider.asked()
    ask.text('x')
    await until(() => reader.text === 'x')
    disk.full = true
    ask.finish()
    await reader.over()
    expect(reader.end).toBeUndefined()
    expect(reader.pause?.code).toBe('storage_full')
    disk.full = false
    await here.settled()
    await here.conductor.stop(id)
    await here.conductor.heal()
    await reader.join(here.journal).over()
    reader.check('x')
    expect(reader.end?.type).toBe('stopped')
  })

  test('does not keep the healing of others from a run that was deleted meanwhile', async () => {
    const { disk, open } = memoryJournals()
    const { provider, boot } = makeWorld(open)
    const here = boot()
    const ids = [await here.start(), await here.start()]
    const asks = [await provider.asked(), await provider.asked()]
    disk.full = true
    for (const ask of asks) ask.text('x')
    await here.settled()
    disk.full = false
    await boot().conductor.forget(ids[0] ?? '')
    await here.conductor.heal()
    expect((await here.journal.state(ids[1] ?? '')).pause?.code).toBe('storage_full')
  })
})

describe('a run that is deleted', () => {
  test('while it is written stops the model and is gone for readers, list and key', async () => {
    const { provider, boot, runs } = makeWorld()
    const here = boot()
    const id = await here.start({}, intent)
    const reader = here.reader(id)
    const ask = await provider.asked()
    ask.text('x')
    await until(() => reader.text === 'x')
    await here.conductor.forget(id)
    await reader.over()
    reader.check()
    expect(ask.closed).toBe(true)
    await expect(here.journal.state(id)).rejects.toBeInstanceOf(RunUnknown)
    expect(runs.newest(10)).toEqual([])
    expect((await here.conductor.start(ORDER, intent)).created).toBe(true)
    await expect(here.conductor.forget(id)).rejects.toBeInstanceOf(RunUnknown)
  })

  test('in another process stops the model here', async () => {
    const { provider, boot } = makeWorld()
    const [here, there] = [boot(), boot()]
    const id = await here.start()
    const ask = await provider.asked()
    await there.conductor.forget(id)
    await here.settled()
    expect(ask.closed).toBe(true)
  })
})

describe('too many runs', () => {
  test('are refused, until one has ended', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ runs: 3 })
    const ids = await Promise.all([here.start(), here.start(), here.start()])
    await expect(here.conductor.start(ORDER)).rejects.toMatchObject({ name: 'TooManyRuns' })
    await provider.asked()
    await here.conductor.stop(ids[0] ?? '')
    await here.start()
    await expect(here.conductor.start(ORDER)).rejects.toMatchObject({ name: 'TooManyRuns' })
  })

  test('count those that are just beginning', async () => {
    const { boot } = makeWorld()
    const here = boot({ runs: 2 })
    const started = await Promise.allSettled([1, 2, 3, 4].map(() => here.start()))
    expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  })
})
