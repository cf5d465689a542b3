import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test'
import { Zip, ZipDeflate } from 'fflate'
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

test('a ZIP file in which a single bit has changed on its way never makes a project that says something else', async () => {
  const { project } = (await (
    await app.post('/api/projects', { name: 'Plants', brief: 'Water 12 plants, 植物.' })
  ).json()) as { project: { id: string } }
  const zip = await (await app.api(`/projects/${project.id}/export`)).bytes()
  const same = async ({ headers }: Response) =>
    expect(await (await app.api(`${headers.get('location')}/export`)).bytes()).toEqual(zip)
  let refused = 0
  for (let at = 0; at < zip.length; at += 7) {
    const damaged = Uint8Array.from(zip)
    damaged[at] = (damaged[at] ?? 0) ^ 1
    const answer = await app.api('/api/projects/import', {
      method: 'POST',
      body: damaged,
      headers: { 'content-type': 'application/zip' },
    })
    if (answer.status === 201) await same(answer)
    else refused += 1
  }
  expect(refused).toBeGreaterThan(zip.length / 7 / 3)
})

test('a ZIP file of another packer is read: with a remark at its end, something in front, and sizes behind the files', async () => {
  const { project } = (await (
    await app.post('/api/projects', { name: 'Plants', brief: 'Water.' })
  ).json()) as { project: { id: string } }
  const zip = await (await app.api(`/projects/${project.id}/export`)).bytes()
  const chunks: Uint8Array[] = []
  const packer = new Zip((_, chunk) => chunks.push(chunk))
  for (const [path, text] of unpack(zip)) {
    const file = new ZipDeflate(`plants/${path}`)
    packer.add(file)
    file.push(new TextEncoder().encode(text), true)
  }
  packer.end()
  const streamed = Buffer.concat(chunks)
  const remarked = Buffer.concat([zip, Buffer.from('made by hand')])
  remarked.writeUInt16LE(12, zip.length - 2)
  for (const other of [streamed, remarked, Buffer.concat([Buffer.from('#!/bin/sh\n'), zip])]) {
    const answer = await bring(Uint8Array.from(other))
    expect(answer.status).toBe(303)
    expect(await (await app.api(`${answer.headers.get('location')}/export`)).bytes()).toEqual(zip)
  }
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
