import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { Blocks } from '../../src/markdown/blocks.ts'
import { type CouncilAsked, nameOf, readCouncilAsked } from '../support/council-script.ts'
import { restInPieces } from '../support/demo-script.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { between, printedSeed, seeded } from '../support/random.ts'
import { until } from '../support/runs.ts'
import { removeFolder, type ServerProcess, startServer, temporaryFolder } from '../support/server-process.ts'
import { stopAt } from '../support/store-stop.ts'

setDefaultTimeout(60_000)

interface Council {
  id: string
  state: string
  why?: string
  drafts: { number: number; temperature?: number; run: string; status: string; text?: string }[]
  arbiter?: { run: string }
}

const NAMES = ['design 0.3', 'design 0.7', 'design 1', 'design arbiter']
const JSON_TYPE = { 'content-type': 'application/json' }
const IDEA = {
  name: 'Plant diary',
  brief: 'People log when they water a plant. They are reminded when one is dry. It works offline.',
}

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** Whole blocks of a text, in code units. */
function closedIn(text: string): number {
  const blocks = new Blocks()
  blocks.push(text)
  return blocks.closedEnd
}

async function ask<T>(server: ServerProcess, path: string, init?: RequestInit): Promise<T> {
  return (await (await server.api(path, init)).json()) as T
}
const post = (body: object, more: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { ...JSON_TYPE, ...more },
})

/** A model that gets stuck where it is told, and counts what it is asked. */
class Scripted {
  readonly asked: CouncilAsked[] = []
  readonly texts = new Map<string, string>()
  /** After so many pieces nothing more comes; 0: not even an answer. */
  readonly stuckAt = new Map<string, number>()
  /** Refused the next time. */
  readonly refuses = new Set<string>()
  /** How much an answer that got stuck had said. */
  readonly stuck = new Map<string, number>()
  /** How many whole answers have been given. */
  whole = 0
  onWhole = () => {}

  constructor(model: ModelServer) {
    model.otherwise((request) => {
      const wanted = readCouncilAsked(request)
      const name = nameOf(wanted)
      this.asked.push(wanted)
      this.texts.set(name, wanted.text)
      if (this.refuses.delete(name)) return { status: 404 }
      const pieces = restInPieces(wanted, 200)
      const stop = this.stuckAt.get(name)
      this.stuckAt.delete(name)
      if (stop === undefined) {
        void request.ended.then(() => {
          this.whole += 1
          this.onWhole()
        })
        return { deltas: pieces }
      }
      const sent = pieces.slice(0, stop)
      this.stuck.set(name, wanted.kept.length + sent.join('').length)
      if (stop === 0) return { before: new Promise(() => {}) }
      return { deltas: sent, end: 'silence' }
    })
  }
}

async function scripted() {
  const model = await startModelServer()
  open.push(() => model.stop())
  const dataDir = temporaryFolder()
  open.push(() => removeFolder(dataDir))
  const settings = { OPENAI_BASE_URL: model.url, MODEL: 'scripted', AUTO_CONTINUE: '9', MODEL_RETRIES: '0' }
  const start = async () => {
    const server = await startServer(settings, dataDir)
    open.push(() => server.end('SIGKILL'))
    return server
  }
  return { script: new Scripted(model), start }
}

async function begin(server: ServerProcess) {
  const { project } = await ask<{ project: { id: string } }>(server, '/api/projects', post(IDEA))
  const path = `/api/projects/${project.id}`
  const wish = post({ document: 'design', drafts: 3 }, { 'idempotency-key': 'one' })
  const { council } = await ask<{ council: Council }>(server, `${path}/councils`, wish)
  return { path, place: `${path}/councils/${council.id}`, wish }
}

/** Each document is one run, what was in a journal was asked for once, and the arbiter's text is the design to the letter. */
async function checkWhole(server: ServerProcess, path: string, place: string, script: Scripted, all = 4) {
  const { council } = await ask<{ council: Council }>(server, place)
  expect(council.state).toBe('done')
  const { runs } = await ask<{ runs: unknown[] }>(server, '/api/runs')
  expect(runs).toHaveLength(all)
  expect(council.drafts.map(({ text }) => text)).toEqual(
    NAMES.slice(0, 3).map((name) => script.texts.get(name)),
  )
  const { version, versions } = await ask<{ version: { text: string }; versions: unknown[] }>(
    server,
    `${path}/documents/design`,
  )
  expect(version.text).toBe(script.texts.get('design arbiter') ?? '-')
  expect(versions).toHaveLength(1)
}

test('drafts and their arbiter go on after kill -9 at each stage, and nothing is paid for twice', async () => {
  const random = seeded(printedSeed('kills'))
  const { script, start } = await scripted()
  for (const name of NAMES.slice(0, 3)) script.stuckAt.set(name, between(random, 2, 6))
  let server = await start()
  const { path, place } = await begin(server)
  const council = async () => (await ask<{ council: Council }>(server, place)).council
  const textOf = async (run: string | undefined) =>
    run === undefined ? '' : (await ask<{ text: string }>(server, `/api/runs/${run}`)).text
  const kept = new Map<string, number>()
  const kill = async () => {
    await server.end('SIGKILL')
    server = await start()
  }

  // While the drafts are written.
  await until(async () => {
    const { drafts } = await council()
    for (const [at, { run }] of drafts.entries()) kept.set(NAMES[at] ?? '', (await textOf(run)).length)
    return NAMES.slice(0, 3).every(
      (name) => script.stuck.has(name) && kept.get(name) === script.stuck.get(name),
    )
  })
  // The arbiter's answer does not come before the process is killed for the second time.
  script.stuckAt.set('design arbiter', 0)
  const before = script.asked.length
  await kill()
  await until(() => script.asked.length >= before + 4)
  const goneOn = script.asked.slice(before, before + 3)
  expect(goneOn.map(nameOf).sort()).toEqual(NAMES.slice(0, 3))
  for (const asked of goneOn) {
    const name = nameOf(asked)
    expect(asked.kept.length).toBeGreaterThanOrEqual(
      closedIn((script.texts.get(name) ?? '').slice(0, kept.get(name))),
    )
  }

  // When the arbiter has been asked and has not answered.
  script.stuckAt.set('design arbiter', between(random, 2, 6))
  await kill()
  await until(async () => {
    const text = await textOf((await council()).arbiter?.run)
    return text.length > 0 && text.length === script.stuck.get('design arbiter')
  })

  // While the arbiter writes.
  const written = script.stuck.get('design arbiter') ?? 0
  const soFar = script.asked.length
  await kill()
  await until(async () => (await council()).state === 'done')
  const last = script.asked.slice(soFar)
  expect(last.map(nameOf)).toEqual(['design arbiter'])
  expect(last[0]?.kept.length).toBeGreaterThanOrEqual(
    closedIn((script.texts.get('design arbiter') ?? '').slice(0, written)),
  )
  await checkWhole(server, path, place, script)
})

test('killed in the moment in which the last draft is whole, it asks the arbiter once', async () => {
  const { script, start } = await scripted()
  let server = await start()
  const killed = Promise.withResolvers<void>()
  script.onWhole = () => {
    if (script.whole === 3) void server.end('SIGKILL').then(() => killed.resolve())
  }
  const begun = begin(server)
  await killed.promise
  const { path, place } = await begun
  const before = script.asked.filter(({ arbiter }) => arbiter).length
  server = await start()
  await until(async () => (await ask<{ council: Council }>(server, place)).council.state === 'done')
  // Asked before, and killed before a word of the answer was kept, it is the same run that asks again.
  expect(script.asked.filter(({ arbiter }) => arbiter).length).toBeLessThanOrEqual(before + 1)
  await checkWhole(server, path, place, script)
})

test('killed when the arbiter is to be asked again and has not been, it asks it once, and no draft again', async () => {
  const { script, start } = await scripted()
  script.refuses.add('design arbiter')
  let server = await start()
  const { path, place } = await begin(server)
  const council = async () => (await ask<{ council: Council }>(server, place)).council
  await until(async () => (await council()).state === 'failed')
  const stop = stopAt(server.dataDir, { on: 'INSERT ON council_runs', when: 'NEW.draft = 0' })
  await ask(server, `${place}/again`, post({ arbiter: (await council()).arbiter?.run }))
  await until(() => stop.isIn(server.output()))
  expect(await council()).toMatchObject({ state: 'going' })
  await server.end('SIGKILL')
  stop.lift()
  server = await start()
  await until(async () => (await council()).state === 'done')
  expect(script.asked.map(nameOf).sort()).toEqual([...NAMES, 'design arbiter'].sort())
  await checkWhole(server, path, place, script, 5)
})

test('two processes look after one council together, and begin each of its runs once', async () => {
  const { script, start } = await scripted()
  const [one, two] = await Promise.all([start(), start()])
  const { path, place, wish } = await begin(one)
  const { created } = await ask<{ created: boolean }>(two, `${path}/councils`, wish)
  expect(created).toBe(false)
  for (const server of [one, two])
    await until(async () => (await ask<{ council: Council }>(server, place)).council.state === 'done')
  expect(script.asked.map(nameOf).sort()).toEqual(NAMES)
  await checkWhole(two, path, place, script)
})
