import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Finding } from '../../src/planning/lint.ts'
import { parsePlan } from '../../src/planning/plan.ts'
import type { Trace } from '../../src/planning/trace.ts'
import type { View } from '../../src/projects/workshop.ts'
import { pack, unpack } from '../../src/projects/zip.ts'
import type { Version } from '../../src/store/documents.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

type Step = View['steps'][number]
interface ProjectAnswer {
  project: View['project']
  steps: Step[]
  documents: Omit<Version, 'text'>[]
}

const IDEA = {
  name: 'Plant diary',
  brief: 'People log when they water a plant. They are reminded when one is dry. It works offline.',
  languages: ['TypeScript'],
}

let app: TestApp
beforeEach(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
})
afterEach(() => app.stop())

const read = async <T>(answer: Response): Promise<T> => (await answer.json()) as T
const create = async (idea: object = IDEA): Promise<ProjectAnswer> =>
  read(await app.post('/api/projects', idea))
const get = async (id: string): Promise<ProjectAnswer> => read(await app.api(`/api/projects/${id}`))
const change = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
  app.api(path, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
const stateOf = (answer: ProjectAnswer) =>
  Object.fromEntries(answer.steps.map(({ document, state }) => [document, state]))
const document = async (id: string, key: string): Promise<{ version: Version; versions: unknown[] }> =>
  read(await app.api(`/api/projects/${id}/documents/${key}`))

const importZip = (bytes: Uint8Array): Promise<Response> =>
  app.api('/api/projects/import', {
    method: 'POST',
    body: Uint8Array.from(bytes),
    headers: { 'content-type': 'application/zip' },
  })

const manifest = (more: object): string =>
  JSON.stringify({
    format: 1,
    name: 'P',
    languages: [],
    frameworks: [],
    apis: [],
    overrule: {},
    progress: {},
    ...more,
  })

/** An archive of a small project, with other files in the place of its own or beside them. */
const archive = (files: [string, string][] = []): Uint8Array =>
  pack([...new Map([['project.json', manifest({})], ['brief.md', 'An idea.'], ...files])])

/** Has a document written and waits for it. */
async function write(id: string, key: string): Promise<string> {
  const answer = await app.post(`/api/projects/${id}/documents/${key}/write`, {})
  expect(answer.status).toBe(202)
  const { run } = await read<{ run: string }>(answer)
  expect(answer.headers.get('location')).toBe(`/api/runs/${run}`)
  await until(async () => stateOf(await get(id))[key] === 'done')
  return run
}

describe('a project', () => {
  test('goes from the idea to the plan of each phase, each written from the ones before', async () => {
    const made = await app.post('/api/projects', IDEA)
    expect(made.status).toBe(201)
    const { project, steps } = await read<ProjectAnswer>(made)
    expect(made.headers.get('location')).toBe(`/api/projects/${project.id}`)
    expect(steps.map(({ document, state }) => [document, state])).toEqual([
      ['brief', 'done'],
      ['questions', 'ready'],
      ['design', 'ready'],
      ['review', 'blocked'],
      ['plan', 'blocked'],
    ])

    await write(project.id, 'design')
    await write(project.id, 'plan')
    const { version: plan } = await document(project.id, 'plan')
    const { phases, missing } = parsePlan(plan.text)
    expect(missing).toEqual([])
    expect(plan.standsOn.map((source) => source.document)).toEqual(['brief', 'design'])
    expect(stateOf(await get(project.id))).toEqual({
      brief: 'done',
      questions: 'skipped',
      review: 'skipped',
      design: 'done',
      plan: 'done',
      ...Object.fromEntries(phases.map(({ number }) => [`phase-${number}`, 'ready'])),
    })

    await Promise.all(phases.map(({ number }) => write(project.id, `phase-${number}`)))
    for (const { number, tasks } of phases) {
      const { version } = await document(project.id, `phase-${number}`)
      for (const { id } of tasks) expect(version.text).toContain(`### ${id}:`)
    }
  })

  test('says what a document needs that is not there yet, and starts nothing', async () => {
    const { project } = await create()
    const answer = await app.post(`/api/projects/${project.id}/documents/plan/write`, {})
    expect([answer.status, await read(answer)]).toMatchObject([
      409,
      { code: 'stage_blocked', detail: 'It is written from the design, which is not there yet.' },
    ])
    expect((await read<{ runs: [] }>(await app.api('/api/runs'))).runs).toEqual([])
  })

  test('asks a model once for a document, however often it is asked for while it is written', async () => {
    const { project } = await create()
    const path = `/api/projects/${project.id}/documents/design/write`
    const answers = await Promise.all(
      [1, 2, 3].map(async () => read<{ run: string; created: boolean }>(await app.post(path, {}))),
    )
    expect(new Set(answers.map(({ run }) => run)).size).toBe(1)
    expect(answers.filter(({ created }) => created)).toHaveLength(1)
    await until(async () => stateOf(await get(project.id)).design === 'done')
    await write(project.id, 'design')
    expect((await document(project.id, 'design')).versions).toHaveLength(2)
  })

  test('asks a model once for a request that is sent again, even when its run is over', async () => {
    const { project } = await create()
    const path = `/api/projects/${project.id}/documents/design/write`
    const again = async () =>
      read<{ run: string; created: boolean }>(await app.post(path, {}, { 'idempotency-key': 'try-1' }))
    const { run } = await again()
    await until(async () => stateOf(await get(project.id)).design === 'done')
    await change(
      'PUT',
      `/api/projects/${project.id}/documents/brief`,
      { text: 'Changed.' },
      { 'if-match': '"1"' },
    )
    expect(await again()).toEqual({ run, created: false })
    expect((await document(project.id, 'design')).versions).toHaveLength(1)
  })

  test('tells what has to be written again when a person has changed what it was written from', async () => {
    const { project } = await create()
    await write(project.id, 'design')
    await write(project.id, 'plan')
    const { version } = await document(project.id, 'design')
    const path = `/api/projects/${project.id}/documents/design`
    const text = version.text.replace('R-1', 'R-99')
    const answer = await change('PUT', path, { text }, { 'if-match': '"1"' })
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"'])
    const changed = await get(project.id)
    expect(stateOf(changed)).toMatchObject({ brief: 'done', design: 'done', plan: 'stale' })
    expect(changed.steps.find((step) => step.document === 'plan')?.why).toBe(
      '“Plant diary” under “Summary” of the design has changed. That concerns 3 of 7 sections.',
    )
    // What a person has changed still stands on the brief.
    await change(
      'PUT',
      `/api/projects/${project.id}/documents/brief`,
      { text: 'Another idea.' },
      { 'if-match': '"1"' },
    )
    expect(stateOf(await get(project.id))).toMatchObject({ design: 'stale', plan: 'stale' })
    await change(
      'PUT',
      `/api/projects/${project.id}/documents/brief`,
      { text: IDEA.brief },
      { 'if-match': '"2"' },
    )
    expect(stateOf(await get(project.id))).toMatchObject({ design: 'done', plan: 'stale' })
  })

  test('takes no edit that has not seen the newest version, and gives both texts back', async () => {
    const { project } = await create()
    const path = `/api/projects/${project.id}/documents/brief`
    expect((await change('PUT', path, { text: 'Mine.\n' }, { 'if-match': '"1"' })).status).toBe(200)
    const late = await change('PUT', path, { text: 'Yours.' }, { 'if-match': '"1"' })
    expect([late.status, late.headers.get('etag'), await read(late)]).toMatchObject([
      412,
      '"2"',
      { code: 'version_changed', newest: { number: 2, text: 'Mine.\n' }, yours: 'Yours.' },
    ])
    expect((await change('PUT', path, { text: 'Blind.' })).status).toBe(428)
    expect((await change('PUT', path, { text: 'Odd.' }, { 'if-match': 'W/"2"' })).status).toBe(422)
    expect((await change('PUT', path, { text: '  ' }, { 'if-match': '"2"' })).status).toBe(422)
    expect((await document(project.id, 'brief')).version.text).toBe('Mine.\n')
    for (const version of ['0', '3', '-1', '1e0', 'x', ''])
      expect([version, (await app.api(`${path}?version=${version}`)).status]).toEqual([version, 404])
    const first = await app.api(`${path}?version=1`)
    expect(await read(first)).toMatchObject({ version: { text: IDEA.brief, number: 1 } })
  })

  test('takes no first version where a model writes one, or has', async () => {
    const { project } = await create()
    const path = `/api/projects/${project.id}/documents/design`
    expect((await change('PUT', path, { text: '# By hand\n' }, { 'if-none-match': '*' })).status).toBe(200)
    expect((await change('PUT', path, { text: '# Again\n' }, { 'if-none-match': '*' })).status).toBe(412)
    expect(stateOf(await get(project.id))).toMatchObject({ design: 'done', plan: 'ready' })
  })

  test('is renamed, archived and deleted, with everything that was written for it', async () => {
    const { project } = await create()
    const run = await write(project.id, 'design')
    const path = `/api/projects/${project.id}`
    expect(await read(await change('PATCH', path, { name: 'Herbarium', apis: 'Stripe' }))).toMatchObject({
      project: { name: 'Herbarium', wishes: { languages: ['TypeScript'], apis: ['Stripe'] } },
    })
    await change('PATCH', path, { archived: true })
    const listed = async (query = '') =>
      (await read<{ projects: { name: string }[] }>(await app.api(`/api/projects${query}`))).projects.map(
        ({ name }) => name,
      )
    expect([await listed(), await listed('?archived=true')]).toEqual([[], ['Herbarium']])
    expect((await app.api(path, { method: 'DELETE' })).status).toBe(204)
    expect((await app.api(path)).status).toBe(404)
    expect((await app.api(`/api/runs/${run}`)).status).toBe(404)
    expect((await app.api(path, { method: 'DELETE' })).status).toBe(404)
  })

  test('keeps what a run has written when that run is forgotten', async () => {
    const { project } = await create()
    const answer = await app.post(`/api/projects/${project.id}/documents/design/write`, {})
    const { run } = await read<{ run: string }>(answer)
    await until(
      async () =>
        (await read<{ run: { status: string } }>(await app.api(`/api/runs/${run}`))).run.status === 'done',
    )
    await app.parts.workshop.gatherRun(run)
    await app.api(`/api/runs/${run}`, { method: 'DELETE' })
    expect(stateOf(await get(project.id)).design).toBe('done')
    expect((await document(project.id, 'design')).version.text).toStartWith('# Plant diary')
  })

  test('hands over at each task what is next, how it is found to be done, and what to read', async () => {
    const { project } = await create()
    const path = `/api/projects/${project.id}`
    expect(await read(await app.api(`${path}/handoff`))).toMatchObject({ all: 0, blocked: [] })
    await write(project.id, 'design')
    await write(project.id, 'plan')
    const first = await app.api(`${path}/handoff`, { headers: { accept: 'text/markdown' } })
    expect(first.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    expect(await first.text()).toContain('## Next: T-1.1')
    const done = await app.post(`${path}/progress`, { task: 'T-1.1', state: 'done', note: 'It builds.' })
    expect(await read(done)).toMatchObject({ done: 1, next: { task: 'T-1.2', phase: 1 } })
    const blocked = await app.post(`${path}/progress`, { task: 'T-1.2', state: 'blocked', note: 'No key.' })
    expect(await read(blocked)).toMatchObject({ done: 1, blocked: [{ task: 'T-1.2', note: 'No key.' }] })
    const open = await app.post(`${path}/progress`, { task: 'T-1.2', state: 'open' })
    expect(await read(open)).toMatchObject({ done: 1, next: { task: 'T-1.2' }, blocked: [] })
    const unknown = await app.post(`${path}/progress`, { task: 'T-99.1', state: 'done' })
    expect([unknown.status, await read(unknown)]).toMatchObject([
      422,
      { code: 'task_unknown', field: 'task' },
    ])
    const odd = await app.post(`${path}/progress`, { task: 'T-1.2', state: 'perhaps' })
    expect([odd.status, await read(odd)]).toMatchObject([422, { field: 'state' }])
  })

  test('is handed on as a ZIP file, and comes back byte for byte', async () => {
    const { project } = await create({ ...IDEA, name: 'Pflanzen & 植物' })
    await write(project.id, 'design')
    await write(project.id, 'plan')
    await write(project.id, 'phase-2')
    await change('PATCH', `/api/projects/${project.id}`, { overrule: { phases: 4 } })
    await app.post(`/api/projects/${project.id}/progress`, { task: 'T-1.1', state: 'done', note: 'Läuft.' })
    const sent = await app.api(`/api/projects/${project.id}/export`)
    expect(sent.headers.get('content-disposition')).toStartWith('attachment; filename="Pflanzen-project.zip"')
    const bytes = await sent.bytes()
    const answer = await importZip(bytes)
    expect(answer.status).toBe(201)
    const back = await read<ProjectAnswer>(answer)
    expect(back.project.id).not.toBe(project.id)
    expect(await (await app.api(`/api/projects/${back.project.id}/export`)).bytes()).toEqual(bytes)
    expect(stateOf(back)).toMatchObject({
      design: 'done',
      plan: 'done',
      'phase-1': 'ready',
      'phase-2': 'done',
    })
    const handoff = await read<object>(await app.api(`/api/projects/${back.project.id}/handoff`))
    expect(handoff).toMatchObject({ done: 1 })
  })

  test('comes back byte for byte with a brief that has grown beyond what a new one may be', async () => {
    const { project } = await create()
    const text = `${'A member can log when a plant was watered. '.repeat(1600)}\n`
    const path = `/api/projects/${project.id}/documents/brief`
    expect((await change('PUT', path, { text }, { 'if-match': '"1"' })).status).toBe(200)
    const bytes = await (await app.api(`/api/projects/${project.id}/export`)).bytes()
    const back = await read<ProjectAnswer>(await importZip(bytes))
    expect(await (await app.api(`/api/projects/${back.project.id}/export`)).bytes()).toEqual(bytes)
  })

  test('that was edited outside comes back edited, in a folder or not, with what the system added', async () => {
    const { project } = await create()
    const files = unpack(await (await app.api(`/api/projects/${project.id}/export`)).bytes())
    files.set('brief.md', 'Another idea.\n')
    const inFolder = [...files].map(([path, text]): [string, string] => [`plants/${path}`, text])
    const back = await read<ProjectAnswer>(await importZip(pack([...inFolder, ['__MACOSX/plants/._x', 'y']])))
    expect((await document(back.project.id, 'brief')).version).toMatchObject({
      text: 'Another idea.\n',
      author: 'import',
    })
  })

  test('comes back with documents of any length that a model may write, and with whatever stands in them', async () => {
    const { project } = await create()
    const text = `${'植物に水をやる。'.repeat(50_000)}\u0000\u001b[31m\n`
    expect(Buffer.byteLength(text)).toBeGreaterThan(1024 * 1024)
    const draft = { document: 'design', text, author: 'run' as const, standsOn: [] }
    await app.parts.documents.add(project.id, draft, 0)
    const bytes = await (await app.api(`/api/projects/${project.id}/export`)).bytes()
    const back = await read<ProjectAnswer>(await importZip(bytes))
    expect((await document(back.project.id, 'design')).version.text).toBe(text)
    expect(await (await app.api(`/api/projects/${back.project.id}/export`)).bytes()).toEqual(bytes)
  })

  test('comes back without what somebody has laid beside it, which is said', async () => {
    const { project } = await create()
    const files = unpack(await (await app.api(`/api/projects/${project.id}/export`)).bytes())
    // Another program wrote it with a byte order mark.
    files.set('project.json', `\uFEFF${files.get('project.json')}`)
    const more = [
      ['README.md', 'Mine.'],
      ['docs/photo.png', '\u0000'],
      ['brief.txt', 'x'],
    ] as const
    const { remarks, documents } = await read<ProjectAnswer & { remarks: string[]; documents: object[] }>(
      await importZip(pack([...more, ...files])),
    )
    expect(remarks).toEqual(more.map(([path]) => `${path} is no document of a project and was left out.`))
    expect(documents).toMatchObject([{ document: 'brief' }])
    // The same in a folder, with a file beside that.
    const inFolder = [...files].map(([path, text]): [string, string] => [`plants/${path}`, text])
    const other = await read<{ remarks: string[] }>(await importZip(pack([['README.md', 'x'], ...inFolder])))
    expect(other.remarks).toEqual(['README.md is no document of a project and was left out.'])
  })

  test.each<[string, () => Uint8Array, string]>([
    ['no archive', () => new TextEncoder().encode('Hello'), 'no ZIP archive'],
    ['an archive that is cut off', () => archive().slice(0, -10), 'cut off'],
    ['a name that leads elsewhere', () => archive([['../evil.md', 'x']]), 'leads elsewhere'],
    [
      '10,000 files',
      () => archive(Array.from({ length: 10_000 }, (_, at) => [`phases/phase-${at + 1}.md`, 'x'])),
      'more than 300',
    ],
    ['a bomb', () => archive([['design.md', 'x'.repeat(300 * 1024 * 1024)]]), 'larger than 4 MiB'],
    [
      'a bomb beside it',
      () => archive([['photo.png', 'x'.repeat(300 * 1024 * 1024)]]),
      'photo.png is larger than 4 MiB',
    ],
    [
      'two projects',
      () =>
        pack(
          ['a', 'b'].flatMap((folder) => [
            [`${folder}/project.json`, manifest({})],
            [`${folder}/brief.md`, 'x'],
          ]),
        ),
      'one project at a time',
    ],
    [
      'a brief that is longer than one may be',
      () => archive([['brief.md', 'x'.repeat(200_000)]]),
      'brief.md is 196 KiB long',
    ],
    [
      'a brief with a control character',
      () => archive([['brief.md', 'a\u0007b']]),
      'brief.md holds a control',
    ],
    [
      'a note that is longer than one may be',
      () =>
        archive([
          ['project.json', manifest({ progress: { 'T-1.1': { state: 'done', note: 'x'.repeat(2001) } } })],
        ]),
      'project.json says of note',
    ],
    ['another format', () => archive([['project.json', '{"format": 2}']]), 'format 2'],
    [
      'a name of two lines',
      () => archive([['project.json', manifest({ name: 'a\nb' })]]),
      'has to be one line',
    ],
    [
      'a judgement that nobody could have made',
      () => archive([['project.json', manifest({ overrule: { phases: 'many' } })]]),
      'phases is a whole number',
    ],
    ['no brief', () => pack([['project.json', manifest({})]]), 'brief.md is missing'],
  ])(
    'is not made of %s, and it is said why',
    async (_, bytes, why) => {
      const answer = await importZip(bytes())
      expect(answer.status).toBe(422)
      expect((await read<{ detail: string }>(answer)).detail).toContain(why)
      expect((await read<{ projects: [] }>(await app.api('/api/projects'))).projects).toEqual([])
      // A bomb takes longer to make than to refuse.
    },
    30_000,
  )

  test('that the demo model has written is whole: no error of lint, and every requirement traced to task and check', async () => {
    const { project } = await create()
    const path = `/api/projects/${project.id}`
    await write(project.id, 'design')
    await write(project.id, 'plan')
    const { steps } = await get(project.id)
    for (const { document: key } of steps.filter((step) => step.state === 'ready'))
      await write(project.id, key)
    const { findings } = await read<{ findings: Finding[] }>(await app.api(`${path}/findings`))
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    const trace = await read<Trace>(await app.api(`${path}/trace`))
    expect([trace.share, trace.orphans]).toEqual([1, []])
  })

  test('is told what is wrong in it, and stays silent about what was muted, for a reason', async () => {
    const { project } = await create()
    const path = `/api/projects/${project.id}`
    await write(project.id, 'design')
    await write(project.id, 'plan')
    const { version } = await document(project.id, 'plan')
    const text = version.text.replace('(R-1)', '(R-77)')
    await change('PUT', `${path}/documents/plan`, { text }, { 'if-match': '"1"' })
    const list = async () =>
      read<{ findings: Finding[]; muted: { finding: Finding; reason: string }[] }>(
        await app.api(`${path}/findings`),
      )
    const [found] = (await list()).findings.filter(({ message }) => message.includes('R-77'))
    expect(found).toMatchObject({ place: { document: 'plan' } })
    const mute = `${path}/mutes/${found?.id}`
    expect((await change('PUT', mute, { reason: '' })).status).toBe(422)
    expect((await change('PUT', mute, { reason: 'R-77 comes with the next version.' })).status).toBe(204)
    const after = await list()
    expect(after.findings.map(({ id }) => id)).not.toContain(found?.id ?? 'none')
    expect(after.muted).toMatchObject([
      { finding: { id: found?.id }, reason: 'R-77 comes with the next version.' },
    ])
    await app.api(mute, { method: 'DELETE' })
    expect((await list()).findings.map(({ id }) => id)).toContain(found?.id ?? 'none')
    const trace = await read<Trace>(await app.api(`${path}/trace`))
    expect(trace.orphans.map(({ message }) => message).join()).toContain('R-77')
  })

  test('is judged by code, line by line, and a person may know better', async () => {
    const { project } = await create()
    const path = `/api/projects/${project.id}`
    const judged = await read<{ score: number; lines: unknown[]; phases: number }>(
      await app.api(`${path}/complexity`),
    )
    expect(judged.lines.length).toBeGreaterThan(1)
    await change('PATCH', path, { overrule: { phases: 9, depth: 'detailed' } })
    expect(await read(await app.api(`${path}/complexity`))).toMatchObject({
      phases: 9,
      depth: 'detailed',
      score: judged.score,
    })
    for (const overrule of [{ phases: 99 }, { kind: 'spaceship' }, { colour: 'red' }, [], 'much'])
      expect((await change('PATCH', path, { overrule })).status).toBe(422)
    await change('PATCH', path, { overrule: null })
    expect(await read(await app.api(`${path}/complexity`))).toEqual(judged)
  })

  test.each([
    ['POST', '/api/projects', { name: 'x' }, 422, 'brief'],
    ['POST', '/api/projects', { name: '', brief: 'An idea.' }, 422, 'name'],
    ['POST', '/api/projects', { name: 'x', brief: 'a'.repeat(33 * 1024) }, 422, 'brief'],
    ['POST', '/api/projects', { name: 'x', brief: 'An idea.', colour: 'red' }, 422, 'colour'],
  ])('%s %s with what is wrong names the field', async (method, path, body, status, field) => {
    const answer = await change(method, path, body)
    expect([answer.status, await read(answer)]).toMatchObject([status, { field }])
  })

  test('is nobody’s without a key', async () => {
    const { project } = await create()
    for (const path of ['', `/${project.id}`, `/${project.id}/documents/brief`])
      expect((await app.fetch(`/api/projects${path}`)).status).toBe(401)
  })

  test.each(['..%2f..', 'x', '0'.repeat(26)])('of the id %s is unknown', async (id) => {
    expect((await app.api(`/api/projects/${id}`)).status).toBe(404)
    expect((await app.post(`/api/projects/${id}/documents/design/write`, {})).status).toBe(404)
  })

  test('has no document of another key', async () => {
    const { project } = await create()
    for (const key of ['secrets', 'phase-0', 'phase-1x', 'handoff%00'])
      expect((await app.api(`/api/projects/${project.id}/documents/${key}`)).status).toBe(404)
  })
})

test('a name that nobody could see is refused, by the API and by the page', async () => {
  const name = '\u200b \u2060\u202e'
  const answer = await app.post('/api/projects', { name, brief: 'Water plants.' })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ field: 'name', detail: 'name holds nothing that can be seen.' })
  const made = await app.post('/api/projects', { name: '\u200f植物 👩‍🌾', brief: 'Water plants.' })
  expect(made.status).toBe(201)
  const { project } = (await made.json()) as { project: { id: string } }
  const page = await app.api(`/projects/${project.id}/rename`, {
    method: 'POST',
    body: new URLSearchParams({ name }),
    headers: { accept: 'text/html' },
  })
  expect(page.status).toBe(422)
  expect(await page.text()).toContain('holds nothing that can be seen')
})
