import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { View } from '../../src/projects/workshop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { readAsked, restInPieces } from '../support/demo-script.ts'
import type { Script } from '../support/model-script.ts'
import { until } from '../support/runs.ts'

const IDEA = {
  name: 'Plant diary',
  brief: 'People log when they water a plant. They are reminded when one is dry. It works offline.',
}

interface ProjectAnswer {
  project: { id: string }
  steps: View['steps']
  walk?: { until: string; state: string; why?: string }
}

let app: TestApp
/** Documents the model was asked for, in that order; going on with one's own text does not count. */
let asked: string[]
/** Documents of which one section was asked for. */
let sections: string[]
/** How many answers were being written at once, at most. */
let together: number
/** Instead of the usual answer. */
let special: Map<string, (pieces: string[]) => Script>

beforeEach(() => begin())
afterEach(() => app.stop())

async function begin(environment: Record<string, string> = {}): Promise<void> {
  app = await startApp({ AUTO_CONTINUE: '0', PHASES_AT_ONCE: '3', ...environment })
  asked = []
  sections = []
  together = 0
  special = new Map()
  let writing = 0
  app.model.otherwise((request) => {
    const wanted = readAsked(request)
    if (wanted.kept === '') asked.push(wanted.document)
    if (wanted.section !== undefined) sections.push(wanted.document)
    writing += 1
    together = Math.max(together, writing)
    void request.ended.then(() => (writing -= 1))
    const pieces = restInPieces(wanted)
    const other = special.get(wanted.document)
    special.delete(wanted.document)
    return other?.(pieces) ?? { deltas: pieces }
  })
}

const create = async (): Promise<string> =>
  ((await (await app.post('/api/projects', IDEA)).json()) as ProjectAnswer).project.id
const get = async (id: string): Promise<ProjectAnswer> =>
  (await (await app.api(`/api/projects/${id}`)).json()) as ProjectAnswer
const put = (id: string, body: object) =>
  app.api(`/api/projects/${id}/walk`, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
const stateOf = async (id: string, key: string) =>
  (await get(id)).steps.find(({ document }) => document === key)?.state
const over = (id: string) => until(async () => (await get(id)).walk?.state === 'done')
/** What the server does each second. */
const tick = () => app.parts.walker.look()

describe('to have it all written', () => {
  test('writes design, plan and phases, each once', async () => {
    const id = await create()
    const answer = await put(id, {})
    expect(answer.status).toBe(202)
    expect(await answer.json()).toMatchObject({ walk: { until: 'phases', state: 'going' } })
    await over(id)
    const { steps } = await get(id)
    expect(steps.filter(({ state }) => state !== 'done').map(({ document }) => document)).toEqual([
      'questions',
      'review',
    ])
    expect(steps.length).toBeGreaterThan(5)
    expect(asked.slice(0, 2)).toEqual(['design', 'plan'])
    expect([...asked].sort()).toEqual(
      steps
        .map(({ document }) => document)
        .filter((key) => key !== 'brief' && key !== 'questions' && key !== 'review')
        .sort(),
    )
  })

  test('writes phases side by side, as many at once as is allowed', async () => {
    const id = await create()
    await put(id, { until: 'plan' })
    await over(id)
    const gates = [1, 2, 3, 4].map((number) => {
      const gate = Promise.withResolvers<void>()
      special.set(`phase-${number}`, (pieces) => ({
        deltas: [...pieces.slice(0, 2), gate.promise, ...pieces.slice(2)],
      }))
      return gate
    })
    asked = []
    await put(id, {})
    await until(() => asked.length === 3)
    await tick()
    expect(asked.sort()).toEqual(['phase-1', 'phase-2', 'phase-3'])
    gates[1]?.resolve()
    await until(() => asked.length === 4)
    for (const gate of gates) gate.resolve()
    await over(id)
    expect(together).toBe(3)
  })

  test('goes as far as is wished, and asking again while it goes changes nothing', async () => {
    const id = await create()
    await Promise.all([put(id, { until: 'plan' }), put(id, { until: 'plan' }), put(id, { until: 'plan' })])
    await over(id)
    expect(asked).toEqual(['design', 'plan'])
    await put(id, { until: 'plan' })
    await tick()
    await over(id)
    expect(asked).toEqual(['design', 'plan'])
  })

  test('lets three of five phases be done where one is cut and one refused, and goes on when those are repeated', async () => {
    const id = await create()
    await put(id, { until: 'plan' })
    await over(id)
    const gate = Promise.withResolvers<void>()
    special.set('phase-1', (pieces) => ({ deltas: pieces.slice(0, 3), end: 'cut' }))
    special.set('phase-2', (pieces) => ({
      deltas: [...pieces.slice(0, 2), gate.promise, ...pieces.slice(2)],
    }))
    special.set('phase-3', () => ({ status: 401 }))
    await put(id, { until: 'phases' })
    await until(async () => (await stateOf(id, 'phase-1')) === 'paused')
    await until(async () => (await get(id)).walk?.why?.includes('Phase 3') === true)
    // The slow one disturbs nobody.
    const others = (await get(id)).steps.filter(({ document }) => /^phase-([4-9]|\d\d)$/.test(document))
    expect(others.length).toBeGreaterThan(0)
    for (const { document } of others) await until(async () => (await stateOf(id, document)) === 'done')
    expect(await stateOf(id, 'phase-2')).toBe('running')
    gate.resolve()
    await until(async () => (await stateOf(id, 'phase-2')) === 'done')
    await tick()
    const { walk, steps } = await get(id)
    expect(walk?.state).toBe('going')
    expect(walk?.why).toContain('Phase 1')
    expect(walk?.why).toContain('stands still')
    expect(walk?.why).toContain('Phase 3')
    expect(walk?.why).toContain('came to nothing')
    const counted = asked.length
    await tick()
    expect(asked).toHaveLength(counted)

    // Each can be repeated alone.
    const paused = steps.find(({ document }) => document === 'phase-1')?.run
    await app.post(`/api/runs/${paused}/continue`, {})
    await until(async () => (await stateOf(id, 'phase-1')) === 'done')
    await app.post(`/api/projects/${id}/documents/phase-3/write`, {})
    await until(async () => (await stateOf(id, 'phase-3')) === 'done')
    await tick()
    await over(id)
    expect(asked.filter((key) => key === 'phase-1')).toHaveLength(1)
    expect(asked.filter((key) => key === 'phase-3')).toHaveLength(2)
    expect(asked).toHaveLength(counted + 1)
  })

  test('begins nothing more once it is called off, and what is being written is finished', async () => {
    const id = await create()
    const gate = Promise.withResolvers<void>()
    special.set('design', (pieces) => ({ deltas: [...pieces.slice(0, 2), gate.promise, ...pieces.slice(2)] }))
    await put(id, {})
    await until(() => asked.length === 1)
    const answer = await app.api(`/api/projects/${id}/walk`, { method: 'DELETE' })
    expect(await answer.json()).toMatchObject({ walk: { state: 'called off' } })
    gate.resolve()
    await until(async () => (await stateOf(id, 'design')) === 'done')
    await tick()
    expect(asked).toEqual(['design'])
    await put(id, {})
    await over(id)
    expect(asked.filter((key) => key === 'design')).toHaveLength(1)
  })

  test.each([
    [
      'the API',
      (id: string) =>
        app.api(`/api/projects/${id}`, {
          method: 'PATCH',
          body: '{"archived":true}',
          headers: { 'content-type': 'application/json' },
        }),
    ],
    [
      'its page',
      (id: string) =>
        app.api(`/projects/${id}/archive`, {
          method: 'POST',
          body: new URLSearchParams({ archived: 'true' }),
          headers: { accept: 'text/html' },
        }),
    ],
  ])(
    'pays for nothing more of a project that is archived by %s, and goes on when it is wished again',
    async (_, archive) => {
      const id = await create()
      const gate = Promise.withResolvers<void>()
      special.set('design', (pieces) => ({
        deltas: [...pieces.slice(0, 2), gate.promise, ...pieces.slice(2)],
      }))
      await put(id, {})
      await until(() => asked.length === 1)
      expect((await archive(id)).status).toBeLessThan(400)
      gate.resolve()
      await until(async () => (await stateOf(id, 'design')) === 'done')
      await tick()
      expect(asked).toEqual(['design'])
      expect((await get(id)).walk?.state).toBe('called off')
      await put(id, {})
      await over(id)
      expect(asked.filter((key) => key === 'design')).toHaveLength(1)
    },
  )

  test('brings up to date what is out of date, and leaves the rest', async () => {
    const id = await create()
    await put(id, {})
    await over(id)
    asked = []
    const { version } = (await (await app.api(`/api/projects/${id}/documents/plan`)).json()) as {
      version: { text: string; number: number }
    }
    await app.api(`/api/projects/${id}/documents/plan`, {
      method: 'PUT',
      body: JSON.stringify({ text: `${version.text}\nOne word more.\n` }),
      headers: { 'content-type': 'application/json', 'if-match': `"${version.number}"` },
    })
    await put(id, {})
    await over(id)
    expect(asked.every((key) => key.startsWith('phase-'))).toBe(true)
    expect((await get(id)).steps.filter(({ state }) => state !== 'done')).toMatchObject([
      { document: 'questions' },
      { document: 'review', state: 'skipped' },
    ])
  })

  test('writes nothing over that a person has changed: only the sections that do not hold any more are asked for', async () => {
    const id = await create()
    await put(id, {})
    await over(id)
    const { text = '' } = app.parts.documents.version(id, 'design') ?? {}
    const edited = text.replace(/^(- \*\*R-2\*\*: )/m, '$1From now on, ')
    expect(edited).not.toBe(text)
    await app.parts.workshop.edit(id, 'design', edited, 1)
    asked = []
    sections = []
    await put(id, {})
    await over(id)
    // Of a phase's plan most may be out of date, which is then written as a whole.
    const most = asked.filter((key) => !key.startsWith('phase-'))
    expect(most).toContain('design')
    expect(most).toContain('plan')
    expect(sections.filter((key) => !key.startsWith('phase-'))).toEqual(most)
    expect(app.parts.documents.version(id, 'design')?.text).toContain('- **R-2**: From now on, ')
    expect(app.parts.workshop.proposals.of(id)).toEqual([])
    expect(
      (await get(id)).steps.filter(({ state }) => state !== 'done').map(({ document }) => document),
    ).toEqual(['questions', 'review'])
  }, 30_000)

  /** A design that is there and of which an edit has made some sections stale. */
  async function withStaleDesign(): Promise<string> {
    const id = await create()
    await put(id, { until: 'design' })
    await over(id)
    const { text = '' } = app.parts.documents.version(id, 'design') ?? {}
    await app.parts.workshop.edit(id, 'design', text.replace(/^(- \*\*R-2\*\*: )/m, '$1From now on, '), 1)
    expect(await stateOf(id, 'design')).toBe('stale')
    return id
  }

  test.each([
    ['is refused', () => ({ status: 401 }), undefined],
    [
      'is no such section',
      () => ({ deltas: ['I am sorry, but I cannot help with that request.'] }),
      undefined,
    ],
    [
      'is cut off and stopped then',
      (pieces: string[]) => ({ deltas: pieces.slice(0, 1), end: 'cut' }),
      'stop',
    ],
  ] satisfies [string, (pieces: string[]) => Script, string | undefined][])(
    'is not over while a section is out of date whose rewriting %s; it is once that is done again',
    async (_, script, then) => {
      const id = await withStaleDesign()
      special.set('design', script)
      await put(id, { until: 'design' })
      if (then) {
        await until(async () => (await get(id)).walk?.why?.includes('stands still') === true)
        const { run } = (await get(id)).steps.find(({ document }) => document === 'design') ?? {}
        expect((await app.post(`/api/runs/${run}/${then}`, {})).status).toBeLessThan(300)
      }
      await until(async () => (await get(id)).walk?.why?.includes('still out of date') === true)
      const { walk } = await get(id)
      expect(walk?.state).toBe('going')
      expect(walk?.why).toStartWith('Design is still out of date: what was to renew it came to nothing.')
      expect(walk?.why).toEndWith('Bring it up to date, and the rest follows.')
      const counted = asked.length
      await tick()
      expect(asked).toHaveLength(counted)
      await app.post(`/api/projects/${id}/documents/design/update`, {})
      await until(async () => (await stateOf(id, 'design')) === 'done')
      await tick()
      await over(id)
    },
  )

  test('is over when a person says that the section holds as it is, whose rewriting has failed', async () => {
    const id = await withStaleDesign()
    special.set('design', () => ({ status: 401 }))
    await put(id, { until: 'design' })
    await until(async () => (await get(id)).walk?.why !== undefined)
    const { number = 0 } = app.parts.documents.version(id, 'design') ?? {}
    await app.parts.workshop.upkeep.keep(id, 'design', number)
    await tick()
    await over(id)
  })

  test('is not over while what was written anew waits for a person; taken or left, it is', async () => {
    const id = await withStaleDesign()
    // With another brief the whole is out of date, and a person's words are in it.
    await app.parts.workshop.edit(id, 'brief', 'A shop sells bread by the web. Bakers see orders.', 1)
    await put(id, { until: 'design' })
    await until(async () => (await get(id)).walk?.why?.includes('proposal that waits') === true)
    expect((await get(id)).walk?.state).toBe('going')
    const [proposal] = app.parts.workshop.proposals.of(id)
    await app.parts.workshop.proposals.leave(id, proposal?.run ?? '')
    await tick()
    await over(id)
  })

  test('is over when what a section stands on has changed once more since it was renewed', async () => {
    const id = await withStaleDesign()
    const gate = Promise.withResolvers<void>()
    special.set('design', (pieces) => ({ deltas: [gate.promise, ...pieces] }))
    await put(id, { until: 'design' })
    await until(async () => (await stateOf(id, 'design')) === 'running')
    const { text = '', number = 0 } = app.parts.documents.version(id, 'design') ?? {}
    await app.parts.workshop.edit(id, 'design', text.replace('From now on, ', 'As of today, '), number)
    gate.resolve()
    await over(id)
    expect(await stateOf(id, 'design')).toBe('stale')
    expect(sections.length).toBeGreaterThan(0)
  })

  test('does not go on from a plan in which no phase can be read, and says so', async () => {
    special.set('plan', () => ({ deltas: ['I would rather talk about plants.\n'] }))
    const id = await create()
    await put(id, {})
    await until(async () => (await get(id)).walk?.why !== undefined)
    expect((await get(id)).walk?.why).toBe('The plan has no phases that could be read.')
    expect(asked).toEqual(['design', 'plan'])
  })

  test('brings every section up to date, also where there is no room for all of them at once', async () => {
    await app.stop()
    await begin({ MAX_RUNS: '1', MAX_QUEUED: '1', MAX_QUEUED_PER_CLIENT: '1', PHASES_AT_ONCE: '1' })
    const id = await create()
    const end = async () => {
      await tick()
      return (await get(id)).walk?.state === 'done'
    }
    await put(id, { until: 'design' })
    await until(end)
    const { text = '' } = app.parts.documents.version(id, 'design') ?? {}
    const edited = text.replace(/^(- \*\*R-\d+\*\*: )/gm, '$1From now on, ')
    await app.parts.workshop.edit(id, 'design', edited, 1)
    const stale = (await get(id)).steps.find(({ document }) => document === 'design')?.stale ?? []
    expect(stale.length).toBeGreaterThan(2)
    sections = []
    await put(id, { until: 'design' })
    await until(end)
    expect(sections).toHaveLength(stale.length)
    expect(await stateOf(id, 'design')).toBe('done')
  }, 20_000)

  test('does not call a phase written in which the model has refused, and says so', async () => {
    special.set('phase-2', () => ({ deltas: ['I am sorry, but I cannot help with that request.'] }))
    const id = await create()
    await put(id, {})
    await until(async () => (await get(id)).walk?.why !== undefined)
    const { walk, steps } = await get(id)
    expect(walk?.state).toBe('going')
    expect(walk?.why).toContain('Phase 2')
    expect(walk?.why).toContain('The model did not write it')
    expect(steps.find(({ document }) => document === 'phase-2')?.why).toContain('The model did not write it')
    await app.post(`/api/projects/${id}/documents/phase-2/write`, {})
    await until(async () => (await stateOf(id, 'phase-2')) === 'done')
    await tick()
    await over(id)
  })

  test('does not go on from a design of prose without a requirement, says so, and goes on by a person’s word', async () => {
    const prose =
      '# Plant diary\n\nA diary of plants is kept on the phone. It is nice to look at and works offline.\n'
    special.set('design', () => ({ deltas: [prose] }))
    const id = await create()
    await put(id, { until: 'plan' })
    await until(async () => (await get(id)).walk?.why !== undefined)
    expect((await get(id)).walk?.why).toStartWith('Not one requirement can be read in the design')
    expect(asked).toEqual(['design'])
    await app.post(`/api/projects/${id}/documents/plan/write`, {})
    await until(async () => (await stateOf(id, 'plan')) === 'done')
    await tick()
    await over(id)
  })

  test('goes on once requirements are written into such a design', async () => {
    special.set('design', () => ({ deltas: ['# Plant diary\n\nA diary of plants is kept on the phone.\n'] }))
    const id = await create()
    await put(id, { until: 'plan' })
    await until(async () => (await get(id)).walk?.why !== undefined)
    await app.parts.workshop.edit(
      id,
      'design',
      '# Plant diary\n\n## Requirements\n\n- **R-1**: A member logs a watering.\n',
      1,
    )
    await tick()
    await over(id)
    expect(asked).toEqual(['design', 'plan'])
  })

  test('says why it does not go on from a design in which the model has refused', async () => {
    special.set('design', () => ({ deltas: ['I am sorry, but I cannot help with that request.'] }))
    const id = await create()
    await put(id, {})
    await until(async () => (await get(id)).walk?.why !== undefined)
    expect((await get(id)).walk?.why).toContain('Design holds nothing to go on from. The model did not write')
    expect(asked).toEqual(['design'])
  })

  test('is refused with the name of the field where the goal is none, and of a project that is not there', async () => {
    const id = await create()
    const answer = await put(id, { until: 'tomorrow' })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'until' }] })
    expect((await put('0'.repeat(26), {})).status).toBe(404)
    expect((await app.api(`/api/projects/${'0'.repeat(26)}/walk`, { method: 'DELETE' })).status).toBe(404)
    expect(asked).toEqual([])
  })

  test('ends with its project', async () => {
    const id = await create()
    const gate = Promise.withResolvers<void>()
    special.set('design', (pieces) => ({ deltas: [...pieces.slice(0, 2), gate.promise] }))
    await put(id, {})
    await until(() => asked.length === 1)
    expect((await app.api(`/api/projects/${id}`, { method: 'DELETE' })).status).toBe(204)
    gate.resolve()
    await tick()
    expect(app.parts.walker).toBeDefined()
    expect(asked).toEqual(['design'])
  })
})
