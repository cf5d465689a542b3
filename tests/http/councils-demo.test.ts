import { afterEach, beforeEach, expect, test } from 'bun:test'
import type { View } from '../../src/projects/workshop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
})
afterEach(() => app.stop())

test('the demo model goes the whole way with several drafts of the design and of the plan, without an error of lint', async () => {
  const made = await app.post('/api/projects', {
    name: 'Plant diary',
    brief: 'People log when they water a plant. They are reminded when one is dry. It works offline.',
  })
  const { id } = ((await made.json()) as View).project
  const path = `/api/projects/${id}`
  for (const document of ['design', 'plan']) {
    const answer = await app.post(`${path}/councils`, { document, drafts: 5 })
    const { council } = (await answer.json()) as { council: { id: string } }
    await until(() => app.parts.councils.get(council.id)?.state === 'done')
    const { drafts } = await app.parts.workshop.councilRoom.get(id, council.id)
    // Each is a draft of its own, and each could be taken.
    expect(new Set(drafts.map(({ text }) => text)).size).toBe(5)
    expect(drafts.every(({ readable }) => readable)).toBe(true)
    expect(app.parts.documents.version(id, document)?.text).toContain('(from five drafts)')
  }
  await app.api(`${path}/walk`, {
    method: 'PUT',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  await until(async () => {
    await app.parts.walker.look()
    return app.parts.workshop.walkOf(id)?.state === 'done'
  })
  const { findings } = (await (await app.api(`${path}/findings`)).json()) as {
    findings: { severity: string; message: string }[]
  }
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  const { share } = (await (await app.api(`${path}/trace`)).json()) as { share: number }
  expect(share).toBe(1)
  // Drafts are no documents: the package holds what was made of them.
  const { newest } = await app.parts.workshop.view(id)
  expect([...newest.keys()].filter((key) => !key.startsWith('phase-')).sort()).toEqual([
    'brief',
    'design',
    'plan',
  ])
})
