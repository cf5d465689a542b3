import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { foldRun } from '../../src/runs/fold.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

const IDEA = 'People log when they water a plant. They are reminded when one is dry.'
const HEADERS = { 'sec-fetch-site': 'same-origin', accept: 'text/html' }

let app: TestApp
let cookie: string
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
  cookie = `devussy_session=${await app.parts.sessions.open()}`
})
afterAll(() => app.stop())

const get = async (path: string) => (await app.fetch(path, { headers: { cookie, ...HEADERS } })).text()
const send = (path: string, fields: Record<string, string> | URLSearchParams = {}) =>
  app.fetch(path, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie, ...HEADERS } })
const placeOf = (answer: Response) => answer.headers.get('location') ?? ''
const idIn = (place: string) => place.split('/').at(-1) ?? ''
const ended = (run: string) => until(async () => (await foldRun(app.parts.journal, run)).end !== undefined)
const isOver = (project: string) => until(() => app.parts.workshop.walkOf(project)?.state === 'done')

describe('an idea alone is enough', () => {
  test('its name is taken from its first words, and languages are left to the model', async () => {
    const blank = { projectName: '', languages: ' ', frameworks: '', apis: '', model: '' }
    const answer = await send('/runs', { requirements: IDEA, ...blank })
    const run = idIn(placeOf(answer))
    expect(placeOf(answer)).toBe(`/runs/${run}`)
    const order = await app.parts.journal.order(run)
    expect(order.input).toMatchObject({ projectName: 'People log when they water a plant', languages: [] })
    await ended(run)
    // The API keeps to what it says: there the name is the caller's.
    expect((await app.post('/api/design', { requirements: IDEA })).status).toBe(422)
  })

  test('without one nothing is said of the fields that may be empty', async () => {
    const page = await (await send('/runs', { requirements: ' ', projectName: '', languages: '' })).text()
    expect([...page.matchAll(/id="(\w+)-error"/g)].map(([, name]) => name)).toEqual(['requirements'])
    const nameless = await send('/runs', { requirements: '…!' })
    expect((await app.parts.journal.order(idIn(placeOf(nameless)))).input.projectName).toBe('Untitled')
    await ended(idIn(placeOf(nameless)))
  })

  test('the example is started with one click', async () => {
    const page = await get('/')
    const form = page.slice(page.indexOf('<form id="example"'))
    const fields = new URLSearchParams(
      [...form.slice(0, form.indexOf('</form>')).matchAll(/name="(\w+)">\n([^<]*)</g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    )
    const run = idIn(placeOf(await send('/runs', fields)))
    expect((await app.parts.journal.order(run)).input).toMatchObject({ projectName: 'Trailkeeper' })
    expect(idIn(placeOf(await send('/runs', fields)))).toBe(run)
    await ended(run)
  })
})

describe('the whole way', () => {
  test('makes a project of the idea and writes it to the end; sent twice it is one', async () => {
    const intent = 'an-intent-of-the-form'
    const fields = { requirements: IDEA, languages: 'Go, SQL', what: 'all', intent }
    const before = app.parts.projects.newest(100).length
    const both = await Promise.all([send('/runs', fields), send('/runs', fields)])
    const [one = '', two] = both.map(placeOf)
    expect(one).toMatch(/^\/projects\/[0-9a-v]{26}$/)
    expect(two).toBe(one)
    expect(app.parts.projects.newest(100)).toHaveLength(before + 1)
    const id = idIn(one)
    const project = app.parts.projects.get(id)
    expect(project).toMatchObject({
      name: 'People log when they water a plant',
      wishes: { languages: ['Go', 'SQL'] },
    })
    expect(app.parts.documents.version(id, 'brief')).toMatchObject({ text: IDEA, author: 'person' })
    await isOver(id)
    const { steps } = await app.parts.workshop.view(id)
    expect(
      steps.filter(({ document }) => /^(design|plan|phase-\d+)$/.test(document)).map(({ state }) => state),
    ).toContain('done')
    expect(app.parts.documents.version(id, 'phase-1')).toBeDefined()
    // Back, and sent once more: it is there, and nothing is begun again.
    const runs = app.parts.stageRuns.of(id).length
    expect(placeOf(await send('/runs', fields))).toBe(one)
    expect(app.parts.stageRuns.of(id)).toHaveLength(runs)
    expect(app.parts.documents.history(id, 'brief')).toHaveLength(1)
    const other = placeOf(await send('/runs', { ...fields, requirements: `${IDEA} Daily.` }))
    expect(other).not.toBe(one)
    await isOver(idIn(other))
  }, 30_000)

  test('that was called off is not begun again by the form’s second sending', async () => {
    const fields = { requirements: 'A bakery plans its bread.', what: 'all', intent: 'called-off-later' }
    const id = idIn(placeOf(await send('/runs', fields)))
    await app.parts.workshop.callOff(id)
    const state = app.parts.workshop.walkOf(id)?.state
    await send('/runs', fields)
    expect(app.parts.workshop.walkOf(id)?.state).toBe(state ?? 'called off')
    expect(state).not.toBe('going')
  })

  test('keeps the choice when something has to be changed', async () => {
    const page = await (await send('/runs', { requirements: '', what: 'all' })).text()
    expect(page).toMatch(/value="all"[^>]* checked/)
    expect(await get('/')).toMatch(/value="design"[^>]* checked/)
  })
})

describe('a finished design goes on', () => {
  test('as a project whose brief is what was asked and whose design is that text; pressed twice it is one', async () => {
    const fields = {
      projectName: 'Going on',
      requirements: `${IDEA}\nEvery day.`,
      languages: 'Go',
      apis: 'Weather',
    }
    const run = idIn(placeOf(await send('/runs', fields)))
    await ended(run)
    const page = await get(`/runs/${run}`)
    expect(page).toContain(`action="/runs/${run}/project"`)
    const both = await Promise.all([send(`/runs/${run}/project`), send(`/runs/${run}/project`)])
    const [one = '', two] = both.map(placeOf)
    expect(one).toMatch(/^\/projects\/[0-9a-v]{26}$/)
    expect(two).toBe(one)
    expect(placeOf(await send(`/runs/${run}/project`))).toBe(one)
    const id = idIn(one)
    const { text } = await foldRun(app.parts.journal, run)
    expect(app.parts.documents.version(id, 'design')).toMatchObject({ number: 1, text, author: 'run', run })
    expect(app.parts.documents.version(id, 'brief')?.text).toBe(fields.requirements)
    expect(app.parts.projects.get(id)).toMatchObject({
      name: 'Going on',
      wishes: { languages: ['Go'], frameworks: [], apis: ['Weather'] },
    })
    const view = await app.parts.workshop.view(id)
    expect(view.steps.find(({ document }) => document === 'design')?.state).toBe('done')
    const costs = app.parts.workshop.costs(view)
    expect(costs.all.runs).toBe(1)
    expect(costs.all.tokens).toBeGreaterThan(100)
    // From here on the project is its place.
    const after = await get(`/runs/${run}`)
    expect(after).toContain(`href="${one}/documents/design"`)
    expect(after).not.toContain(`/runs/${run}/project`)
    expect(await get('/')).not.toContain(`href="/runs/${run}"`)
  })

  test('but one that was stopped, or is not there, does not', async () => {
    const slow = await startApp({ AUTO_CONTINUE: '0' })
    const { promise, resolve } = Promise.withResolvers<void>()
    slow.model.next({ deltas: ['# Half', promise] })
    const started = await slow.post('/runs', { requirements: IDEA })
    const run = idIn(placeOf(started))
    await until(async () => (await foldRun(slow.parts.journal, run)).text === '# Half')
    const go = () => slow.api(`/runs/${run}/project`, { method: 'POST', headers: { accept: 'text/html' } })
    expect((await go()).status).toBe(409)
    await slow.parts.conductor.stop(run)
    resolve()
    expect((await go()).status).toBe(409)
    expect(await (await slow.api(`/runs/${run}`)).text()).not.toContain(`/runs/${run}/project`)
    expect(slow.parts.projects.newest(10)).toEqual([])
    await slow.stop()
    expect((await send('/runs/00000000000000000000000000/project')).status).toBe(404)
  })
})
