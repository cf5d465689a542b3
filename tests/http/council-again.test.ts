import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { View } from '../../src/projects/workshop.ts'
import { KEY, startApp, type TestApp } from '../support/app.ts'
import { nameOf, readCouncilAsked } from '../support/council-script.ts'
import { restInPieces } from '../support/demo-script.ts'
import type { Script } from '../support/model-script.ts'
import { until } from '../support/runs.ts'

interface CouncilAnswer {
  id: string
  state: string
  why?: string
  repeatable?: string
  drafts: { text?: string; run: string }[]
  arbiter?: { run: string; status: string }
}

const HTML = { accept: 'text/html', 'x-streaming-proxy-key': KEY }
const NAMES = ['design 0.3', 'design 0.9', 'design arbiter']

let app: TestApp
let asked: string[]
/** Instead of what the arbiter would say, as often as there are some. */
let arbiters: (() => Script)[]
/** What the arbiter has been given to read, each time. */
let given: string[][]

beforeEach(async () => {
  app = await startApp({ AUTO_CONTINUE: '0' })
  asked = []
  arbiters = []
  given = []
  app.model.otherwise((request) => {
    const wanted = readCouncilAsked(request)
    asked.push(nameOf(wanted))
    if (wanted.arbiter) given.push(wanted.arbiter.drafts.map(({ text }) => text))
    return (wanted.arbiter && arbiters.shift()?.()) ?? { deltas: restInPieces(wanted) }
  })
})
afterEach(() => app.stop())

const refused = () => ({ status: 404 })

/** A council whose drafts are whole and whose arbiter was refused. */
async function failed(): Promise<{ id: string; place: string; council: CouncilAnswer }> {
  arbiters.push(refused)
  const made = await app.post('/api/projects', {
    name: 'Plant diary',
    brief: 'People log when they water a plant. They are reminded when one is dry. It works offline.',
  })
  const { id } = ((await made.json()) as View).project
  const begun = await app.post(`/api/projects/${id}/councils`, { document: 'design', drafts: 2 })
  const { council } = (await begun.json()) as { council: CouncilAnswer }
  const place = `/projects/${id}/councils/${council.id}`
  return { id, place, council: await over(place) }
}
const look = async (place: string) =>
  ((await (await app.api(`/api${place}`)).json()) as { council: CouncilAnswer }).council
const over = async (place: string): Promise<CouncilAnswer> => {
  await until(async () => !['going', 'stopping'].includes((await look(place)).state))
  return look(place)
}
const again = (place: string, arbiter = '') => app.post(`/api${place}/again`, { arbiter })

describe('an arbiter that came to nothing', () => {
  test('is asked again with the same drafts, and none of them is written once more', async () => {
    const { id, place, council } = await failed()
    expect(council).toMatchObject({ state: 'failed', repeatable: council.arbiter?.run })
    expect(council.why).toContain('ask the arbiter again')
    expect(asked).toHaveLength(3)
    const answer = await again(place, council.repeatable)
    expect([answer.status, ((await answer.json()) as { created: boolean }).created]).toEqual([202, true])
    const whole = await over(place)
    expect(whole).toMatchObject({ state: 'done', drafts: council.drafts })
    expect(whole.repeatable).toBeUndefined()
    expect(whole.arbiter?.run).not.toBe(council.arbiter?.run)
    expect(asked).toEqual([...NAMES, 'design arbiter'])
    expect(given[1]).toEqual(given[0] ?? [])
    const version = app.parts.documents.version(id, 'design')
    expect([version?.number, version?.run]).toEqual([1, whole.arbiter?.run ?? '-'])
    // What it has taken in all is four runs, the refused one among them.
    const { costs } = (await (await app.api(`/api/projects/${id}`)).json()) as {
      costs: { all: { runs: number } }
    }
    expect(costs.all.runs).toBe(4)
  })

  test('is asked once by a request that comes again, and by several at one moment', async () => {
    const { place, council } = await failed()
    const answers = await Promise.all([1, 2, 3].map(() => again(place, council.repeatable)))
    const created = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { created: boolean }).created),
    )
    expect(created.filter(Boolean)).toHaveLength(1)
    await over(place)
    const late = await again(place, council.repeatable)
    expect([late.status, ((await late.json()) as { created: boolean }).created]).toEqual([202, false])
    await app.parts.councilKeeper.wake()
    expect(asked).toEqual([...NAMES, 'design arbiter'])
  })

  test('may come to nothing again, and again be asked', async () => {
    const { place, council } = await failed()
    arbiters.push(refused)
    await again(place, council.repeatable)
    const second = await over(place)
    expect([second.state, second.repeatable]).toEqual(['failed', second.arbiter?.run ?? '-'])
    expect(second.repeatable).not.toBe(council.repeatable)
    // The first one is a thing of the past: it asks for nothing.
    await again(place, council.repeatable)
    expect(asked).toHaveLength(4)
    await again(place, second.repeatable)
    expect((await over(place)).state).toBe('done')
    expect(asked).toHaveLength(5)
  })

  test('is asked again also when a person has stopped it, or deleted its run', async () => {
    const { place, council } = await failed()
    const gate = Promise.withResolvers<void>()
    arbiters.push(() => ({ deltas: ['# A', gate.promise] }))
    await again(place, council.repeatable)
    await until(() => asked.length === 4)
    await app.post(`/api${place}/stop`, {})
    const stopped = await over(place)
    expect([stopped.state, stopped.repeatable]).toEqual(['stopped', stopped.arbiter?.run ?? '-'])
    await app.api(`/api/runs/${stopped.repeatable}`, { method: 'DELETE' })
    gate.resolve()
    expect((await look(place)).repeatable).toBe(stopped.repeatable)
    await again(place, stopped.repeatable)
    expect((await over(place)).state).toBe('done')
    expect(asked).toEqual([...NAMES, 'design arbiter', 'design arbiter'])
  })

  test('is not asked again where there is a document of the drafts, or no such run', async () => {
    const { place, council } = await failed()
    for (const arbiter of [council.drafts[0]?.run ?? '', '0'.repeat(26)])
      expect((await again(place, arbiter)).status).toBe(404)
    expect((await again(place, 'none')).status).toBe(422)
    await app.post(`/api${place}/take`, { draft: 2 })
    const taken = await again(place, council.repeatable)
    expect(taken.status).toBe(409)
    expect(await taken.json()).toMatchObject({ code: 'stage_blocked' })
    expect((await look(place)).repeatable).toBeUndefined()
    expect(asked).toHaveLength(3)
  })

  test('is not asked again where that would pass a cap, or while somebody else has the document written', async () => {
    const { id, place, council } = await failed()
    await app.parts.projects.cap(id, { tokens: 1 })
    const capped = await again(place, council.repeatable)
    expect([capped.status, await capped.json()]).toMatchObject([409, { code: 'price_cap' }])
    expect((await look(place)).state).toBe('failed')
    await app.parts.projects.cap(id, {})
    const gate = Promise.withResolvers<void>()
    void app.model.next({ deltas: ['# A', gate.promise] })
    await app.post(`/api/projects/${id}/documents/design/write`, {})
    const busy = await again(place, council.repeatable)
    expect([busy.status, await busy.json()]).toMatchObject([409, { code: 'stage_blocked' }])
    gate.resolve()
    expect(asked).toHaveLength(3)
  })

  test('is asked again by a button of its page, without JavaScript', async () => {
    const { id, place, council } = await failed()
    const page = async () => (await app.fetch(place, { headers: HTML })).text()
    const before = await page()
    expect(before).toContain('Ask the arbiter again')
    const [, action = ''] = /action="([^"]+\/again)"/.exec(before) ?? []
    const [, arbiter = ''] = /name="arbiter" value="([^"]+)"/.exec(before) ?? []
    const send = () =>
      app.fetch(action, {
        method: 'POST',
        headers: HTML,
        body: new URLSearchParams({ arbiter }),
        redirect: 'manual',
      })
    // Pressed twice it is pressed once.
    for (const answer of [await send(), await send()])
      expect([answer.status, answer.headers.get('location')]).toEqual([303, place])
    expect((await over(place)).state).toBe('done')
    expect(await page()).not.toContain('Ask the arbiter again')
    expect(asked).toHaveLength(4)
    expect(app.parts.documents.version(id, 'design')?.run).not.toBe(council.repeatable)
  })
})
