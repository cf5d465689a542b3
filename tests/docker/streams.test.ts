import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { StreamReader } from '../support/stream-reader.ts'
import { docker } from './engine.ts'
import { documentOf, Model } from './model.ts'
import { figure, isLong, KEY, Stack } from './stack.ts'
import { Visitor } from './wire.ts'

/** What nginx adds to a stream, and what it lets live. */
const PART = 'streams'
const CROWD = 1000
const PAIRS = 60
const SILENCE_S = isLong ? 190 : 25

let stack: Stack
let model: Model
let direct: Visitor

beforeAll(async () => {
  model = new Model()
  stack = await Stack.clone('streams', {
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    MODEL_TOKEN_TIMEOUT: '10m',
    STREAMING_PROXY_KEY: KEY,
    LIMIT_STREAMS: `${CROWD + 50}`,
    LIMIT_CONNECTIONS: `${CROWD + 50}`,
    LIMIT_REQUESTS: '1000',
    LIMIT_BURST: '3000',
    MAX_RUNS: `${CROWD + 50}`,
    MAX_RUNS_PER_CLIENT: `${CROWD + 50}`,
    MAX_READERS_PER_CLIENT: `${CROWD + 50}`,
  })
  const port = await stack.openPast('blue')
  direct = new Visitor(`http://127.0.0.1:${port}`, { 'x-streaming-proxy-key': KEY })
  await stack.compose('up', '-d', '--build', '--wait')
}, 900_000)

afterAll(async () => {
  await stack.down()
  await model.stop()
}, 120_000)

function start(name: string, visitor = stack.visitor({ 'x-streaming-proxy-key': KEY })): Promise<Response> {
  const body = { projectName: name, requirements: `Write ${name}.`, languages: ['TypeScript'] }
  return visitor.fetch('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
}

/** Milliseconds from the request to the stream's first bytes, and to its first token. */
async function delays(name: string, visitor?: Visitor): Promise<{ first: number; token: number }> {
  const from = performance.now()
  const answer = await start(name, visitor)
  const reader = answer.body?.getReader()
  let text = ''
  let first = 0
  while (!text.includes('event: token')) {
    const piece = await reader?.read()
    if (!piece || piece.done) throw new Error(`${name} ended before its first token: ${text}`)
    first ||= performance.now() - from
    text += new TextDecoder().decode(piece.value)
  }
  const token = performance.now() - from
  await reader?.cancel()
  return { first, token }
}

const median = (values: number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

describe('through nginx', () => {
  test('the first event comes as without it', async () => {
    model.pace = { tokens: 4, everyMs: 5 }
    const through: { first: number; token: number }[] = []
    const without: { first: number; token: number }[] = []
    // Taking turns, so that what else the machine does falls on both.
    for (let pair = 0; pair < PAIRS; pair += 1) {
      without.push(await delays(`load-direct-${pair}`, direct))
      through.push(await delays(`load-nginx-${pair}`))
    }
    for (const what of ['first', 'token'] as const) {
      const [a, b] = [through, without].map((list) => median(list.map((it) => it[what])))
      const name = what === 'first' ? 'first event' : 'first token'
      figure(PART, `${name}, ms, median through nginx`, (a ?? 0).toFixed(1))
      figure(PART, `${name}, ms, median without it`, (b ?? 0).toFixed(1))
    }
    expect([through.length, without.length]).toEqual([PAIRS, PAIRS])
  })

  test(`a model that is silent for ${SILENCE_S} s loses no stream: comments come all the while`, async () => {
    model.pace = { tokens: 6, everyMs: 5 }
    model.silence = { before: 3, ms: SILENCE_S * 1000 }
    const text = await (await start('load-silent')).text()
    const comments = text.split('\n').filter((line) => line.startsWith(':')).length
    // One each 10 s, and a little later each time.
    expect(comments).toBeGreaterThanOrEqual(Math.floor(SILENCE_S / 11))
    expect(text.split('\n').filter((line) => line === 'event: done')).toHaveLength(1)
    figure(PART, 'silence that a stream outlived, s', SILENCE_S)
  })

  test(`${CROWD} streams at once come to their end, each with its whole document`, async () => {
    model.pace = { tokens: 60, everyMs: 250 }
    const wrong: string[] = []
    const memory = { server: 0, nginx: 0 }
    let live = 0
    const read = async (name: string) => {
      const answer = await start(name)
      if (!answer.ok) throw new Error(`${name} was answered with ${answer.status}`)
      live += 1
      if (live === CROWD) {
        memory.server = await stack.memoryOf('blue')
        memory.nginx = await stack.memoryOf('nginx')
      }
      const reader = new StreamReader(() => Promise.reject(new Error('it does not come back')))
      const lost = setInterval(() => reader.trail.includes('lost') && reader.leave(), 500)
      await reader.follow(answer)
      clearInterval(lost)
      live -= 1
      if (reader.trail.includes('lost')) throw new Error(`${name} was cut`)
      reader.checkWhole(documentOf(name, 60).join(''))
    }
    const from = performance.now()
    const all: Promise<void>[] = []
    for (let at = 0; at < CROWD; at += 1) {
      all.push(read(`load-crowd-${at}`).catch((error: unknown) => void wrong.push(String(error))))
      if (at % 10 === 9) await Bun.sleep(40)
    }
    await Promise.all(all)
    expect(wrong.slice(0, 10)).toEqual([])
    figure(PART, 'streams at once that came to their end', CROWD)
    figure(PART, 'seconds that they took', Math.round((performance.now() - from) / 1000))
    if (memory.server > 0) {
      figure(PART, 'memory of the server with all of them', `${Math.round(memory.server / 1e6)} MB`)
      figure(PART, 'memory of nginx with all of them', `${Math.round(memory.nginx / 1e6)} MB`)
    }
  })

  test('nobody ran out of memory, and nothing was started again', async () => {
    for (const service of ['blue', 'nginx']) {
      const container = (await stack.compose('ps', '-q', service)).trim()
      const state = await docker('inspect', '--format', '{{.State.OOMKilled}} {{.RestartCount}}', container)
      expect([service, state.trim()]).toEqual([service, 'false 0'])
    }
  })
})
