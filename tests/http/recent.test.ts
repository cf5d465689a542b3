import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { RecentProject } from '../../src/projects/recent.ts'
import { foldRun } from '../../src/runs/fold.ts'
import { missingWords, stateWords } from '../../views/recent.tsx'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'
import { DESIGN, edit, plannedProject } from '../support/planned-project.ts'
import { until } from '../support/runs.ts'

const NO_WISHES = { languages: [], frameworks: [], apis: [] }

let app: TestApp
beforeEach(async () => {
  app = await startApp({ AUTO_CONTINUE: '0' })
})
afterEach(() => app.stop())

const html = { accept: 'text/html' }
const part = { ...html, 'hx-request': 'true' }
const home = async (query = '') => (await app.api(`/${query}`, { headers: html })).text()
/** As the page asks for it by itself when it is there. */
const learned = async (query = '') => (await app.api(`/recent${query}`, { headers: part })).text()

/** The list's rows: the name and what is said of it, without the time. */
function rows(page: string): [name: string, said: string][] {
  const list = page.slice(page.indexOf('id="recent"'), page.indexOf('</section>'))
  return list
    .split('<li>')
    .slice(1)
    .map((row) => [
      /class="name"[^>]*>([^<]*)</.exec(row)?.[1] ?? '',
      (
        row
          .slice(row.indexOf('class="quiet state"'))
          .replace(/^[^>]*>/, '')
          .split('<time')[0] ?? ''
      )
        .replace(/<[^>]+>/g, '')
        .replace(/ · $/, ''),
    ])
}

async function design(projectName: string): Promise<string> {
  app.model.next({ deltas: ['# Text\n'] })
  const run = (await app.post('/runs', { ...BRIEF, projectName })).headers.get('location')?.slice(6) ?? ''
  await until(async () => (await foldRun(app.parts.journal, run)).end !== undefined)
  await until(() => app.parts.conductor.liveRuns === 0)
  return run
}
const project = (name: string) => app.parts.workshop.create(name, 'An idea.', NO_WISHES)

describe('what was worked on last', () => {
  test('is one list of projects and designs, the newest change first, each with its state', async () => {
    const plan = await plannedProject(app)
    await design('A design')
    const { id } = await project('A brief')
    const archived = await project('Put away')
    await app.parts.projects.archive(archived.id, true)
    expect(rows(await home())).toEqual([
      ['A brief', 'brief · design not written'],
      ['A design', 'design only · done'],
      [app.parts.projects.get(plan).name, expect.stringContaining('plan written')],
    ])
    await app.parts.projects.rename(plan, 'Changed last')
    expect(rows(await home())[0]?.[0]).toBe('Changed last')
    const page = await home()
    expect(page).toContain(`href="/projects/${id}"`)
    expect(page).toMatch(/<time datetime="\d{4}-[^"]+Z">just now<\/time>/)
    // A project's run is no design of its own.
    expect(rows(page)).toHaveLength(3)
  })

  test('says what only texts can tell as soon as it is learned, and never what does not hold any more', async () => {
    const id = await plannedProject(app)
    const name = app.parts.projects.get(id).name
    const first = await home()
    expect(rows(first)).toEqual([[name, 'plan written']])
    expect(first).toContain('hx-trigger="load, every 10s"')
    const missing = rows(await learned())[0]?.[1] ?? ''
    expect(missing).toMatch(/^plan written · .*\d phases? not written$/)
    expect(rows(await home())).toEqual([[name, missing]])
    // Nothing is being written, so nobody asks again.
    expect(await home()).not.toContain('hx-trigger="load')
    await edit(app, id, 'design', DESIGN.replace('R-1', 'R-99'))
    expect(rows(await home())).toEqual([[name, 'plan written']])
    const after = rows(await learned())[0]?.[1] ?? ''
    expect(after).toMatch(/out of date|error/)
    const { findings } = await app.parts.workshop.inspect(id)
    const errors = findings.filter(({ severity }) => severity === 'error')
    expect(errors.length).toBeGreaterThan(0)
    expect(after).toContain(`${errors.length} error`)
    // Muted is not missing.
    for (const { id: finding } of errors) await app.parts.workshop.mute(id, finding, 'known')
    expect(rows(await learned())[0]?.[1]).not.toContain('error')
  })

  test('shows twelve, more when they are asked for, and can be searched then, in any case and script', async () => {
    for (const name of [
      'Ärger',
      'ärgerlich',
      '植物の日記',
      'ﬁne',
      ...Array.from({ length: 10 }, (_, n) => `Number ${n}`),
    ])
      await project(name)
    const page = await home()
    expect(rows(page)).toHaveLength(12)
    expect(page).toContain('name="q"')
    const more = /href="([^"]+)">Show more/.exec(page)?.[1] ?? ''
    expect(more).toBe('/?show=24#runs-title')
    const all = await home(more.slice(1, more.indexOf('#')))
    expect(rows(all)).toHaveLength(14)
    expect(all).not.toContain('Show more')
    const found = async (q: string) =>
      rows(await home(`?${new URLSearchParams({ q })}`))
        .map(([name]) => name)
        .sort()
    expect(await found('ÄRGER')).toEqual(['Ärger', 'ärgerlich'])
    expect(await found(' 日記 ')).toEqual(['植物の日記'])
    expect(await found('FINE')).toEqual(['ﬁne'])
    expect(await found('number')).toHaveLength(10)
    const none = await home('?q=%3Cb%3E%22nobody')
    expect(none).toContain('Nothing of that name.')
    expect(none).toContain(`value="${Bun.escapeHTML('<b>"nobody')}"`)
    expect(rows(await learned('?q=ärger&show=12'))).toHaveLength(2)
    for (const odd of ['?show=-1', '?show=99999', '?show=x', '?q=&show=1e3'])
      expect(rows(await home(odd)).length).toBeGreaterThanOrEqual(12)
  })

  test('is short of a search while there is little, and of nothing when there is nothing', async () => {
    const empty = await home()
    expect(empty).toContain('None yet.')
    expect(empty).toContain('form="example"')
    await project('One')
    const page = await home()
    expect(page).not.toContain('name="q"')
    expect(page).not.toContain('form="example"')
    expect((await app.api('/recent?show=24', { headers: html })).headers.get('location')).toBe('/?show=24')
  })

  test('looks again by itself while something is being written', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    app.model.next({ deltas: ['# So', promise] })
    const { id } = await project('Being written')
    const { id: run } = await app.parts.workshop.write(id, 'design', { model: '', requestId: 'x' })
    await until(async () => (await foldRun(app.parts.journal, run)).text === '# So')
    expect(rows(await home())).toEqual([['Being written', 'being written']])
    expect(await learned()).toContain('hx-trigger="every 10s"')
    resolve()
    await until(() => app.parts.conductor.liveRuns === 0)
    expect(rows(await learned())[0]?.[1]).toStartWith('design written')
  })
})

describe('a project’s words', () => {
  const one = (more: Partial<RecentProject>): RecentProject => ({
    kind: 'project',
    id: 'x',
    name: 'x',
    changedAt: '',
    documents: ['brief', 'design', 'plan'],
    open: [],
    proposals: 0,
    tasksDone: 0,
    ...more,
  })
  const learned = { openQuestions: 0, errors: 0, stale: 0, unwritten: [] }
  const cases: [Partial<RecentProject>, state: string, missing: string[]][] = [
    [{ documents: [] }, 'brief', ['design not written']],
    [{ documents: ['brief', 'design'] }, 'design written', ['plan not written']],
    [
      { learned: { ...learned, unwritten: ['phase-1', 'phase-2'] } },
      'plan written',
      ['2 phases not written'],
    ],
    [{ documents: ['brief', 'design', 'plan', 'phase-1'], learned }, 'phases written', []],
    [
      { learned: { ...learned, openQuestions: 1, errors: 2, stale: 3 } },
      'plan written',
      ['1 question open', '2 errors'],
    ],
    [
      { proposals: 1, learned: { ...learned, stale: 1 } },
      'plan written',
      ['out of date', '1 proposal to look at'],
    ],
    [{ open: ['interrupted'] }, 'interrupted', []],
    [{ open: ['queued', 'interrupted'], documents: ['brief'] }, 'being written', []],
    [{ waits: 'Questions are open.' }, 'waits for you', []],
    [{ tasksDone: 3 }, '3 tasks done', []],
  ]
  test.each(cases)('%j: %s', (more, state, missing) => {
    expect([stateWords(one(more)), missingWords(one(more))]).toEqual([state, missing])
  })
})

describe('the page of all projects', () => {
  test('shows fifty, and more when they are asked for', async () => {
    for (let n = 0; n < 53; n += 1) await project(`Number ${n}`)
    const listed = async (query = '') => {
      const page = await (await app.api(`/projects${query}`, { headers: html })).text()
      return { page, count: page.match(/class="name"/g)?.length }
    }
    const first = await listed()
    expect(first.count).toBe(50)
    expect(first.page).toContain('href="/projects?show=100#projects-title"')
    const all = await listed('?show=100')
    expect(all.count).toBe(53)
    expect(all.page).not.toContain('Show more')
  })

  test('makes one project of a form that is sent twice, and another of one that was changed', async () => {
    const page = await (await app.api('/projects', { headers: html })).text()
    const intent = /name="intent" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const send = async (fields: Record<string, string>) =>
      (
        await app.api('/projects', { method: 'POST', body: new URLSearchParams(fields), headers: html })
      ).headers.get('location')
    const fields = { name: 'Twice', brief: 'An idea.', languages: '', intent }
    const [one, two] = await Promise.all([send(fields), send(fields)])
    expect(one).toMatch(/^\/projects\/[0-9a-v]{26}$/)
    expect(two).toBe(one)
    expect(await send({ ...fields, brief: 'Another idea.' })).not.toBe(one)
    const { intent: _, ...without } = fields
    expect(await send(without)).not.toBe(one)
    expect(app.parts.projects.newest(10)).toHaveLength(3)
    // What has to be changed keeps it.
    const refused = await app.api('/projects', {
      method: 'POST',
      body: new URLSearchParams({ ...fields, name: '' }),
      headers: html,
    })
    expect(await refused.text()).toContain(`name="intent" value="${intent}"`)
  })
})
