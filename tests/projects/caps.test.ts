import { beforeEach, describe, expect, test } from 'bun:test'
import { costOf, type Price } from '../../src/models/price.ts'
import { ModelError } from '../../src/models/provider.ts'
import { estimateUsage } from '../../src/models/usage.ts'
import { CapReached } from '../../src/projects/cap.ts'
import { CostMeter } from '../../src/projects/cost-meter.ts'
import { expectedOf, tokensIn } from '../../src/projects/estimate.ts'
import type { ConductorOptions } from '../../src/runs/conductor.ts'
import { foldRun } from '../../src/runs/fold.ts'
import { stageOf } from '../../src/runs/stage.ts'
import { Projects } from '../../src/store/projects.ts'
import { RunCosts } from '../../src/store/run-costs.ts'
import { StageRuns } from '../../src/store/stage-runs.ts'
import { between, printedSeed, seeded } from '../support/random.ts'
import { makeWorld, memoryJournals, type RunProcess, type World } from '../support/run-world.ts'
import { ORDER, until } from '../support/runs.ts'
import type { Ask } from '../support/scripted-provider.ts'

const PRICE: Price = { input: 1, output: 2 }
const PROMPT = estimateUsage(stageOf(ORDER).messages(), 0).promptTokens
const MOST = tokensIn(expectedOf(ORDER)).most
const LINK = { project: 'p', document: 'design', standsOn: [] }
/** Twenty tokens, by the count of four bytes a token. */
const STEP = `${'word '.repeat(15)}done\n`
const STEP_TOKENS = 20

let world: World
let projects: Projects
let costs: RunCosts
let price: Price | undefined
let model: string
/** Of the process that was started last. */
let meter: CostMeter

beforeEach(async () => {
  world = makeWorld(memoryJournals().open)
  projects = new Projects(world.store, () => world.time)
  costs = new RunCosts(world.store, () => world.time)
  price = PRICE
  model = 'scripted'
  await projects.create('p', 'Plants', { languages: [], frameworks: [], apis: [] })
})

/** A process that counts what runs take. */
function boot(limits: Partial<ConductorOptions['limits']> = {}, maxRunPrice = 0) {
  meter = new CostMeter({
    prices: { currency: 'USD', priceOf: () => price },
    model: () => model,
    costs,
    projects,
    stageRuns: new StageRuns(world.store),
    words: () => undefined,
    maxRunPrice,
    clock: () => world.time,
  })
  return world.boot({ documentChars: 10_000_000, ...limits }, { meter })
}

const start = async (here: RunProcess, document = 'design', more: Partial<typeof ORDER> = {}) =>
  (await here.conductor.start({ ...ORDER, ...more }, undefined, { ...LINK, document })).id

const refusal = async (act: Promise<unknown>): Promise<CapReached> => {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(CapReached)
  return error as CapReached
}

const tokensOf = (project = 'p'): number =>
  costs.of(project).reduce((sum, { promptTokens, outputTokens }) => sum + promptTokens + outputTokens, 0)

/** Lets the model write until its question is called off. */
async function writeOn(ask: Ask, steps = 10_000): Promise<void> {
  for (let step = 0; step < steps && !ask.closed; step += 1) {
    ask.text(STEP)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('a run with a cap', () => {
  test('is ended within one step of it, with a sentence, and its text is kept', async () => {
    const here = boot()
    const id = await start(here, 'design', { maxTokens: MOST + 100 })
    await writeOn(await world.provider.asked())
    await here.settled()
    const { end, text, usage } = await foldRun(here.journal, id)
    expect(end).toMatchObject({ type: 'stopped', code: 'price_cap' })
    expect(end?.message).toContain(`of ${(MOST + 100).toLocaleString('en')} tokens`)
    expect(text.length).toBeGreaterThan(STEP.length)
    expect(end?.usage).toMatchObject({ promptTokens: PROMPT, estimated: true })
    const taken = PROMPT + (end?.usage.outputTokens ?? 0)
    expect(taken).toBeGreaterThan(MOST + 100)
    expect(taken).toBeLessThanOrEqual(MOST + 100 + STEP_TOKENS)
    expect(usage).toBeDefined()
  })

  test('in money is ended by its price', async () => {
    const here = boot()
    const cap = costOf(PRICE, { promptTokens: PROMPT, outputTokens: MOST })
    const id = await start(here, 'design', { maxPrice: cap })
    await writeOn(await world.provider.asked())
    await here.settled()
    const { end } = await foldRun(here.journal, id)
    expect(end).toMatchObject({ type: 'stopped', code: 'price_cap' })
    const paid = end ? costOf(PRICE, end.usage) : 0
    expect(paid).toBeGreaterThan(cap)
    expect(paid).toBeLessThanOrEqual(cap + costOf(PRICE, { promptTokens: 0, outputTokens: STEP_TOKENS }))
    expect(costs.get(id)?.price).toBeCloseTo(paid, 12)
  })

  test('of the server is held for runs that belong to no project', async () => {
    const here = boot({}, costOf(PRICE, { promptTokens: PROMPT, outputTokens: MOST }))
    const id = await here.start()
    await writeOn(await world.provider.asked())
    await here.settled()
    const { end } = await foldRun(here.journal, id)
    expect(end).toMatchObject({ type: 'stopped', code: 'price_cap' })
    expect(end?.message).toContain('MAX_RUN_PRICE')
  })

  test('that is whole when it passes it stays whole', async () => {
    const here = boot()
    const id = await start(here, 'design', { maxTokens: MOST })
    const usage = { promptTokens: PROMPT, outputTokens: MOST * 2, estimated: false }
    ;(await world.provider.asked())
      .batch({ type: 'text', text: STEP }, { type: 'finish', reason: 'stop' }, { type: 'usage', usage })
      .endEarly()
    await here.settled()
    expect((await foldRun(here.journal, id)).end).toMatchObject({ type: 'done', usage })
  })

  test('is not begun where it is expected to pass it', async () => {
    const here = boot()
    const { code, why } = await refusal(start(here, 'design', { maxTokens: MOST - 1 }))
    expect(code).toBe('price_cap')
    expect(why).toContain(`up to ${MOST.toLocaleString('en')} tokens`)
    expect(world.provider.asks).toEqual([])
  })

  test('in money is not begun where nobody knows the price', async () => {
    price = undefined
    const here = boot()
    expect((await refusal(start(here, 'design', { maxPrice: 100 }))).code).toBe('price_unknown')
    await start(here, 'design', { maxTokens: MOST })
  })

  test('that was continued counts what it took before', async () => {
    const here = boot({ autoContinue: 0 })
    const id = await start(here, 'design', { maxTokens: MOST + PROMPT })
    const ask = await world.provider.asked()
    const first = 30
    ask.text(...Array.from({ length: first }, () => STEP)).fail()
    await here.settled()
    expect(tokensOf()).toBe(PROMPT + first * STEP_TOKENS)
    await here.conductor.continue(id)
    await writeOn(await world.provider.asked())
    await here.settled()
    const { end } = await foldRun(here.journal, id)
    expect(end).toMatchObject({ type: 'stopped', code: 'price_cap' })
    const taken = (end?.usage.promptTokens ?? 0) + (end?.usage.outputTokens ?? 0)
    expect(taken).toBeGreaterThan(MOST + PROMPT)
    expect(taken).toBeLessThanOrEqual(MOST + PROMPT + STEP_TOKENS)
    expect(tokensOf()).toBe(taken)
  })

  test('that stands still at its cap is not continued, and stays as it is', async () => {
    const here = boot({ autoContinue: 0 })
    const id = await start(here, 'design', { maxTokens: MOST })
    ;(await world.provider.asked())
      .text(...Array.from({ length: Math.floor((MOST - PROMPT) / STEP_TOKENS) }, () => STEP))
      .fail()
    await here.settled()
    expect((await refusal(here.conductor.continue(id))).code).toBe('price_cap')
    expect((await foldRun(here.journal, id)).run.status).toBe('interrupted')
  })

  test('whose process dies goes on in the next one with what was taken', async () => {
    const here = boot()
    const id = await start(here, 'design', { maxTokens: MOST + PROMPT })
    const ask = await world.provider.asked()
    await writeOn(ask, 20)
    here.die()
    const other = boot()
    await other.conductor.recover()
    await writeOn(await world.provider.asked())
    await other.settled()
    const { end } = await foldRun(other.journal, id)
    expect(end).toMatchObject({ type: 'stopped', code: 'price_cap' })
    const taken = (end?.usage.promptTokens ?? 0) + (end?.usage.outputTokens ?? 0)
    expect(taken).toBeLessThanOrEqual(MOST + PROMPT + STEP_TOKENS)
    expect(taken).toBeGreaterThan(MOST + PROMPT)
    expect(costs.of('p')).toHaveLength(1)
  })
})

describe('a run of a project', () => {
  test('that nobody goes on with is counted with what came before its process died', async () => {
    const here = boot({ autoContinue: 0 })
    const id = await start(here)
    await writeOn(await world.provider.asked(), 20)
    here.die()
    const other = boot({ autoContinue: 0 })
    await other.conductor.recover()
    const state = await foldRun(other.journal, id)
    expect(state.run.status).toBe('interrupted')
    expect(costs.of('p')).toEqual([])
    await meter.keepRested(other.journal, { ...LINK, run: id, createdAt: '' }, state)
    expect(costs.of('p')).toMatchObject([{ status: 'interrupted', estimated: true, promptTokens: PROMPT }])
    expect(tokensOf()).toBe(PROMPT + 20 * STEP_TOKENS)
  })

  test('is known by the model that its server has picked, once it has', async () => {
    model = ''
    const here = boot()
    expect(meter.modelOf({ stage: 'design', model: '' })).toBe('')
    await start(here, 'design', { model: '' })
    await world.provider.asked()
    expect(meter.modelOf({ stage: 'design', model: '' })).toBe('default')
  })

  test('that was refused by the server of its model cost nothing, whatever that would have been', async () => {
    price = undefined
    const here = boot()
    await start(here)
    ;(await world.provider.asked()).fail(new ModelError('model_key_refused', 'No.', '', false))
    await here.settled()
    expect(costs.of('p')).toMatchObject([{ status: 'failed', promptTokens: 0, outputTokens: 0, price: 0 }])
  })
})

describe('a project with a cap', () => {
  test('holds it with five runs at once, which all end, and no more than a step of each over it', async () => {
    const cap = 5 * MOST + 50
    await projects.cap('p', { tokens: cap })
    const here = boot()
    const ids = await Promise.all([1, 2, 3, 4, 5].map((phase) => start(here, `phase-${phase}`)))
    const asks = [...world.provider.asks]
    expect(asks).toHaveLength(5)
    await Promise.all(asks.map((ask) => writeOn(ask)))
    await here.settled()
    for (const id of ids) {
      const { end } = await foldRun(here.journal, id)
      expect(end).toMatchObject({ type: 'stopped', code: 'price_cap' })
      expect(end?.message).toContain('cap of the project')
    }
    expect(tokensOf()).toBeGreaterThan(cap)
    expect(tokensOf()).toBeLessThanOrEqual(cap + 5 * STEP_TOKENS)
  })

  test('calls off at once what a run that is silent was asked, when another has reached it', async () => {
    await projects.cap('p', { tokens: 2 * MOST })
    const here = boot()
    await start(here, 'phase-1')
    const silent = await world.provider.asked()
    await start(here, 'phase-2')
    await writeOn(await world.provider.asked())
    await until(() => silent.closed)
    await here.settled()
    expect(costs.of('p').map(({ status }) => status)).toEqual(['stopped', 'stopped'])
  })

  test('counts a run that is continued once', async () => {
    await projects.cap('p', { tokens: MOST + PROMPT })
    const here = boot({ autoContinue: 0 })
    const id = await start(here)
    ;(await world.provider.asked()).text(...Array.from({ length: 30 }, () => STEP)).fail()
    await here.settled()
    await here.conductor.continue(id)
    await writeOn(await world.provider.asked())
    await here.settled()
    expect((await foldRun(here.journal, id)).end).toMatchObject({ type: 'stopped', code: 'price_cap' })
    expect(tokensOf()).toBeGreaterThan(MOST + PROMPT)
    expect(tokensOf()).toBeLessThanOrEqual(MOST + PROMPT + STEP_TOKENS)
  })

  test('begins of five at one moment only those that are expected to fit', async () => {
    await projects.cap('p', { tokens: 3 * MOST })
    const here = boot()
    const starts = await Promise.allSettled([1, 2, 3, 4, 5].map((phase) => start(here, `phase-${phase}`)))
    expect(starts.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ])
    expect(world.provider.asks.length).toBeLessThanOrEqual(3)
  })

  test('leaves the room that a run did not need to the next one', async () => {
    await projects.cap('p', { tokens: MOST + PROMPT + 100 })
    const here = boot()
    await start(here, 'design')
    expect((await refusal(start(here, 'plan'))).why).toContain('the cap of the project leaves')
    const usage = { promptTokens: PROMPT, outputTokens: 40, estimated: false }
    ;(await world.provider.asked())
      .batch({ type: 'text', text: STEP }, { type: 'usage', usage }, { type: 'finish', reason: 'stop' })
      .endEarly()
    await here.settled()
    await start(here, 'plan')
  })

  test('lets runs go on whose cap was raised while they were written', async () => {
    await projects.cap('p', { tokens: MOST + 40 })
    const here = boot()
    const id = await start(here)
    const ask = await world.provider.asked()
    await writeOn(ask, 10)
    await projects.cap('p', { tokens: MOST * 4 })
    world.time += 1000
    await writeOn(ask, Math.ceil(MOST / STEP_TOKENS) + 10)
    ask.finish()
    await here.settled()
    expect((await foldRun(here.journal, id)).end?.type).toBe('done')
  })

  test('counts what another process has brought to rest', async () => {
    await projects.cap('p', { tokens: 2 * MOST })
    const [here, other] = [boot(), boot()]
    await start(other, 'plan')
    const usage = { promptTokens: MOST, outputTokens: 40, estimated: false }
    ;(await world.provider.asked())
      .batch({ type: 'text', text: STEP }, { type: 'usage', usage }, { type: 'finish', reason: 'stop' })
      .endEarly()
    await other.settled()
    await refusal(start(here))
  })

  test('holds whatever runs begin, write and end, in any order', async () => {
    const seed = printedSeed('caps')
    const random = seeded(seed)
    const longest = 30
    const seen = { done: 0, stopped: 0, refused: 0 }
    for (let round = 0; round < 20; round += 1) {
      const project = `p${round}`
      await projects.create(project, 'P', { languages: [], frameworks: [], apis: [] })
      const cap = MOST * between(random, 1, 4) + between(random, 0, 500)
      await projects.cap(project, { tokens: cap })
      const here = boot()
      const written = new Map<Ask, number>()
      const finish = (ask: Ask) => {
        const usage = { promptTokens: PROMPT, outputTokens: written.get(ask) ?? 0, estimated: false }
        const text = { type: 'text', text: STEP } as const
        ask.batch(text, { type: 'usage', usage }, { type: 'finish', reason: 'stop' }).endEarly()
        written.delete(ask)
      }
      for (let turn = 0; turn < 300; turn += 1) {
        const ask = [...written.keys()][between(random, 0, Math.max(0, written.size - 1))]
        if (written.size < 5 && random() < 0.1) {
          const before = world.provider.asks.length
          try {
            const link = { ...LINK, project, document: `phase-${turn + 1}` }
            await here.conductor.start(ORDER, undefined, link)
            await until(() => world.provider.asks.length > before)
            for (const asked of world.provider.asks.slice(before)) written.set(asked, 0)
          } catch (error) {
            if (!(error instanceof CapReached)) throw error
            seen.refused += 1
          }
        } else if (ask?.closed) written.delete(ask)
        else if (ask && random() < 0.01) finish(ask)
        else if (ask) {
          const steps = between(random, 1, longest)
          ask.text(STEP.repeat(steps))
          written.set(ask, (written.get(ask) ?? 0) + steps * STEP_TOKENS)
        }
        if (random() < 0.7) await new Promise((resolve) => setImmediate(resolve))
      }
      for (const ask of written.keys()) if (!ask.closed) finish(ask)
      await here.settled()
      for (const { status } of costs.of(project))
        if (status === 'done' || status === 'stopped') seen[status] += 1
      // What had arrived of each when the cap was reached: one step, and of an answer that is whole its last one.
      expect(tokensOf(project)).toBeLessThanOrEqual(cap + 5 * (longest + 1) * STEP_TOKENS)
    }
    // Or nothing would have been tried.
    expect(Math.min(seen.done, seen.stopped, seen.refused)).toBeGreaterThan(0)
  })
})
