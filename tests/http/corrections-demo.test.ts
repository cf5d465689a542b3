import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import type { Finding } from '../../src/planning/lint.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { PlainPage } from '../support/plain-page.ts'
import { stateOf, textOf } from '../support/planned-project.ts'
import { until } from '../support/runs.ts'

setDefaultTimeout(60_000)

/** The way from a review to a design with nothing heavy left, with the demo model. */

let app: TestApp
beforeEach(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
})
afterEach(() => app.stop())

interface Loop {
  state: string
  why?: string
  rounds: { before: number; after: number; undone: boolean; review?: string; edits: { lost?: string }[] }[]
}

const read = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T
const BRIEF = 'People log when they water a plant. They are reminded when one is dry. It works offline.'

async function designed(): Promise<string> {
  const made = await app.post('/api/projects', { name: 'Plant diary', brief: BRIEF })
  const { id } = (await read<{ project: { id: string } }>(made)).project
  await app.post(`/api/projects/${id}/documents/design/write`, {})
  await done(id, 'design')
  return id
}
const done = (id: string, key: string) => until(async () => (await stateOf(app, id, key)).state === 'done')
const found = async (id: string): Promise<Finding[]> =>
  (await read<{ findings: Finding[] }>(app.api(`/api/projects/${id}/findings`))).findings
const placesOf = (findings: readonly Finding[]) =>
  findings.map(({ severity, by, place }) => `${place.section} ${severity} ${by}`)
const lines = (text: string) => text.split('\n')

test('by the API: what a review finds is corrected one by one, taken and left, and the rest in rounds that say why they end', async () => {
  const id = await designed()
  const path = `/api/projects/${id}`
  await app.post(`${path}/documents/review/write`, {})
  await done(id, 'review')
  const findings = await found(id)
  expect(placesOf(findings)).toEqual([
    'R-2 warning model',
    'Security warning model',
    'Risks and mitigations hint model',
    'Testing hint model',
  ])

  // One of them, by its id.
  const before = textOf(app, id, 'design')
  interface Started {
    runs: { run: string; section: string; findings: string[] }[]
  }
  const one = await read<Started>(
    app.post(`${path}/corrections`, { document: 'design', findings: [findings[0]?.id] }),
  )
  expect(one.runs.map((run) => [run.section, run.findings])).toEqual([
    ['Requirements', [findings[0]?.id ?? '']],
  ])
  interface Proposed {
    proposals: { run: string; section: string; mine: string; merged: string }[]
  }
  const waiting = async (count: number) => {
    const proposals = async () => (await read<Proposed>(app.api(`${path}/proposals`))).proposals
    await until(async () => (await proposals()).length === count)
    return proposals()
  }
  const [proposal] = await waiting(1)
  expect(proposal?.mine).toBe(before)
  const changed = lines(proposal?.merged ?? '').filter((line) => !lines(before).includes(line))
  expect(changed).toEqual([expect.stringMatching(/^- \*\*R-2\*\*: People /)])
  expect(textOf(app, id, 'design')).toBe(before)
  await app.post(`${path}/proposals/${proposal?.run}`, { decision: 'take' })
  expect(textOf(app, id, 'design')).toBe(proposal?.merged ?? '-')
  expect(placesOf(await found(id))).not.toContain('R-2 warning model')

  // All that is heavy; a person leaves what comes of it.
  const all = await read<Started>(app.post(`${path}/corrections`, { document: 'design' }))
  expect(all.runs.map(({ section }) => section)).toEqual(['Security'])
  const [security] = await waiting(1)
  await app.post(`${path}/proposals/${security?.run}`, { decision: 'leave' })
  expect(textOf(app, id, 'design')).toBe(proposal?.merged ?? '-')
  expect(placesOf(await found(id))).toContain('Security warning model')

  // In rounds.
  await app.api(`${path}/correction-loop`, {
    method: 'PUT',
    body: JSON.stringify({ review: true }),
    headers: { 'content-type': 'application/json' },
  })
  const loopOf = async () => (await read<{ correction: Loop }>(app.api(`${path}/correction-loop`))).correction
  await until(async () => (await loopOf()).state !== 'going')
  const loop = await loopOf()
  expect([loop.state, loop.why]).toEqual([
    'done',
    expect.stringMatching(/^Nothing heavy is left after (?:one round|[23] rounds)\.$/),
  ])
  for (const round of loop.rounds) {
    expect(round.after).toBeLessThan(round.before)
    expect([round.undone, typeof round.review]).toEqual([false, 'string'])
  }
  expect(textOf(app, id, 'design')).toContain('An address whose requests were refused ten times')
  expect((await found(id)).filter(({ severity }) => severity !== 'hint')).toEqual([])
  expect((await read<Proposed>(app.api(`${path}/proposals`))).proposals).toEqual([])
})

test('by pages without JavaScript: review, tick, compare, take one and leave the other, and correct in rounds', async () => {
  const id = await designed()
  const path = `/projects/${id}`
  const findingsPage = () => PlainPage.open(app, `${path}/findings`)
  await (await PlainPage.open(app, `${path}/documents/review`)).press('Review it: Review')
  await done(id, 'review')
  const findings = await found(id)

  let page = await findingsPage()
  for (const { message } of findings) expect(page.html).toContain(message)
  expect(page.offered('findings').sort()).toEqual(findings.map((finding) => finding.id).sort())
  // Nothing is ticked: the page says so, and is still there to be ticked.
  const none = await page.press('Correct what is ticked: Design')
  expect([none.status, none.html.includes('Tick at least one finding')]).toEqual([422, true])
  expect(none.offered('findings')).toHaveLength(4)
  const heavy = findings.filter(({ severity }) => severity !== 'hint').map((finding) => finding.id)
  await page.press('Correct what is ticked: Design', { findings: heavy })
  await until(async () => (await PlainPage.open(app, `${path}/proposals`)).has('Take it: Design: Security'))

  const before = textOf(app, id, 'design')
  page = await PlainPage.open(app, `${path}/proposals`)
  // The difference says what goes and what comes.
  expect(page.html).toMatch(/<del[^>]*>.*They.*<\/del>/s)
  expect(page.html).toMatch(/<ins[^>]*>.*People.*<\/ins>/s)
  page = await page.press('Leave it: Design: Security')
  expect(textOf(app, id, 'design')).toBe(before)
  page = await page.press('Take it: Design: Requirements')
  expect(textOf(app, id, 'design')).toContain('**R-2**: People ')
  expect(page.has('Take it: Design: Requirements')).toBe(false)

  page = await findingsPage()
  expect(page.html).toContain('Nothing limits how often a request may be refused')
  expect(page.offered('review')).toEqual(['true'])
  page = await page.press('Correct it in rounds', { document: 'design', review: 'true' })
  expect(page.address).toStartWith(`${path}/findings`)
  // A browser without JavaScript asks again by itself until it is over.
  await until(async () => {
    if (!page.html.includes('Design: It is being corrected.')) return true
    expect([page.refreshes, page.has('Stop correcting')]).toEqual([true, true])
    page = await page.again()
    return false
  })
  expect(page.html).toMatch(/Design: Corrected\. Nothing heavy is left after (?:one round|[23] rounds)\./)
  expect(page.html).toMatch(/Weight \d+ before, \d+ after\./)
  expect([page.refreshes, page.has('Correct it in rounds')]).toEqual([false, true])
  expect(textOf(app, id, 'design')).toContain('An address whose requests were refused ten times')
})
