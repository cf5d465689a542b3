import { describe, expect, test } from 'bun:test'
import { foldRun } from '../../src/runs/fold.ts'
import { RunUnknown } from '../../src/runs/journal.ts'
import { continuedOf, dataOf } from '../support/run-reader.ts'
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

  test('again and again before anything more is kept leaves it paused in the end, and says so', async () => {
    const { provider, boot, runs } = makeWorld()
    let here = boot()
    const id = await here.start()
    ;(await provider.asked()).text('one\n\n', 'tw')
    await until(async () => (await foldRun(here.journal, id)).text.endsWith('tw'))
    // The first has kept the first block; the others nothing more.
    for (let times = 0; times < 5; times += 1) {
      here.crash()
      here = boot()
      expect(await here.conductor.recover()).toBe(1)
      if (times === 4) break
      ;(await provider.asked()).text('tw')
      await until(async () => (await foldRun(here.journal, id)).text.endsWith('tw'))
    }
    const reader = await here.reader(id).over()
    expect(reader.pause).toMatchObject({
      code: 'server_restarted',
      message: expect.stringContaining('again and again'),
    })
    expect(continuedOf(reader)).toHaveLength(4)
    expect(runs.newest(1)).toMatchObject([{ status: 'interrupted' }])
    expect(await here.conductor.recover()).toBe(0)
    expect(provider.asks).toHaveLength(5)
    // A person's word gives it as many again.
    await here.conductor.continue(id)
    ;(await provider.asked()).text('tw')
    await until(async () => (await foldRun(here.journal, id)).text.endsWith('tw'))
    here.crash()
    here = boot()
    await here.conductor.recover()
    ;(await provider.asked()).text('two').finish()
    reader.join(here.journal)
    await reader.over()
    reader.check('one\n\ntwo')
  })

  test('as often as one likes, with something more kept each time, does not hold its run up, nor takes what the model is allowed', async () => {
    const { provider, boot } = makeWorld()
    let here = boot({ autoContinue: 1 })
    const id = await here.start()
    for (let times = 0; times < 6; times += 1) {
      ;(await provider.asked()).text(`block ${times}\n\n`, 'ta')
      await until(async () => (await foldRun(here.journal, id)).text.endsWith('ta'))
      here.crash()
      here = boot({ autoContinue: 1 })
      expect(await here.conductor.recover()).toBe(1)
    }
    const reader = here.reader(id)
    ;(await provider.asked()).text('x').fail()
    ;(await provider.asked()).text('end').finish()
    await reader.over()
    reader.check(`${[0, 1, 2, 3, 4, 5].map((times) => `block ${times}\n\n`).join('')}end`)
    expect(provider.asks).toHaveLength(8)
  })

  test('leaves a run alone that nothing may go on with by itself, however little it was restarted', async () => {
    const { provider, boot } = makeWorld()
    const before = boot({ autoContinue: 0 })
    const id = await before.start()
    await provider.asked()
    before.crash()
    const after = boot({ autoContinue: 0 })
    await after.conductor.recover()
    const reader = await after.reader(id).over()
    expect(reader.pause?.message).toBe('The server was restarted while this was being written.')
    expect(provider.asks).toHaveLength(1)
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
