import { afterEach, beforeEach, expect, test } from 'bun:test'
import type { View } from '../../src/projects/workshop.ts'
import { KEY, startApp, type TestApp } from '../support/app.ts'
import { type CouncilAsked, nameOf, readCouncilAsked } from '../support/council-script.ts'
import { restInPieces } from '../support/demo-script.ts'
import { until } from '../support/runs.ts'

const HTML = { accept: 'text/html', 'x-streaming-proxy-key': KEY }

let app: TestApp
let asked: CouncilAsked[]
let gate: PromiseWithResolvers<void> | undefined

beforeEach(async () => {
  app = await startApp()
  asked = []
  gate = undefined
  app.model.otherwise((request) => {
    const wanted = readCouncilAsked(request)
    asked.push(wanted)
    const pieces = restInPieces(wanted)
    const wait = gate && !wanted.arbiter ? [gate.promise] : []
    return { deltas: [...pieces.slice(0, 2), ...wait, ...pieces.slice(2)] }
  })
})
afterEach(() => app.stop())

const create = async (): Promise<string> => {
  const made = await app.post('/api/projects', {
    name: 'Plant <diary>',
    brief: 'People log when they water a plant. They are reminded when one is dry. It works offline.',
  })
  return ((await made.json()) as View).project.id
}
const page = async (path: string): Promise<string> => (await app.fetch(path, { headers: HTML })).text()
const send = (path: string, fields: Record<string, string>) =>
  app.fetch(path, { method: 'POST', headers: HTML, body: new URLSearchParams(fields), redirect: 'manual' })
const councilOf = async (id: string) => {
  await until(() => app.parts.councils.of(id).every(({ state }) => state === 'done'))
  return app.parts.councils.of(id)[0]?.id ?? ''
}

test('several drafts are wished for on the project’s page, where their price stands before, without JavaScript', async () => {
  const id = await create()
  gate = Promise.withResolvers<void>()
  const before = await page(`/projects/${id}/documents/design`)
  const form = before.slice(
    before.indexOf('id="council-design"'),
    before.indexOf('</form>', before.indexOf('id="council-design"')),
  )
  for (const count of [2, 3, 4, 5])
    expect(form).toMatch(new RegExp(`${count} drafts: about [\\d,]+ to [\\d,]+ tokens`))
  // Of a plan there can be no drafts yet.
  expect(await page(`/projects/${id}/documents/plan`)).not.toContain('id="council-plan"')
  const sent = await send(`/projects/${id}/councils`, {
    document: 'design',
    drafts: '3',
    'model-1': '',
    'temperature-1': '',
  })
  expect(sent.status).toBe(303)
  const going = await page(`/projects/${id}`)
  for (const words of ['Design, draft 1', 'Design, draft 2', 'Design, draft 3'])
    expect(going).toContain(words)
  const design = await page(`/projects/${id}/documents/design`)
  expect(design).toContain('The drafts that are being written')
  expect(design).not.toContain('id="council-design"')
  gate.resolve()
  const council = await councilOf(id)
  const whole = await page(`/projects/${id}/councils/${council}`)
  for (const words of [
    'Drafts of the design',
    'Plant &lt;diary&gt;',
    'the usual model, temperature 0.7',
    'Draft 3',
    'Read draft 1',
    'The design as it is now',
  ])
    expect(whole).toContain(words)
  expect(await page(`/projects/${id}/documents/design`)).toContain(`/projects/${id}/councils/${council}`)
  const taken = await send(`/projects/${id}/councils/${council}/take`, { draft: '2' })
  expect(taken.headers.get('location')).toBe(`/projects/${id}/documents/design`)
  expect(app.parts.documents.version(id, 'design')?.text).toContain('Draft of scripted at 0.7')
  expect(await page(`/projects/${id}/councils/${council}`)).toContain('It was taken: version 2.')
})

test('what drafts by other models would take is told on a page that asks first', async () => {
  const id = await create()
  const query = 'document=design&drafts=2&model-1=large&temperature-1=&model-2=&temperature-2=1.2'
  const ask = await page(`/projects/${id}/councils/new?${query}`)
  for (const words of [
    'large',
    'the usual model, temperature 1.2',
    'All of it together',
    'tokens, free.',
    'Write the drafts',
  ])
    expect(ask).toContain(words)
  expect(asked).toEqual([])
  await send(`/projects/${id}/councils`, Object.fromEntries(new URLSearchParams(query)))
  await councilOf(id)
  expect(asked.map(nameOf).sort()).toEqual(['design 1.2', 'design arbiter', 'design large'])
})

test('a wish that cannot be is answered on the project’s page with the name of the field', async () => {
  const id = await create()
  const wrong = await send(`/projects/${id}/councils`, {
    document: 'design',
    drafts: '2',
    'temperature-2': '3',
  })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('temperature-2 has to be a number from 0 to 2')
  const early = await send(`/projects/${id}/councils`, { document: 'plan', drafts: '2' })
  expect(early.status).toBe(409)
  expect(await early.text()).toContain('role="alert"')
  expect((await app.fetch(`/projects/${id}/councils/${'0'.repeat(26)}`, { headers: HTML })).status).toBe(404)
  expect((await send(`/projects/${id}/councils/${'0'.repeat(26)}/take`, { draft: '1' })).status).toBe(404)
})

test('a person stops all of it on its page, and text of a model is only text there', async () => {
  const id = await create()
  app.model.otherwise((request) => {
    asked.push(readCouncilAsked(request))
    return {
      deltas: ['# <script>alert(1)</script>\n\n## Requirements\n\n- **R-1**: <img src=x onerror=1>\n'],
    }
  })
  gate = Promise.withResolvers<void>()
  app.model.next({ deltas: ['# A', gate.promise] })
  await send(`/projects/${id}/councils`, { document: 'design', drafts: '2' })
  const council = app.parts.councils.of(id)[0]?.id ?? ''
  await until(async () => (await page(`/projects/${id}/councils/${council}`)).includes('· whole'))
  expect(await page(`/projects/${id}/councils/${council}`)).toContain('Stop all of it')
  expect((await send(`/projects/${id}/councils/${council}/stop`, {})).status).toBe(303)
  const stopped = await page(`/projects/${id}/councils/${council}`)
  expect(stopped).toContain('Stopped.')
  expect(stopped).not.toContain('<script>alert')
  expect(stopped).not.toContain('<img')
  gate.resolve()
})
