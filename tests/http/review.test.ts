import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Finding } from '../../src/planning/lint.ts'
import { readReviewRequest } from '../../src/planning/prompts.ts'
import { startApp, type TestApp } from '../support/app.ts'
import {
  answerOf,
  askedOf,
  DESIGN,
  edit,
  plannedProject,
  stateOf,
  textOf,
} from '../support/planned-project.ts'
import { until } from '../support/runs.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp({ MODEL_REVIEW: 'careful' })
})
afterEach(() => app.stop())

const HTML = { accept: 'text/html' }
const page = async (path: string): Promise<string> => (await app.api(path, { headers: HTML })).text()

/** Has the design reviewed by a model that says this. */
async function review(id: string, says: string): Promise<void> {
  app.model.otherwise((request) =>
    readReviewRequest(askedOf(request)) ? { deltas: says.match(/[\s\S]{1,40}/g) ?? [] } : answerOf(request),
  )
  const before = app.parts.documents.version(id, 'review')?.number ?? 0
  expect((await app.post(`/api/projects/${id}/documents/review/write`, {})).status).toBe(202)
  await until(async () => {
    await stateOf(app, id, 'review')
    return (app.parts.documents.version(id, 'review')?.number ?? 0) > before
  })
}

const found = async (id: string) =>
  (await (await app.api(`/api/projects/${id}/findings`)).json()) as {
    findings: Finding[]
    muted: { finding: Finding; reason: string }[]
  }
const byModel = async (id: string): Promise<Finding[]> =>
  (await found(id)).findings.filter(({ by }) => by === 'model')

const SAYS = `# Review of Greenhouse

- **R-3** (error): It does not say what a lamp shows. Suggestion: Name the states.
- **Security** (warning): A lost key is not named.
- **T-2.1** (hint): Its check is vague.
- **R-77** (error): It contradicts R-3.
`

describe('a review of the design', () => {
  test('is asked of its own model, with brief, design, plan and what rules have found', async () => {
    const id = await plannedProject(app)
    expect(await stateOf(app, id, 'review')).toMatchObject({ state: 'skipped' })
    await review(id, 'No findings.')
    const request = app.model.requests.at(-1)
    expect((request?.body as { model: string } | undefined)?.model).toBe('careful')
    const asked = request && readReviewRequest(askedOf(request))
    expect(asked?.brief).toBe('Watch and switch devices.')
    expect(asked?.design).toBe(DESIGN)
    expect(asked?.plan).toBe(textOf(app, id, 'plan'))
    const rules = (await found(id)).findings.find(({ severity }) => severity !== 'hint')
    if (rules) expect(asked?.findings).toContain(rules.message)
    expect(await byModel(id)).toEqual([])
    expect(await stateOf(app, id, 'review')).toMatchObject({ state: 'done' })
  })

  test('puts its findings beside those of the rules, with places; what is tied to nothing is named', async () => {
    const id = await plannedProject(app)
    await review(id, SAYS)
    const findings = await byModel(id)
    expect(findings.map(({ severity, place }) => [severity, place.document, place.section])).toEqual([
      ['error', 'design', 'R-3'],
      ['warning', 'design', 'Security'],
      ['hint', 'plan', 'T-2.1'],
    ])
    const [first] = findings
    expect(DESIGN.slice(first?.place.start, first?.place.end)).toContain('**R-3**')
    const unread = (await found(id)).findings.filter(({ place }) => place.document === 'review')
    expect(unread.map(({ message }) => message)).toEqual([
      'The finding “It contradicts R-3.” names R-77, which is neither in the design nor in the plan; it was not taken.',
    ])
    expect(await page(`/projects/${id}/findings`)).toContain('It does not say what a lamp shows.')
  })

  test('can be muted by finding; the others hold while their places read as they were reviewed', async () => {
    const id = await plannedProject(app)
    await review(id, SAYS)
    const [first] = await byModel(id)
    await app.api(`/api/projects/${id}/mutes/${first?.id}`, {
      method: 'PUT',
      body: JSON.stringify({ reason: 'It is said below.' }),
      headers: { 'content-type': 'application/json' },
    })
    expect((await byModel(id)).map(({ place }) => place.section)).toEqual(['Security', 'T-2.1'])
    await edit(app, id, 'design', DESIGN.replace('sign in with a key', 'sign in with a password'))
    expect((await byModel(id)).map(({ place }) => place.section)).toEqual(['T-2.1'])
    expect((await found(id)).muted.map(({ reason }) => reason)).toEqual(['It is said below.'])
    expect(await stateOf(app, id, 'review')).toMatchObject({ state: 'stale' })
  })

  test('is told what a person has muted of all reviews before, as long as its place reads the same, and why', async () => {
    const id = await plannedProject(app)
    await review(id, SAYS)
    const [lamp, key] = await byModel(id)
    const mute = (finding: string | undefined, reason?: string) =>
      app.api(`/api/projects/${id}/mutes/${finding}`, {
        method: reason === undefined ? 'DELETE' : 'PUT',
        ...(reason === undefined ? {} : { body: JSON.stringify({ reason }) }),
        headers: { 'content-type': 'application/json' },
      })
    await mute(lamp?.id, 'It is said below.')
    const told = () => {
      const request = app.model.requests.at(-1)
      return (request && readReviewRequest(askedOf(request))?.findings.split('\n')) ?? []
    }
    const LAMP =
      'design: R-3: It does not say what a lamp shows. (A person has set it aside: It is said below.)'
    // Another place has changed since.
    const changed = DESIGN.replace('sign in with a key', 'sign in with a password')
    await edit(app, id, 'design', changed)
    await review(id, '- **R-3** (error): What its lamp tells stays open.')
    expect(told()).toContain(LAMP)
    expect(told().join()).not.toContain('A lost key')
    // Also when it was in no review any more.
    const [reworded] = await byModel(id)
    await mute(reworded?.id, 'The same.')
    await edit(app, id, 'design', changed.replace('a password', 'a long password'))
    await review(id, 'No findings.')
    expect(told().filter((line) => line.includes('set it aside'))).toHaveLength(2)
    await mute(lamp?.id)
    await edit(app, id, 'design', DESIGN)
    await review(id, 'No findings.')
    expect(told()).not.toContain(LAMP)
    await mute(key?.id, 'Later.')
    await edit(app, id, 'design', changed)
    await review(id, 'No findings.')
    expect(told().join()).not.toContain('A lost key')
  })

  test('keeps nothing from being written, and needs a design', async () => {
    const id = await plannedProject(app, [])
    const early = await app.post(`/api/projects/${id}/documents/review/write`, {})
    expect(early.status).toBe(409)
    await app.post(`/api/projects/${id}/documents/design/write`, {})
    await until(async () => (await stateOf(app, id, 'design')).state === 'done')
    expect(await stateOf(app, id, 'review')).toMatchObject({ state: 'ready' })
    await app.post(`/api/projects/${id}/documents/plan/write`, {})
    await until(async () => (await stateOf(app, id, 'plan')).state === 'done')
    await review(id, DESIGN)
    const unread = (await found(id)).findings.filter(({ place }) => place.document === 'review')
    expect(unread.map(({ severity, rule }) => [severity, rule])).toEqual([['warning', 'review-not-read']])
    expect(textOf(app, id, 'design')).toBe(DESIGN)
  })
})
