import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { writeRevision } from '../../src/planning/demo/revision.ts'
import type { Conflict } from '../../src/planning/merge.ts'
import { startApp, type TestApp } from '../support/app.ts'
import {
  answerOf,
  DESIGN,
  edit,
  inPieces,
  PLAN,
  plannedProject,
  revisionAsked,
  type StepState,
  stateOf,
  textOf,
} from '../support/planned-project.ts'
import { until } from '../support/runs.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp()
})
afterEach(() => app.stop())

interface Proposal {
  run: string
  section?: string
  state: string
  why: string
  text: string
  mine: string
  merged?: string
  conflicts: Conflict[]
}

const HTML = { accept: 'text/html' }
const page = async (path: string): Promise<string> => (await app.api(path, { headers: HTML })).text()
const send = (path: string, fields: Record<string, string> = {}): Promise<Response> =>
  app.api(path, { method: 'POST', body: new URLSearchParams(fields), headers: HTML })
const proposals = async (id: string, all = ''): Promise<Proposal[]> =>
  ((await (await app.api(`/api/projects/${id}/proposals${all}`)).json()) as { proposals: Proposal[] })
    .proposals
const waiting = async (id: string): Promise<Proposal> => {
  await until(async () => (await proposals(id)).length > 0)
  const [proposal] = await proposals(id)
  if (!proposal) throw new Error('nothing waits')
  return proposal
}
const decide = (id: string, run: string, body: object) =>
  app.post(`/api/projects/${id}/proposals/${run}`, body)
const versions = (id: string, key: string) =>
  app.parts.documents.history(id, key).map(({ number, author }) => `${number} ${author}`)
const settled = (state: StepState) => state.state !== 'running'

/** Has the plan's second phase written anew; what happens before the model answers is done meanwhile. */
async function reviseMeanwhile(
  id: string,
  meanwhile: () => Promise<void>,
  change: (section: string) => string = (section) => section,
): Promise<void> {
  const gate = Promise.withResolvers<void>()
  app.model.otherwise((request) => {
    const asked = revisionAsked(request)
    return asked
      ? { before: gate.promise, deltas: inPieces(change(writeRevision(asked))) }
      : answerOf(request)
  })
  await app.post(`/api/projects/${id}/documents/plan/update`, {})
  await until(() => app.model.requests.some((request) => revisionAsked(request) !== undefined))
  await meanwhile()
  gate.resolve()
  await until(async () => settled(await stateOf(app, id, 'plan')))
}

const edited = DESIGN.replace(
  'a valve and sees its state of the last minute',
  'a valve and sees its state of the last hour',
)

async function stale(): Promise<string> {
  const id = await plannedProject(app)
  await edit(app, id, 'design', edited)
  return id
}

describe('a section that is written anew while a person edits the document', () => {
  test('is merged where the two do not touch each other', async () => {
    const id = await stale()
    await reviseMeanwhile(id, () =>
      edit(app, id, 'plan', PLAN.replace('in five parts', 'in five small parts')),
    )
    expect(versions(id, 'plan')).toEqual(['3 run', '2 person', '1 run'])
    expect(textOf(app, id, 'plan')).toContain('in five small parts')
    expect(textOf(app, id, 'plan')).toContain('the last hour. (R-7)')
    expect(await proposals(id)).toEqual([])
    expect((await stateOf(app, id, 'plan')).state).toBe('done')
  })

  test('waits where both have changed the same line, and shows both sides', async () => {
    const id = await stale()
    const mine = PLAN.replace('a valve and sees its state of the last minute', 'a valve, and nothing else')
    await reviseMeanwhile(id, () => edit(app, id, 'plan', mine))
    expect(textOf(app, id, 'plan')).toBe(mine)
    const proposal = await waiting(id)
    expect(proposal).toMatchObject({ state: 'open', section: 'phase-2', mine })
    expect(proposal.merged).toBeUndefined()
    expect(proposal.conflicts).toHaveLength(1)
    expect(proposal.conflicts[0]?.mine).toContain('nothing else')
    expect(proposal.conflicts[0]?.theirs).toContain('the last hour')
    expect((await stateOf(app, id, 'plan')).proposals).toBe(1)

    const undecided = await decide(id, proposal.run, { decision: 'take' })
    expect([undecided.status, await undecided.json()]).toMatchObject([
      409,
      { code: 'proposal_conflict', field: 'conflicts', conflicts: proposal.conflicts },
    ])
    const html = await page(`/projects/${id}/proposals`)
    expect(html).toContain('Place 1 of 1')
    expect(html).toContain('Keep the words that are there, take the rest')
    const taken = await send(`/projects/${id}/proposals/${proposal.run}`, { take: 'theirs' })
    expect(taken.headers.get('location')).toBe(`/projects/${id}`)
    expect(textOf(app, id, 'plan')).toBe(
      PLAN.replace(
        'a valve and sees its state of the last minute',
        'a valve and sees its state of the last hour',
      ),
    )
    expect(versions(id, 'plan')).toEqual(['3 run', '2 person', '1 run'])
  })

  test('can be put together by hand, or left; neither is done twice', async () => {
    const id = await stale()
    const mine = PLAN.replace('a valve and sees its state of the last minute', 'a valve, and nothing else')
    await reviseMeanwhile(id, () => edit(app, id, 'plan', mine))
    const { run } = await waiting(id)
    const own = mine.replace('nothing else', 'the last hour')
    const answers = await Promise.all([1, 2, 3].map(() => decide(id, run, { decision: 'take', text: own })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(versions(id, 'plan')).toEqual(['3 person', '2 person', '1 run'])
    expect(textOf(app, id, 'plan')).toBe(own)
    const late = await decide(id, run, { decision: 'leave' })
    expect([late.status, await late.json()]).toMatchObject([409, { code: 'proposal_decided' }])
    expect((await proposals(id, '?all=true')).map(({ state }) => state)).toEqual(['taken'])
  })
})

describe('a whole document that is written while a person edits it', () => {
  test('does not take the place of the edit: it waits, and can be taken or left', async () => {
    const id = await plannedProject(app)
    const gate = Promise.withResolvers<void>()
    const anew = PLAN.replace('Switch', 'Turn').replace('each of which runs', 'each of which can be shown')
    void app.model.next({ before: gate.promise, deltas: inPieces(anew) })
    await app.post(`/api/projects/${id}/documents/plan/write`, {})
    const mine = PLAN.replace('The devices come', 'The devices of the keeper come')
    await edit(app, id, 'plan', mine)
    gate.resolve()
    const proposal = await waiting(id)
    expect(textOf(app, id, 'plan')).toBe(mine)
    expect(proposal).toMatchObject({
      text: anew,
      mine,
      why: 'The document was changed while this was being written, so both are kept.',
    })
    expect(await page(`/projects/${id}`)).toContain('A proposal waits for you')
    const left = await send(`/projects/${id}/proposals/${proposal.run}`, { take: 'leave' })
    expect(left.status).toBe(303)
    expect(textOf(app, id, 'plan')).toBe(mine)
    expect(await proposals(id)).toEqual([])
    expect((await proposals(id, '?all=true')).map(({ state, text }) => [state, text])).toEqual([
      ['left', anew],
    ])
  })
})

describe('a document that a person has changed by hand', () => {
  const anew = PLAN.replace('each of which runs', 'each of which can be shown')
  const write = async (id: string) =>
    (await (await app.post(`/api/projects/${id}/documents/plan/write`, {})).json()) as {
      run: string
      created: boolean
    }

  test('is not written over: what is written anew waits, and is asked for once', async () => {
    const id = await plannedProject(app)
    const mine = PLAN.replace('The devices come', 'The devices of the keeper come')
    await edit(app, id, 'plan', mine)
    app.model.otherwise({ deltas: inPieces(anew) })
    const { run } = await write(id)
    const proposal = await waiting(id)
    expect(proposal).toMatchObject({
      run,
      text: anew,
      why: expect.stringContaining('changed the document by hand'),
    })
    expect(textOf(app, id, 'plan')).toBe(mine)
    const asked = app.model.requests.length
    expect(await write(id)).toEqual({ run, created: false })
    expect(app.model.requests.length).toBe(asked)
    expect((await decide(id, run, { decision: 'take' })).status).toBe(200)
    expect(textOf(app, id, 'plan')).toBe(anew)
    // From then on nothing of the person's is in it.
    app.model.otherwise({ deltas: inPieces(PLAN) })
    await write(id)
    await until(() =>
      Promise.resolve(app.parts.workshop.view(id).then(() => textOf(app, id, 'plan') === PLAN)),
    )
  })

  test('that only was said to hold as it is has no words of the person in it', async () => {
    const id = await stale()
    const keep = (version: string) =>
      app.api(`/api/projects/${id}/documents/plan/keep`, { method: 'POST', headers: { 'if-match': version } })
    expect((await keep('"7"')).status).toBe(412)
    expect((await keep('"1"')).headers.get('etag')).toBe('"2"')
    expect(textOf(app, id, 'plan')).toBe(PLAN)
    expect((await stateOf(app, id, 'plan')).state).toBe('done')
    app.model.otherwise({ deltas: inPieces(anew) })
    await write(id)
    await until(async () => settled(await stateOf(app, id, 'plan')))
    expect(textOf(app, id, 'plan')).toBe(anew)
  })

  test('is out of date only where the person has not been', async () => {
    const id = await plannedProject(app)
    const both = DESIGN.replace('of a gate and', 'of the gate and').replace(
      'of a camera and',
      'of the camera and',
    )
    await edit(app, id, 'design', both)
    expect((await stateOf(app, id, 'plan')).stale?.map(({ key }) => key)).toEqual(['phase-1', 'phase-5'])
    await edit(app, id, 'plan', PLAN.replaceAll('of a gate and', 'of the gate and'))
    expect((await stateOf(app, id, 'plan')).stale?.map(({ key }) => key)).toEqual(['phase-5'])
  })
})

describe('an answer that is no such section', () => {
  const cases: [string, (section: string) => string, RegExp][] = [
    ['the whole plan', () => PLAN, /heading|more than the one section|lost/],
    ['a refusal', () => 'I am sorry, but I cannot do that.', /does not begin with the heading/],
    [
      'another phase',
      (section) => section.replace('Phase 2', 'Phase 9').replaceAll('T-2.', 'T-9.'),
      /lost T-2\.1/,
    ],
    ['a section that has lost a task', (section) => section.replaceAll('T-2.4', 'T-2.3'), /lost T-2\.4/],
    [
      'two sections',
      (section) => `${section}\n## Phase 6: More\n\n- **T-6.1**: More.\n`,
      /more than the one section/,
    ],
  ]
  test.each(cases)('is shown and never put into the document: %s', async (_, change, why) => {
    const id = await stale()
    await reviseMeanwhile(id, async () => {}, change)
    const proposal = await waiting(id)
    expect(proposal.state).toBe('unfit')
    expect(proposal.why).toMatch(why)
    expect(textOf(app, id, 'plan')).toBe(PLAN)
    expect((await stateOf(app, id, 'plan')).why).toContain(proposal.why)
    const taken = await decide(id, proposal.run, { decision: 'take' })
    expect([taken.status, await taken.json()]).toMatchObject([409, { code: 'proposal_decided' }])

    // Asked again, and this time it fits: what came to nothing waits no more.
    app.model.otherwise(answerOf)
    await app.post(`/api/projects/${id}/documents/plan/update`, {})
    await until(async () => (await stateOf(app, id, 'plan')).state === 'done')
    expect(await proposals(id)).toEqual([])
  })

  test.each([
    ['a code block around it', (section: string) => `\`\`\`markdown\n${section}\`\`\`\n`],
    ['a preface', (section: string) => `Sure! Here is the section:\n\n${section}`],
    ['thoughts', (section: string) => `<think>What is R-7?\n## Phase 2\n</think>\n\n${section}`],
    ['Windows line ends', (section: string) => section.replaceAll('\n', '\r\n')],
  ])('is freed of what stands around it: %s', async (_, change) => {
    const id = await stale()
    await reviseMeanwhile(id, async () => {}, change)
    expect(textOf(app, id, 'plan')).toBe(
      PLAN.replace(
        'a valve and sees its state of the last minute',
        'a valve and sees its state of the last hour',
      ),
    )
  })
})

describe('a section that a person wishes anew', () => {
  const wish = (id: string, body: object) => app.post(`/api/projects/${id}/documents/plan/revise`, body)

  test('waits to be taken, and is shown as a difference', async () => {
    const id = await plannedProject(app)
    app.model.otherwise((request) => {
      const asked = revisionAsked(request)
      return { deltas: [asked ? asked.text.replace('five parts', 'five short parts') : PLAN] }
    })
    const answer = await wish(id, { section: 'Approach', reason: 'Say that the parts are short.' })
    expect(answer.status).toBe(202)
    const proposal = await waiting(id)
    expect(textOf(app, id, 'plan')).toBe(PLAN)
    const html = await page(`/projects/${id}/proposals`)
    expect(html).toContain('<mark>short </mark>')
    expect((await decide(id, proposal.run, { decision: 'take' })).status).toBe(200)
    expect(textOf(app, id, 'plan')).toBe(PLAN.replace('five parts', 'five short parts'))
    const compared = await page(`/projects/${id}/documents/plan?version=2&against=1`)
    expect(compared).toContain('From version 1 to version 2')
    expect(compared).toContain('<mark>short </mark>')
  })

  test('has to be one of the document, with a reason', async () => {
    const id = await plannedProject(app)
    const unknown = await wish(id, { section: 'phase-9', reason: 'Shorter.' })
    expect([unknown.status, await unknown.json()]).toMatchObject([
      422,
      { code: 'section_unknown', field: 'section' },
    ])
    const bare = await wish(id, { section: 'phase-1' })
    expect([bare.status, await bare.json()]).toMatchObject([422, { field: 'reason' }])
  })

  test('can be taken with all others at once', async () => {
    const id = await plannedProject(app)
    app.model.otherwise((request) => ({
      deltas: [`${revisionAsked(request)?.text.trimEnd()} It is short.\n`],
    }))
    for (const section of ['Approach', 'phase-3', 'phase-5']) await wish(id, { section, reason: 'Shorter.' })
    await until(async () => (await proposals(id)).length === 3)
    expect(await page(`/projects/${id}/proposals`)).toContain('Take all 3 that fit')
    expect((await send(`/projects/${id}/proposals`, { decision: 'take' })).status).toBe(303)
    expect(versions(id, 'plan')).toEqual(['4 run', '3 run', '2 run', '1 run'])
    expect(textOf(app, id, 'plan').match(/It is short\./g)).toHaveLength(3)
  })
})

describe('two edits of one document at once', () => {
  const put = (id: string, text: string, version: number) =>
    app.api(`/api/projects/${id}/documents/plan`, {
      method: 'PUT',
      body: JSON.stringify({ text }),
      headers: { 'content-type': 'application/json', 'if-match': `"${version}"` },
    })

  test('the later one is told both texts, and what they make together', async () => {
    const id = await plannedProject(app)
    const first = PLAN.replace('in five parts', 'in five small parts')
    const second = PLAN.replace('Devices, part 4', 'Devices, the fourth part')
    expect((await put(id, first, 1)).status).toBe(200)
    const answer = await put(id, second, 1)
    expect([answer.status, await answer.json()]).toMatchObject([
      412,
      {
        code: 'version_changed',
        yours: second,
        newest: { number: 2, text: first },
        merged: first.replace('Devices, part 4', 'Devices, the fourth part'),
      },
    ])
    const form = await send(`/projects/${id}/documents/plan`, { after: '1', text: second })
    expect(form.status).toBe(412)
    const html = await form.text()
    expect(html).toContain('what your edit and theirs make together')
    expect(html).toMatch(/in five small parts[\s\S]*Devices, the fourth part[\s\S]*<\/textarea>/)
  })

  test('of the same line are told apart, and nothing is merged', async () => {
    const id = await plannedProject(app)
    expect((await put(id, PLAN.replace('in five parts', 'in five small parts'), 1)).status).toBe(200)
    const answer = await put(id, PLAN.replace('in five parts', 'in five large parts'), 1)
    const body = (await answer.json()) as { merged?: string; yours: string }
    expect([answer.status, body.merged, body.yours]).toEqual([
      412,
      undefined,
      PLAN.replace('in five parts', 'in five large parts'),
    ])
  })
})
