import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { Blocks } from '../../src/markdown/blocks.ts'
import { places } from '../../src/places.ts'
import { writeRevision } from '../../src/planning/demo/revision.ts'
import { readReviewRequest } from '../../src/planning/prompts.ts'
import type { RevisionRequest } from '../../src/planning/revision-request.ts'
import { foldRun } from '../../src/runs/fold.ts'
import { RunUnknown } from '../../src/runs/journal.ts'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { Store } from '../../src/store/database.ts'
import { RunList } from '../../src/store/run-list.ts'
import { type ModelServer, type SeenRequest, startModelServer } from '../support/model-server.ts'
import { DESIGN, revisionAsked } from '../support/planned-project.ts'
import { between, printedSeed, seeded } from '../support/random.ts'
import { until } from '../support/runs.ts'
import { removeFolder, type ServerProcess, startServer, temporaryFolder } from '../support/server-process.ts'
import { stopAt, type Write } from '../support/store-stop.ts'

setDefaultTimeout(120_000)

const FAULTY = DESIGN.replace('opens the page of a gate and', 'opens the fast page of a gate and').replace(
  '- Keepers sign in with a key.',
  '- Keepers sign in with TBD strong keys.\n- A lost key is TBD.',
)
const LIMITS = '- **Limits.** Ten refused requests a minute are the most.'
const JSON_TYPE = { 'content-type': 'application/json' }

interface Loop {
  state: string
  why?: string
  rounds: {
    number: number
    before: number
    after?: number
    undone: boolean
    review?: string
    edits: { section: string; run?: string; lost?: string }[]
  }[]
}

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** What a model was asked for first, not to go on with. */
const nameOf = (request: SeenRequest): string => {
  const revision = firstRevision(request)
  if (revision) return revision.section
  return readReviewRequest(firstAsked(request)) ? 'review' : 'design'
}
const messagesOf = ({ body }: SeenRequest) =>
  (body as { messages: { role: string; content: string }[] }).messages
const firstAsked = (request: SeenRequest): string =>
  messagesOf(request).find(({ role }) => role === 'user')?.content ?? ''
const keptOf = (request: SeenRequest): string =>
  messagesOf(request).findLast(({ role }) => role === 'assistant')?.content ?? ''
const firstRevision = (request: SeenRequest): RevisionRequest | undefined =>
  revisionAsked({ ...request, body: { messages: messagesOf(request).slice(0, 2) } })

/** Whole blocks of a text, in code units. */
function closedIn(text: string): number {
  const blocks = new Blocks()
  blocks.push(text)
  return blocks.closedEnd
}

/** Answers as a script says, and can get stuck. */
class Scripted {
  /** Names of what was asked for. */
  readonly asked: string[] = []
  readonly answers: { name: string; text: string }[] = []
  /** After so many pieces nothing more comes; 0: not even the beginning of an answer. */
  readonly stuckAt = new Map<string, number>()
  /** What an answer that got stuck had said. */
  readonly stuck = new Map<string, string>()
  /** What was asked for although it was in a journal. */
  readonly repeated: string[] = []
  /** Called after each piece. */
  onPiece = () => {}

  constructor(
    model: ModelServer,
    private readonly answer: (name: string, request: SeenRequest) => string,
  ) {
    model.otherwise((request) => {
      const name = nameOf(request)
      const kept = keptOf(request)
      const text = this.answer(name, request)
      this.asked.push(name)
      this.answers.push({ name, text })
      if (kept.length < closedIn(this.stuck.get(name) ?? '')) this.repeated.push(name)
      this.stuck.delete(name)
      const pieces = (text.slice(kept.length).match(/[\s\S]{1,40}/g) ?? []) as string[]
      const stop = this.stuckAt.get(name)
      this.stuckAt.delete(name)
      if (stop === undefined) return { deltas: this.counted(pieces) }
      const sent = pieces.slice(0, stop)
      this.stuck.set(name, kept + sent.join(''))
      return stop === 0 ? { before: new Promise(() => {}) } : { deltas: sent, end: 'silence' }
    })
  }

  private async *counted(pieces: readonly string[]) {
    for (const piece of pieces) {
      yield piece
      this.onPiece()
    }
  }
}

class World {
  server: ServerProcess | undefined
  project = ''

  constructor(
    readonly script: Scripted,
    private readonly start: () => Promise<ServerProcess>,
  ) {}

  async ask<T>(path: string, init?: RequestInit): Promise<T> {
    const answer = await this.server?.api(`/api${path}`, init)
    return (await answer?.json()) as T
  }

  private send = <T>(path: string, method: string, body: object, more: Record<string, string> = {}) =>
    this.ask<T>(path, { method, body: JSON.stringify(body), headers: { ...JSON_TYPE, ...more } })

  /** A project whose design has two faults, one in each of two sections. */
  async begin(loop: object, stop?: Write): Promise<void> {
    this.server = await this.start()
    const idea = { name: 'Greenhouse', brief: 'Watch and switch devices.' }
    const { project } = await this.send<{ project: { id: string } }>('/projects', 'POST', idea)
    this.project = `/projects/${project.id}`
    await this.send(`${this.project}/documents/design/write`, 'POST', {})
    await this.wait(async () => {
      const { steps } = await this.ask<{ steps: { document: string; state: string }[] }>(this.project)
      return steps.find(({ document }) => document === 'design')?.state === 'done'
    })
    await this.send(`${this.project}/documents/design`, 'PUT', { text: FAULTY }, { 'if-match': '"1"' })
    this.script.asked.length = 0
    if (stop) this.stop = stopAt(this.server.dataDir, stop)
    await this.send(`${this.project}/correction-loop`, 'PUT', loop)
  }

  private stop: ReturnType<typeof stopAt> | undefined

  /** Kills the process and starts it again; `next`: where that one is to stand still. */
  async kill(next?: Write): Promise<void> {
    const { server } = this
    if (!server) throw new Error('nothing to kill')
    await server.end('SIGKILL')
    await this.remember(server.dataDir)
    this.stop?.lift()
    this.stop = next && stopAt(server.dataDir, next)
    this.server = await this.start()
  }

  /** What is in the journals of runs that have no end is not to be asked for again. */
  private async remember(dataDir: string): Promise<void> {
    const journal = new LogJournal({ folder: places(dataDir).journal, owner: 'test', onDamage: () => {} })
    const store = new Store(places(dataDir).store)
    try {
      for (const id of new RunList(store).ids()) {
        const state = await foldRun(journal, id).catch((error: unknown) => {
          // Entered, and killed before its journal was there.
          if (!(error instanceof RunUnknown)) throw error
        })
        if (!state) continue
        const { text, end } = state
        const answer = this.script.answers.findLast((each) => text !== '' && each.text.startsWith(text))
        if (answer && !end) this.script.stuck.set(answer.name, text)
      }
    } finally {
      store.close()
      await journal.close()
    }
  }

  /** Resolves when the process stands between the two writes that it was told. */
  stands(): Promise<void> {
    return this.wait(() => this.stop?.isIn(this.server?.output() ?? ''))
  }

  /** Resolves when all that the model has said of it before it got stuck is in its journal. */
  async isStuck(name: string): Promise<void> {
    await this.wait(async () => {
      const said = this.script.stuck.get(name)
      if (said === undefined || said === '') return said === ''
      const texts = await Promise.all(
        (await this.runs()).map(({ id }) => this.ask<{ text: string }>(`/runs/${id}`)),
      )
      return texts.some(({ text }) => text === said)
    })
  }

  /** Another process is asked: it is not to be asked all the time. */
  wait(isSo: () => unknown): Promise<void> {
    return until(async () => {
      await Bun.sleep(10)
      return Boolean(await isSo())
    })
  }

  runs = async () => (await this.ask<{ runs: { id: string; stage: string; status: string }[] }>('/runs')).runs

  loop = async () => (await this.ask<{ correction: Loop }>(`${this.project}/correction-loop`)).correction

  async over(): Promise<Loop> {
    await this.wait(async () => (await this.loop()).state !== 'going')
    return this.loop()
  }

  design = () =>
    this.ask<{ version: { text: string }; versions: { author: string; run?: string }[] }>(
      `${this.project}/documents/design`,
    )

  /** At most three rounds, one run a section and round, no other ones; and what was in a journal was not asked for again. */
  async check(loop: Loop, reviews: number): Promise<void> {
    expect(loop.rounds.length).toBeLessThanOrEqual(3)
    const runs = await this.runs()
    const of = (stage: string) => runs.filter((run) => run.stage === stage).map(({ id }) => id)
    expect(of('revision').sort()).toEqual(
      loop.rounds.flatMap(({ edits }) => edits.flatMap(({ run }) => run ?? [])).sort(),
    )
    for (const { edits } of loop.rounds)
      expect(new Set(edits.map(({ section }) => section)).size).toBe(edits.length)
    expect(of('review')).toHaveLength(reviews)
    expect(this.script.repeated).toEqual([])
  }
}

async function world(answer: (name: string, request: SeenRequest) => string): Promise<World> {
  const model = await startModelServer()
  open.push(() => model.stop())
  const dataDir = temporaryFolder()
  open.push(() => removeFolder(dataDir))
  const settings = { OPENAI_BASE_URL: model.url, MODEL: 'scripted', AUTO_CONTINUE: '10', MODEL_RETRIES: '0' }
  return new World(new Scripted(model, answer), async () => {
    const server = await startServer(settings, dataDir)
    open.push(() => server.end('SIGKILL'))
    return server
  })
}

const SAYS_NOTHING = '# Review of Greenhouse\n\nNo findings.\n'
const SAYS_LIMITS = `# Review of Greenhouse\n\n- **Security** (error): Nothing limits refusals. Suggestion: Add “${LIMITS}”\n`

/** The section of security needs two rounds; the first review finds a fault more. */
function mendSlowly(name: string, request: SeenRequest): string {
  if (name === 'review')
    return readReviewRequest(firstAsked(request))?.design.includes(LIMITS) ? SAYS_NOTHING : SAYS_LIMITS
  const revision = firstRevision(request)
  if (!revision) return DESIGN
  return revision.text.includes('TBD strong')
    ? `${revision.text.replace('TBD strong', 'strong').trimEnd()}\n${LIMITS}\n`
    : writeRevision(revision)
}

test('the rounds go on after kill -9 at each of their steps, and nothing is paid for twice', async () => {
  const random = seeded(printedSeed('kills'))
  const all = await world(mendSlowly)
  const { script } = all
  script.stuckAt.set('review', between(random, 1, 3))
  await all.begin({ review: true })

  // In the review that the first round begins with.
  await all.isStuck('review')
  script.stuckAt.set('Requirements', 0)
  script.stuckAt.set('Security', between(random, 1, 3))
  await all.kill()
  // While one section has been asked for and not answered, and the other one is being written.
  await all.isStuck('Requirements')
  await all.isStuck('Security')
  script.stuckAt.set('Requirements', between(random, 4, 9))
  await all.kill()
  // While one is being written, and the other one is whole.
  await all.isStuck('Requirements')
  await all.wait(async () =>
    (await all.runs()).some(({ stage, status }) => stage === 'revision' && status === 'done'),
  )
  // When a section is whole, and nobody knows of it yet.
  await all.kill({ on: 'INSERT ON proposals', when: "NEW.section = 'Requirements'" })
  await all.stands()
  // When the first section has been taken, and the second one has not.
  await all.kill({
    on: 'INSERT ON versions',
    when: "NEW.author = 'run' AND (SELECT count(*) FROM versions WHERE document = 'design') = 3",
  })
  await all.stands()
  // When both have been taken, and it is not weighed yet.
  await all.kill({ on: 'UPDATE ON corrections', when: "json_extract(NEW.rounds, '$[0].after') IS NOT NULL" })
  await all.stands()
  // Between two rounds, when the second review is there.
  await all.kill({ on: 'UPDATE ON corrections', when: 'json_array_length(NEW.rounds) = 2' })
  await all.stands()
  // When a run of the second round has been begun, and the round does not name it yet.
  script.stuckAt.set('Security', between(random, 1, 3))
  await all.kill({
    on: 'UPDATE ON corrections',
    when: "json_extract(NEW.rounds, '$[1].edits[0].run') IS NOT NULL",
  })
  await all.stands()
  await all.isStuck('Security')
  // When nothing heavy is left, and that has not been said.
  await all.kill({ on: 'UPDATE ON corrections', when: "NEW.state = 'done'" })
  await all.stands()
  await all.kill()

  const loop = await all.over()
  expect([loop.state, loop.why]).toEqual(['done', 'Nothing heavy is left after 2 rounds.'])
  expect(loop.rounds.map(({ edits }) => edits.map(({ section }) => section))).toEqual([
    ['Requirements', 'Security'],
    ['Security'],
  ])
  await all.check(loop, 3)
  const times = Map.groupBy(script.asked, (name) => name)
  // Four were killed in the middle, and went on where they stood.
  expect([...times].map(([name, { length }]) => [name, length])).toEqual([
    ['review', 3 + 1],
    ['Requirements', 1 + 2],
    ['Security', 2 + 2],
  ])
  const { version, versions } = await all.design()
  expect(version.text).not.toMatch(/fast page|TBD/)
  expect(version.text).toContain(LIMITS)
  expect(versions).toHaveLength(2 + 3)
})

test('a round that did not help is put back once, although the process is killed before, within and behind it', async () => {
  // Worse than it was.
  const all = await world((_, request) => {
    const revision = firstRevision(request)
    return revision?.text.replace('keeper opens', 'keeper fast opens').replace('TBD', 'TBD TODO') ?? DESIGN
  })
  const stop: Write = {
    on: 'UPDATE ON corrections',
    when: "json_extract(NEW.rounds, '$[0].undone') = 1",
  }
  await all.begin({}, stop)
  await all.stands()
  await all.kill({ on: 'INSERT ON versions', when: "NEW.author = 'code' AND NEW.document = 'design'" })
  await all.stands()
  expect((await all.loop()).state).toBe('going')
  await all.kill({ on: 'UPDATE ON corrections', when: "NEW.state = 'ended'" })
  await all.stands()
  expect((await all.design()).version.text).toBe(FAULTY)
  await all.kill()
  const loop = await all.over()
  expect(loop.why).toContain('Round 1 has not lowered the weight')
  expect(loop.why).toContain('Its edits were put back.')
  await all.check(loop, 0)
  expect(all.script.asked.sort()).toEqual(['Requirements', 'Security'])
  const { version, versions } = await all.design()
  expect(version.text).toBe(FAULTY)
  // Newest first: what was put back, the two sections, the edit, and what the run wrote.
  expect(versions.map(({ author }) => author)).toEqual(['code', 'run', 'run', 'person', 'run'])
})

test('killed at any moment, again and again, the rounds come to the same end', async () => {
  const random = seeded(printedSeed('moments'))
  const all = await world(mendSlowly)
  let left = Number.POSITIVE_INFINITY
  let reached = Promise.withResolvers<void>()
  all.script.onPiece = () => {
    left -= 1
    if (left <= 0) reached.resolve()
  }
  await all.begin({ review: true })
  for (let kill = 0; kill < 8 && (await all.loop()).state === 'going'; kill += 1) {
    left = between(random, 0, 12)
    reached = Promise.withResolvers()
    if (left === 0) reached.resolve()
    await Promise.race([reached.promise, all.over()])
    await all.kill()
  }
  const loop = await all.over()
  expect([loop.state, loop.why]).toEqual(['done', 'Nothing heavy is left after 2 rounds.'])
  await all.check(loop, 3)
  const { version, versions } = await all.design()
  expect(version.text).not.toMatch(/fast page|TBD/)
  expect(versions).toHaveLength(2 + 3)
})
