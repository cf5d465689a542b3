import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { unpack } from '../../src/projects/zip.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
})
afterEach(() => app.stop())

const HTML = { accept: 'text/html' }
const page = async (path: string): Promise<string> => (await app.api(path, { headers: HTML })).text()
const send = (path: string, fields: Record<string, string> = {}): Promise<Response> =>
  app.api(path, { method: 'POST', body: new URLSearchParams(fields), headers: HTML })
const IDEA = { name: 'Plant diary', brief: 'People log when they water a plant.', languages: 'TypeScript' }

/** Makes a project by the form; its page's path. */
async function make(fields: Record<string, string> = IDEA): Promise<string> {
  const answer = await send('/projects', fields)
  expect(answer.status).toBe(303)
  return answer.headers.get('location') ?? ''
}

async function write(path: string, document: string): Promise<void> {
  const answer = await send(`${path}/documents/${document}/write`)
  expect(answer.headers.get('location')).toMatch(/^\/runs\/[0-9a-v]{26}$/)
  await until(async () => stateOf(await page(path), document) === 'done')
}

/** How the rail says that a document stands. */
const stateOf = (html: string, document: string): string | undefined =>
  new RegExp(`<li class="step (\\w+)">(?:(?!</li>).)*/documents/${document}"`).exec(html)?.[1]

describe('the pages of projects', () => {
  test('lead a person from the idea to the handoff, without JavaScript', async () => {
    const path = await make()
    expect(await page('/projects')).toContain(`href="${path}">Plant diary</a>`)
    expect(await page(`${path}/documents/plan`)).toContain(
      'It is written from the design, which is not there yet.',
    )
    await write(path, 'design')
    await write(path, 'plan')
    const planned = await page(path)
    expect(planned).toContain('Phase 1: The thinnest way through')
    expect(planned).toContain('0 of ')
    const done = await send(`${path}/progress`, { task: 'T-1.1', state: 'done', note: '' })
    expect(done.headers.get('location')).toBe(`${path}#next-title`)
    expect(await page(path)).toContain('<strong>T-1.2</strong>')
    const zip = await app.api(`${path}/export`, { headers: HTML })
    expect([...unpack(await zip.bytes()).keys()]).toEqual([
      'project.json',
      'AGENTS.md',
      'CLAUDE.md',
      'HANDOFF.md',
      'brief.md',
      'design.md',
      'plan.md',
    ])
  })

  test('show what rules have found and what is traced; a finding is muted for a reason, and heard again', async () => {
    const path = await make()
    await write(path, 'design')
    const { version } = (await (await app.api(`/api${path}/documents/design`)).json()) as {
      version: { text: string }
    }
    const text = `${version.text}\nTODO: ask the customer.\n`
    expect((await send(`${path}/documents/design`, { text, after: '1' })).status).toBe(303)
    expect(await page(path)).toContain('0 % of the requirements traced')
    expect(await page(`${path}/trace`)).toContain('0 % of the requirements traced')
    const place = `${path}/findings`
    const before = await page(place)
    expect(before).toContain('Found by rules')
    const mute = /action="([^"]+\/mutes\/[^"]+)"/.exec(before)?.[1] ?? ''
    expect((await send(mute, { reason: ' ' })).status).toBe(422)
    expect((await send(mute, { reason: 'The plan comes later.' })).status).toBe(303)
    expect(await page(place)).toContain('Muted: The plan comes later.')
    await send(mute)
    expect(await page(place)).toBe(before)
    await write(path, 'plan')
    expect(await page(path)).toContain('100 % of the requirements traced')
    expect(await page(`${path}/trace`)).toContain('100 % of the requirements traced')
  })

  test('rename, archive and delete a project, and let a person overrule what is judged of it', async () => {
    const path = await make()
    expect((await send(`${path}/rename`, { name: 'Garden <diary>' })).status).toBe(303)
    expect(await page(path)).toContain('<h1>Garden &lt;diary&gt;</h1>')
    const refused = await send(`${path}/rename`, { name: 'two\nlines' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('one line')
    expect(
      (await send(`${path}/overrule`, { kind: 'saas', depth: 'detailed', phases: '9', people: '' })).status,
    ).toBe(303)
    const judged = await page(path)
    expect(judged).toContain('about 9 phases, detailed documents')
    expect(await page(`${path}/settings`)).toContain('value="saas" selected')
    const wrong = await send(`${path}/overrule`, { kind: '', depth: '', phases: 'many', people: '' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('phases is a whole number from 3 to 15')
    await send(`${path}/overrule`, { kind: '', depth: '', phases: '', people: '' })
    expect(await page(path)).toContain('minimal documents')
    await send(`${path}/archive`, { archived: 'true' })
    expect(await page('/projects')).not.toContain(path)
    expect(await page('/projects?archived=1')).toContain(path)
    await send(`${path}/archive`, { archived: 'false' })
    expect(await page('/projects')).toContain(path)
    expect(await page(`${path}/delete`)).toContain('Delete this project?')
    expect((await send(`${path}/delete`)).headers.get('location')).toBe('/projects')
    expect((await app.api(path, { headers: HTML })).status).toBe(404)
  })

  test('lead from a run back to its project, and not from a run of its own', async () => {
    const path = await make()
    const run = (await send(`${path}/documents/design/write`)).headers.get('location') ?? ''
    expect(await page(run)).toContain(`href="${path}">Plant diary</a>`)
    const alone = await app.post('/api/design', { projectName: 'x', requirements: 'y', languages: 'Go' })
    const { run: other } = (await alone.json()) as { run: { id: string } }
    expect(await page(`/runs/${other.id}`)).not.toContain('/projects/')
  })

  test('give the form back with all that was typed, and say what to change', async () => {
    const answer = await send('/projects', { ...IDEA, name: 'a\nb', brief: ' <b>Bold</b> & "quoted" ' })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('Name has to be one line.')
    expect(html).toContain('&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;quoted&quot;')
  })

  test('keep an edit as the next version, and show both where two edit at once', async () => {
    const path = `${await make()}/documents/brief`
    expect((await send(path, { after: '1', text: 'Mine.\r\nSecond line.' })).status).toBe(303)
    expect(await page(path)).toContain('<p>Mine.\nSecond line.</p>')
    const late = await send(path, { after: '1', text: 'Yours.' })
    expect(late.status).toBe(412)
    const html = await late.text()
    expect(html).toContain('Somebody has changed it meanwhile.')
    expect(html).toContain('<p>Mine.\nSecond line.</p>')
    expect(html).toContain('>\nYours.</textarea>')
    expect(html).toContain('name="after" value="2"')
    expect(await page(`${path}?version=1`)).toContain('People log when they water a plant.')
  })

  test('draw what somebody wrote as text, never as a page', async () => {
    const path = await make({
      ...IDEA,
      name: '<script>alert(1)</script>',
      brief: '<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1))',
    })
    for (const html of [await page(path), await page(`${path}/documents/brief`), await page('/projects')]) {
      expect(html).not.toContain('<script>alert')
      expect(html).not.toContain('<img src=x')
      expect(html).not.toContain('href="javascript:')
    }
  })

  test('are for people who are signed in, and unknown ones are said to be so', async () => {
    const path = await make()
    for (const place of ['/projects', path, `${path}/documents/brief`])
      expect((await app.fetch(place, { headers: HTML })).headers.get('location')).toStartWith('/login?next=')
    expect(
      (await app.fetch(`${path}/documents/design/write`, { method: 'POST', headers: HTML })).status,
    ).toBe(401)
    for (const place of [
      '/projects/x',
      `/projects/${'0'.repeat(26)}`,
      `${path}/documents/secrets`,
      `${path}/documents/phase-3`,
      `${path}/documents/plan?version=1`,
    ])
      expect((await app.api(place, { headers: HTML })).status).toBe(404)
  })

  test('bring whoever wants to be asked to the questions, and not to their text', async () => {
    const path = await make()
    const answer = await send(`${path}/documents/questions/write`)
    expect(answer.headers.get('location')).toBe(`${path}#questions-title`)
    await until(async () => (await page(path)).includes('<legend>'))
    expect(await page(path)).toMatch(/class="primary"[^>]*>\s*Next/)
  })

  test('say which document of the project a run is writing', async () => {
    const path = await make()
    const answer = await send(`${path}/documents/design/write`)
    expect(await page(answer.headers.get('location') ?? '')).toContain('<h1>Plant diary: Design</h1>')
  })
})
