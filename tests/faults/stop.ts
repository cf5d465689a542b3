import { BRIEF } from '../support/app.ts'
import { type Script, type SeenRequest, startModelServer } from '../support/model-server.ts'
import { between, seeded } from '../support/random.ts'
import { removeFolder, type ServerProcess, startServer } from '../support/server-process.ts'
import { StreamReader } from '../support/stream-reader.ts'
import type { FaultOptions, FaultResult } from './fault.ts'

const AT_ONCE = 10
const PROMISED_MS = 200
/** What a busy machine is given in the short form, which is no measurement. */
const FORGIVEN_MS = 5000

/** Stop reaches the model's server, whatever the model does just then. Throws where it does so late, or not at all. */
export async function run({ long, seed, say }: FaultOptions): Promise<FaultResult> {
  const count = long ? 100 : 20
  const limit = long ? PROMISED_MS : FORGIVEN_MS
  const random = seeded(seed)
  say(`stop: ${count} runs, SEED=${seed}`)
  const model = await startModelServer()
  const server = await startServer({
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    MODEL_RETRIES: '0',
    MAX_RUNS_PER_CLIENT: '100',
    MAX_READERS_PER_CLIENT: '1000',
  })
  const asked = new Map<string, PromiseWithResolvers<SeenRequest>>()
  model.otherwise((request) => {
    asked.get(request.headers['x-request-id'] ?? '')?.resolve(request)
    return scriptOf(random)
  })
  const delays: number[] = []
  try {
    for (let no = 0; no < count; no += AT_ONCE) {
      const batch = Array.from({ length: Math.min(AT_ONCE, count - no) }, (_, at) => {
        const request = Promise.withResolvers<SeenRequest>()
        asked.set(`stop-${no + at}`, request)
        return stopOne(server, `stop-${no + at}`, request.promise, between(random, 0, 80))
      })
      delays.push(...(await Promise.all(batch)))
    }
  } finally {
    await server.end('SIGKILL')
    await model.stop()
    removeFolder(server.dataDir)
  }
  delays.sort((a, b) => a - b)
  const inTime = delays.filter((delay) => delay <= limit).length
  if (inTime < count) throw new Error(`${count - inTime} of ${count} took longer than ${limit} ms`)
  const of = (share: number) => Math.round((delays[Math.ceil(share * count) - 1] ?? 0) * 10) / 10
  return {
    name: 'stop',
    figures: {
      stopped: count,
      [`within ${limit} ms`]: inTime,
      'median ms': of(0.5),
      'p99 ms': of(0.99),
      'longest ms': of(1),
    },
  }
}

/** A model that writes quickly, slowly, or has not begun. */
function scriptOf(random: () => number): Script {
  const silent = random() < 0.3
  const endless = function* () {
    for (let no = 0; ; no += 1) yield `word ${no} `
  }
  return silent ? { end: 'silence' } : { deltas: endless(), paceMs: between(random, 2, 40) }
}

/** Milliseconds from the request to stop until the model's server saw its connection closed. */
async function stopOne(
  server: ServerProcess,
  name: string,
  asked: Promise<SeenRequest>,
  afterMs: number,
): Promise<number> {
  const reader = new StreamReader((path, init) => server.api(path, init))
  const posted = await server.api('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify({ ...BRIEF, projectName: name }),
    headers: { 'content-type': 'application/json', 'x-request-id': name },
  })
  const reading = reader.follow(posted)
  const request = await asked
  await Bun.sleep(afterMs)
  const at = performance.now()
  const [answer, closedAt] = await Promise.all([
    server.api(`/api/runs/${reader.id}/stop`, { method: 'POST' }),
    request.closed,
  ])
  if (!answer.ok) throw new Error(`${name}: Stop was answered ${answer.status}`)
  const { text } = (await answer.json()) as { text: string }
  await reading
  if (reader.end !== 'stopped') throw new Error(`${name}: the reader saw ${reader.trail.join(', ')}`)
  reader.checkWhole(text)
  return closedAt - at
}
