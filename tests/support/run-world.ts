import { Conductor, type ConductorOptions, type Intent } from '../../src/runs/conductor.ts'
import { type Journal, JournalTaken, type JournalWriter } from '../../src/runs/journal.ts'
import type { Rest } from '../../src/runs/live-run.ts'
import { Readers } from '../../src/runs/readers.ts'
import type { Run } from '../../src/runs/run.ts'
import type { WatchMarks } from '../../src/runs/watch-marks.ts'
import { Store } from '../../src/store/database.ts'
import { RunList } from '../../src/store/run-list.ts'
import { emptyDisk, MemoryJournal } from './memory-journal.ts'
import { seeded } from './random.ts'
import { RunReader } from './run-reader.ts'
import { ORDER, until } from './runs.ts'
import { ScriptedProvider } from './scripted-provider.ts'

export interface World {
  provider: ScriptedProvider
  runs: RunList
  store: Store
  /** Milliseconds of both clocks; moved by the test. */
  time: number
  /** Starts a process on the same disk and store. */
  boot(limits?: Partial<ConductorOptions['limits']>, more?: Partial<ConductorOptions>): RunProcess
}

export interface RunProcess {
  owner: string
  journal: Journal
  conductor: Conductor
  readers: Readers
  reports: { run: Run; rest: Rest | { kind: 'crashed'; error: unknown } }[]
  /** The others take it for dead, though it may still do something, as one does that was only frozen. */
  crash(): void
  /** The same, and nothing that it would still do has any effect. */
  die(): void
  /** Is there again for the others, with all that it had: it was frozen. */
  thaw(): void
  start(order?: Partial<typeof ORDER>, intent?: Intent): Promise<string>
  reader(id: string, from?: number): RunReader
  /** Resolves when the run rests in this process and its list knows. */
  settled(): Promise<void>
}

/** Of a world in which nothing runs into a limit that the test does not set. */
const LIMITS: ConductorOptions['limits'] = {
  autoContinue: 1,
  lengthContinues: 3,
  documentChars: 10_000,
  tokens: 1_000_000,
  runs: 100,
  runsPerClient: 100,
  queued: 100,
  queuedPerClient: 100,
  runMs: Number.POSITIVE_INFINITY,
  abandonAfterMs: 0,
}

/** Processes that share a disk and a store, all in this one, with a model that does what the test says. */
export function makeWorld(
  openJournal: (owner: string) => Journal = memoryJournals().open,
  random: () => number = seeded(1),
  openMarks?: () => WatchMarks,
): World {
  const provider = new ScriptedProvider()
  const store = new Store(':memory:')
  const runs = new RunList(store)
  const alive = new Set<string>()
  const world: World = { provider, runs, store, time: 1_700_000_000_000, boot }
  let booted = 0

  function boot(
    limits: Partial<ConductorOptions['limits']> = {},
    more: Partial<ConductorOptions> = {},
  ): RunProcess {
    booted += 1
    const owner = `process-${booted}`
    alive.add(owner)
    const reports: RunProcess['reports'] = []
    const life = { over: false }
    const journal = openJournal(owner)
    const readers = new Readers({ perClient: 100, clock: () => world.time, marks: openMarks?.() })
    const conductor = new Conductor({
      journal: mortalJournal(journal, life),
      runs,
      readers,
      provider: provider.of(owner),
      model: () => '',
      limits: { ...LIMITS, ...limits },
      clock: () => world.time,
      now: () => world.time,
      random: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
      isAlive: (other) => other !== owner && alive.has(other),
      report: (run, rest) => reports.push({ run: { ...run }, rest }),
      ...more,
    })
    return {
      owner,
      journal,
      conductor,
      readers,
      reports,
      crash: () => alive.delete(owner),
      die: () => {
        life.over = true
        alive.delete(owner)
      },
      thaw: () => alive.add(owner),
      start: async (order = {}, intent) => (await conductor.start({ ...ORDER, ...order }, intent)).id,
      reader: (id, from) => new RunReader(id, from).join(journal),
      settled: () => until(() => conductor.liveRuns === 0),
    }
  }
  return world
}

/** A journal whose writers do nothing any more once their process has died. */
function mortalJournal(journal: Journal, life: { over: boolean }): Journal {
  const mortal = <T>(act: () => Promise<T>) => (life.over ? Promise.reject(new JournalTaken()) : act())
  const mortalWriter = (writer: JournalWriter): JournalWriter => ({
    id: writer.id,
    taken: writer.taken,
    append: (events) => mortal(() => writer.append(events)),
    pause: (pause) => mortal(() => writer.pause(pause)),
    close: () => writer.close(),
  })
  return {
    create: async (id, order) => mortalWriter(await mortal(() => journal.create(id, order))),
    takeOver: async (id) => mortalWriter(await mortal(() => journal.takeOver(id))),
    order: (id) => journal.order(id),
    state: (id) => journal.state(id),
    read: (id, after, max) => journal.read(id, after, max),
    watch: (id, wake) => journal.watch(id, wake),
    forget: (id) => mortal(() => journal.forget(id)),
    probe: () => journal.probe(),
    close: () => journal.close(),
  }
}

export function memoryJournals() {
  const shared = emptyDisk()
  return { disk: shared, open: (owner: string) => new MemoryJournal(shared, owner) }
}
