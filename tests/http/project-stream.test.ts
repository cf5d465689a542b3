import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createParser } from 'eventsource-parser'
import { drawAtRest } from '../../src/markdown/at-rest.ts'
import { lowered } from '../../src/markdown/outline.ts'
import { drawingOf } from '../../src/routes/run-view.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { readAsked, restInPieces } from '../support/demo-script.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { until } from '../support/runs.ts'

const IDEA = {
  name: 'Plant diary',
  brief: 'People log when they water a plant. They are reminded when one is dry.',
}
const HTML = { accept: 'text/html' }

let app: TestApp
/** Holds back what a document's answer has behind its first pieces. */
let gates: Map<string, Promise<unknown>>
beforeEach(async () => {
  app = await startApp({ AUTO_CONTINUE: '0', PHASES_AT_ONCE: '5' })
  gates = new Map()
  app.model.otherwise((request) => {
    const wanted = readAsked(request)
    const pieces = restInPieces(wanted, 60)
    const gate = gates.get(wanted.document)
    return { deltas: gate ? [...pieces.slice(0, 4), gate, ...pieces.slice(4)] : pieces }
  })
})
afterEach(() => app.stop())

const send = (path: string, fields: Record<string, string> = {}) =>
  app.api(path, { method: 'POST', body: new URLSearchParams(fields), headers: HTML })
const make = async (idea: Record<string, string> = IDEA) =>
  (await send('/projects', idea)).headers.get('location') ?? ''
const stateOf = async (path: string) =>
  (await (await app.api(`/api${path}`)).json()) as {
    steps: { document: string; state: string; run?: string }[]
    walk?: { state: string }
  }
const done = (path: string) => until(async () => (await stateOf(path)).walk?.state === 'done')
const walk = async (path: string, goal: string) => {
  await send(`${path}/walk`, { until: goal })
}

const PARTIAL = /<hx-partial hx-target="#([\w-]+)" hx-swap="(\w+)">([\s\S]*?)<\/hx-partial>/g

/** A project's page as a browser keeps it: takes the page, then the frames of its stream. */
class ProjectReader {
  readonly places = new Map<string, string>()
  lastEventId: string | undefined
  feed: string | undefined
  ended = false
  frames = 0

  constructor(page: string) {
    this.takePanels(page)
    this.feed = /hx-sse:connect="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
  }

  textOf(run: string): string {
    return (this.places.get(`written-${run}`) ?? '') + (this.places.get(`tail-${run}`) ?? '')
  }

  /** Reads until the end, or for so many frames. */
  async read(most = Number.POSITIVE_INFINITY): Promise<void> {
    const headers: Record<string, string> = this.lastEventId ? { 'last-event-id': this.lastEventId } : {}
    const answer = await app.api(this.feed ?? '', { headers })
    expect(answer.headers.get('content-type')).toStartWith('text/event-stream')
    const stopAt = this.frames + most
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        if (this.frames >= stopAt) return
        if (id !== undefined) this.lastEventId = id
        if (event === 'end') this.ended = true
        else this.take(data)
      },
    })
    const decoder = new TextDecoder()
    const reader = answer.body?.getReader()
    while (reader && this.frames < stopAt && !this.ended) {
      const { done, value } = await reader.read()
      if (done) break
      parser.feed(decoder.decode(value, { stream: true }))
    }
    await reader?.cancel()
  }

  private take(html: string): void {
    this.frames += 1
    for (const [, target = '', swap, content = ''] of html.matchAll(PARTIAL)) {
      if (target === 'panels') this.takePanels(content)
      else if (swap === 'beforeend') this.places.set(target, (this.places.get(target) ?? '') + content)
      else this.places.set(target, content)
    }
  }

  private takePanels(html: string): void {
    for (const [, name = '', run = '', content = ''] of html.matchAll(
      /<div id="(written|tail)-([0-9a-v]{26})">([\s\S]*?)<\/div>(?=<div id="tail-|<\/article>)/g,
    )) {
      const place = `${name}-${run}`
      if (name === 'written' && this.places.has(place)) throw new Error(`a second panel of ${run}`)
      this.places.set(place, content)
    }
  }
}

describe('the stream of a project’s page', () => {
  test('shows five phases side by side over one connection, however often it is lost, whole and nothing twice', async () => {
    const random = seeded(printedSeed('lost project streams'))
    const path = await make({
      ...IDEA,
      brief: `${IDEA.brief} There are accounts, payments by Stripe and an admin page.`,
    })
    await walk(path, 'plan')
    await done(path)
    const gate = Promise.withResolvers<void>()
    for (let phase = 1; phase <= 5; phase += 1) gates.set(`phase-${phase}`, gate.promise)
    await walk(path, 'phases')
    await until(
      async () => (await stateOf(path)).steps.filter(({ state }) => state === 'running').length === 5,
    )
    const reader = new ProjectReader(await (await app.api(path, { headers: HTML })).text())
    let connections = 0
    while (!reader.ended) {
      connections += 1
      if (connections > 100) throw new Error(`the stream ends and never says so: ${app.log.at(-1)}`)
      if (connections === 3) gate.resolve()
      await reader.read(connections < 12 ? 1 + Math.floor(random() * 3) : undefined)
      expect(app.parts.readers.count).toBeLessThanOrEqual(1)
    }
    expect(connections).toBeGreaterThan(3)
    const { steps } = await stateOf(path)
    const phases = steps.filter(({ document }) => document.startsWith('phase-'))
    expect(phases.length).toBeGreaterThanOrEqual(5)
    for (const { document, state, run = '' } of phases) {
      expect([document, state]).toEqual([document, 'done'])
      const { text } = (await (await app.api(`/api/runs/${run}`)).json()) as { text: string }
      const asides = /<aside class="remark[\s\S]*?<\/aside>/g
      const whole = drawAtRest(text, await drawingOf(app.parts, run))
      expect(reader.textOf(run).replaceAll(asides, '')).toBe(lowered(whole, 3))
    }
    expect(reader.places.get('way')).not.toContain('being written')
    await until(() => app.parts.readers.count === 0)
  })

  test('brings in what is begun while it is open, and the way as it changes', async () => {
    const path = await make()
    const gate = Promise.withResolvers<void>()
    gates.set('design', gate.promise)
    await walk(path, 'plan')
    const reader = new ProjectReader(await (await app.api(path, { headers: HTML })).text())
    const reading = reader.read()
    await until(() => reader.places.get('way')?.includes('being written') === true)
    const second = Promise.withResolvers<void>()
    gates.set('plan', second.promise)
    gate.resolve()
    await until(() => [...reader.places.values()].some((html) => html.includes('development plan')))
    second.resolve()
    await reading
    expect(reader.ended).toBe(true)
    const { steps } = await stateOf(path)
    const plan = steps.find(({ document }) => document === 'plan')
    expect(reader.textOf(plan?.run ?? '')).toContain('Phase 1')
    expect(reader.places.get('way')).toContain('Phase 1: The thinnest way through')
    // What stands on the documents is told too.
    expect(reader.places.get('rest')).toContain('Handoff')
  })

  test('is asked for only while something is being written, or is going to be', async () => {
    const path = await make()
    expect(new ProjectReader(await (await app.api(path, { headers: HTML })).text()).feed).toBeUndefined()
    await walk(path, 'plan')
    await done(path)
    expect(new ProjectReader(await (await app.api(path, { headers: HTML })).text()).feed).toBeUndefined()
    // Who asks all the same is told how things stand, and that this is all.
    const reader = new ProjectReader('')
    reader.feed = `${path}/view?at=nonsense%3A9%20${'0'.repeat(26)}%3A1`
    await reader.read()
    expect(reader.ended).toBe(true)
    expect(reader.places.get('way')).toContain('Plan')
  })

  test('tells of a run that has ended once, also where the list of runs does not know yet', async () => {
    const path = await make()
    await walk(path, 'design')
    await done(path)
    const run = (await stateOf(path)).steps.find(({ document }) => document === 'design')?.run ?? ''
    const ended = app.parts.runs.newest(1)[0]
    if (!ended) throw new Error('no run')
    await until(() => app.parts.runs.newest(1)[0]?.status === 'done')
    await app.parts.runs.update({ ...ended, status: 'writing' }, Date.now())
    const reader = new ProjectReader('')
    reader.feed = `${path}/view?at=`
    await reader.read(20)
    expect(reader.ended).toBe(true)
    expect(reader.frames).toBeLessThanOrEqual(3)
    expect(reader.textOf(run)).toContain('Requirements')
  })

  test('ends with a word when the project is deleted', async () => {
    const path = await make()
    const gate = Promise.withResolvers<void>()
    gates.set('design', gate.promise)
    await walk(path, 'plan')
    const reader = new ProjectReader(await (await app.api(path, { headers: HTML })).text())
    const reading = reader.read()
    await until(() => reader.frames > 0)
    expect((await app.api(`/api${path}`, { method: 'DELETE' })).status).toBe(204)
    await reading
    gate.resolve()
    expect(reader.ended).toBe(true)
    expect(reader.places.get('way')).toContain('This project was deleted.')
    expect((await app.api(`${path}/view`)).status).toBe(404)
  })

  test('of somebody who is not signed in leads to the sign-in', async () => {
    const path = await make()
    expect((await app.fetch(`${path}/view`)).headers.get('location')).toStartWith('/login')
  })
})
