import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readEvents, textOf } from '../support/events.ts'
import { docker } from './engine.ts'
import { documentOf, Model } from './model.ts'
import { KEY, Stack } from './stack.ts'

/** The key of API clients is changed under a stream that runs. */
let model: Model
const stacks: Stack[] = []

beforeAll(() => {
  model = new Model()
  // About 15 s a document.
  model.pace = { tokens: 300, everyMs: 50 }
})

afterAll(async () => {
  for (const stack of stacks) await stack.down()
  await model.stop()
}, 120_000)

async function deployed(name: string, settings: Record<string, string>): Promise<Stack> {
  const stack = await Stack.clone(name, { OPENAI_BASE_URL: model.url, MODEL: 'scripted', ...settings })
  stacks.push(stack)
  await stack.deploy('first')
  return stack
}

const start = (stack: Stack, key: string, name: string): Promise<Response> =>
  stack.visitor({ 'x-streaming-proxy-key': key }).fetch('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify({ projectName: name, requirements: `Write ${name}.`, languages: ['Go'] }),
    headers: { 'content-type': 'application/json' },
  })

/** What a request with this key is answered with. */
const statusFor = async (stack: Stack, key: string): Promise<number> =>
  (await stack.visitor({ 'x-streaming-proxy-key': key }).fetch('/api/runs')).status

async function rotate(stack: Stack, word: string): Promise<string> {
  const { code, out, error } = await stack.run(['./scripts/rotate-key.sh', word])
  expect(code, out + error).toBe(0)
  return out.trim()
}

/** The server's container and when it began. */
const server = async (stack: Stack): Promise<string> =>
  docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', ...(await stack.servers()))

async function madeKey(stack: Stack): Promise<string> {
  const [container = ''] = await stack.servers()
  const tar = await docker('cp', `${container}:/data/secrets/streaming_proxy_key`, '-')
  return /[\w-]{32,}/.exec(tar.slice(512))?.[0] ?? ''
}

describe.each([
  ['stands in .env', { STREAMING_PROXY_KEY: KEY }],
  ['was made at the first start', {}],
] as [string, Record<string, string>][])('a key that %s', (where, settings) => {
  let stack: Stack
  let [first, second] = ['', '']

  beforeAll(async () => {
    stack = await deployed(where.includes('.env') ? 'keys-env' : 'keys-made', settings)
    first = settings.STREAMING_PROXY_KEY ?? (await madeKey(stack))
  }, 300_000)

  test('is replaced without a restart: both are valid, then the new one alone, and a stream goes on', async () => {
    const before = await server(stack)
    const answer = await start(stack, first, 'load-rotated')
    expect(answer.status).toBe(200)
    const events = readEvents(answer)
    second = await rotate(stack, 'add')
    expect(second).toMatch(/^[\w-]{32,}$/)
    expect([await statusFor(stack, first), await statusFor(stack, second)]).toEqual([200, 200])
    await rotate(stack, 'finish')
    expect([await statusFor(stack, first), await statusFor(stack, second)]).toEqual([403, 200])
    expect(textOf(await events)).toBe(documentOf('load-rotated', model.pace.tokens).join(''))
    expect(await server(stack)).toBe(before)
  })

  test('is named by no status, and the next deploy keeps the new one', async () => {
    const status = await rotate(stack, 'status')
    expect(status).toContain('1 key')
    expect(status).not.toContain(second)
    await stack.deploy('second')
    expect([await statusFor(stack, first), await statusFor(stack, second)]).toEqual([403, 200])
    if (settings.STREAMING_PROXY_KEY)
      expect(readFileSync(join(stack.site, '.env'), 'utf8')).toContain(`STREAMING_PROXY_KEY=${second}\n`)
  })
})
