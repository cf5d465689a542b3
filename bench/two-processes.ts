import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogJournal } from '../src/runs/log-journal.ts'
import { between, printedSeed, seeded } from '../tests/support/random.ts'
import { type SocketDelay, startReaders } from './peers/stream-readers.ts'

/**
 * Question: does the journal's form hold where two processes share it and one of them is frozen or killed? 50 runs at 20
 * events a second, 100 followers in each process spread over everybody's runs, the store busy, FAULTS times SIGSTOP
 * (shorter or longer than a lease) or kill -9 at random moments. It has lost when a writer throws, when anything is seen
 * twice, not at all or otherwise than it stands in the journal, when a take-over needs over 5 s, or when p99 from append
 * to a reader at a socket is over three times that of one process. (Inside a process a reader is a function call away
 * from its writer: no second process can come near that, and no user sees it. It is printed all the same.)
 */
const FAULTS = Number(process.env.FAULTS ?? 200)
const RUNS = Number(process.env.RUNS ?? 50)
const FOLLOWERS = Number(process.env.FOLLOWERS ?? 100)
/** Readers at each process's socket. */
const SOCKETS = 20
const CALM_MS = Number(process.env.CALM_MS ?? 15_000)
const TAKE_OVER_MS = 5000
const RATIO = 3

interface Peer {
  owner: string
  process: Bun.Subprocess
  /** Delays of readers at its socket. */
  delays: SocketDelay[]
  over: AbortController
}

interface Line {
  kind: string
  by?: string
  run?: string
  first?: number
  last?: number
  sum?: number
  at?: number
  from?: string
  error?: string
}

const time = () => performance.timeOrigin + performance.now()

async function startPeer(folder: string, share: number): Promise<Peer> {
  const { promise, resolve } = Promise.withResolvers<{ owner: string; port: number }>()
  const args = [folder, share, RUNS, 20, FOLLOWERS].map(String)
  const child = Bun.spawn([process.execPath, `${import.meta.dir}/peers/journal-peer.ts`, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ipc: resolve,
  })
  const { owner, port } = await promise
  const over = new AbortController()
  return { process: child, owner, over, delays: startReaders(port, owner, SOCKETS, over.signal) }
}

/** Delays at the sockets of some processes, without those that a frozen process explains. */
function atSockets(some: Peer[], since: number, until: number, frozen: Window[]) {
  const own: number[] = []
  const other: number[] = []
  for (const delay of some.flatMap(({ delays }) => delays)) {
    if (delay.at < since || delay.at > until) continue
    if (frozen.some((window) => delay.at - delay.ms < window.until && delay.at > window.from)) continue
    ;(delay.own ? own : other).push(delay.ms)
  }
  return { own, other }
}

const linesOf = (folder: string, owner?: string): Line[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl') && (!owner || name.startsWith(owner)))
    .flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as Line)

interface Window {
  from: number
  until: number
}

/** Delays of own and of the other's runs; without those that a frozen process explains. */
function delaysOf(folder: string, since: number, frozen: Window[]): { own: number[]; other: number[] } {
  const own: number[] = []
  const other: number[] = []
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.delays'))) {
    const bytes = readFileSync(`${folder}/${name}`)
    const values = new Float64Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 16)),
    )
    for (let at = 0; at < values.length; at += 2) {
      const seen = values[at] ?? 0
      const signed = values[at + 1] ?? 0
      const delay = Math.abs(signed)
      if (seen < since || frozen.some(({ from, until }) => seen - delay < until && seen > from)) continue
      ;(signed < 0 ? own : other).push(delay)
    }
  }
  return { own, other }
}

const share = (values: number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? 0
const ms = (value: number) => `${value.toFixed(2)} ms`

async function end(peers: Peer[]): Promise<void> {
  for (const peer of peers) {
    peer.over.abort()
    peer.process.send('end')
  }
  await Promise.all(peers.map((peer) => peer.process.exited))
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'devussy-two-'))

/** Everything that anybody saw or was told is in the journal, in that order. Returns what is not so. */
async function compare(folder: string): Promise<{ wrong: string[]; passages: number; events: number }> {
  const journal = new LogJournal({ folder: `${folder}/journal`, owner: 'judge', onDamage: () => {} })
  const byRun = Map.groupBy(
    linesOf(folder).filter(({ kind }) => kind === 'passage'),
    ({ run = '' }) => run,
  )
  const wrong: string[] = []
  let passages = 0
  let total = 0
  for (const [run, lines] of byRun) {
    const events = await journal.read(run, 0, Number.POSITIVE_INFINITY)
    total += events.length
    for (const [at, { n }] of events.entries())
      if (n !== at + 1) wrong.push(`${run} holds ${n} as number ${at + 1}`)
    for (const { by, first = 1, last = 0, sum } of lines) {
      passages += 1
      const there = events.slice(first - 1, last).reduce((crc, { json }) => Bun.hash.crc32(json, crc), 0)
      if (there !== sum || events.length < last)
        wrong.push(`a ${by} of ${run} has other events ${first} to ${last}`)
    }
  }
  await journal.close()
  return { wrong, passages, events: total }
}

const seed = printedSeed('two processes')
const random = seeded(seed)
const problems: string[] = []

const calmFolder = newFolder()
const alone = await startPeer(calmFolder, RUNS)
await Bun.sleep(CALM_MS)
await end([alone])
const one = delaysOf(calmFolder, time() - CALM_MS + 3000, []).own
const oneAtSocket = atSockets([alone], time() - CALM_MS + 3000, time(), []).own
const p99 = share(oneAtSocket, 0.99)

const folder = newFolder()
const peers = [await startPeer(folder, RUNS / 2), await startPeer(folder, RUNS / 2)]
await Bun.sleep(CALM_MS)
const everybody = [...peers]
const calm = delaysOf(folder, time() - CALM_MS + 3000, [])
const calmAtSocket = atSockets(everybody, time() - CALM_MS + 3000, time(), [])
const faultsFrom = time()
const frozen: Window[] = []
const takeOvers: number[] = []
let kills = 0
let wakes = 0

/** Milliseconds until all of the runs that the process wrote had gone on in the other one. */
async function takenOver(owner: string, since: number, live: string[]): Promise<void> {
  const waiting = new Set(live)
  const giveUp = since + 15_000
  for (;;) {
    const lines = linesOf(folder).filter(({ kind }) => kind === 'takeover')
    for (const line of lines)
      if (line.from === owner && line.run && waiting.delete(line.run)) takeOvers.push((line.at ?? 0) - since)
    if (waiting.size === 0) return
    if (time() > giveUp) {
      problems.push(`${waiting.size} runs of ${owner} were not taken over within 15 s`)
      return
    }
    await Bun.sleep(100)
  }
}

/** Runs that a process writes now, as the journal has it. */
async function runsOf(owner: string): Promise<string[]> {
  const journal = new LogJournal({ folder: `${folder}/journal`, owner: 'judge', onDamage: () => {} })
  const found: string[] = []
  for (const id of new Set(
    readdirSync(`${folder}/journal`).flatMap((name) => /^(\w{26})\.\d+\.log$/.exec(name)?.[1] ?? []),
  )) {
    const state = await journal.state(id)
    if (!state.ended && state.owner === owner) found.push(id)
  }
  await journal.close()
  return found
}

for (let round = 0; round < FAULTS; round += 1) {
  await Bun.sleep(between(random, 100, 600))
  const which = between(random, 0, 1)
  const peer = peers[which]
  if (!peer) throw new Error('nobody to hurt')
  const kind = random()
  const from = time()
  if (kind < 0.4) {
    kills += 1
    peer.process.kill('SIGKILL')
    await peer.process.exited
    await takenOver(peer.owner, from, await runsOf(peer.owner))
    const next = await startPeer(folder, RUNS / 2)
    peers[which] = next
    everybody.push(next)
    // What its start takes from the others counts as part of the fault, and a cold program is no measure (nor is one alone).
    frozen.push({ from, until: time() + 1000 })
  } else {
    wakes += 1
    peer.process.kill('SIGSTOP')
    if (kind < 0.7) await Bun.sleep(between(random, 10, 900))
    else await takenOver(peer.owner, from, await runsOf(peer.owner))
    peer.process.kill('SIGCONT')
    frozen.push({ from, until: time() + 250 })
  }
  if (round % 10 === 9) console.error(`${round + 1} of ${FAULTS}`)
}
await Bun.sleep(2000)
const hurt = delaysOf(folder, faultsFrom, frozen)
const hurtAtSocket = atSockets(everybody, faultsFrom, time(), frozen)
await end(peers)
const told = linesOf(folder)
for (const { kind, error, run } of told)
  if (/^(fault|gap|reset|interrupted|behind the end)$/.test(kind))
    problems.push(`${kind} ${error ?? run ?? ''}`)
const { wrong, passages, events } = await compare(folder)
problems.push(...wrong)
const slowest = Math.max(0, ...takeOvers)
if (slowest > TAKE_OVER_MS) problems.push(`a take-over took ${ms(slowest)}`)
for (const [name, values] of [
  ['calm', calmAtSocket.other],
  ['between faults', hurtAtSocket.other],
] as const)
  if (share(values, 0.99) > RATIO * p99)
    problems.push(`p99 at a socket, ${name}, is ${ms(share(values, 0.99))}, over ${RATIO} times ${ms(p99)}`)

const row = (name: string, values: number[]) =>
  console.log(
    `${name.padEnd(38)} ${String(values.length).padStart(8)}  ${ms(share(values, 0.5)).padStart(10)} ${ms(share(values, 0.99)).padStart(10)} ${ms(share(values, 1)).padStart(12)}`,
  )
console.log(
  `${RUNS} runs, ${FOLLOWERS} followers in each process, ${cpus().length} cores (load ${loadavg()[0]?.toFixed(1)}), Bun ${Bun.version}`,
)
console.log(
  `${'from append to reader'.padEnd(38)} ${'events'.padStart(8)}  ${'median'.padStart(10)} ${'p99'.padStart(10)} ${'slowest'.padStart(12)}`,
)
row('inside: one process', one)
row('  two, own runs', calm.own)
row("  two, the other's runs", calm.other)
row('  own runs, between faults', hurt.own)
row("  the other's runs, between faults", hurt.other)
row('at a socket: one process', oneAtSocket)
row('  two, own runs', calmAtSocket.own)
row("  two, the other's runs", calmAtSocket.other)
row('  own runs, between faults', hurtAtSocket.own)
row("  the other's runs, between faults", hurtAtSocket.other)
row('take-overs', takeOvers)
console.log(
  `${FAULTS} faults: ${kills} kill -9, ${wakes} SIGSTOP; ${takeOvers.length} runs taken over, ${told.filter(({ kind }) => kind === 'taken').length} lost by an owner that woke`,
)
console.log(`${events} events, ${passages} passages of readers and writers compared with the journal`)
console.log(`store busy for over 5 s: ${told.filter(({ kind }) => kind === 'store').length}`)
for (const [problem, times] of Map.groupBy(problems, (text) => text))
  console.log(`LOST: ${problem} (${times.length})`)
console.log(
  problems.length === 0 ? 'verdict: the form holds' : `verdict: the form has lost (${problems.length})`,
)
rmSync(calmFolder, { recursive: true, force: true })
if (problems.length === 0) rmSync(folder, { recursive: true, force: true })
else console.log(`its files stay in ${folder}`)
process.exitCode = problems.length === 0 ? 0 : 1
