import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Load } from './load.ts'
import { Model } from './model.ts'
import { figure, KEY, PASSWORD, Stack } from './stack.ts'

const PART = 'rollback'
const NO_FAULTS = { cut: 0, 'lost or doubled': 0, refused: 0, 'paid twice': 0 }

let stack: Stack
let model: Model
let cookie: string

beforeAll(async () => {
  model = new Model()
  stack = await Stack.clone('rollback', {
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    STREAMING_PROXY_KEY: KEY,
    UI_PASSWORD: PASSWORD,
    LIMIT_STREAMS: '150',
  })
  await stack.deploy('first')
  cookie = await stack.signIn()
}, 900_000)

afterAll(async () => {
  await stack.down()
  await model.stop()
}, 120_000)

/** Rolls back and returns the seconds it took. */
async function rollBack(...to: string[]): Promise<number> {
  const from = performance.now()
  const { code, out, error } = await stack.script(['rollback', ...to, '--local'])
  expect(code, out + error).toBe(0)
  return (performance.now() - from) / 1000
}

/** Addresses of the files that the start page loads. */
async function assetsOf(session: string): Promise<string[]> {
  const page = await (await stack.visitor({ cookie: session }).fetch('/')).text()
  return [...page.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
}

const bodyOf = (name: string) =>
  JSON.stringify({ projectName: name, requirements: `Write ${name}.`, languages: ['TypeScript'] })

function start(name: string, headers: Record<string, string>): Promise<Response> {
  return stack.visitor(headers).fetch('/api/design/stream', {
    method: 'POST',
    body: bodyOf(name),
    headers: { 'content-type': 'application/json', accept: 'text/html', 'idempotency-key': name },
  })
}

describe('what people hold in their hands', () => {
  test('is good on both sides of a roll: session, sign-in link, API key, idempotency key, assets', async () => {
    const key = { 'x-streaming-proxy-key': KEY }
    const run = (await start('load-held', key)).headers.get('location')
    const assets = await assetsOf(cookie)
    expect(assets.length).toBeGreaterThan(1)
    await Bun.write(`${stack.site}/public/robots.txt`, 'User-agent: *\n')

    await stack.deploy('second')

    expect((await stack.health()).version).toBe('second')
    expect((await stack.visitor({ cookie }).fetch('/')).status).toBe(200)
    expect((await start('load-held', key)).headers.get('location')).toBe(run)
    // Another file among them, so that all are named anew.
    expect(assets).not.toContain((await assetsOf(cookie))[0] ?? '')
    for (const path of assets) expect([path, (await stack.visitor().fetch(path)).status]).toEqual([path, 200])
  })

  test('a sign-in link of the version before opens a session on the one after', async () => {
    const linked = await Stack.clone('link')
    try {
      await linked.deploy('first')
      const link = /http:\/\/\S+(\/login\/[\w-]+)/.exec(await linked.logs())?.[1] ?? ''
      await linked.deploy('second')
      const answer = await linked.visitor({ accept: 'text/html' }).fetch(link)
      expect([link, answer.status, answer.headers.get('location')]).toEqual([link, 303, '/'])
    } finally {
      await linked.down()
    }
  })
})

describe('under 50 live streams', () => {
  test('a rollback to the last version takes at most 10 s and cuts nothing', async () => {
    const load = new Load({ address: stack.address, key: KEY, cookie, model, streams: 50 })
    load.start()
    const seconds: Record<string, number> = {}
    try {
      await load.full()
      await stack.deploy('third')
      seconds['while the old version drains'] = await rollBack()
      expect((await stack.health()).version).toBe('second')
      await load.full()
      await drained()
      seconds['from an image'] = await rollBack('first')
      expect((await stack.health()).version).toBe('first')
      await load.full()
    } finally {
      await load.end()
    }
    for (const [how, took] of Object.entries(seconds)) figure(PART, `seconds ${how}`, took.toFixed(1))
    expect(load.faults, load.complaint()).toEqual(NO_FAULTS)
    for (const [how, took] of Object.entries(seconds)) expect(took, how).toBeLessThan(10)
  })

  test('a rollback to a version that nobody kept is refused, and names those that are there', async () => {
    const { code, out, error } = await stack.script(['rollback', 'never-was', '--local'])
    expect(code).not.toBe(0)
    expect(out + error).toContain('never-was')
    expect(out + error).toContain('second')
    expect((await stack.health()).version).toBe('first')
  })
})

/** Waits until one server is left. */
async function drained(): Promise<void> {
  const until = performance.now() + 90_000
  while ((await stack.servers()).length > 1 && performance.now() < until) await Bun.sleep(500)
  expect(await stack.servers()).toHaveLength(1)
}
