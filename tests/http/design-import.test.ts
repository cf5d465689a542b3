import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { startApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
})
afterEach(() => app.stop())

const HTML = { accept: 'text/html' }
const read = (name: string): string => readFileSync(`${import.meta.dir}/../planning/fixtures/${name}`, 'utf8')
const PROSE = read('foreign/prose.md')

interface Taken {
  project: { id: string; name: string }
  requirements: { id: string; text: string }[]
  remarks: string[]
  findings: { rule: string }[]
}

const send = (body: string | Uint8Array<ArrayBuffer>, type = 'text/markdown'): Promise<Response> =>
  app.api('/api/projects/import-design', { method: 'POST', body, headers: { 'content-type': type } })

const upload = (fields: Record<string, string | Blob>): Promise<Response> => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return app.api('/projects/import-design', { method: 'POST', body: form, headers: HTML })
}

describe('a design from elsewhere', () => {
  test('becomes a project: its text to the byte, then one with ids by which it can be worked on', async () => {
    const answer = await send(PROSE)
    expect(answer.status).toBe(201)
    const { project, requirements, remarks, findings } = (await answer.json()) as Taken
    expect(answer.headers.get('location')).toBe(`/api/projects/${project.id}`)
    expect(project.name).toBe('Plant diary')
    expect(requirements.map(({ id }) => id)).toEqual(['R-1', 'R-2', 'R-3'])
    expect(remarks[0]).toContain('3 requirements have got ids')
    expect(findings.map(({ rule }) => rule)).toContain('foreign-form')
    const { documents, workshop } = app.parts
    expect(documents.history(project.id, 'design').map(({ number, author }) => [number, author])).toEqual([
      [2, 'code'],
      [1, 'import'],
    ])
    expect(documents.version(project.id, 'design', 1)?.text).toBe(PROSE)
    expect(documents.version(project.id, 'design')?.text).toContain('R-1: The diary must keep')
    expect(documents.version(project.id, 'brief')?.text).toContain('Plants die of thirst')
    const { steps } = await workshop.view(project.id)
    expect(steps.find(({ document }) => document === 'design')?.state).toBe('done')
    expect(steps.find(({ document }) => document === 'plan')?.state).toBe('ready')
  })

  test('that has ids already stays one version, and can be sent as JSON under another name', async () => {
    const answer = await app.post('/api/projects/import-design', {
      name: 'Mine',
      text: read('foreign/spec-kit.md'),
    })
    const { project } = (await answer.json()) as Taken
    expect(project.name).toBe('Mine')
    expect(app.parts.documents.history(project.id, 'design').length).toBe(1)
  })

  test('keeps marks, line ends and white space that others would lose', async () => {
    const text = '\uFEFF\n\n# Diary\r\n\r\nIt must work.\t \r\n\n\n'
    const { project } = (await (await send(text)).json()) as Taken
    expect(app.parts.documents.version(project.id, 'design', 1)?.text).toBe(text)
  })

  test('that cannot be one is refused with what to do, and nothing is made of it', async () => {
    const latin = new Uint8Array([0x23, 0x20, 0xfc, 0x62, 0x65, 0x72])
    const refused: [answer: Response, status: number, field: string][] = [
      [await send(latin), 422, 'text'],
      [await send(' \n'), 422, 'text'],
      [await send('a\0b'), 422, 'text'],
      [await send('x'.repeat(200 * 1024)), 422, 'text'],
      [await send('x'.repeat(300 * 1024)), 413, 'body'],
      [await send('{"text": 1}', 'application/json'), 422, 'text'],
      [await send('{}', 'application/json'), 422, 'text'],
      [await send('{"text": "x", "brief": "y"}', 'application/json'), 422, 'brief'],
      [await send('PK', 'application/zip'), 415, 'content-type'],
    ]
    for (const [answer, status, field] of refused)
      expect([answer.status, await answer.json()]).toMatchObject([status, { errors: [{ field }] }])
    expect(app.parts.projects.newest(10)).toEqual([])
    const body = { method: 'POST', body: 'x', headers: { 'content-type': 'text/markdown' } }
    expect((await app.fetch('/api/projects/import-design', body)).status).toBe(401)
  })
})

describe('the page for it', () => {
  test('takes a file or a pasted text without JavaScript, and shows what was read', async () => {
    expect(await (await app.api('/projects', { headers: HTML })).text()).toContain(
      'href="/projects/import-design"',
    )
    const form = await (await app.api('/projects/import-design', { headers: HTML })).text()
    expect(form).toContain('enctype="multipart/form-data"')
    const empty = new File([], '')
    for (const fields of [
      { file: new File([PROSE], 'spec.md'), text: '', name: '' },
      { file: empty, text: PROSE.replaceAll('\n', '\r\n'), name: '' },
    ]) {
      const answer = await upload(fields)
      expect(answer.status).toBe(303)
      const place = answer.headers.get('location') ?? ''
      expect(place).toMatch(/^\/projects\/[0-9a-v]{26}\/taken$/)
      const page = await (await app.api(place, { headers: HTML })).text()
      expect(page).toContain('Its 3 requirements have got ids')
      expect(page).toContain('The diary must keep each watering')
      expect(app.parts.documents.version(place.slice(10, 36), 'design', 1)?.text).toBe(PROSE)
    }
  })

  test('gives the typed text back with what to change', async () => {
    const answer = await upload({ text: '<b>It</b> must work.', name: 'n'.repeat(121) })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('is longer than 120 characters')
    expect(html).toContain('&lt;b&gt;It&lt;/b&gt; must work.')
    expect((await upload({ text: '' })).status).toBe(422)
    expect((await upload({ other: new File(['x'], 'x.md') })).status).toBe(422)
  })

  test('draws what it read as text, never as a page', async () => {
    const place =
      (
        await upload({ text: '# <script>alert(1)</script>\n\n- It must <img src=x onerror=alert(1)>.\n' })
      ).headers.get('location') ?? ''
    const page = await (await app.api(place, { headers: HTML })).text()
    expect(page).not.toContain('<script>alert')
    expect(page).not.toContain('<img src=x')
  })

  test('is for people who are signed in, and shows nothing of projects that were not brought along', async () => {
    expect(
      (await app.fetch('/projects/import-design', { headers: HTML })).headers.get('location'),
    ).toStartWith('/login?next=')
    const made = await app.post('/api/projects', { name: 'Own', brief: 'Mine.' })
    const { project } = (await made.json()) as Taken
    const taken = async () => (await app.api(`/projects/${project.id}/taken`, { headers: HTML })).status
    expect(await taken()).toBe(404)
    await app.parts.workshop.edit(project.id, 'design', '# Mine\n\nIt must work.\n', 0)
    expect(await taken()).toBe(404)
  })
})
