import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { TARGETS } from '../../src/planning/export.ts'
import { unpack } from '../../src/projects/zip.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
})
afterEach(() => app.stop())

interface Listed {
  exports: { id: string; title: string; files: { path: string; bytes: number }[]; problems: string[] }[]
}

const HTML = { accept: 'text/html' }

/** A project whose design and plan the demo model has written; its id. */
async function make(name = 'Plant diary'): Promise<string> {
  const made = await app.post('/api/projects', {
    name,
    brief: 'People log when they water a plant. It works offline.',
    languages: ['TypeScript'],
  })
  const { project } = (await made.json()) as { project: { id: string } }
  for (const key of ['design', 'plan']) {
    await app.post(`/api/projects/${project.id}/documents/${key}/write`, {})
    await until(async () => {
      await app.api(`/api/projects/${project.id}`)
      return app.parts.documents.version(project.id, key) !== undefined
    })
  }
  return project.id
}

describe('exports', () => {
  test('are listed with their files and what they lack, and each file comes as it is listed', async () => {
    const id = await make()
    const { exports } = (await (await app.api(`/api/projects/${id}/exports`)).json()) as Listed
    expect(exports.map((one) => one.id)).toEqual(TARGETS.map((target) => target.id))
    for (const { id: target, files, problems } of exports) {
      expect(problems.filter((one) => one.includes('would not take it'))).toEqual([])
      const answer = await app.api(`/api/projects/${id}/exports/${target}`)
      expect(answer.headers.get('content-type')).toBe('application/zip')
      expect(answer.headers.get('content-disposition')).toBe(
        `attachment; filename="Plant-diary-${target}.zip"`,
      )
      const inside = unpack(await answer.bytes())
      expect([...inside].map(([path, text]) => ({ path, bytes: Buffer.byteLength(text) }))).toEqual(files)
      for (const { path } of files) {
        const file = await app.api(`/api/projects/${id}/exports/${target}?file=${encodeURIComponent(path)}`)
        expect(await file.text()).toBe(inside.get(path) ?? '')
        expect(file.headers.get('x-content-type-options')).toBe('nosniff')
      }
    }
  })

  test('follow the progress that was recorded', async () => {
    const id = await make()
    const tasks = async () =>
      (
        await app.api(`/api/projects/${id}/exports/openspec?file=openspec/changes/add-plant-diary/tasks.md`)
      ).text()
    expect(await tasks()).not.toContain('[x]')
    await app.post(`/api/projects/${id}/progress`, { task: 'T-1.1', state: 'done', note: 'It runs.' })
    expect(await tasks()).toMatch(/^- \[x\] 1\.1 .*\n(?: {2}- .*\n)*? {2}- Done: It runs\.$/m)
  })

  test('that are not there are said to be so, with what there is', async () => {
    const id = await make()
    for (const [path, code] of [
      ['exports/word', 'export_unknown'],
      ['exports/kiro?file=../secrets', 'file_unknown'],
      ['exports/kiro?file=', 'file_unknown'],
    ] as const) {
      const answer = await app.api(`/api/projects/${id}/${path}`)
      expect([answer.status, await answer.json()]).toMatchObject([404, { code }])
    }
    expect((await app.api(`/api/projects/${'0'.repeat(26)}/exports`)).status).toBe(404)
    expect((await app.fetch(`/api/projects/${id}/exports`)).status).toBe(401)
    expect((await app.fetch(`/api/projects/${id}/exports/kiro`)).status).toBe(401)
  })

  test('are links on a page of the project, behind the archive that comes back; it shows what each holds', async () => {
    const id = await make('<b>Plants</b> & more')
    expect(await (await app.api(`/projects/${id}`, { headers: HTML })).text()).toContain(
      `href="/projects/${id}/exports"`,
    )
    const list = await (await app.api(`/projects/${id}/exports`, { headers: HTML })).text()
    const page = list.slice(list.indexOf('<main'))
    const links = [...page.matchAll(/href="\/projects\/[^/"]+\/(export[^"?]*)"/g)].map(([, path]) => path)
    expect(links).toEqual(['export', ...TARGETS.map((target) => `exports/${target.id}`)])
    expect(list).toContain('&lt;b&gt;Plants')
    expect(list).not.toContain('<b>Plants')
    const files = [...list.matchAll(/href="([^"]+\?file=[^"]+)"/g)].map(([, path]) => path ?? '')
    expect(files.length).toBeGreaterThan(30)
    for (const path of files) expect((await app.api(path, { headers: HTML })).status).toBe(200)
    for (const place of ['exports', 'exports/kiro'])
      expect(
        (await app.fetch(`/projects/${id}/${place}`, { headers: HTML })).headers.get('location'),
      ).toStartWith('/login?next=')
  })
})
