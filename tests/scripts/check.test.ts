import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Server } from 'bun'

const SCRIPT = resolve(import.meta.dir, '../../scripts/check.sh')
// Each check starts a dozen processes; a busy machine takes its time.
setDefaultTimeout(60_000)

const KEY = 'a-key-that-nobody-may-see'
const SMOKE_KEY = 'the-key-for-smoke-tests'
const HEADERS = {
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
}

/** What a site answers; a test changes what it is about. */
interface Site {
  ready: () => Response
  provider: string
  version: string
  headers: [string, string][]
  runs: string[]
  /** The events after `run`; undefined holds everything back until the client has gone. */
  words: string[] | undefined
}

const well = (): Site => ({
  ready: () => Response.json({ ready: true }),
  provider: 'demo',
  version: '1.2.3',
  headers: Object.entries(HEADERS),
  runs: [],
  words: ['event: token\ndata: {"content":"# Hello"}\n\n'],
})

let folder: string
let site: Site
let asked: string[]
let bodies: string[]
let servers: Server<unknown>[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-check-'))
  writeFileSync(`${folder}/key`, `${KEY}\n`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop(true)))
  servers = []
})

function stream(): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(
        encoder.encode('id: 1\nevent: run\ndata: {"run":{"id":"run1","stage":"design"}}\n\n'),
      )
      for (const word of site.words ?? []) controller.enqueue(encoder.encode(word))
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/api/')) {
    asked.push(`${request.method} ${pathname}`)
    const key = request.headers.get('x-streaming-proxy-key')
    // The key for smoke tests is good for runs of its own, and for no list.
    if (key !== KEY && (key !== SMOKE_KEY || pathname === '/api/runs'))
      return new Response('no', { status: 403 })
  }
  if (pathname === '/readyz') return site.ready()
  if (pathname === '/health')
    return Response.json({ status: 'well', version: site.version, provider: site.provider })
  if (request.method === 'DELETE') return new Response(null, { status: 204 })
  if (pathname === '/api/runs') return Response.json({ runs: site.runs.map((id) => ({ id })) })
  if (request.method === 'POST') bodies.push(await request.text())
  if (pathname.startsWith('/api/')) return stream()
  if (pathname === '/') return new Response(null, { status: 303, headers: { location: '/login' } })
  return new Response('<p>Sign in', { headers: site.headers })
}

function listen(options: { tls?: { cert: string; key: string }; fetch?: (r: Request) => Response } = {}) {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 30, fetch: answer, ...options })
  servers.push(server)
  return server
}

function start(change: Partial<Site> = {}): string {
  site = { ...well(), ...change }
  asked = []
  bodies = []
  return `http://127.0.0.1:${listen().port}`
}

async function check(...args: string[]) {
  const child = Bun.spawn([SCRIPT, ...args], { stdout: 'pipe', stderr: 'pipe', timeout: 60_000 })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  // One line for the person and the program that watch, whatever happens.
  expect({ err, lines: out.split('\n').length }).toEqual({ err: '', lines: 2 })
  return { code, line: out.trim() }
}

const withKey = () => ['--key-file', `${folder}/key`]

describe('check.sh says of a site', () => {
  test('that is well: OK, with its version and figures for a monitor', async () => {
    const { code, line } = await check(start())
    expect(line).toMatch(
      /^OK - version 1\.2\.3 is ready; no stream tried without --key-file; headers well \| ready=[\d.]+s$/,
    )
    expect(code).toBe(0)
    expect(asked).toEqual([])
  })

  test('where nobody listens: CRITICAL, with the reason', async () => {
    const address = start()
    await servers.pop()?.stop(true)
    const { code, line } = await check(address)
    expect(line).toMatch(/^CRITICAL - no answer from http:\S+: Failed to connect/)
    expect(code).toBe(2)
  })

  test('that is not ready: CRITICAL, with what it says of itself', async () => {
    const ready = () => Response.json({ ready: false, disk: 'full' }, { status: 503 })
    const { code, line } = await check(start({ ready }))
    expect(line).toContain('not ready (version 1.2.3): ready:false,disk:full')
    expect(code).toBe(2)
  })

  test('that does not answer in time: CRITICAL', async () => {
    const ready = () => new Response(new ReadableStream({ start() {} }))
    const { code, line } = await check(start({ ready }), '--timeout', '1')
    expect(line).toMatch(/^CRITICAL - no answer from \S+: Operation timed out/)
    expect(code).toBe(2)
  })

  test('without a header: WARNING, with its name', async () => {
    const { code, line } = await check(start({ headers: Object.entries(HEADERS).slice(1) }))
    expect(line).toContain('WARNING - version 1.2.3 is ready; ')
    expect(line).toContain('headers: content-security-policy is missing')
    expect(code).toBe(1)
  })

  test('with a header that comes twice: WARNING, with its name', async () => {
    start()
    // One of the server's own and one of a proxy's.
    const twice = createServer((_, response) => {
      for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
      response.setHeader('referrer-policy', ['same-origin', 'no-referrer'])
      response.end('{}')
    })
    await new Promise<void>((up) => twice.listen(0, '127.0.0.1', up))
    const { code, line } = await check(`http://127.0.0.1:${(twice.address() as AddressInfo).port}`)
    twice.close()
    expect(line).toContain('WARNING - version unknown is ready')
    expect(line).toContain('headers: referrer-policy comes 2 times')
    expect(code).toBe(1)
  })

  test('that answers with a line of its own making: still one line, and nothing after the | but figures', async () => {
    const version = '1\u0007.2 | ready=0s\r\nOK - all well'
    const { line } = await check(start({ version }))
    expect(line.split('|')).toHaveLength(2)
    expect(line).not.toContain('\u0007')
  })
})

describe('the first word', () => {
  test('of the demo model is waited for, and the design deleted again', async () => {
    const { code, line } = await check(start(), ...withKey())
    expect(line).toMatch(/^OK - .*first word of a design after [\d.]+ s.*first_token=[\d.]+s;;5$/)
    expect(code).toBe(0)
    expect(asked).toEqual(['GET /api/runs', 'POST /api/design/stream', 'DELETE /api/runs/run1'])
  })

  test('that is held back is CRITICAL, and its design is deleted all the same', async () => {
    const { code, line } = await check(
      start({ words: undefined }),
      ...withKey(),
      '--first-token',
      '1',
      '--timeout',
      '90',
    )
    expect(line).toContain('no word of a design within 1 s (the stream itself opened:')
    expect(code).toBe(2)
    expect(asked.at(-1)).toBe('DELETE /api/runs/run1')
  })

  test('costs nothing where a model is paid for: the newest run is read again', async () => {
    const { code, line } = await check(start({ provider: 'openai', runs: ['newest', 'older'] }), ...withKey())
    expect(line).toContain('first word of an old run (a new one would be paid for) after')
    expect(code).toBe(0)
    expect(asked).toEqual(['GET /api/runs', 'GET /api/runs/newest/events'])
  })

  test('costs nothing with the key for smoke tests, and is of a new design', async () => {
    writeFileSync(`${folder}/smoke`, SMOKE_KEY)
    const { code, line } = await check(start({ provider: 'openai' }), '--key-file', `${folder}/smoke`)
    expect(line).toContain('first word of a design after')
    expect(code).toBe(0)
    expect(asked).toEqual(['GET /api/runs', 'POST /api/design/stream', 'DELETE /api/runs/run1'])
  })

  test('is not tried where that would be paid for and there is no run', async () => {
    const { code, line } = await check(start({ provider: 'openai' }), ...withKey())
    expect(line).toContain('no stream tried: there is no run to read again')
    expect(code).toBe(0)
    expect(asked).toEqual(['GET /api/runs'])
  })

  test('of a paid model is asked for by --paid alone, and is short', async () => {
    await check(start({ provider: 'openai', runs: ['newest'] }), ...withKey(), '--paid')
    expect(asked).toEqual(['GET /api/runs', 'POST /api/design/stream', 'DELETE /api/runs/run1'])
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ maxOutputTokens: 16 })
  })

  test('is CRITICAL with a key that is not the site’s, which is not shown', async () => {
    writeFileSync(`${folder}/other`, 'some-other-key')
    for (const provider of ['demo', 'openai']) {
      const { code, line } = await check(start({ provider }), '--key-file', `${folder}/other`)
      expect(line).toContain(`the key in ${folder}/other is not one of the site's`)
      expect(line).not.toContain('some-other-key')
      expect(code).toBe(2)
    }
  })
})

describe('over TLS', () => {
  const certificate = (days: number) => {
    const key = `${folder}/${days}.key`
    const cert = `${folder}/${days}.pem`
    const subject = ['-subj', '/CN=check', '-addext', 'subjectAltName=IP:127.0.0.1']
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    const made = Bun.spawnSync([
      'openssl',
      ...request,
      ...subject,
      '-days',
      `${days}`,
      '-keyout',
      key,
      '-out',
      cert,
    ])
    if (!made.success) throw new Error(made.stderr.toString())
    return { key, cert }
  }

  const WITH_HSTS: Partial<Site> = {
    headers: [...Object.entries(HEADERS), ['strict-transport-security', 'max-age=63072000']],
  }

  async function checkTls(days: number, change = WITH_HSTS, ...args: string[]) {
    start(change)
    const { key, cert } = certificate(days)
    const tls = { key: await Bun.file(key).text(), cert: await Bun.file(cert).text() }
    const secure = listen({ tls })
    const plain = listen({
      fetch: () =>
        new Response(null, { status: 301, headers: { location: `https://127.0.0.1:${secure.port}/` } }),
    })
    const port = args.includes('--http-port') ? [] : ['--http-port', `${plain.port}`]
    return check(`https://127.0.0.1:${secure.port}`, '--ca-file', cert, ...port, ...args)
  }

  test('a good certificate, the way from http and HSTS are OK', async () => {
    const { code, line } = await checkTls(60)
    expect(line).toMatch(/; certificate for (59|60) days; http goes to https; headers well \|/)
    expect(line).toMatch(/cert_days=(59|60);14:;3:/)
    expect(code).toBe(0)
  })

  test.each([
    [10, 1, /^WARNING - .*the certificate ends in (9|10) days, and renewal should have come/],
    [2, 2, /^CRITICAL - .*the certificate ends in [12] days;/],
  ])('a certificate that ends in %i days exits with %i', async (days, exit, words) => {
    const { code, line } = await checkTls(days)
    expect(line).toMatch(words)
    expect(code).toBe(exit)
  })

  test('a short certificate is OK where that is what one has', async () => {
    const { code, line } = await checkTls(1, WITH_HSTS, '--min-cert-days', '0')
    expect(line).toMatch(/certificate for [01] days/)
    expect(code).toBe(0)
  })

  test('warns as early as it is told to', async () => {
    const { code } = await checkTls(60, WITH_HSTS, '--min-cert-days', '90')
    expect(code).toBe(1)
  })

  test('a certificate that nobody vouches for is CRITICAL', async () => {
    const { code, line } = await checkTls(60, WITH_HSTS, '--ca-file', certificate(61).cert)
    expect(line).toMatch(/^CRITICAL - no answer from https:\S+: SSL certificate problem/)
    expect(code).toBe(2)
  })

  test('http that does not lead to https is a WARNING', async () => {
    const open = listen({ fetch: () => new Response('hello') })
    const { code, line } = await checkTls(60, WITH_HSTS, '--http-port', `${open.port}`)
    expect(line).toContain('answers 200 and does not lead to https')
    expect(code).toBe(1)
  })

  test('a site without HSTS is a WARNING', async () => {
    const { code, line } = await checkTls(60, { headers: Object.entries(HEADERS) })
    expect(line).toContain('headers: strict-transport-security is missing')
    expect(code).toBe(1)
  })
})

describe('a wrong call', () => {
  test.each([
    [[], 'give one like https://plans.example.org'],
    [['plans.example.org'], '"plans.example.org" is no address of a site'],
    [['http://127.0.0.1:1', '--frist-token', '5'], 'there is no option --frist-token'],
    [['http://127.0.0.1:1', '--first-token', 'soon'], '--first-token takes a whole number, not "soon"'],
    [['http://127.0.0.1:1', '--key-file', '/no/such/file'], 'the file /no/such/file cannot be read'],
  ])('%p is UNKNOWN, with the reason', async (args, words) => {
    const { code, line } = await check(...args)
    expect(line).toStartWith('UNKNOWN - ')
    expect(line).toContain(words)
    expect(code).toBe(3)
  })
})
