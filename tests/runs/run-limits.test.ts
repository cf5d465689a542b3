import { describe, expect, test } from 'bun:test'
import { foldRun } from '../../src/runs/fold.ts'
import type { End } from '../../src/runs/run.ts'
import { dataOf } from '../support/run-reader.ts'
import { makeWorld } from '../support/run-world.ts'
import { until } from '../support/runs.ts'
import { brokeOff } from '../support/scripted-provider.ts'

describe('a run with more tokens than allowed', () => {
  test('is stopped there, keeps what it has, and says why', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ tokens: 10 })
    const reader = here.reader(await here.start())
    const ask = await provider.asked()
    ask.text('x'.repeat(40))
    await until(() => reader.text.length === 40)
    expect(reader.end).toBeUndefined()
    ask.text('y')
    await reader.over()
    reader.check(`${'x'.repeat(40)}y`)
    expect(dataOf<End>(reader, 'stopped')).toMatchObject({
      code: 'too_many_tokens',
      run: { status: 'stopped' },
    })
    expect(ask.closed).toBe(true)
  })

  test('is stopped too when it only thinks', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ tokens: 10 })
    const reader = here.reader(await here.start())
    ;(await provider.asked()).batch({ type: 'reasoning', text: 'h'.repeat(41) })
    await reader.over()
    expect(reader.types).toEqual(['run', 'stopped'])
  })

  test('is done all the same when its answer is whole', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ tokens: 10 })
    const reader = here.reader(await here.start())
    const ask = await provider.asked()
    ask.batch({ type: 'text', text: 'x'.repeat(50) }, { type: 'finish', reason: 'stop' }).finish()
    await reader.over()
    expect(reader.end?.type).toBe('done')
  })

  test('cannot get past it by breaking off again and again', async () => {
    const { provider, boot } = makeWorld()
    const here = boot({ tokens: 10, autoContinue: 5 })
    const reader = here.reader(await here.start())
    ;(await provider.asked()).text('x'.repeat(20)).fail(brokeOff())
    ;(await provider.asked()).text('y'.repeat(19)).fail(brokeOff())
    const last = await provider.asked()
    last.text('zz')
    await reader.over()
    expect(dataOf<End>(reader, 'stopped').code).toBe('too_many_tokens')
  })

  test('counts what it wrote in a process that died', async () => {
    const { provider, boot } = makeWorld()
    const before = boot({ tokens: 10 })
    const id = await before.start()
    ;(await provider.asked()).text(`${'x'.repeat(38)}\n\n`)
    await until(async () => (await foldRun(before.journal, id)).text.length === 40)
    before.die()
    const after = boot({ tokens: 10 })
    const reader = after.reader(id)
    await after.conductor.recover()
    ;(await provider.asked()).text('y')
    await reader.over()
    expect(reader.end?.type).toBe('stopped')
  })
})

describe('a run that takes longer than allowed', () => {
  test('is stopped, keeps what it has, and says why', async () => {
    const world = makeWorld()
    const here = world.boot({ runMs: 60_000 })
    const reader = here.reader(await here.start())
    const ask = await world.provider.asked()
    ask.text('so far')
    await until(() => reader.text === 'so far')
    world.time += 60_000
    await here.conductor.recover()
    expect(ask.closed).toBe(false)
    world.time += 1
    await here.conductor.recover()
    await reader.over()
    reader.check('so far')
    expect(dataOf<End>(reader, 'stopped')).toMatchObject({
      code: 'too_much_time',
      design: { markdown: 'so far' },
    })
    expect(ask.closed).toBe(true)
  })

  test('has its time from its turn on, not from when it began to wait', async () => {
    const world = makeWorld()
    const here = world.boot({ runs: 1, runMs: 60_000 })
    await here.start()
    const first = await world.provider.asked()
    const reader = here.reader(await here.start())
    world.time += 59_000
    await here.conductor.recover()
    first.finish()
    const second = await world.provider.asked()
    world.time += 59_000
    await here.conductor.recover()
    second.text('in time').finish()
    await reader.over()
    expect(reader.end?.type).toBe('done')
  })

  test('is stopped in a process that drains as well', async () => {
    const world = makeWorld()
    const here = world.boot({ runMs: 60_000 })
    const id = await here.start()
    const drained = here.conductor.drain(1_000_000_000, new AbortController().signal)
    world.time += 60_001
    await here.conductor.recover()
    await drained
    expect((await foldRun(here.journal, id)).end?.code).toBe('too_much_time')
  })
})
