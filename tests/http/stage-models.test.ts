import { afterEach, expect, test } from 'bun:test'
import { modelFor, readSettings } from '../../src/settings.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

let app: TestApp | undefined
afterEach(() => app?.stop())

const DOCUMENTS = [
  ['design', '# Design\n\n## Requirements\n\n- R-1: It waters plants.\n'],
  ['plan', '# Plan\n\n## Phase 1: Water\n\n- T-1.1 Water it (R-1). Check: it is wet.\n'],
  ['phase-1', '# Phase 1: Water\n\n- T-1.1 Water it.\n'],
] as const

test('a document is written by the model that the settings name for its stage, else by MODEL', async () => {
  app = await startApp({ MODEL: 'for-all', MODEL_PLAN: 'for-plans' })
  const { project } = (await (
    await app.post('/api/projects', { name: 'Plants', brief: 'Water plants.' })
  ).json()) as { project: { id: string } }
  for (const [document, text] of DOCUMENTS) {
    app.model.otherwise({ deltas: [text] })
    expect((await app.post(`/api/projects/${project.id}/documents/${document}/write`, {})).status).toBe(202)
    await until(() => app?.parts.conductor.liveRuns === 0)
  }
  const asked = app.model.requests.map(({ body }) => (body as { model: string }).model)
  expect(asked).toEqual(['for-all', 'for-plans', 'for-all'])
})

test('every stage may have a model of its own', () => {
  for (const stage of ['design', 'plan', 'phase', 'questions', 'review', 'revision']) {
    const own = readSettings({ MODEL: 'for-all', [`MODEL_${stage.toUpperCase()}`]: 'its own' })
    expect(modelFor(own, stage)).toBe('its own')
    expect(modelFor(readSettings({ MODEL: 'for-all' }), stage)).toBe('for-all')
  }
  // Neither is the name of a stage.
  for (const other of ['retries', 'unheard'])
    expect(modelFor(readSettings({ MODEL: 'for-all' }), other)).toBe('for-all')
})
