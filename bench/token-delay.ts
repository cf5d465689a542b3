import { createParser } from 'eventsource-parser'
import { startModelServer } from '../tests/support/model-server.ts'

/**
 * Question: what does this server add to a token's delay, beside a bare server that re-frames the same stream? The
 * model is slow (one delta each 20 ms) and writes the time into each delta; both servers are processes of their own,
 * and they take turns.
 */
const TOKENS = Number(process.env.TOKENS ?? 200)
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const KEY = 'bench'

const model = await startModelServer()
model.otherwise(() => ({
  paceMs: 20,
  deltas: (function* () {
    for (let token = 0; token < TOKENS; token += 1) yield `${performance.timeOrigin + performance.now()} `
  })(),
}))

async function start(command: string[], env: Record<string, string>) {
  const child = Bun.spawn([process.execPath, '--env-file=/dev/null', ...command], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdout: 'pipe',
    stderr: 'inherit',
    timeout: 300_000,
  })
  const decoder = new TextDecoder()
  const reader = child.stdout.getReader()
  let output = ''
  while (!/listening on http/.test(output)) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`did not start: ${output}`)
    output += decoder.decode(value)
  }
  void (async () => {
    while (!(await reader.read()).done);
  })()
  return { child, address: /listening on (http:\/\/[\d.:]+)/.exec(output)?.[1] ?? '' }
}

/** Delays of one stream's tokens, milliseconds. */
async function measure(url: string, init: RequestInit): Promise<{ delays: number[]; toFirstEvent: number }> {
  const delays: number[] = []
  let toFirstEvent = Number.NaN
  const asked = performance.now()
  const parser = createParser({
    onEvent({ event, data }) {
      if (Number.isNaN(toFirstEvent)) toFirstEvent = performance.now() - asked
      if (event !== 'token') return
      const now = performance.timeOrigin + performance.now()
      const { content } = JSON.parse(data) as { content: string }
      for (const time of content.trim().split(' ')) delays.push(now - Number(time))
    },
  })
  const decoder = new TextDecoder()
  const response = await fetch(url, init)
  for await (const bytes of response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }))
  if (delays.length !== TOKENS) throw new Error(`${delays.length} of ${TOKENS} tokens came`)
  return { delays, toFirstEvent }
}

const at = (values: number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0

const dataDir = `${process.env.TMPDIR ?? '/tmp'}/devussy-bench-${process.pid}`
const ours = await start(['src/main.ts'], {
  PORT: '0',
  DATA_DIR: dataDir,
  STREAMING_PROXY_KEY: KEY,
  OPENAI_BASE_URL: model.url,
  MODEL: 'scripted',
})
const bare = await start(['bench/peers/bare.ts'], { BARE_UPSTREAM: model.url })
const brief = JSON.stringify({ projectName: 'Bench', requirements: 'A bench.', languages: ['TypeScript'] })
const contenders: [string, () => ReturnType<typeof measure>][] = [
  ['bare re-framing', () => measure(bare.address, { method: 'POST', body: brief })],
  [
    'this server',
    () =>
      measure(`${ours.address}/api/design/stream`, {
        method: 'POST',
        body: brief,
        headers: { 'content-type': 'application/json', 'x-streaming-proxy-key': KEY },
      }),
  ],
]
const medians: Record<string, number[]> = {}
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, run] of contenders) {
    const { delays, toFirstEvent } = await run()
    // The first round warms up.
    if (round === 0) continue
    medians[name] = [...(medians[name] ?? []), at(delays, 0.5)]
    console.log(
      `${name.padEnd(16)} median ${at(delays, 0.5).toFixed(3)} ms  p99 ${at(delays, 0.99).toFixed(3)} ms  first event ${toFirstEvent.toFixed(1)} ms`,
    )
  }
}
const ratios = (medians['this server'] ?? []).map(
  (value, round) => value / (medians['bare re-framing']?.[round] ?? 1),
)
console.log(
  `ratio of medians: ${at(ratios, 0.5).toFixed(2)} (${at(ratios, 0).toFixed(2)} to ${at(ratios, 1).toFixed(2)}), allowed: 2`,
)
for (const { child } of [ours, bare]) child.kill()
await Promise.all([ours.child.exited, bare.child.exited])
await model.stop()
