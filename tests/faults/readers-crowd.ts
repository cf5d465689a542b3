import { readFileSync } from 'node:fs'
import type { Subprocess } from 'bun'
import { isEnd } from '../../src/runs/run.ts'
import { KEY } from '../support/app.ts'
import { checkWholeReading } from '../support/reading.ts'
import type { FaultOptions, FaultResult } from './fault.ts'
import { Frames } from './readers-frames.ts'
import { type ReadersServer, startReadersServer } from './readers-server.ts'

const RUNS = 50
const EVENTS_A_SECOND = 20
const STUCK = 20
/** More than the kernel takes for a connection that nobody reads. */
const FAT_BYTES = { short: 12 * 1024 * 1024, long: 32 * 1024 * 1024 }
const FAT_DELTA = `${'fat '.repeat(1023)}\n\n`
const MB = 1024 * 1024
/** The clock of /proc: ticks a second. */
const TICKS = 100

interface CrowdReader {
  events: { n: number; type: string }[]
  text: string
  over: Promise<void>
}

/**
 * Many readers on many runs, the second half of the time beside readers that take nothing. Throws where one of them has not the whole
 * document, or, in the long form, where the stuck ones hold up the others.
 */
export async function run({ long, say }: FaultOptions): Promise<FaultResult> {
  const [readersCount, seconds] = long ? [1000, 60] : [250, 6]
  say(
    `readers-crowd: ${readersCount} readers on ${RUNS} runs, ${EVENTS_A_SECOND} events a second each, ${seconds} s`,
  )
  const host = await startReadersServer({ MAX_DOCUMENT_CHARS: '50000000', MAX_RUN_TOKENS: '100000000' })
  let stuck: Subprocess | undefined
  try {
    const fat = await writeFat(host, long ? FAT_BYTES.long : FAT_BYTES.short)
    const documents = new Map<string, string>()
    host.model.otherwise((request) => {
      const name = request.headers['x-request-id'] ?? ''
      return {
        deltas: stamps(seconds, (delta) => documents.set(name, (documents.get(name) ?? '') + delta)),
        paceMs: 1000 / EVENTS_A_SECOND,
      }
    })
    const delays = { without: [] as number[], filling: [] as number[], with: [] as number[] }
    let now = delays.without
    const names = Array.from({ length: RUNS }, (_, no) => `crowd-${no}`)
    const ids = await Promise.all(names.map((name) => host.start(name)))
    const cpuBefore = cpuSeconds(host)
    const startedAt = performance.now()
    const readers = await Promise.all(
      Array.from({ length: readersCount }, (_, no) =>
        join(host, ids[no % RUNS] ?? '', (delay) => now.push(delay)),
      ),
    )
    await Bun.sleep((seconds * 1000) / (long ? 2 : 4))
    // Until their connections are full they are readers like others, who are quickly given a long document.
    now = delays.filling
    stuck = await startStuck(host, fat)
    await Bun.sleep((seconds * 1000) / 10)
    now = delays.with
    await Promise.all(readers.map(({ over }) => over))
    const took = (performance.now() - startedAt) / 1000
    const cpu = cpuSeconds(host) - cpuBefore
    for (const [no, { events, text }] of readers.entries())
      checkWholeReading({ from: 0, events, text }, documents.get(names[no % RUNS] ?? '') ?? '')
    const { rssBytes } = await host.holdings()
    const p99 = {
      without: share(delays.without, 0.99),
      filling: share(delays.filling, 0.99),
      with: share(delays.with, 0.99),
    }
    if (long && delays.with.length === 0) throw new Error('nothing was measured beside the stuck readers')
    if (long && p99.with > 2 * p99.without + 20)
      throw new Error(`stuck readers hold up the others: p99 ${p99.with} ms instead of ${p99.without} ms`)
    return {
      name: 'readers-crowd',
      figures: {
        readers: readersCount,
        'complete and checked': readers.length,
        runs: RUNS,
        seconds: Math.round(took),
        'events read': readers.reduce((sum, { events }) => sum + events.length, 0),
        'stuck readers in the second half': STUCK,
        'delay, ms: median without and with them': `${share(delays.without, 0.5)}, ${share(delays.with, 0.5)}`,
        'delay, ms: p99 without and with them': `${p99.without}, ${p99.with}`,
        'delay, ms: p99 while they are given a long document': p99.filling,
        'RSS, MB': Math.round(rssBytes / MB),
        'CPU, % of a core': Math.round((100 * cpu) / took),
      },
    }
  } finally {
    stuck?.kill('SIGKILL')
    await host.end()
  }
}

/** Each delta tells when it left the model. */
function* stamps(seconds: number, note: (delta: string) => void): Generator<string> {
  for (let no = 0; no < seconds * EVENTS_A_SECOND; no += 1) {
    const delta = `@${performance.now().toFixed(1)} ${no % 20 === 19 ? '\n\n' : ''}`
    note(delta)
    yield delta
  }
}

/** A run that has ended and is long. */
async function writeFat(host: ReadersServer, bytes: number): Promise<string> {
  const deltas = Array.from({ length: Math.ceil(bytes / FAT_DELTA.length) }, () => FAT_DELTA)
  host.model.otherwise({ deltas })
  const id = await host.start('fat')
  const { over } = await join(host, id, () => {})
  await over
  return id
}

async function join(
  host: ReadersServer,
  id: string,
  late: (milliseconds: number) => void,
): Promise<CrowdReader> {
  const { hostname, port } = new URL(host.server.address)
  const over = Promise.withResolvers<void>()
  const reader: CrowdReader = { events: [], text: '', over: over.promise }
  const frames = new Frames((n, type, data) => {
    reader.events.push({ n, type })
    if (isEnd(type)) return over.resolve()
    if (type !== 'token') return undefined
    const { content } = JSON.parse(data) as { content: string }
    reader.text += content
    const at = performance.now()
    for (const [, stamp] of content.matchAll(/@([\d.]+) /g)) late(at - Number(stamp))
    return undefined
  })
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data(_, bytes) {
        try {
          frames.push(bytes)
        } catch (error) {
          over.reject(error)
        }
      },
      close: () => over.reject(new Error(`a reader was cut off behind ${reader.events.at(-1)?.n}`)),
    },
  })
  socket.write(
    `GET /api/runs/${id}/events HTTP/1.1\r\nhost: ${hostname}\r\nx-streaming-proxy-key: ${KEY}\r\n\r\n`,
  )
  return reader
}

async function startStuck(host: ReadersServer, run: string): Promise<Subprocess> {
  const child = Bun.spawn(
    [
      process.execPath,
      `${import.meta.dir}/readers-stuck.ts`,
      host.server.address,
      `/api/runs/${run}/events`,
      String(STUCK),
    ],
    { stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' },
  )
  await child.stdout.getReader().read()
  child.kill('SIGSTOP')
  return child
}

/** What the server's process has used of a core until now. */
function cpuSeconds({ server }: ReadersServer): number {
  const stat = readFileSync(`/proc/${server.process.pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** 0 where there is nothing to take a share of. */
function share(delays: number[], part: number): number {
  const sorted = Float64Array.from(delays).sort()
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0) * 10) / 10
}
