import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readEvents } from '../support/events.ts'
import { docker } from './engine.ts'
import { Model } from './model.ts'
import { KEY, Stack } from './stack.ts'

/** What a machine gives to the stack: settings, neighbours, a model's server beside it, a disk that fills. */
const model = new Model()
/** Of the size that a small disk has left. */
const SMALL =
  "volumes: { data: { driver_opts: { type: tmpfs, device: tmpfs, o: 'size=16m,uid=65532,gid=65532,mode=0700' } } }\n"
const OTHER_KEY = `${KEY}-other`

let settings: Stack
let other: Stack
let full: Stack

async function up(name: string, own: Record<string, string>, override?: string): Promise<Stack> {
  const stack = await Stack.clone(name, { STREAMING_PROXY_KEY: KEY, OPENAI_BASE_URL: model.url, ...own })
  if (override) await stack.add(override)
  await stack.compose('up', '-d', '--build', '--wait')
  return stack
}

beforeAll(async () => {
  const limits = { MAX_READERS_PER_CLIENT: '2', LIMIT_REQUESTS: '1', LIMIT_BURST: '20', MEMORY_LIMIT: '300m' }
  ;[settings, other, full] = await Promise.all([
    up('settings', limits),
    up('other', { STREAMING_PROXY_KEY: OTHER_KEY }),
    up('full', { AUTO_CONTINUE: '0' }, SMALL),
  ])
}, 900_000)

afterAll(async () => {
  for (const stack of [settings, other, full]) await stack?.down()
  await model.stop()
}, 120_000)

function start(stack: Stack, name: string, headers: Record<string, string> = {}): Promise<Response> {
  const body = { projectName: name, requirements: `Write ${name}.`, languages: ['TypeScript'] }
  return stack.api('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const problemOf = async (answer: Response) =>
  ({ status: answer.status, ...((await answer.json()) as object) }) as {
    status: number
    code?: string
    detail?: string
  }

describe('.env beside the compose file', () => {
  test('reaches the server, nginx and the containers', async () => {
    const stack = settings
    const container = (await stack.compose('ps', '-q', 'blue')).trim()
    const memory = await docker('inspect', '--format', '{{.HostConfig.Memory}}', container)
    expect(Number(memory)).toBe(300 * 2 ** 20)

    const open = [await start(stack, 'load-one'), await start(stack, 'load-two')]
    expect(open.map(({ status }) => status)).toEqual([200, 200])
    const third = await problemOf(await start(stack, 'load-three'))
    expect([third.status, third.code]).toEqual([429, 'too_many_readers'])
    for (const answer of open) await answer.body?.cancel()

    const many = await Promise.all(Array.from({ length: 40 }, () => stack.visitor().fetch('/livez')))
    const refused = many.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(10)
    expect((await problemOf(refused[0] as Response)).code).toBe('too_many_requests')
  })
})

describe('projects on one machine', () => {
  test('stand side by side: each with its own port, data and keys, and one goes without the others', async () => {
    const first = await start(full, 'load-first', { accept: 'text/html' })
    const id = first.headers.get('location')?.split('/').pop()
    expect((await full.api(`/api/runs/${id}`)).status).toBe(200)
    expect((await other.api(`/api/runs/${id}`)).status).toBe(403)
    const key = { 'x-streaming-proxy-key': OTHER_KEY }
    expect((await other.visitor(key).fetch(`/api/runs/${id}`)).status).toBe(404)
    await settings.compose('kill')
    await settings.compose('down')
    expect((await other.visitor(key).fetch('/api/runs')).status).toBe(200)
  })
})

describe("a model's server on the machine itself", () => {
  test('writes for the server in its container', async () => {
    model.pace = { tokens: 10, everyMs: 5 }
    const events = await readEvents(await start(other, 'load-host', { 'x-streaming-proxy-key': OTHER_KEY }))
    expect(events.at(-1)?.type).toBe('done')
    expect(model.asked.get('load-host')).toBe(1)
  })
})

describe('a data volume that is full', () => {
  test('is told to who asks, and to who reads; what was written stays, and all goes on when there is room', async () => {
    const stack = full
    const inVolume = (script: string) =>
      docker('run', '--rm', '-u', '0', '-v', `${stack.project}_data:/data`, 'nginx:1.30', 'sh', '-c', script)
    model.pace = { tokens: 200, everyMs: 50 }
    const running = readEvents(await start(stack, 'load-full'))
    await Bun.sleep(1000)
    await inVolume('cat /dev/zero >/data/filler || true')

    const events = await running
    expect([events.at(-1)?.type, events.at(-1)?.data.code]).toEqual(['interrupted', 'storage_full'])
    const refused = await problemOf(await start(stack, 'load-refused'))
    expect([refused.status, refused.code]).toEqual([503, 'storage_full'])
    expect(refused.detail).toMatch(/[Dd]isk|storage|room|space/)
    await readiness(stack, 503)

    await inVolume('rm /data/filler')
    await readiness(stack, 200)
    const id = events[0]?.data.run?.id ?? ''
    expect((await stack.api(`/api/runs/${id}/continue`, { method: 'POST' })).status).toBeLessThan(300)
    const rest = await readEvents(await stack.api(`/api/runs/${id}/events?after=${events.at(-2)?.id}`))
    expect(rest.at(-1)?.type).toBe('done')
  })
})

/** The server looks at its disk every few seconds. */
async function readiness(stack: Stack, status: number): Promise<void> {
  const until = performance.now() + 30_000
  while ((await stack.visitor().fetch('/readyz')).status !== status) {
    if (performance.now() > until) throw new Error(`/readyz does not come to answer with ${status}`)
    await Bun.sleep(250)
  }
}
