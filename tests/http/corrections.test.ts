import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { writeRevision } from '../../src/planning/demo/revision.ts'
import type { Finding } from '../../src/planning/lint.ts'
import { readReviewRequest } from '../../src/planning/prompts.ts'
import type { RevisionRequest } from '../../src/planning/revision-request.ts'
import { startApp, type TestApp } from '../support/app.ts'
import {
  answerOf,
  askedOf,
  DESIGN,
  edit,
  inPieces,
  plannedProject,
  revisionAsked,
  textOf,
} from '../support/planned-project.ts'
import { until } from '../support/runs.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp()
})
afterEach(() => app.stop())

const FAULTY = DESIGN.replace('opens the page of a gate and', 'opens the fast page of a gate and').replace(
  '- Keepers sign in with a key.',
  '- Keepers sign in with TBD keys.',
)

interface Loop {
  correction?: {
    state: string
    why?: string
    rounds: {
      before: number
      after?: number
      undone: boolean
      edits: { section: string; run?: string; lost?: string }[]
    }[]
  }
}
interface Started {
  runs: { run: string; section: string; created: boolean; findings: string[] }[]
  created: boolean
}

const read = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T
const loopOf = async (id: string) =>
  (await read<Loop>(app.api(`/api/projects/${id}/correction-loop`))).correction
const found = async (id: string) =>
  (await read<{ findings: Finding[] }>(app.api(`/api/projects/${id}/findings`))).findings.filter(
    ({ place, severity, rule }) =>
      place.document === 'design' && severity !== 'hint' && rule !== 'untraced-requirement',
  )
const begin = (id: string, body: object = {}) =>
  app.api(`/api/projects/${id}/correction-loop`, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
const over = (id: string) => until(async () => (await loopOf(id))?.state !== 'going')
const waiting = (id: string) => app.parts.workshop.proposals.of(id)
const revisions = () => app.model.requests.filter((request) => revisionAsked(request) !== undefined)

/** A project whose design has two faults; sections are written anew by this. */
async function faulty(revise: (asked: RevisionRequest) => string = writeRevision): Promise<string> {
  const id = await plannedProject(app, ['design'])
  app.model.otherwise((request) => {
    const asked = revisionAsked(request)
    return asked ? { deltas: inPieces(revise(asked)) } : answerOf(request)
  })
  await edit(app, id, 'design', FAULTY)
  return id
}

const correct = (id: string, body: object, key?: string) =>
  app.post(`/api/projects/${id}/corrections`, body, key === undefined ? {} : { 'idempotency-key': key })

describe('findings that are to be corrected', () => {
  test('become a proposal for each section that they concern, and nothing is changed until it is taken', async () => {
    const id = await faulty()
    const before = await found(id)
    expect(before.length).toBeGreaterThanOrEqual(2)
    const answer = await correct(id, { document: 'design' })
    expect(answer.status).toBe(202)
    const { runs } = await read<Started>(answer)
    expect(runs.map(({ section }) => section)).toEqual(['Requirements', 'Security'])
    expect(runs.flatMap(({ findings }) => findings).sort()).toEqual(
      before.map((finding) => finding.id).sort(),
    )
    await until(async () => {
      await app.parts.workshop.view(id)
      return waiting(id).length === 2
    })
    expect(textOf(app, id, 'design')).toBe(FAULTY)
    const asked = revisionAsked(revisions()[0] as never)
    expect(asked?.reasons).toContain('fast')
    for (const { run } of runs)
      expect((await app.post(`/api/projects/${id}/proposals/${run}`, { decision: 'take' })).status).toBe(200)
    expect(await found(id)).toEqual([])
  })

  test('are corrected once for one key, also when they are gone', async () => {
    const id = await faulty()
    const [first] = await found(id)
    const body = { document: 'design', findings: [first?.id] }
    const once = await read<Started>(correct(id, body, 'k'))
    expect(once.runs).toHaveLength(1)
    await until(async () => {
      await app.parts.workshop.view(id)
      return waiting(id).length === 1
    })
    await app.parts.workshop.proposals.take(id, once.runs[0]?.run ?? '')
    expect((await found(id)).map((finding) => finding.id)).not.toContain(first?.id ?? '')
    const again = await read<Started>(correct(id, body, 'k'))
    expect(again.runs.map(({ run, created }) => [run, created])).toEqual([[once.runs[0]?.run ?? '', false]])
    expect(revisions()).toHaveLength(1)
    expect((await correct(id, { document: 'design' }, 'k')).status).toBe(409)
  })

  test('have to be there, in a document that has sections', async () => {
    const id = await faulty()
    const unknown = await correct(id, { document: 'design', findings: ['0123456789abcdef'] })
    expect([unknown.status, await unknown.json()]).toMatchObject([
      422,
      { code: 'finding_unknown', field: 'findings' },
    ])
    expect((await correct(id, { document: 'plan' })).status).toBe(409)
    expect((await correct(id, {})).status).toBe(422)
  })

  test('are ticked on the page, without JavaScript', async () => {
    const id = await faulty()
    const html = { accept: 'text/html' }
    const send = (path: string, body: string) =>
      app.api(path, { method: 'POST', body: new URLSearchParams(body), headers: html })
    const path = `/projects/${id}`
    const page = await (await app.api(`${path}/documents/design`, { headers: html })).text()
    const ids = [...page.matchAll(/name="findings" value="([0-9a-f]+)" form="correct-design"/g)].map(
      ([, value]) => value,
    )
    expect(ids.length).toBeGreaterThanOrEqual(2)
    const none = await send(`${path}/corrections`, 'document=design')
    expect([none.status, (await none.text()).includes('Tick at least one finding')]).toEqual([422, true])
    const [first] = await found(id)
    const one = await send(`${path}/corrections`, `document=design&findings=${first?.id}`)
    expect(one.headers.get('location')).toMatch(/^\/runs\//)
    const all = await send(`${path}/corrections`, 'document=design&all=true')
    expect(all.headers.get('location')).toBe(path)
    await until(async () => {
      await app.parts.workshop.view(id)
      return waiting(id).length === 2
    })
    expect(revisions()).toHaveLength(2)
  })
})

describe('a document that is corrected in rounds', () => {
  test('goes on while the weight falls, until nothing heavy is left', async () => {
    // The first answer mends one of the two faults alone.
    let asked = 0
    const id = await faulty((request) => {
      asked += 1
      return asked === 2 ? request.text.replace('keys', 'good keys') : writeRevision(request)
    })
    expect((await begin(id)).status).toBe(202)
    await over(id)
    const loop = await loopOf(id)
    expect([loop?.state, loop?.why]).toEqual(['done', 'Nothing heavy is left after 2 rounds.'])
    const weights = loop?.rounds.map(({ before, after }) => [before, after]) ?? []
    expect(weights).toHaveLength(2)
    for (const [before = 0, after = 0] of weights) expect(after).toBeLessThan(before)
    expect(await found(id)).toEqual([])
    expect(revisions()).toHaveLength(3)
    expect(waiting(id)).toEqual([])
    const page = await (
      await app.api(`/projects/${id}/findings`, { headers: { accept: 'text/html' } })
    ).text()
    expect(page).toContain('Nothing heavy is left after 2 rounds.')
  })

  test('ends where a round does not help, and the text is as it was before it', async () => {
    const id = await faulty(({ text }) =>
      text.replace('keeper opens', 'keeper fast opens').replace('TBD', 'TBD strong'),
    )
    await begin(id)
    await over(id)
    const loop = await loopOf(id)
    expect(loop?.state).toBe('ended')
    expect(loop?.why).toContain('Round 1 has not lowered the weight')
    expect(loop?.why).toContain('Its edits were put back.')
    expect(loop?.rounds.map(({ undone }) => undone)).toEqual([true])
    expect(textOf(app, id, 'design')).toBe(FAULTY)
    expect(app.parts.documents.history(id, 'design').map(({ author }) => author)).toEqual([
      'code',
      'run',
      'run',
      'person',
      'run',
    ])
    expect(revisions()).toHaveLength(2)
  })

  test('takes at most three rounds', async () => {
    const id = await plannedProject(app, ['design'])
    const words = ['fast', 'scalable', 'robust', 'intuitive', 'modern']
    const heavy = DESIGN.replace('page of a gate', `${words.join(' ')} page of a gate`).replace(
      '- Keepers sign in with a key.',
      words.map((word) => `- Keepers sign in with TBD ${word} keys.`).join('\n'),
    )
    await edit(app, id, 'design', heavy)
    app.model.otherwise((request) => {
      const asked = revisionAsked(request)
      return { deltas: [asked?.text.replace(/TBD (?=\w+ keys)/, '') ?? ''] }
    })
    await begin(id)
    await over(id)
    const loop = await loopOf(id)
    expect(loop?.rounds).toHaveLength(3)
    expect([loop?.state, loop?.why?.startsWith('All 3 rounds are over.')]).toEqual(['ended', true])
  })

  test('leaves what a person has changed meanwhile: both are kept, the one as a proposal', async () => {
    const gate = Promise.withResolvers<void>()
    const id = await faulty()
    app.model.otherwise((request) => {
      const asked = revisionAsked(request)
      return { before: gate.promise, deltas: inPieces(asked ? writeRevision(asked) : '') }
    })
    await begin(id)
    await until(() => revisions().length === 2)
    const mine = FAULTY.replace('TBD keys', 'TBD keys of mine')
    await edit(app, id, 'design', mine)
    gate.resolve()
    await over(id)
    const loop = await loopOf(id)
    expect(textOf(app, id, 'design')).toContain('TBD keys of mine')
    expect(loop?.rounds[0]?.edits.find(({ section }) => section === 'Security')?.lost).toContain(
      'waits as a proposal',
    )
    expect(waiting(id).map(({ section }) => section)).toEqual(['Security'])
    expect(loop?.state).toBe('ended')
    expect(loop?.why).toContain('Proposals wait for you there.')
  })

  test('is stopped by a person: nothing more is taken, what was written waits', async () => {
    const gate = Promise.withResolvers<void>()
    const id = await faulty()
    app.model.otherwise((request) => {
      const asked = revisionAsked(request)
      return { before: gate.promise, deltas: inPieces(asked ? writeRevision(asked) : '') }
    })
    await begin(id)
    await until(() => revisions().length === 2)
    await app.api(`/api/projects/${id}/correction-loop`, { method: 'DELETE' })
    gate.resolve()
    await until(async () => {
      await app.parts.workshop.view(id)
      return waiting(id).length === 2
    })
    expect((await loopOf(id))?.state).toBe('called off')
    expect(textOf(app, id, 'design')).toBe(FAULTY)
  })

  test('stops at a cap, and says so', async () => {
    const id = await faulty()
    await app.parts.projects.cap(id, { tokens: 1 })
    await begin(id)
    await over(id)
    const loop = await loopOf(id)
    expect(loop?.state).toBe('ended')
    expect(loop?.why).toMatch(/cap|may take|tokens/i)
    expect(textOf(app, id, 'design')).toBe(FAULTY)
    expect(revisions()).toHaveLength(0)
  })

  test('begins each round with a review where one is wished, and heeds what it finds', async () => {
    const id = await faulty()
    let reviews = 0
    app.model.otherwise((request) => {
      const asked = revisionAsked(request)
      if (asked) return { deltas: inPieces(writeRevision(asked)) }
      if (!readReviewRequest(askedOf(request))) return answerOf(request)
      reviews += 1
      const add = '- **Limits.** Ten refused requests a minute are the most.'
      return {
        deltas: [
          reviews === 1
            ? `- **Security** (error): Nothing limits refusals. Suggestion: Add “${add}”`
            : 'No findings.',
        ],
      }
    })
    await begin(id, { review: true })
    await over(id)
    expect(await loopOf(id)).toMatchObject({ state: 'done', rounds: [{ undone: false }] })
    expect(textOf(app, id, 'design')).toContain('Ten refused requests a minute')
    expect(reviews).toBe(2)
  })
})
