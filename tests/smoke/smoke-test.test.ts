import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { SmokeTest } from '../../src/smoke/smoke-test.ts'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'
import { runCommand } from '../support/server-process.ts'

let app: TestApp
let key: string
beforeAll(async () => {
  app = await startApp({ MAX_RUNS: '1', MAX_QUEUED: '0' })
  key = readFileSync(`${app.parts.settings.DATA_DIR}/secrets/smoke_key`, 'utf8').trim()
})
afterAll(() => app.stop())

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const smoke = (url: string, more: Partial<{ version: string; colour: string; key: string }> = {}) =>
  new SmokeTest({
    url,
    version: '0.0.0-test',
    colour: 'none',
    key,
    signal: AbortSignal.timeout(20_000),
    ...more,
  }).run()

const asSmoke = (path: string, init: RequestInit = {}) =>
  app.fetch(path, { ...init, headers: { 'x-streaming-proxy-key': key, ...init.headers } })

const start = () =>
  asSmoke('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify(BRIEF),
    headers: { 'content-type': 'application/json' },
  })

/** A proxy before the server that does something to one kind of answer. */
function proxy(change: (path: string, answer: Response) => Response | Promise<Response>): string {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      const body = request.method === 'GET' ? undefined : await request.text()
      const { method, headers } = request
      return change(pathname, await fetch(`${app.listen()}${pathname}${search}`, { method, headers, body }))
    },
  })
  closing.push(() => server.stop(true))
  return `http://127.0.0.1:${server.port}`
}

const changed = async (answer: Response, change: (text: string) => string): Promise<Response> => {
  const { status, headers } = answer
  return new Response(change(await answer.text()), { status, headers })
}

describe('the smoke test', () => {
  test('passes where all is well, though no further run of anybody could be started, and leaves nothing', async () => {
    const asked = app.model.next({ deltas: ['half', new Promise<void>(() => {})] })
    const busy = await app.post('/api/design/stream', BRIEF)
    await asked
    expect((await app.post('/api/design/stream', BRIEF)).status).toBe(429)
    const report = await smoke(app.listen())
    expect(report.characters).toBeGreaterThan(4000)
    expect(report.events).toBeGreaterThan(20)
    expect(app.model.requests).toHaveLength(1)
    expect(
      readdirSync(`${app.parts.settings.DATA_DIR}/smoke`).filter((name) => name.endsWith('.log')),
    ).toEqual([])
    await busy.body?.cancel()
  })

  const faults: [what: string, step: string, why: RegExp, change: Parameters<typeof proxy>[0]][] = [
    [
      'is not ready',
      'ready',
      /\/readyz answers 503/,
      (path, answer) => (path === '/readyz' ? new Response('no', { status: 503 }) : answer),
    ],
    [
      'has lost its security headers on the way',
      'page',
      /no Content-Security-Policy/,
      (path, answer) => {
        if (path === '/login') answer.headers.delete('content-security-policy')
        return answer
      },
    ],
    [
      'has them twice',
      'page',
      /more than one Content-Security-Policy/,
      (path, answer) => {
        const policy = answer.headers.get('content-security-policy')
        if (path === '/login') answer.headers.append('content-security-policy', policy ?? '')
        return answer
      },
    ],
    [
      'has no scripts',
      'asset',
      /answers 404/,
      (path, answer) => (path.endsWith('.js') ? new Response('', { status: 404 }) : answer),
    ],
    [
      'starts no run',
      'stream',
      /it answers 500: broken/,
      (path, answer) => (path.endsWith('/stream') ? new Response('broken', { status: 500 }) : answer),
    ],
    [
      'holds its streams back',
      'stream',
      /holds the stream back/,
      (path, answer) => (path.endsWith('/stream') ? changed(answer, (text) => text) : answer),
    ],
    [
      'compresses them',
      'stream',
      /compresses the stream/,
      (path, answer) => {
        if (path.endsWith('/stream')) answer.headers.set('content-encoding', 'x-none')
        return answer
      },
    ],
    [
      'loses an event when it is read again',
      'resume',
      /are not those of the first time/,
      (path, answer) =>
        path.endsWith('/events')
          ? changed(answer, (text) =>
              text.replace(/id: .*\nevent: token\n.*\n\n(?=id: .*\nevent: done\n)/, ''),
            )
          : answer,
    ],
    [
      'keeps another text than it showed',
      'run',
      /is not the text that was streamed/,
      (path, answer) =>
        /\/runs\/\w+$/.test(path) && answer.status === 200
          ? changed(answer, (text) => text.replace('"text":"#', '"text":"##'))
          : answer,
    ],
    [
      'deletes nothing',
      'delete',
      /still there/,
      (path, answer) =>
        /\/runs\/\w+$/.test(path) && answer.status === 404 ? new Response('{}', { status: 200 }) : answer,
    ],
  ]
  test.each(faults)('fails where the server %s', async (_, step, why, change) => {
    const failure = await smoke(proxy(change)).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'SmokeFailed', step })
    expect((failure as Error).message).toMatch(why)
  })

  test('fails where a stream breaks off, or ends otherwise than done', async () => {
    const cut = proxy((path, answer) =>
      path.endsWith('/stream')
        ? new Response(
            answer.body?.pipeThrough(
              new TransformStream({
                transform(bytes: Uint8Array, controller) {
                  if (new TextDecoder().decode(bytes).includes('id: 100\n')) controller.terminate()
                  else controller.enqueue(bytes)
                },
              }),
            ),
            { headers: answer.headers },
          )
        : answer,
    )
    const failure = await smoke(cut).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'SmokeFailed', step: 'stream' })
  })

  test('fails where another server answers, and where none does', async () => {
    for (const wrong of [{ version: '9.9.9' }, { colour: 'green' }])
      await expect(smoke(app.listen(), wrong)).rejects.toThrow(/version 0\.0\.0-test \(none\) answers there/)
    await expect(smoke('http://127.0.0.1:1')).rejects.toMatchObject({ step: 'ready' })
  }, 30_000)

  test('fails where the list of runs takes no entry', async () => {
    const { parts } = app
    const rehearse = parts.runs.rehearse.bind(parts.runs)
    parts.runs.rehearse = async () => Promise.reject(new Error('no such column'))
    closing.push(() => {
      parts.runs.rehearse = rehearse
    })
    await expect(smoke(app.listen())).rejects.toMatchObject({ step: 'stream' })
  })

  test('as a command says in one line what came of it', async () => {
    const settings = { DATA_DIR: app.parts.settings.DATA_DIR, DEVUSSY_VERSION: '0.0.0-test' }
    const passed = await runCommand(['smoke', `${app.listen()}/`], settings)
    expect(passed).toMatchObject({ code: 0, error: '' })
    expect(passed.out).toMatch(/^smoke test passed: version 0\.0\.0-test \(none\), \d+ events .*\n$/)
    const failed = await runCommand(['smoke', 'http://127.0.0.1:1', '--timeout', '5s'], settings)
    expect(failed.code).toBe(1)
    expect(failed.out).toMatch(/^smoke test failed at ready: .*\n$/)
    expect(`${passed.out}${failed.out}${failed.error}`).not.toContain(key)
    const lost = await runCommand(['smoke', app.listen()], { DATA_DIR: '/nowhere' })
    expect(lost).toMatchObject({ code: 1 })
    expect(lost.out).toContain('smoke test failed at key: ')
    for (const args of [['smoke'], ['smoke', 'localhost'], ['smoke', app.listen(), '--timeout=soon']])
      expect((await runCommand(args, settings)).code).toBe(2)
  }, 30_000)

  test('that hangs is over in time', async () => {
    const hanging = proxy((path, answer) => (path === '/health' ? new Promise<Response>(() => {}) : answer))
    const test = new SmokeTest({
      url: hanging,
      version: '0.0.0-test',
      colour: 'none',
      key,
      signal: AbortSignal.timeout(300),
    })
    await expect(test.run()).rejects.toThrow(/no answer in time/)
  })
})

describe('runs of smoke tests', () => {
  test('are in no list, and only their own key leads to them', async () => {
    const id = /\w+$/.exec((await start()).headers.get('location') ?? '')?.[0]
    expect((await asSmoke(`/api/runs/${id}`)).status).toBe(200)
    for (const path of [`/api/runs/${id}`, `/api/runs/${id}/events`])
      expect((await app.api(path)).status).toBe(404)
    expect((await app.api(`/api/runs/${id}`, { method: 'DELETE' })).status).toBe(404)
    expect(await (await app.api('/api/runs')).text()).not.toContain(id)
    expect(
      await (await app.fetch('/', { headers: { authorization: `Bearer ${app.parts}` } })).text(),
    ).not.toContain(id)
    expect((await asSmoke(`/api/runs/${id}`, { method: 'DELETE' })).status).toBe(204)
  })

  test('have a key that leads to nothing else', async () => {
    for (const path of ['/api/runs', '/api/models', '/', '/models-list'])
      expect([path, (await asSmoke(path)).status]).toEqual([path, 403])
    const runs = (await (await app.api('/api/runs')).json()) as { runs: { id: string }[] }
    const id = runs.runs[0]?.id
    expect(id).toBeDefined()
    for (const path of [`/api/runs/${id}`, `/api/runs/${id}/events`])
      expect([path, (await asSmoke(path)).status]).toEqual([path, 404])
    expect((await asSmoke(`/api/runs/${id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await asSmoke(`/runs/${id}`)).status).toBe(403)
  })

  test('of one that died are swept up, those of a moment ago are not', async () => {
    const folder = `${app.parts.settings.DATA_DIR}/smoke`
    mkdirSync(folder, { recursive: true })
    const [old, young] = ['a', 'b'].map((letter) => `${folder}/${letter.repeat(26)}.1.log`)
    for (const path of [old, young]) writeFileSync(path ?? '', '')
    const longAgo = new Date(Date.now() - 11 * 60_000)
    utimesSync(old ?? '', longAgo, longAgo)
    app.parts.smoke?.tidy()
    expect([existsSync(old ?? ''), existsSync(young ?? '')]).toEqual([false, true])
  })
})
