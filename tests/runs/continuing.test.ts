import { describe, expect, test } from 'bun:test'
import { ModelError } from '../../src/models/provider.ts'
import type { End } from '../../src/runs/run.ts'
import { continuedOf, dataOf } from '../support/run-reader.ts'
import { makeWorld } from '../support/run-world.ts'
import { brokeOff } from '../support/scripted-provider.ts'

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
    reader.check('# Plant diary\n\nWater the plants well.\n\n## Risks\n\nThe frost.')
    expect(continuedOf(reader)).toMatchObject([{ cause: 'model', keep: last?.content.length }])
    // The first answer broke off without a report, so it is counted by code, and paid for all the same.
    const { usage } = dataOf<End>(reader, 'done')
    expect(usage.estimated).toBe(true)
    expect(usage.promptTokens).toBeGreaterThan(100)
    expect(usage.outputTokens).toBe(5 + Math.ceil(56 / 4))
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
