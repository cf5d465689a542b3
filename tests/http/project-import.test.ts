import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test'
import { pack, unpack } from '../../src/projects/zip.ts'
import { StorageError } from '../../src/runs/journal.ts'
import { Store } from '../../src/store/database.ts'
import { startApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp({ PROVIDER: 'demo' })
})
afterEach(() => app.stop())

const HTML = { accept: 'text/html' }
const bring = (file?: Uint8Array<ArrayBuffer> | string): Promise<Response> => {
  const body = new FormData()
  if (file !== undefined) body.set('file', new File([file], 'plants.zip', { type: 'application/zip' }))
  return app.api('/projects/import', { method: 'POST', body, headers: HTML })
}

test('a project’s ZIP file comes back by the pages, and gives the same bytes again', async () => {
  const brief = '# Plants\r\n\r\n植物 <script>alert(1)</script>  \n'
  const made = await app.post('/api/projects', { name: 'Plant diary', brief })
  const { project } = (await made.json()) as { project: { id: string } }
  const zip = await (await app.api(`/projects/${project.id}/export`)).bytes()
  expect(await (await app.api('/projects', { headers: HTML })).text()).toContain('href="/projects/import"')
  const answer = await bring(zip)
  expect(answer.status).toBe(303)
  const path = answer.headers.get('location') ?? ''
  expect(path).not.toBe(`/projects/${project.id}`)
  expect(await (await app.api(path, { headers: HTML })).text()).toContain('<h1>Plant diary</h1>')
  expect(await (await app.api(`${path}/export`)).bytes()).toEqual(zip)
})

test('what is no project’s ZIP file is answered by the page with the reason, and makes none', async () => {
  for (const [file, words] of [
    [undefined, 'file is missing; choose the ZIP file of a project'],
    ['', 'file is missing; choose the ZIP file of a project'],
    ['# A design', 'ZIP'],
  ] as const) {
    const answer = await bring(file)
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toStartWith('text/html')
    expect(/role="alert">(.*?)<\/div>/.exec(await answer.text())?.[1]).toContain(words)
  }
  expect(app.parts.projects.newest(10)).toEqual([])
})

test('what lies beside a project in its ZIP file is left out, and the page says so', async () => {
  const { project } = (await (
    await app.post('/api/projects', { name: 'Plants', brief: 'Water.' })
  ).json()) as {
    project: { id: string }
  }
  const files = unpack(await (await app.api(`/projects/${project.id}/export`)).bytes())
  const answer = await bring(pack([...files, ['<b>.md', 'x'], ['README.md', 'x']]))
  expect(answer.status).toBe(303)
  const page = await (await app.api(answer.headers.get('location') ?? '', { headers: HTML })).text()
  expect(page).toContain('README.md is no document of a project and was left out.')
  expect(page).toContain('&lt;b&gt;.md is no document')
  expect(page).toMatch(/<a class="button" href="\/projects\/[0-9a-v]{26}">/)
})

const DESIGN = '# Plants\n\n## Requirements\n\n- A member can log in.\n- A member can log out.\n'

test.each([
  ['a project', () => app.parts.workshop.create('Plants', 'Water them.', WISHES)],
  ['a ZIP file', () => bringProject()],
  ['a design from elsewhere', () => app.post('/api/projects/import-design', { text: DESIGN })],
])('a server that dies while %s is taken in has all of it or nothing', async (_, take) => {
  const { write } = Store.prototype
  for (let written = 0; written < 12; written += 1) {
    let left = written
    // From here on nothing reaches the disk any more, no tidying up either.
    const spy = spyOn(Store.prototype, 'write').mockImplementation(function (this: Store, change) {
      left -= 1
      return left < 0
        ? Promise.reject(new StorageError('storage_failed', undefined))
        : write.call(this, change)
    } as Store['write'])
    await Promise.resolve(take()).catch(() => {})
    spy.mockRestore()
  }
  const made = app.parts.projects.newest(100)
  expect(made.length).toBeGreaterThan(0)
  const wholes = await Promise.all(
    made.map(async ({ id }) => ({
      versions: [...app.parts.documents.newest(id)].map(([key, { number }]) => [key, number]).sort(),
      ...(await app.parts.workshop.bundle(id)),
    })),
  )
  for (const whole of wholes) expect(whole).toEqual(wholes.at(0) as never)
})

const WISHES = { languages: [], frameworks: [], apis: [] }
const bringProject = () =>
  app.parts.workshop.unbundle({
    name: 'Plants',
    wishes: WISHES,
    overrule: { phases: 4 },
    progress: new Map([['T-1.1', { state: 'done' }]]),
    texts: new Map([
      ['brief', 'Water them.'],
      ['design', DESIGN],
    ]),
  })
