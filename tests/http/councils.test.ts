import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { View } from '../../src/projects/workshop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { type CouncilAsked, nameOf, readCouncilAsked } from '../support/council-script.ts'
import { restInPieces } from '../support/demo-script.ts'
import type { Script } from '../support/model-script.ts'
import { until } from '../support/runs.ts'

const IDEA = {
  name: 'Plant diary',
  brief: 'People log when they water a plant. They are reminded when one is dry. It works offline.',
}

interface CouncilAnswer {
  id: string
  document: string
  state: string
  why?: string
  drafts: {
    number: number
    model?: string
    temperature?: number
    run?: string
    status: string
    message?: string
    text?: string
    readable?: boolean
    version?: number
  }[]
  arbiter?: { run: string; status: string }
}

let app: TestApp
let asked: CouncilAsked[]
/** Instead of the usual answer to what has that name. */
let special: Map<string, (pieces: string[]) => Script>
/** How many answers were being written at once, at most. */
let together: number

async function start(environment: Record<string, string> = {}): Promise<void> {
  app = await startApp({ AUTO_CONTINUE: '0', ...environment })
  asked = []
  special = new Map()
  together = 0
  let writing = 0
  app.model.otherwise((request) => {
    const wanted = readCouncilAsked(request)
    if (wanted.kept === '') asked.push(wanted)
    writing += 1
    together = Math.max(together, writing)
    void request.ended.then(() => (writing -= 1))
    const pieces = restInPieces(wanted)
    const other = special.get(nameOf(wanted))
    special.delete(nameOf(wanted))
    return other?.(pieces) ?? { deltas: pieces }
  })
}
beforeEach(() => start())
afterEach(() => app.stop())

const names = () => asked.map(nameOf)
const create = async (): Promise<string> =>
  ((await (await app.post('/api/projects', IDEA)).json()) as View).project.id
const get = async (id: string) =>
  (await (await app.api(`/api/projects/${id}`)).json()) as Pick<View, 'steps'> & {
    documents: { document: string; number: number }[]
  }
const step = async (id: string, key: string) => (await get(id)).steps.find(({ document }) => document === key)
const ask = (id: string, body: object, headers?: Record<string, string>) =>
  app.post(`/api/projects/${id}/councils`, body, headers)
const begin = async (id: string, body: object): Promise<CouncilAnswer> => {
  const answer = await ask(id, body)
  expect(answer.status).toBe(202)
  return ((await answer.json()) as { council: CouncilAnswer }).council
}
const look = async (id: string, council: string) =>
  ((await (await app.api(`/api/projects/${id}/councils/${council}`)).json()) as { council: CouncilAnswer })
    .council
const over = async (id: string, council: string): Promise<CouncilAnswer> => {
  await until(async () => !['going', 'stopping'].includes((await look(id, council)).state))
  return look(id, council)
}
const textOf = (id: string, key: string) => app.parts.documents.version(id, key)?.text ?? ''
const versionsOf = (id: string, key: string) => app.parts.documents.history(id, key)
/** What the server does each second. */
const tick = () => app.parts.councilKeeper.wake()
const broken = (pieces: string[]): Script => ({ deltas: pieces.slice(0, 2), end: 'cut' })

describe('several drafts of a document', () => {
  test('are written side by side, each once, and the arbiter makes one document of them', async () => {
    const id = await create()
    const gates = [0.3, 0.7, 1].map((temperature) => {
      const gate = Promise.withResolvers<void>()
      special.set(`design ${temperature}`, (pieces) => ({
        deltas: [...pieces.slice(0, 2), gate.promise, ...pieces.slice(2)],
      }))
      return gate
    })
    const { id: council, drafts } = await begin(id, { document: 'design', drafts: 3 })
    expect(drafts.map(({ temperature }) => temperature)).toEqual([0.3, 0.7, 1])
    expect(drafts.every(({ run }) => run !== undefined)).toBe(true)
    await until(() => asked.length === 3)
    expect(together).toBe(3)
    expect(await step(id, 'design')).toMatchObject({ state: 'running', council })
    for (const gate of gates) gate.resolve()
    const whole = await over(id, council)
    expect(whole.state).toBe('done')
    expect(names().slice(0, 3).sort()).toEqual(['design 0.3', 'design 0.7', 'design 1'])
    expect(names().slice(3)).toEqual(['design arbiter'])
    // It got the drafts, to the letter and in their order.
    const texts = whole.drafts.map(({ text = '' }) => text)
    expect(texts.map((text) => text.includes('Draft of scripted at'))).toEqual([true, true, true])
    expect(asked[3]?.arbiter?.drafts.map(({ text }) => text)).toEqual(texts)
    expect(textOf(id, 'design')).toBe(asked[3]?.text ?? '-')
    expect(versionsOf(id, 'design')).toMatchObject([{ number: 1, author: 'run', run: whole.arbiter?.run }])
    expect((await step(id, 'design'))?.state).toBe('done')
    await tick()
    expect(asked).toHaveLength(4)
  })

  test('of a plan stand on the design as it was, and go into the plan', async () => {
    const id = await create()
    await over(id, (await begin(id, { document: 'design', drafts: 2 })).id)
    const council = await over(id, (await begin(id, { document: 'plan', drafts: 2 })).id)
    expect(council.state).toBe('done')
    expect(names()).toEqual([
      'design 0.3',
      'design 0.9',
      'design arbiter',
      'plan 0.3',
      'plan 0.9',
      'plan arbiter',
    ])
    const { arbiter } = asked.at(-1) ?? {}
    expect(arbiter?.document === 'plan' && arbiter.request.design).toBe(textOf(id, 'design'))
    expect(app.parts.documents.version(id, 'plan')?.standsOn.map(({ document }) => document)).toEqual([
      'brief',
      'design',
    ])
  })

  test('can be by models and temperatures that are named; the arbiter has a model of its own', async () => {
    await app.stop()
    await start({ MODEL_ARBITER: 'judge' })
    const id = await create()
    const wish = [{ model: 'a' }, { model: 'b', temperature: 1.5 }, { temperature: 0 }]
    await over(id, (await begin(id, { document: 'design', drafts: wish })).id)
    const wanted = asked.map(({ model, temperature }) => [model, temperature])
    expect(wanted.slice(0, 3).sort()).toEqual([
      ['a', undefined],
      ['b', 1.5],
      ['scripted', 0],
    ])
    expect(wanted[3]).toEqual(['judge', undefined])
  })

  test('by a model that refuses a temperature are written all the same', async () => {
    const id = await create()
    const refusing = () => ({
      status: 400,
      body: {
        error: {
          message: "Unsupported value: 'temperature' does not support 0.3 with this model.",
          type: 'invalid_request_error',
          param: 'temperature',
          code: 'unsupported_value',
        },
      },
    })
    special.set('design 0.3', refusing)
    const council = await over(id, (await begin(id, { document: 'design', drafts: 2 })).id)
    expect(council.drafts.map(({ status }) => status)).toEqual(['done', 'done'])
    expect(council.drafts[0]?.text).toContain('at undefined')
    expect(council.state).toBe('done')
  })

  test('one of which is cut, one slow and one refused disturb nobody', async () => {
    const id = await create()
    const slow = Promise.withResolvers<void>()
    const wish = [{ model: 'cut' }, { model: 'slow' }, { model: 'refused' }, { model: 'good' }]
    special.set('design cut', broken)
    special.set('design slow', (pieces) => ({
      deltas: [...pieces.slice(0, 2), slow.promise, ...pieces.slice(2)],
    }))
    special.set('design refused', () => ({ status: 404 }))
    const { id: council } = await begin(id, { document: 'design', drafts: wish })
    await until(async () =>
      Bun.deepEquals(
        (await look(id, council)).drafts.map(({ status }) => status),
        ['interrupted', 'writing', 'failed', 'done'],
      ),
    )
    await tick()
    // It waits for the slow one.
    expect(asked).toHaveLength(4)
    slow.resolve()
    const whole = await over(id, council)
    expect(whole.state).toBe('done')
    expect(asked).toHaveLength(5)
    expect(asked[4]?.arbiter?.drafts.map(({ text }) => /Draft of (\w+)/.exec(text)?.[1])).toEqual([
      'slow',
      'good',
    ])
    expect(versionsOf(id, 'design')).toHaveLength(1)
  })

  test('of which one alone is whole make that one the document, and nobody is asked to choose', async () => {
    const id = await create()
    special.set('design 0.3', () => ({ status: 404 }))
    const council = await over(id, (await begin(id, { document: 'design', drafts: 2 })).id)
    expect(council).toMatchObject({
      state: 'done',
      why: 'Draft 2 alone was whole, so there was nothing to choose from.',
      drafts: [{ status: 'failed' }, { status: 'done', version: 1 }],
    })
    expect(textOf(id, 'design')).toBe(council.drafts[1]?.text ?? '-')
    expect(asked).toHaveLength(2)
    expect((await step(id, 'design'))?.state).toBe('done')
  })

  test('that hold nothing to be read as the document do not count, and the council says so', async () => {
    const id = await create()
    special.set('design 0.3', () => ({ deltas: ['I would rather talk about plants.\n'] }))
    special.set('design 0.9', () => ({ status: 404 }))
    const council = await over(id, (await begin(id, { document: 'design', drafts: 2 })).id)
    expect(council.state).toBe('failed')
    expect(council.why).toContain('No draft has come to a design.')
    expect(council.why).toContain('Draft 1 holds nothing that can be read as one.')
    expect(council.why).toContain('Draft 2 failed.')
    expect(asked).toHaveLength(2)
    expect(await step(id, 'design')).toMatchObject({ state: 'ready' })
    expect((await step(id, 'design'))?.why).toContain('No draft has come to a design.')
    expect(versionsOf(id, 'design')).toEqual([])
  })

  test('that stand still are waited for where too few are whole, and go on when a person continues them', async () => {
    const id = await create()
    special.set('design 0.3', broken)
    const { id: council, drafts } = await begin(id, { document: 'design', drafts: 2 })
    await until(async () => (await look(id, council)).why !== undefined)
    expect((await look(id, council)).why).toContain('Draft 1 stands still.')
    await app.post(`/api/runs/${drafts[0]?.run}/continue`, {})
    const whole = await over(id, council)
    expect(whole.state).toBe('done')
    expect(names()).toEqual(['design 0.3', 'design 0.9', 'design arbiter'])
  })
})
