import { afterAll, beforeAll, expect, test } from 'bun:test'
import { unpack } from '../../src/projects/zip.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
})
afterAll(() => app.stop())

const read = async <T>(path: string): Promise<T> => (await (await app.api(path)).json()) as T

const BRIEFS: [string, string][] = [
  ['Plant diary', 'People log when they water a plant. They are reminded when one is dry.'],
  [
    'Tides',
    'A web app that shows tide tables for small harbours. People choose a harbour and see the next week. Works offline. A harbour master can correct a value.',
  ],
  ['Photo tool', 'A CLI that renames photos by their date.'],
  [
    'Team notes',
    'A web app with accounts, payments by Stripe, an admin page and offline notes. Teams share notes. Search. Export as CSV. Roles. Audit log. Email notifications.',
  ],
]

test.each(BRIEFS)(
  'without a key the whole way leads to documents that hold, and that come back as they left: %s',
  async (name, brief) => {
    const { project } = (await (await app.post('/api/projects', { name, brief })).json()) as {
      project: { id: string }
    }
    const path = `/api/projects/${project.id}`
    await app.api(`${path}/walk`, {
      method: 'PUT',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    await until(async () => (await read<{ walk: { state: string } }>(path)).walk.state === 'done')
    // Neither errors nor anything to look at: a newcomer sees first what the rules say of this.
    expect(await read(`${path}/findings`)).toEqual({ findings: [], muted: [] })
    expect(await read(`${path}/trace`)).toMatchObject({ share: 1, orphans: [] })
    const { text } = await read<{ text: string }>(`${path}/handoff`)
    expect(text).toContain('T-1.1')
    const zip = await (await app.api(`${path}/export`)).bytes()
    const imported = await app.api('/api/projects/import', {
      method: 'POST',
      body: zip,
      headers: { 'content-type': 'application/zip' },
    })
    const copy = ((await imported.json()) as { project: { id: string } }).project.id
    const again = await (await app.api(`/api/projects/${copy}/export`)).bytes()
    expect(unpack(again)).toEqual(unpack(zip))
  },
  30_000,
)
