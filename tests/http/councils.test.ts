import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { openParts } from '../../src/open-parts.ts'
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
    // The one that stands still is no business of the design's any more.
    expect((await step(id, 'design'))?.state).toBe('done')
    expect((await step(id, 'design'))?.why).toBeUndefined()
  })

  test('go on without one whose run was deleted', async () => {
    const id = await create()
    const gate = Promise.withResolvers<void>()
    special.set('design 0.3', (pieces) => ({ deltas: [...pieces.slice(0, 2), gate.promise] }))
    const { id: council, drafts } = await begin(id, { document: 'design', drafts: 3 })
    await until(
      async () => (await look(id, council)).drafts.filter(({ status }) => status === 'done').length === 2,
    )
    await app.api(`/api/runs/${drafts[0]?.run}`, { method: 'DELETE' })
    gate.resolve()
    await tick()
    const whole = await over(id, council)
    expect(whole).toMatchObject({
      state: 'done',
      drafts: [{ status: 'deleted' }, { status: 'done' }, { status: 'done' }],
    })
    expect(names().filter((name) => name === 'design 0.3')).toHaveLength(1)
    expect(asked.at(-1)?.arbiter?.drafts).toHaveLength(2)
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

describe('a council', () => {
  test('is one however often it is asked for while it goes, and by a key also when it is over', async () => {
    const id = await create()
    const key = { 'idempotency-key': 'once' }
    const answers = await Promise.all(
      [1, 2, 3].map(() => ask(id, { document: 'design', drafts: 2 }, key).then((answer) => answer.json())),
    )
    const ids = (answers as { council: CouncilAnswer }[]).map(({ council }) => council.id)
    expect(new Set(ids).size).toBe(1)
    await over(id, ids[0] ?? '')
    const again = (await (await ask(id, { document: 'design', drafts: 2 }, key)).json()) as {
      council: CouncilAnswer
      created: boolean
    }
    expect(again).toMatchObject({ created: false, council: { id: ids[0], state: 'done' } })
    const other = await ask(id, { document: 'design', drafts: 3 }, key)
    expect(other.status).toBe(409)
    expect(await other.json()).toMatchObject({ code: 'idempotency_key_reused' })
    expect(asked).toHaveLength(3)
  })

  test('keeps others from writing the document at the same time, and is kept from it', async () => {
    const id = await create()
    const gate = Promise.withResolvers<void>()
    special.set('design 0.3', (pieces) => ({ deltas: [...pieces.slice(0, 2), gate.promise] }))
    const { drafts } = await begin(id, { document: 'design', drafts: 2 })
    await until(() => asked.length === 2)
    const { run } = (await (await app.post(`/api/projects/${id}/documents/design/write`, {})).json()) as {
      run: string
    }
    expect(drafts.map((draft) => draft.run)).toContain(run)
    expect(asked).toHaveLength(2)
    gate.resolve()
    const other = await create()
    const slow = Promise.withResolvers<void>()
    app.model.otherwise(() => ({ deltas: ['# A', slow.promise] }))
    await app.post(`/api/projects/${other}/documents/design/write`, {})
    const answer = await ask(other, { document: 'design', drafts: 2 })
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({
      code: 'stage_blocked',
      errors: [{ field: 'document' }],
      detail: 'The design is being written already. Wait for it, or stop it.',
    })
    slow.resolve()
  })

  test.each([
    [{ document: 'design', drafts: 1 }, 'drafts'],
    [{ document: 'design', drafts: 6 }, 'drafts'],
    [{ document: 'design', drafts: 2.5 }, 'drafts'],
    [{ document: 'design', drafts: [{}] }, 'drafts'],
    [{ document: 'design', drafts: 'many' }, 'drafts'],
    [{ document: 'design', drafts: [{}, { temperature: 3 }] }, 'drafts[1].temperature'],
    [{ document: 'design', drafts: [{ model: 'two words' }, {}] }, 'drafts[0].model'],
    [{ document: 'design', drafts: [{ colour: 'red' }, 7] }, 'drafts[0].colour'],
    [{ document: 'phase-1', drafts: 2 }, 'document'],
    [{ drafts: 2 }, 'document'],
    [{ document: 'design' }, 'drafts'],
    [{ document: 'design', drafts: 2, speed: 9 }, 'speed'],
  ])('that cannot be is refused with the name of the field (%j)', async (body, field) => {
    const id = await create()
    const answer = await ask(id, body)
    expect(answer.status).toBe(422)
    expect((await answer.json()) as object).toMatchObject({ field })
    expect(asked).toEqual([])
  })

  test('of a plan before there is a design is refused, and of a project that is not there', async () => {
    const id = await create()
    const answer = await ask(id, { document: 'plan', drafts: 2 })
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ code: 'stage_blocked', field: 'document' })
    expect((await ask('0'.repeat(26), { document: 'design', drafts: 2 })).status).toBe(404)
    const unknown = `/api/projects/${id}/councils/${'0'.repeat(26)}`
    expect((await app.api(unknown)).status).toBe(404)
    expect((await app.post(`${unknown}/stop`, {})).status).toBe(404)
    expect((await app.post(`${unknown}/take`, { draft: 1 })).status).toBe(404)
    expect(asked).toEqual([])
  })

  test('can be stopped: what is written ends and is kept, and nothing more is asked', async () => {
    const id = await create()
    const gate = Promise.withResolvers<void>()
    special.set('design 0.3', (pieces) => ({ deltas: [...pieces.slice(0, 2), gate.promise] }))
    const { id: council } = await begin(id, { document: 'design', drafts: 2 })
    await until(async () => (await look(id, council)).drafts[1]?.status === 'done')
    await app.post(`/api/projects/${id}/councils/${council}/stop`, {})
    const stopped = await over(id, council)
    expect(stopped).toMatchObject({
      state: 'stopped',
      drafts: [{ status: 'stopped' }, { status: 'done', readable: true }],
    })
    gate.resolve()
    await tick()
    expect(asked).toHaveLength(2)
    expect((await step(id, 'design'))?.state).toBe('ready')
  })

  test('leaves its drafts to be taken instead of what the arbiter wrote', async () => {
    const id = await create()
    const { id: council } = await begin(id, { document: 'design', drafts: 2 })
    const { drafts } = await over(id, council)
    const take = () => app.post(`/api/projects/${id}/councils/${council}/take`, { draft: 2 })
    for (const _ of [1, 2]) expect(await (await take()).json()).toMatchObject({ version: { number: 2 } })
    expect(textOf(id, 'design')).toBe(drafts[1]?.text ?? '-')
    expect(versionsOf(id, 'design')).toHaveLength(2)
    expect((await look(id, council)).drafts[1]?.version).toBe(2)
    expect(asked).toHaveLength(3)
  })

  test('ends when a draft is taken while the arbiter writes', async () => {
    const id = await create()
    const gate = Promise.withResolvers<void>()
    special.set('design arbiter', (pieces) => ({ deltas: [...pieces.slice(0, 2), gate.promise] }))
    const { id: council } = await begin(id, { document: 'design', drafts: 2 })
    await until(() => asked.length === 3)
    const early = await app.post(`/api/projects/${id}/councils/${council}/take`, { draft: 3 })
    expect(early.status).toBe(404)
    await app.post(`/api/projects/${id}/councils/${council}/take`, { draft: 1 })
    expect(await over(id, council)).toMatchObject({ state: 'stopped', why: 'Draft 1 was taken by hand.' })
    gate.resolve()
    expect(versionsOf(id, 'design')).toHaveLength(1)
    expect((await step(id, 'design'))?.state).toBe('done')
  })

  test('never writes over a person: what comes of it waits where the document was changed by hand', async () => {
    const id = await create()
    await over(id, (await begin(id, { document: 'design', drafts: 2 })).id)
    const own = `${textOf(id, 'design')}\nMy own words.\n`
    await app.parts.workshop.edit(id, 'design', own, 1)
    const second = await over(id, (await begin(id, { document: 'design', drafts: 2 })).id)
    expect(second).toMatchObject({ state: 'done', why: 'It waits for you to take or leave it.' })
    expect(textOf(id, 'design')).toBe(own)
    const { proposals } = (await (await app.api(`/api/projects/${id}/proposals`)).json()) as {
      proposals: { run: string }[]
    }
    expect(proposals.map(({ run }) => run)).toEqual([second.arbiter?.run ?? '-'])
    // As long as it waits, nobody pays for another one.
    expect((await ask(id, { document: 'design', drafts: 2 })).status).toBe(409)
    // The only draft that is whole waits in the same way.
    await app.post(`/api/projects/${id}/proposals/${second.arbiter?.run}`, { decision: 'leave' })
    special.set('design 0.3', () => ({ status: 404 }))
    const third = await over(id, (await begin(id, { document: 'design', drafts: 2 })).id)
    expect(third.why).toContain('It waits for you to take or leave it.')
    expect(textOf(id, 'design')).toBe(own)
  })

  test('whose arbiter is refused keeps the drafts and says what can be done', async () => {
    const id = await create()
    special.set('design arbiter', () => ({ status: 404 }))
    const council = await over(id, (await begin(id, { document: 'design', drafts: 2 })).id)
    expect(council.state).toBe('failed')
    expect(council.why).toContain('The arbiter came to nothing.')
    expect(council.why).toContain('take one')
    await tick()
    expect(asked).toHaveLength(3)
    await app.post(`/api/projects/${id}/councils/${council.id}/take`, { draft: 1 })
    expect(textOf(id, 'design')).toBe(council.drafts[0]?.text ?? '-')
  })

  test('whose arbiter stands still goes on when a person continues it', async () => {
    const id = await create()
    special.set('design arbiter', broken)
    const { id: council } = await begin(id, { document: 'design', drafts: 2 })
    await until(async () => (await look(id, council)).why !== undefined)
    const { why, arbiter } = await look(id, council)
    expect(why).toContain('The arbiter stands still.')
    expect((await step(id, 'design'))?.state).toBe('paused')
    await app.post(`/api/runs/${arbiter?.run}/continue`, {})
    expect((await over(id, council)).state).toBe('done')
    expect(asked).toHaveLength(3)
    // Going on it was told what was missing, and the whole is to the letter.
    expect(textOf(id, 'design')).toBe(asked[2]?.text ?? '-')
  })

  test('is told its price before, and refused where all of it together would pass the cap', async () => {
    const id = await create()
    const answer = await app.post(`/api/projects/${id}/councils/expect`, { document: 'design', drafts: 3 })
    const { expected } = (await answer.json()) as {
      expected: { tokens: { least: number; most: number }; models: string[] }
    }
    expect(expected.models).toHaveLength(4)
    const { costs } = (await (await app.api(`/api/projects/${id}`)).json()) as {
      costs: {
        expected: Record<string, { tokens: { most: number } }>
        councils: Record<string, { drafts: number; tokens: { least: number; most: number } }[]>
      }
    }
    expect(costs.councils.design?.map(({ drafts }) => drafts)).toEqual([2, 3, 4, 5])
    expect(costs.councils.design?.[1]?.tokens).toEqual(expected.tokens)
    expect(costs.councils.plan).toBeUndefined()
    const one = costs.expected.design?.tokens.most ?? 0
    expect(expected.tokens.most).toBeGreaterThan(4 * one)
    // Each of its runs is within the cap, all of them are not.
    await app.parts.projects.cap(id, { tokens: expected.tokens.most - 1 })
    const refused = await ask(id, { document: 'design', drafts: 3 })
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'price_cap' })
    expect(asked).toEqual([])
    expect((await list(id)).councils).toEqual([])
    await app.parts.projects.cap(id, { tokens: expected.tokens.most })
    const whole = await over(id, (await begin(id, { document: 'design', drafts: 3 })).id)
    expect(whole.state).toBe('done')
    const spent = (await (await app.api(`/api/projects/${id}`)).json()) as {
      costs: { all: { runs: number } }
    }
    expect(spent.costs.all.runs).toBe(4)
  })

  test('waits at a cap that others have used up meanwhile, and goes on when it is raised', async () => {
    const id = await create()
    const gate = Promise.withResolvers<void>()
    special.set('design 0.9', (pieces) => ({
      deltas: [...pieces.slice(0, -1), gate.promise, ...pieces.slice(-1)],
    }))
    const { id: council } = await begin(id, { document: 'design', drafts: 2 })
    await until(() => asked.length === 2)
    const { costs } = (await (await app.api(`/api/projects/${id}`)).json()) as {
      costs: { all: { tokens: number } }
    }
    // Room for the rest of the draft, and not for the arbiter.
    await app.parts.projects.cap(id, { tokens: costs.all.tokens + 2000 })
    gate.resolve()
    await until(async () => (await look(id, council)).why !== undefined)
    expect((await look(id, council)).why).toContain('The arbiter waits. It may take up to')
    expect(asked).toHaveLength(2)
    await app.parts.projects.cap(id, {})
    await app.parts.councilKeeper.look()
    expect((await over(id, council)).state).toBe('done')
    expect(asked).toHaveLength(3)
  })

  test('ends with its project', async () => {
    const id = await create()
    const gate = Promise.withResolvers<void>()
    special.set('design 0.3', (pieces) => ({ deltas: [...pieces.slice(0, 2), gate.promise] }))
    await begin(id, { document: 'design', drafts: 2 })
    await until(() => asked.length === 2)
    expect((await app.api(`/api/projects/${id}`, { method: 'DELETE' })).status).toBe(204)
    gate.resolve()
    await tick()
    expect(app.parts.councils.going()).toEqual([])
    expect(asked).toHaveLength(2)
  })

  test('whose drafts are whole when nobody looks is gone on with by whoever looks first, once', async () => {
    const id = await create()
    const gate = Promise.withResolvers<void>()
    special.set('design 0.9', (pieces) => ({
      deltas: [...pieces.slice(0, 2), gate.promise, ...pieces.slice(2)],
    }))
    const { id: council, drafts } = await begin(id, { document: 'design', drafts: 2 })
    await app.parts.councilKeeper.stop()
    gate.resolve()
    await until(() => drafts.every(({ run }) => app.parts.runs.entry(run ?? '')?.run.status === 'done'))
    expect(asked).toHaveLength(2)
    const others = [1, 2, 3].map(() =>
      openParts(app.parts.settings, {
        version: '0.0.0-other',
        log: app.parts.log,
        ending: new AbortController().signal,
        isDraining: () => false,
      }),
    )
    const rooms = [app, ...others].map(({ parts }) => parts.workshop.councilRoom)
    for (let round = 0; round < 5; round += 1) await Promise.all(rooms.map((room) => room.goOn(council)))
    await until(async () => {
      await Promise.all(rooms.map((room) => room.goOn(council)))
      return (await look(id, council)).state === 'done'
    })
    expect(names()).toEqual(['design 0.3', 'design 0.9', 'design arbiter'])
    expect(versionsOf(id, 'design')).toHaveLength(1)
    const hurry = AbortSignal.abort()
    for (const { parts, close } of others) {
      await parts.conductor.drain(0, hurry)
      await close()
    }
  })

  test('is what "write it all" waits for', async () => {
    const id = await create()
    const { id: council } = await begin(id, { document: 'design', drafts: 2 })
    await app.api(`/api/projects/${id}/walk`, {
      method: 'PUT',
      body: JSON.stringify({ until: 'plan' }),
      headers: { 'content-type': 'application/json' },
    })
    await over(id, council)
    // What the server does each second.
    await app.parts.walker.look()
    await until(async () => (await step(id, 'plan'))?.state === 'done')
    expect(names()).toEqual(['design 0.3', 'design 0.9', 'design arbiter', 'plan scripted'])
  })
})

const list = async (id: string) =>
  (await (await app.api(`/api/projects/${id}/councils`)).json()) as { councils: CouncilAnswer[] }
