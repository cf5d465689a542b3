import { KEY } from '../support/app.ts'
import { between, pick, seeded } from '../support/random.ts'
import type { FaultOptions, FaultResult } from './fault.ts'
import type { Holdings } from './readers-probe.ts'
import { type ReadersServer, startReadersServer } from './readers-server.ts'

const AT_ONCE = 200
const RUNS = 10
const MB = 1024 * 1024
const MOST_MORE = 10 * MB
/** In the short form, whose warm-up is too short for the allocator. */
const FORGIVEN_MORE = 30 * MB
const COUNTED = ['timers', 'listeners', 'watches', 'files'] as const
const WARM = 2 * MB
/** How long freed memory may take to be given back. */
const SETTLE_MS = 20_000

/**
 * Readers that come and leave at any moment, on the API and on the page. Throws where the server holds more than before when they have
 * all gone.
 */
export async function run({ long, seed, say }: FaultOptions): Promise<FaultResult> {
  const count = long ? 10_000 : 600
  const random = seeded(seed)
  say(`readers: ${count} come and leave, ${AT_ONCE} at a time, SEED=${seed}`)
  const host = await startReadersServer()
  try {
    const endless = function* () {
      for (let no = 0; ; no += 1) yield no % 12 === 11 ? `word ${no}.\n\n` : `word ${no} `
    }
    // Slowly: what a reader is given must not grow while memory is compared.
    host.model.otherwise(() => ({ deltas: endless(), paceMs: 500 }))
    const runs = await Promise.all(Array.from({ length: RUNS }, (_, no) => host.start(`readers-${no}`)))
    const { before, warmUp } = await warm(host, runs, long, random)
    const startedAt = performance.now()
    await comeAndLeave(host, runs, count, random)
    const seconds = (performance.now() - startedAt) / 1000
    const most = long ? MOST_MORE : FORGIVEN_MORE
    const after = await settled(host, before)
    const more = after.rssBytes - before.rssBytes
    for (const what of COUNTED)
      if (after[what] > before[what])
        throw new Error(
          `${after[what]} ${what} are left of ${count} readers; before there were ${before[what]}`,
        )
    if (more > most) throw new Error(`${count} readers left ${Math.round(more / MB)} MB behind`)
    return {
      name: 'readers',
      figures: {
        readers: count,
        'readers before, to warm up': warmUp,
        'at a time': AT_ONCE,
        'a second': Math.round(count / seconds),
        'RSS before, MB': mb(before.rssBytes),
        'RSS after, MB': mb(after.rssBytes),
        'heap before, MB': mb(before.heapBytes),
        'heap after, MB': mb(after.heapBytes),
        'timers before and after': `${before.timers}, ${after.timers}`,
        'listeners before and after': `${before.listeners}, ${after.listeners}`,
        'journal watches before and after': `${before.watches}, ${after.watches}`,
        'open files before and after': `${before.files}, ${after.files}`,
      },
    }
  } finally {
    await host.end()
  }
}

/** Readers until a round of them adds nothing more to what the allocator keeps for the next ones. */
async function warm(host: ReadersServer, runs: string[], long: boolean, random: () => number) {
  const [round, rounds] = long ? [4000, 12] : [800, 1]
  let before = await host.holdings()
  for (let no = 1; ; no += 1) {
    await comeAndLeave(host, runs, round, random)
    const now = await settled(host)
    const grown = now.rssBytes - before.rssBytes
    before = now
    if (grown < WARM || no === rounds) return { before, warmUp: no * round }
  }
}

const mb = (bytes: number): number => Math.round((bytes / MB) * 10) / 10

async function comeAndLeave(
  host: ReadersServer,
  runs: string[],
  count: number,
  random: () => number,
): Promise<void> {
  let left = count
  const visitor = async () => {
    while (left > 0) {
      left -= 1
      await visit(host, pick(random, runs), random)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, visitor))
}

/** One reader: by a raw socket, so that it can leave at any byte. */
async function visit(host: ReadersServer, run: string, random: () => number): Promise<void> {
  const { hostname, port } = new URL(host.server.address)
  const onPage = random() < 0.5
  const path = onPage ? `/runs/${run}/view` : `/api/runs/${run}/events?after=${between(random, 0, 40)}`
  const who = onPage ? `cookie: ${host.cookie}` : `x-streaming-proxy-key: ${KEY}`
  const patience = { bytes: random() < 0.2 ? 0 : between(random, 1, 3000), ms: between(random, 1, 300) }
  const gone = Promise.withResolvers<void>()
  let seen = 0
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data(connection, bytes) {
        if (seen === 0 && !bytes.toString('latin1', 0, 12).startsWith('HTTP/1.1 200'))
          gone.reject(new Error(`a reader was answered ${bytes.toString('latin1', 0, 40)}`))
        seen += bytes.length
        if (seen >= patience.bytes) connection.end()
      },
      close: () => gone.resolve(),
      error: () => gone.resolve(),
    },
  })
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n${who}\r\naccept: text/event-stream\r\n\r\n`)
  const timer = setTimeout(() => socket.terminate(), patience.ms)
  await gone.promise
  clearTimeout(timer)
}

/** What it holds when its memory changes no more, and, with `most`, when no more is open than then; or after SETTLE_MS. */
async function settled(host: ReadersServer, most?: Holdings): Promise<Holdings> {
  const until = performance.now() + SETTLE_MS
  let last = await host.holdings()
  for (let quiet = 0; quiet < 4 && performance.now() < until; ) {
    await Bun.sleep(500)
    const now = await host.holdings()
    const isBack = !most || COUNTED.every((what) => now[what] <= most[what])
    quiet = isBack && Math.abs(now.rssBytes - last.rssBytes) < MB / 2 ? quiet + 1 : 0
    last = now
  }
  return last
}
