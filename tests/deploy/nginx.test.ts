import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, hasNginx, type Nginx, render, startNginx } from '../support/nginx.ts'

const HTML = { accept: 'text/html,*/*' }
const streams = [
  '/api/design/stream',
  '/api/runs/0abc/events',
  '/runs/0abc/view',
  '/projects/0abc/view',
  '/api/runs/0abc/events/',
]

/** A server that says its name. A stream's first piece comes at once, and the rest when told. */
class Echo {
  /** Headers of the last request. */
  headers = new Headers()
  private open: ReadableStreamDefaultController[] = []
  private readonly server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    fetch: (request) => this.answer(request),
  })

  constructor(readonly name: string) {}

  get address(): string {
    return this.server.url.href
  }

  private answer(request: Request): Response {
    this.headers = new Headers(request.headers)
    const { pathname } = new URL(request.url)
    if (!/stream|events|view/.test(pathname)) {
      return new Response(this.name, { headers: { 'x-content-type-options': 'nosniff' } })
    }
    const start = (controller: ReadableStreamDefaultController) => {
      controller.enqueue(`data: ${this.name} begins\n\n`)
      this.open.push(controller)
    }
    return new Response(new ReadableStream({ start }), { headers: { 'content-type': 'text/event-stream' } })
  }

  endStreams(): void {
    for (const controller of this.open) {
      controller.enqueue('data: ends\n\n')
      controller.close()
    }
    this.open = []
  }

  stop(): Promise<void> {
    return this.server.stop(true)
  }
}

/** Opens a stream and reads its first piece. */
async function begin(address: string, path: string) {
  const response = await fetch(address + path, { headers: { 'accept-encoding': 'gzip' } })
  const reader = response.body?.getReader()
  const text = async () => new TextDecoder().decode((await reader?.read())?.value)
  return { response, first: await text(), text, leave: () => reader?.cancel() }
}

describe.skipIf(!hasNginx())('nginx', () => {
  const blue = new Echo('blue')
  const green = new Echo('green')
  let nginx: Nginx
  const say = (path: string, init?: RequestInit) => fetch(nginx.address + path, init)

  beforeAll(async () => {
    nginx = await startNginx(
      { blue: [blue.address], green: [green.address] },
      { LIMIT_STREAMS: '6', LIMIT_REQUESTS: '1000' },
    )
  })
  afterAll(async () => {
    await nginx?.stop()
    await Promise.all([blue.stop(), green.stop()])
  })

  describe('streams', () => {
    // A server that ends its answers by closing: what is chunked comes through a buffer at once, and would hide it.
    test.each(streams)(
      'lets every byte of %s through as it comes, and does not compress it',
      async (path) => {
        const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'
        const asked: Bun.Socket[] = []
        const data = (socket: Bun.Socket) => {
          asked.push(socket)
          socket.write(`${head}id: 1\n\n`)
        }
        const server = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data } })
        const front = await startNginx([`http://127.0.0.1:${server.port}`])
        // The first was asked whether nginx is up.
        asked.pop()?.end()
        const stream = await begin(front.address, path)
        expect(stream.first).toBe('id: 1\n\n')
        expect(stream.response.headers.get('content-encoding')).toBeNull()
        asked.at(-1)?.end('id: 2\n\n')
        expect(await stream.text()).toBe('id: 2\n\n')
        await front.stop()
        server.stop(true)
      },
    )

    test('counts them apart from other requests of an address', async () => {
      const views = ['/runs/0abc/view', '/projects/0abc/view']
      const open = await Promise.all(
        Array.from({ length: 6 }, (_, at) => begin(nginx.address, views[at % 2] ?? '')),
      )
      expect((await say('/projects/0abc/view')).status).toBe(429)
      const refused = await say('/runs/0abc/view')
      expect(refused.status).toBe(429)
      expect(refused.headers.get('retry-after')).toBe('1')
      expect(await refused.json()).toMatchObject({ status: 429, code: 'too_many_requests' })
      expect((await say('/')).status).toBe(200)
      blue.endStreams()
      await Promise.all(open.map(({ text }) => text()))
    })
  })

  describe('colours', () => {
    test('sends what is new to the colour that becomes live, and leaves a stream where it is', async () => {
      const stream = await begin(nginx.address, '/runs/0abc/view')
      nginx.makeLive('green')
      expect(await (await say('/')).text()).toBe('green')
      blue.endStreams()
      expect(await stream.text()).toBe('data: ends\n\n')
      nginx.makeLive('blue')
      expect(await (await say('/')).text()).toBe('blue')
    })

    test('shows each colour by itself to who is inside, whichever is live', async () => {
      const inside = async (port: 8081 | 8082 | 8083) => (await nginx.inside(port, '/')).text()
      expect([await inside(8081), await inside(8082), await inside(8083)]).toEqual(['blue', 'green', 'blue'])
    })

    test('asks the other colour where the live one is gone', async () => {
      const front = await startNginx({ blue: [`http://127.0.0.1:${freePort()}`], green: [green.address] })
      const answer = await fetch(front.address, { method: 'POST', body: 'a design' })
      expect(await answer.text()).toBe('green')
      await front.stop()
    })
  })

  describe('requests', () => {
    test.each([
      '/a%2Fb',
      '//twice',
      '/a/../b%20c',
      '/x?a=b&c=%26',
      '/%E2%9C%93',
      '/runs/0abc/view?after=%2B1',
    ])('hands %s on as it came', async (path) => {
      const server = Bun.listen({
        hostname: '127.0.0.1',
        port: 0,
        socket: {
          data(socket, data) {
            const [, asked = ''] = data.toString().split(' ')
            socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${asked.length}\r\n\r\n${asked}`)
          },
        },
      })
      const front = await startNginx([`http://127.0.0.1:${server.port}`])
      // fetch would tidy the path up first.
      const asked = await new Promise<string>((resolve, reject) => {
        const request = get({ host: '127.0.0.1', port: new URL(front.address).port, path, agent: false })
        request.on('response', async (answer) => resolve(Buffer.concat(await answer.toArray()).toString()))
        request.on('error', reject)
      })
      expect(asked).toBe(path)
      await front.stop()
      server.stop(true)
    })

    test('adds no key, and passes on nothing that a client claims about its own address', async () => {
      const claims = {
        'x-forwarded-for': '203.0.113.9',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'evil.example.org',
        'x-real-ip': '203.0.113.9',
        forwarded: 'for=203.0.113.9',
      }
      await say('/', { headers: claims })
      const { headers } = blue
      expect(headers.get('x-forwarded-for')).toBe('127.0.0.1')
      expect(headers.get('x-forwarded-proto')).toBe('http')
      expect(headers.get('x-forwarded-host')).toBe(new URL(nginx.address).host)
      for (const name of ['x-real-ip', 'forwarded', 'authorization', 'x-streaming-proxy-key']) {
        expect(headers.get(name)).toBeNull()
      }
    })

    test('has who is behind a proxy that it was told of counted as themselves', async () => {
      const front = await startNginx([blue.address], { TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' })
      const headers = { 'x-forwarded-for': '192.0.2.66, 203.0.113.9, 10.1.2.3', 'x-forwarded-proto': 'https' }
      await fetch(front.address, { headers })
      expect(blue.headers.get('x-forwarded-for')).toBe('203.0.113.9')
      expect(blue.headers.get('x-forwarded-proto')).toBe('https')
      await front.stop()
    })

    test.each(['/metrics', '/status', '/status/', '/%6Detrics', '//metrics'])(
      'keeps %s from outside',
      async (path) => {
        const answer = await say(path)
        expect(answer.status).toBe(404)
        expect(await answer.json()).toMatchObject({ code: 'not_found' })
      },
    )

    test('shows them where it was told to', async () => {
      const front = await startNginx([blue.address], { EXPOSE_STATUS: 'on' })
      expect((await fetch(`${front.address}/metrics`)).status).toBe(200)
      await front.stop()
    })
  })

  describe('answers of its own', () => {
    const SAFE = {
      'content-security-policy':
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    }

    test('while no server runs: a page that asks again by itself, and a problem for API clients', async () => {
      const front = await startNginx([`http://127.0.0.1:${freePort()}`])
      const page = await fetch(front.address, { headers: HTML })
      expect(page.status).toBe(502)
      expect(page.headers.get('content-type')).toStartWith('text/html')
      expect(Object.fromEntries(page.headers)).toMatchObject({ ...SAFE, 'retry-after': '2' })
      expect(await page.text()).toContain('<meta http-equiv="refresh" content="2">')
      const problem = await fetch(`${front.address}/api/runs`, { headers: { 'x-request-id': 'mine' } })
      expect(problem.status).toBe(502)
      expect(problem.headers.get('content-type')).toBe('application/problem+json')
      expect(await problem.json()).toMatchObject({ status: 502, code: 'server_away', requestId: 'mine' })
      await front.stop()
    })

    test('says that a body is too large', async () => {
      const answer = await say('/api/design', { method: 'POST', body: 'x'.repeat(1_100_000) })
      expect(answer.status).toBe(413)
      expect(answer.headers.get('content-security-policy')).toBe(SAFE['content-security-policy'])
      expect(await answer.json()).toMatchObject({ status: 413, code: 'too_large' })
    })

    test.each([
      '/api/projects/import',
      '/projects/import',
      '/runs',
      '/projects',
      '/projects/0abc/documents/design',
      '/projects/0abc/documents/design/preview',
    ])(
      'lets through to %s what a person pasted, however much too long: the server keeps it in its field',
      async (path) => {
        const body = 'x'.repeat(2_200_000)
        expect((await say(path, { method: 'POST', body })).status).not.toBe(413)
      },
    )

    test('slows down who asks too fast', async () => {
      const front = await startNginx([blue.address], { LIMIT_REQUESTS: '1', LIMIT_BURST: '2' })
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => fetch(front.address, { headers: HTML })),
      )
      const refused = answers.find(({ status }) => status === 429)
      expect(refused?.headers.get('retry-after')).toBe('1')
      expect(await refused?.text()).toContain('<h1>Too many at once</h1>')
      await front.stop()
    })

    test('adds no header to an answer of the server that the server sends itself', async () => {
      const { headers } = await say('/')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBeNull()
    })
  })

  test('logs what was asked for, without sign-in codes and what follows a ?', async () => {
    const front = await startNginx([blue.address])
    await fetch(`${front.address}/login/s3cret`)
    await fetch(`${front.address}/runs?code=s3cret`, { method: 'POST', body: 'x'.repeat(5_300_000) })
    // A line is written after the answer.
    while (front.log().length < 2) await Bun.sleep(1)
    expect(front.log().map((line) => JSON.parse(line))).toMatchObject([
      { method: 'GET', path: '/login/-', status: 200 },
      { method: 'POST', path: '/runs', status: 413 },
    ])
    expect(front.log().join()).not.toContain('s3cret')
    await front.stop()
  })
})

describe('settings of nginx', () => {
  const folder = mkdtempSync(join(tmpdir(), 'devussy-render-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([
    ['LIMIT_STREAMS', '0'],
    ['LIMIT_BURST', '1e3'],
    ['LIMIT_REQUESTS', '5; } http {'],
    ['EXPOSE_STATUS', 'perhaps'],
    ['TRUSTED_PROXIES', '10.0.0.0/8; allow all'],
    ['TRUSTED_PROXIES', 'proxy.example.org'],
  ])('refuses %s=%s by its name', (name, value) => {
    expect(() => render(folder, { [name]: value })).toThrow(name)
    expect(existsSync(join(folder, 'sites.conf'))).toBe(false)
  })

  test('lets one address hold at least 20 streams where nothing is set', () => {
    render(folder)
    const [, streams] =
      /limit_conn streams (\d+);/.exec(readFileSync(join(folder, 'locations.conf'), 'utf8')) ?? []
    expect(Number(streams)).toBeGreaterThanOrEqual(20)
  })
})
