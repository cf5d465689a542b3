import { readdirSync, readFileSync } from 'node:fs'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { startModelServer } from '../support/model-server.ts'
import { between, seeded } from '../support/random.ts'
import { LawBroken } from '../support/reading.ts'
import { removeFolder, type ServerProcess, startServer, temporaryFolder } from '../support/server-process.ts'
import { Crowd } from './crowd.ts'
import type { FaultOptions, FaultResult } from './fault.ts'

const TAKE_OVER_MS = 5000
/** What a busy machine is given in the short form, which is no measurement. */
const FORGIVEN_MS = 15_000

interface Figures {
  freezes: number
  takeOvers: number[]
  documents: number
  events: number
  continued: number
  refusedLines: number
}

/**
 * Of two servers on one data directory one is stopped at a random moment, past its lease. The other takes over each run
 * it wrote, whatever it held; when it wakes, not one event of its counts. Several pairs at once: freezing is waiting.
 */
export async function run({ long, seed, say }: FaultOptions): Promise<FaultResult> {
  const pairs = long ? 2 : 1
  const freezes = long ? 100 : 2
  say(`frozen owner: ${pairs * freezes} times, SEED=${seed}`)
  const startedAt = performance.now()
  const results = await Promise.all(
    Array.from({ length: pairs }, (_, pair) =>
      playPair(seed + pair, freezes, long ? TAKE_OVER_MS : FORGIVEN_MS),
    ),
  )
  const sum = (of: (figures: Figures) => number) => results.reduce((total, figures) => total + of(figures), 0)
  const takeOvers = results.flatMap((figures) => figures.takeOvers).sort((a, b) => a - b)
  return {
    name: 'frozen owner',
    figures: {
      freezes: sum(({ freezes: count }) => count),
      'runs taken over': takeOvers.length,
      'median take-over ms': Math.round(takeOvers[Math.floor(takeOvers.length / 2)] ?? 0),
      'longest take-over ms': Math.round(takeOvers.at(-1) ?? 0),
      'lines written after waking, seen by nobody': sum(({ refusedLines }) => refusedLines),
      'events of a woken owner accepted': 0,
      documents: sum(({ documents }) => documents),
      events: sum(({ events }) => events),
      continued: sum(({ continued }) => continued),
      seconds: Math.round((performance.now() - startedAt) / 1000),
    },
  }
}

async function playPair(seed: number, freezes: number, limitMs: number): Promise<Figures> {
  const random = seeded(seed)
  const model = await startModelServer()
  const dataDir = temporaryFolder()
  const settings = {
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    MODEL_RETRIES: '0',
    AUTO_CONTINUE: '10',
    MAX_RUNS_PER_CLIENT: '100',
    MAX_READERS_PER_CLIENT: '1000',
  }
  const servers = [await startServer(settings, dataDir), await startServer(settings, dataDir)]
  let awake = servers
  const crowd = new Crowd({
    random,
    address: () => awake[Math.floor(random() * awake.length)]?.address ?? '',
    runs: 5,
    tokens: [60, 250],
    paceMs: 25,
  })
  model.otherwise(crowd.answer)
  const journal = new LogJournal({ folder: `${dataDir}/journal`, owner: 'judge', onDamage: () => {} })
  const takeOvers: number[] = []
  let refusedLines = 0
  try {
    crowd.start()
    for (let freeze = 0; freeze < freezes; freeze += 1) {
      await Bun.sleep(between(random, 200, 1000))
      crowd.check()
      const frozen = servers[between(random, 0, 1)]
      if (!frozen) continue
      awake = servers.filter((server) => server !== frozen)
      const from = performance.now()
      frozen.process.kill('SIGSTOP')
      const owner = ownerOf(frozen, dataDir)
      const waiting = await runsOf(journal, dataDir, owner)
      while (waiting.size > 0) {
        await Bun.sleep(20)
        for (const id of waiting)
          if ((await journal.state(id).catch(() => undefined))?.owner !== owner) {
            waiting.delete(id)
            takeOvers.push(performance.now() - from)
          }
        if (waiting.size > 0 && performance.now() - from > limitMs)
          throw new LawBroken(`${waiting.size} runs of a frozen owner wait for over ${limitMs} ms`)
      }
      await Bun.sleep(between(random, 0, 200))
      frozen.process.kill('SIGCONT')
      awake = servers
    }
    await crowd.end()
  } finally {
    for (const server of servers) {
      server.process.kill('SIGCONT')
      await server.end('SIGKILL')
    }
    await journal.close()
    await model.stop()
    refusedLines = countRefused(dataDir)
    removeFolder(dataDir)
  }
  const { documents, events, continued } = crowd
  return { freezes, takeOvers, documents, events, continued, refusedLines }
}

/** The name in the lease that a server process keeps. */
function ownerOf(server: ServerProcess, dataDir: string): string {
  for (const name of readdirSync(`${dataDir}/owners`)) {
    const { pid } = JSON.parse(readFileSync(`${dataDir}/owners/${name}`, 'utf8')) as { pid: number }
    if (pid === server.process.pid) return name.replace('.lease', '')
  }
  throw new Error('a server without a lease')
}

const journalFiles = (dataDir: string): string[] =>
  readdirSync(`${dataDir}/journal`).filter((name) => /^\w{26}\.\d+\.log$/.test(name))

/** Runs without an end that the process writes. */
async function runsOf(journal: LogJournal, dataDir: string, owner: string): Promise<Set<string>> {
  const found = new Set<string>()
  for (const id of new Set(journalFiles(dataDir).map((name) => name.slice(0, 26)))) {
    const state = await journal.state(id).catch(() => undefined)
    if (state?.owner === owner && !state.ended && !state.pause) found.add(id)
  }
  return found
}

/** Lines that stand in a turn behind what the next turn's first line says counts. */
function countRefused(dataDir: string): number {
  let count = 0
  for (const name of journalFiles(dataDir)) {
    const [, id = '', turn = '0'] = /^(\w{26})\.(\d+)\.log$/.exec(name) ?? []
    const next = `${dataDir}/journal/${id}.${Number(turn) + 1}.log`
    let header: string | undefined
    try {
      header = readFileSync(next, 'utf8').split('\n', 1)[0]
    } catch {
      continue
    }
    const after = Number(/"after":(\d+)/.exec(header ?? '')?.[1] ?? 0)
    for (const line of readFileSync(`${dataDir}/journal/${name}`, 'utf8').split('\n'))
      if (Number(line.split(' ')[1]) > after) count += 1
  }
  return count
}
