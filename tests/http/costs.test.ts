import { afterEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProjectCosts } from '../../src/projects/costs.ts'
import { Store } from '../../src/store/database.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

let app: TestApp
let folder = ''
afterEach(async () => {
  await app.stop()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

/** A dollar for a million tokens of a prompt, two for a million of an answer. */
const PRICES = { currency: 'USD', models: { scripted: { input: 1, output: 2 } } }
const DESIGN = '# Design\n\n## Requirements\n\n- R-1: It waters plants.\n'

async function startPriced(environment: Record<string, string> = {}): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'devussy-prices-'))
  const file = `${folder}/prices.json`
  writeFileSync(file, JSON.stringify(PRICES))
  app = await startApp({ PRICES_FILE: file, ...environment })
}

async function create(caps?: object): Promise<string> {
  const made = await app.post('/api/projects', { name: 'Plants', brief: 'Water plants.' })
  const { project } = (await made.json()) as { project: { id: string } }
  if (caps) expect((await patch(project.id, { caps })).status).toBe(200)
  return project.id
}

const patch = (id: string, body: object) =>
  app.api(`/api/projects/${id}`, {
    method: 'PATCH',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

async function costs(id: string): Promise<ProjectCosts> {
  const answer = await app.api(`/api/projects/${id}`)
  return ((await answer.json()) as { costs: ProjectCosts }).costs
}

async function write(id: string, document: string, body: object = {}): Promise<string> {
  const answer = await app.post(`/api/projects/${id}/documents/${document}/write`, body)
  expect(answer.status).toBe(202)
  const { run } = (await answer.json()) as { run: string }
  return run
}

const rested = () => until(() => app.parts.conductor.liveRuns === 0)

interface End {
  type: string
  code?: string
  message?: string
}
async function endOf(run: string): Promise<End> {
  const answer = (await (await app.api(`/api/runs/${run}`)).json()) as {
    run: { status: string }
    code?: string
    message?: string
  }
  return { type: answer.run.status, code: answer.code, message: answer.message }
}

describe('what a project has taken', () => {
  test('is told in sums without the dust of fractions, as is what is expected', async () => {
    await startPriced()
    const id = await create()
    // Written down: 0.1, 0.2 and 0.3 dollars would be 0.6000000000000001 together.
    for (const tokens of [100_000, 200_000, 300_000]) {
      app.model.next({ deltas: [DESIGN], usage: { prompt_tokens: tokens, completion_tokens: 0 } })
      await write(id, 'design')
      await rested()
    }
    const { all, documents, ...more } = await costs(id)
    expect(all.price).toBe(0.6)
    expect(documents.design?.price).toBe(0.6)
    for (const [digits] of JSON.stringify({ all, documents, ...more }).matchAll(/\d*\.\d+/g))
      expect(digits.replace(/^0\.0*|\./g, '').length).toBeLessThanOrEqual(12)
  })

  test('is what the server of the model reported, to the token, with its price', async () => {
    await startPriced()
    const id = await create()
    app.model.otherwise({ deltas: [DESIGN], usage: { prompt_tokens: 1000, completion_tokens: 250 } })
    await write(id, 'design')
    await rested()
    app.model.otherwise({ deltas: ['# Plan\n'], usage: { prompt_tokens: 3000, completion_tokens: 500 } })
    await write(id, 'plan')
    await rested()
    const { all, documents, runs, currency } = await costs(id)
    expect(currency).toBe('USD')
    expect(documents.design).toEqual({ runs: 1, tokens: 1250, estimated: false, price: 0.0015, unpriced: 0 })
    expect(documents.plan).toEqual({ runs: 1, tokens: 3500, estimated: false, price: 0.004, unpriced: 0 })
    expect(all).toEqual({ runs: 2, tokens: 4750, estimated: false, price: 0.0055, unpriced: 0 })
    expect(runs.map(({ document, status }) => [document, status]).sort()).toEqual([
      ['design', 'done'],
      ['plan', 'done'],
    ])
  })

  test('has the runs that came to nothing, and those that were deleted, since they were paid for', async () => {
    await startPriced()
    const id = await create()
    app.model.otherwise({
      deltas: ['Some text.'],
      finish: 'content_filter',
      usage: { prompt_tokens: 100, completion_tokens: 50 },
    })
    const run = await write(id, 'design')
    await rested()
    expect((await endOf(run)).type).toBe('failed')
    expect((await costs(id)).documents.design).toMatchObject({ runs: 1, tokens: 150, price: 0.0002 })
    expect((await app.api(`/api/runs/${run}`, { method: 'DELETE' })).status).toBe(204)
    expect((await costs(id)).all).toMatchObject({ runs: 1, tokens: 150, price: 0.0002 })
  })

  test('is made again from the journal where it was not kept', async () => {
    await startPriced()
    const id = await create()
    app.model.otherwise({ deltas: [DESIGN], usage: { prompt_tokens: 1000, completion_tokens: 250 } })
    await write(id, 'design')
    await rested()
    const before = await costs(id)
    const store = new Store(`${app.parts.settings.DATA_DIR}/devussy.sqlite`)
    await store.write((db) => db.run('DELETE FROM run_costs'))
    store.close()
    expect(await costs(id)).toEqual(before)
  })

  test('says "estimated" where the server of the model reported nothing', async () => {
    await startPriced()
    const id = await create()
    app.model.otherwise({ deltas: [DESIGN], usage: null })
    await write(id, 'design')
    await rested()
    const { all, runs } = await costs(id)
    expect(all.estimated).toBe(true)
    expect(runs[0]?.outputTokens).toBe(Math.ceil(DESIGN.length / 4))
  })
})

describe('a cap', () => {
  test('of a project is set by PATCH, and refuses what would pass it until it is raised', async () => {
    await startPriced()
    const id = await create({ tokens: 100, price: 3 })
    expect((await costs(id)).caps).toEqual({ tokens: 100, price: 3 })
    const refused = await app.post(`/api/projects/${id}/documents/design/write`, {})
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'price_cap' })
    expect(await app.parts.workshop.capAgainst(id, 'design')).toMatchObject({ code: 'price_cap' })
    await patch(id, { caps: null })
    expect((await costs(id)).caps).toEqual({})
    expect(await app.parts.workshop.capAgainst(id, 'design')).toBeUndefined()
    await write(id, 'design')
  })

  test('that is reached does not refuse a request that comes again: its run is there', async () => {
    await startPriced()
    const id = await create()
    const path = `/api/projects/${id}/documents/design/write`
    app.model.otherwise({ deltas: [DESIGN] })
    const first = (await (await app.post(path, {}, { 'idempotency-key': 'k' })).json()) as { run: string }
    await rested()
    await patch(id, { caps: { tokens: 1 } })
    const again = await app.post(path, {}, { 'idempotency-key': 'k' })
    expect(again.status).toBe(202)
    expect(await again.json()).toMatchObject({ run: first.run, created: false })
  })

  test('of one run ends it while the model writes', async () => {
    await startPriced()
    const id = await create()
    const { expected } = await costs(id)
    const cap = expected.design?.tokens.most ?? 0
    app.model.otherwise({
      deltas: Array.from({ length: 3000 }, () => `${'word '.repeat(15)}done\n`),
      usage: null,
    })
    const run = await write(id, 'design', { maxTokens: cap })
    await rested()
    expect(await endOf(run)).toMatchObject({ type: 'stopped' })
    expect((await costs(id)).all.tokens).toBeGreaterThan(cap)
    const html = await (await app.api(`/runs/${run}`, { headers: { accept: 'text/html' } })).text()
    expect(html).toContain('Stopped by the cap set for this run')
  })

  test('of a design that belongs to no project is kept as well', async () => {
    await startPriced()
    const design = { projectName: 'P', requirements: 'Water plants.', languages: ['Go'] }
    const refused = await app.post('/api/design', { ...design, maxTokens: 10 })
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'price_cap' })
    expect((await app.post('/api/design', { ...design, maxPrice: 'much' })).status).toBe(422)
    expect((await app.post('/api/design', { ...design, maxTokens: 100_000 })).status).toBe(200)
  })

  test.each([
    [{ caps: 5 }, 'caps has to be an object'],
    [{ caps: { tokens: 0 } }, 'caps : tokens has to be a whole number'],
    [{ caps: { tokens: '5' } }, 'caps : tokens has to be'],
    [{ caps: { euros: 5 } }, 'caps has "euros"; there are tokens and price'],
  ])('that is none is refused with what is wrong: %j', async (body, expected) => {
    await startPriced()
    const answer = await patch(await create(), body)
    expect(answer.status).toBe(422)
    expect(((await answer.json()) as { detail: string }).detail).toContain(expected)
  })
})
