import { afterEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

let app: TestApp
let folder = ''
afterEach(async () => {
  await app.stop()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
  folder = ''
})

async function open(models: object | undefined, environment: Record<string, string> = {}): Promise<string> {
  folder = mkdtempSync(join(tmpdir(), 'devussy-prices-'))
  const file = join(folder, 'prices.json')
  writeFileSync(file, JSON.stringify({ currency: 'EUR', models: models ?? {} }))
  app = await startApp({ PRICES_FILE: file, ...environment })
  const made = await app.post('/api/projects', { name: 'Plants', brief: 'Water plants.' })
  return ((await made.json()) as { project: { id: string } }).project.id
}

const page = async (id: string, place = ''): Promise<string> =>
  (await app.api(`/projects/${id}${place}`)).text()
const DESIGN = '/documents/design'
const send = (path: string, fields: Record<string, string>) =>
  app.api(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

describe("a project's page", () => {
  test('shows before a document what it is expected to take, and after it what it took', async () => {
    const id = await open({ scripted: { input: 100, output: 200 } })
    expect(await page(id, DESIGN)).toMatch(/Expected: about [\d,]+ to [\d,]+ tokens, up to [\d.]+ EUR/)
    const usage = { prompt_tokens: 1000, completion_tokens: 250 }
    app.model.otherwise({ deltas: ['# Design\n\n- R-1: It waters plants.\n'], usage })
    expect((await send(`/projects/${id}/documents/design/write`, {})).status).toBe(303)
    await until(() => app.parts.conductor.liveRuns === 0)
    const after = await page(id, DESIGN)
    expect(after).toContain('Took 1,250 tokens, 0.15 EUR')
    expect(await page(id, '/costs')).toContain('1 run: 1,250 tokens, 0.15 EUR.')
    expect(after).toContain('Again: about ')
    const edit = await send(`/projects/${id}/documents/brief`, { text: 'Water cacti.', after: '1' })
    expect(edit.status).toBe(303)
    expect(await page(id, DESIGN)).toContain('All of it anew: about ')
  })

  test('of a start with a cap of the server says what is in the way, with what was typed', async () => {
    await open({ scripted: { input: 100, output: 200 } }, { MAX_RUN_PRICE: '0.01' })
    const answer = await send('/runs', {
      projectName: 'Cacti',
      requirements: 'Water cacti.',
      languages: 'Go',
      model: '',
      intent: 'i',
    })
    expect(answer.status).toBe(409)
    const html = await answer.text()
    expect(html).toContain('the cap that this server sets for one run leaves 0.01 EUR')
    expect(html).toContain('Water cacti.')
  })

  test('says "free" for a model on this machine', async () => {
    expect(await page(await open(undefined), DESIGN)).toMatch(/Expected: about [\d,]+ to [\d,]+ tokens, free/)
  })

  test('says "price unknown" where it is, and that a cap in money cannot be kept then', async () => {
    const id = await open(undefined, { OPENAI_BASE_URL: 'https://models.example.org/v1' })
    expect(await page(id, DESIGN)).toMatch(/tokens, price unknown/)
    expect((await send(`/projects/${id}/caps`, { tokens: '', price: '5' })).status).toBe(303)
    expect(await page(id, '/costs')).toContain(
      'The price of the model scripted is not known, so a cap in money cannot be kept.',
    )
    const refused = await send(`/projects/${id}/documents/design/write`, {})
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('set a cap in tokens')
  })

  test('sets caps by a plain form, and refuses what would pass one', async () => {
    const id = await open(undefined)
    const kept = await send(`/projects/${id}/caps`, { tokens: '500', price: '' })
    expect([kept.status, kept.headers.get('location')]).toEqual([303, `/projects/${id}/costs#costs-title`])
    const shown = await page(id, '/costs')
    expect(shown).toContain('The cap leaves 500 tokens.')
    expect(shown).toContain('value="500"')
    const refused = await send(`/projects/${id}/documents/design/write`, {})
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('the cap of the project leaves 500')
    expect(app.model.requests).toEqual([])
    await send(`/projects/${id}/caps`, { tokens: '', price: '' })
    expect(app.parts.projects.get(id).caps).toEqual({})
  })

  test.each([
    [{ tokens: 'many' }, 'Tokens has to be a whole number of tokens'],
    [{ tokens: '0' }, 'Tokens has to be a whole number of tokens'],
    [{ price: '-1' }, 'Price has to be an amount of money'],
    [{ price: '<b>' }, 'Price has to be an amount of money'],
    [{ euros: '5' }, 'Euros is not a field'],
  ])('says what is wrong with a cap: %j', async (fields, expected) => {
    const id = await open(undefined)
    const answer = await send(`/projects/${id}/caps`, fields as Record<string, string>)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(expected)
    expect(app.parts.projects.get(id).caps).toEqual({})
  })
})
