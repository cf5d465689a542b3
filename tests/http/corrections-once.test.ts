import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openParts } from '../../src/open-parts.ts'
import { writeRevision } from '../../src/planning/demo/revision.ts'
import { startApp, type TestApp } from '../support/app.ts'
import {
  answerOf,
  DESIGN,
  edit,
  inPieces,
  plannedProject,
  revisionAsked,
  textOf,
} from '../support/planned-project.ts'
import { until } from '../support/runs.ts'

const FAULTY = DESIGN.replace('opens the page of a gate and', 'opens the fast page of a gate and').replace(
  '- Keepers sign in with a key.',
  '- Keepers sign in with TBD keys.',
)

let app: TestApp
let folder: string
/** The model says far more than anybody could expect. */
let isTalking: boolean
/** Nothing more of the section of that key is said before it opens. */
let gates: Map<string, PromiseWithResolvers<void>>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-prices-'))
  writeFileSync(
    `${folder}/prices.json`,
    JSON.stringify({ currency: 'USD', models: { scripted: { input: 1, output: 2 } } }),
  )
  gates = new Map()
  isTalking = false
})
afterEach(async () => {
  await app.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A project whose design has a fault in each of two sections. */
async function faulty(environment: Record<string, string> = {}): Promise<string> {
  app = await startApp({ PRICES_FILE: `${folder}/prices.json`, ...environment })
  const id = await plannedProject(app, ['design'])
  app.model.otherwise((request) => {
    const asked = revisionAsked(request)
    if (!asked) return answerOf(request)
    const [first = '', ...rest] = inPieces(writeRevision(asked))
    const gate = gates.get(asked.section)
    const talk = Array.from({ length: 800 }, (_, at) => `Word ${at} of ${at * 7} leads to ${at + 1}; `)
    return { deltas: [first, ...(gate ? [gate.promise] : []), ...(isTalking ? talk : rest)] }
  })
  await edit(app, id, 'design', FAULTY)
  return id
}

interface Started {
  runs: { run: string; section: string; created: boolean }[]
  created: boolean
}
interface Loop {
  state: string
  why?: string
  rounds: {
    after?: number
    undone: boolean
    capped?: string
    edits: { section: string; run?: string; lost?: string }[]
  }[]
}

const read = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T
const hold = (...sections: string[]) => {
  for (const section of sections) gates.set(section, Promise.withResolvers())
}
const open = () => {
  for (const gate of gates.values()) gate.resolve()
}
const correct = (id: string, body: object, key?: string) =>
  read<Started>(
    app.post(`/api/projects/${id}/corrections`, body, key === undefined ? {} : { 'idempotency-key': key }),
  )
const begin = (id: string) =>
  app.api(`/api/projects/${id}/correction-loop`, {
    method: 'PUT',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
const loopOf = async (id: string) =>
  (await read<{ correction: Loop }>(app.api(`/api/projects/${id}/correction-loop`))).correction
const over = (id: string) => until(async () => (await loopOf(id)).state !== 'going')
const sectionsAsked = () =>
  app.model.requests.flatMap((request) => revisionAsked(request)?.section ?? []).sort()
const waiting = async (id: string) => {
  await app.parts.workshop.view(id)
  return app.parts.workshop.proposals.of(id)
}
const runsOf = ({ runs }: Started) => runs.map(({ run }) => run)
const spent = async (id: string) =>
  (await read<{ costs: { all: { tokens: number; price: number } } }>(app.api(`/api/projects/${id}`))).costs
    .all

describe('a section that is being corrected', () => {
  test('is not paid for again by a request with a key of its own, nor by a second tab', async () => {
    const id = await faulty()
    hold('Requirements', 'Security')
    const first = await correct(id, { document: 'design' }, 'one')
    const second = await correct(id, { document: 'design' }, 'two')
    const tab = await correct(id, { document: 'design' })
    expect([runsOf(second), runsOf(tab)]).toEqual([runsOf(first), runsOf(first)])
    expect([first.created, second.created, tab.created]).toEqual([true, false, false])
    open()
    await until(async () => (await waiting(id)).length === 2)
    // What waits to be taken or left is not written once more either.
    expect(runsOf(await correct(id, { document: 'design' }, 'three'))).toEqual(runsOf(first))
    expect(sectionsAsked()).toEqual(['Requirements', 'Security'])
    // Decided on, it is another wish; the requests of before still mean what they meant.
    for (const { run } of await waiting(id))
      await app.post(`/api/projects/${id}/proposals/${run}`, { decision: 'leave' })
    for (const key of ['one', 'two', 'three'])
      expect(runsOf(await correct(id, { document: 'design' }, key))).toEqual(runsOf(first))
    const fourth = await correct(id, { document: 'design' }, 'four')
    expect(fourth.runs.map(({ created }) => created)).toEqual([true, true])
    await until(async () => (await waiting(id)).length === 2)
    expect(sectionsAsked()).toEqual(['Requirements', 'Requirements', 'Security', 'Security'])
  })

  test('is one run when two processes are asked for it at one moment with different keys', async () => {
    const id = await faulty()
    const other = openParts(app.parts.settings, {
      version: '0.0.0-other',
      log: app.parts.log,
      ending: new AbortController().signal,
      isDraining: () => false,
    })
    try {
      const facts = { model: '', requestId: 'r' }
      const both = await Promise.all(
        [app.parts, other.parts].map(({ workshop }, at) =>
          workshop.correcting.correct(id, 'design', undefined, facts, `key ${at}`),
        ),
      )
      const [one = [], two = []] = both.map(({ runs }) => runs.map(({ run }) => run))
      expect(two).toEqual(one)
      await until(async () => (await waiting(id)).length === 2)
      expect(sectionsAsked()).toEqual(['Requirements', 'Security'])
    } finally {
      await other.parts.conductor.drain(1000, AbortSignal.abort())
      await other.close()
    }
  })

  test('is waited for by rounds that are begun meanwhile; then a person decides on it first', async () => {
    const id = await faulty()
    hold('Requirements', 'Security')
    await correct(id, { document: 'design' }, 'one')
    await begin(id)
    await until(async () => (await loopOf(id)).why !== undefined)
    expect(await loopOf(id)).toMatchObject({ state: 'going', rounds: [] })
    expect((await loopOf(id)).why).toBe('The same is being written already; the rest follows.')
    open()
    await over(id)
    expect((await loopOf(id)).why).toContain('Proposals wait for you there.')
    expect(sectionsAsked()).toEqual(['Requirements', 'Security'])
  })

  test('in rounds is the same run for a person who asks for it meanwhile', async () => {
    const id = await faulty()
    hold('Requirements', 'Security')
    await begin(id)
    await until(() => sectionsAsked().length === 2)
    const { runs, created } = await correct(id, { document: 'design' }, 'mine')
    open()
    await over(id)
    const loop = await loopOf(id)
    expect([loop.state, created]).toEqual(['done', false])
    expect(runs.map(({ run }) => run)).toEqual(loop.rounds[0]?.edits.map(({ run = '' }) => run) ?? [])
    expect(sectionsAsked()).toEqual(['Requirements', 'Security'])
  })
})

/** Where the loop of rounds is told of. */
const page = async (id: string) =>
  (await app.api(`/projects/${id}/findings`, { headers: { accept: 'text/html' } })).text()

describe.each(['tokens', 'price'] as const)(
  'a cap in %s that is reached in the middle of a round',
  (unit) => {
    test('keeps the next section from being begun: what is there is taken and weighed, and raised it goes on', async () => {
      const id = await faulty({ PHASES_AT_ONCE: '1' })
      hold('Requirements')
      await begin(id)
      await until(() => sectionsAsked().length === 1)
      const now = (await spent(id))[unit]
      // Room for the rest of the section, and not for the next one.
      await app.parts.projects.cap(id, { [unit]: unit === 'tokens' ? now + 700 : now + 0.0014 })
      open()
      await over(id)
      const stopped = await loopOf(id)
      expect(stopped.state).toBe('ended')
      expect(stopped.rounds).toMatchObject([
        { undone: false, edits: [{ section: 'Requirements' }, { section: 'Security' }] },
      ])
      expect(stopped.rounds[0]?.capped).toContain('the cap of the project leaves')
      expect(stopped.why).toMatch(
        /^A cap has stopped round 1\. It may take up to .* Raise the cap .* 1 error or warning is left\. What was corrected stays: once there is room, begin again/,
      )
      expect(sectionsAsked()).toEqual(['Requirements'])
      expect(textOf(app, id, 'design')).not.toContain('the fast page')
      expect(textOf(app, id, 'design')).toContain('TBD')
      expect(await page(id)).toContain('A cap has stopped round 1.')

      await app.parts.projects.cap(id, {})
      await begin(id)
      await over(id)
      expect(await loopOf(id)).toMatchObject({
        state: 'done',
        rounds: [{ edits: [{ section: 'Security' }] }],
      })
      expect(sectionsAsked()).toEqual(['Requirements', 'Security'])
    })

    test('stops what is being written: its text is kept, no round is blamed, and raised it goes on', async () => {
      const id = await faulty()
      const now = (await spent(id))[unit]
      // Room for both sections, as long as they should be.
      await app.parts.projects.cap(id, { [unit]: unit === 'tokens' ? now + 6000 : now + 0.0105 })
      isTalking = true
      await begin(id)
      await over(id)
      isTalking = false
      const stopped = await loopOf(id)
      expect([stopped.state, stopped.rounds.map(({ undone }) => undone)]).toEqual(['ended', [false]])
      expect(stopped.why).toMatch(
        /^A cap has stopped round 1\. Stopped by the cap of the project: .* begin again/,
      )
      expect(textOf(app, id, 'design')).toBe(FAULTY)
      for (const { run, lost } of stopped.rounds[0]?.edits ?? []) {
        expect(lost).toContain('Stopped by the cap of the project')
        const { text } = await read<{ text: string }>(app.api(`/api/runs/${run}`))
        expect(text).toStartWith('## ')
      }
      const html = await page(id)
      expect(html).toContain('A cap has stopped round 1.')
      expect(html).toContain('stopped by a cap')
      expect(html).not.toContain('put back;')

      await app.parts.projects.cap(id, {})
      await begin(id)
      await over(id)
      expect(await loopOf(id)).toMatchObject({ state: 'done', why: 'Nothing heavy is left after one round.' })
      expect(sectionsAsked()).toEqual(['Requirements', 'Requirements', 'Security', 'Security'])
    })
  },
)
