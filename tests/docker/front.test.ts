import { afterAll, describe, expect, test } from 'bun:test'
import { readEvents, type SeenEvent, textOf } from '../support/events.ts'
import { docker } from './engine.ts'
import { PageFollower } from './page-follower.ts'
import { figure, Stack } from './stack.ts'

/** A fresh clone on a laptop: one command, no setting. */
const PART = 'fresh clone'
const stack = await Stack.clone('front')

afterAll(() => stack.down(), 120_000)

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** Starts a design as a form in a browser does, and returns its run's id. */
async function startDesign(cookie: string): Promise<string> {
  const answer = await stack.visitor({ cookie, accept: 'text/html' }).fetch('/runs', {
    method: 'POST',
    body: new URLSearchParams({
      projectName: 'Tidebook',
      requirements: 'Log tides at our jetty, offline too.',
      languages: 'TypeScript',
    }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  return answer.headers.get('location')?.split('/').pop() ?? `status ${answer.status}`
}

describe('docker compose up --build in a fresh clone, without a setting', () => {
  let cookie = ''

  test('brings up nginx and one server, both well', async () => {
    const from = performance.now()
    await stack.compose('up', '-d', '--build', '--wait')
    figure(PART, 'seconds to all up, base images there', ((performance.now() - from) / 1000).toFixed(1))
    const services = await stack.compose('ps', '--format', '{{.Service}} {{.Health}}')
    expect(services.trim().split('\n').sort()).toEqual(['blue healthy', 'nginx healthy'])
  })

  test('prints a sign-in link that names the address a person opens', async () => {
    const link = /http:\/\/\S+\/login\/[\w-]+/.exec(await stack.logs('blue'))?.[0] ?? ''
    expect(new URL(link).origin).toBe(stack.address)
    const answer = await stack.visitor({ accept: 'text/html' }).fetch(new URL(link).pathname)
    expect(answer.status).toBe(303)
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    const page = await stack.visitor({ cookie }).fetch('/')
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<form')
  })

  test('streams a design into its page, and another to an API client with the key that was made', async () => {
    const page = new PageFollower(stack.address, cookie, await startDesign(cookie))
    await page.open()
    const [, events] = await Promise.all([page.read(), streamedDesign()])
    expect(page.hasEnded).toBe(true)
    expect(await page.difference()).toBeUndefined()
    expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1))
    expect(events.at(-1)?.type).toBe('done')
    expect(textOf(events)).toStartWith('# ')
  })

  test('is as small and as quick as is promised', async () => {
    const container = (await stack.compose('ps', '-q', 'blue')).trim()
    const image = (await docker('inspect', '--format', '{{.Image}}', container)).trim()
    const size = Number(await docker('image', 'inspect', '--format', '{{.Size}}', image))
    const saved = await stack.run(['bash', '-c', `docker save ${image} | gzip -6 | wc -c`])
    const startMs = await millisecondsToReady(container)
    const idle = await stack.memoryOf('blue')
    figure(PART, 'image', megabytes(size))
    figure(PART, 'image, compressed', megabytes(Number(saved.out)))
    figure(PART, 'start to ready, ms', startMs)
    figure(PART, 'memory after two designs', megabytes(idle))
    expect(Number(saved.out)).toBeLessThan(62e6)
    expect(idle).toBeLessThan(80e6)
  })
})

async function streamedDesign(): Promise<SeenEvent[]> {
  const container = (await stack.compose('ps', '-q', 'blue')).trim()
  const tar = await docker('cp', `${container}:/data/secrets/streaming_proxy_key`, '-')
  const key = /[\w-]{32,}/.exec(tar.slice(512))?.[0] ?? ''
  const answer = await stack.visitor({ 'x-streaming-proxy-key': key }).fetch('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify({ projectName: 'Tidebook', requirements: 'Log tides.', languages: ['Go'] }),
    headers: { 'content-type': 'application/json' },
  })
  return readEvents(answer)
}

/** From the start of the process to the line that says it listens, by the clocks of the engine and of the server. */
async function millisecondsToReady(container: string): Promise<number> {
  const started = Date.parse((await docker('inspect', '--format', '{{.State.StartedAt}}', container)).trim())
  const log = await stack.run(['docker', 'logs', '--timestamps', container])
  const line = (log.out + log.error).split('\n').find((text) => text.includes('listening on')) ?? ''
  return Date.parse(line.split(' ')[0] ?? '') - started
}
