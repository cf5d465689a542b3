import { afterEach, beforeEach, expect, test } from 'bun:test'
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
