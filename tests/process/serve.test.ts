import { Database } from 'bun:sqlite'
import { afterEach, describe, expect, test } from 'bun:test'
import { existsSync, readdirSync } from 'node:fs'
import { BRIEF } from '../support/app.ts'
import { numbersOf, oneTo, readEvents, textOf } from '../support/events.ts'
import { startModelServer } from '../support/model-server.ts'
import {
  removeFolder,
  runCommand,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from '../support/server-process.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function start(more: Record<string, string> = {}, dataDir?: string): Promise<ServerProcess> {
  const server = await startServer(more, dataDir)
  open.push(async () => {
    await server.end('SIGKILL')
    removeFolder(server.dataDir)
  })
  return server
}

async function startWithModel(more: Record<string, string> = {}, dataDir?: string) {
  const model = await startModelServer()
  open.push(() => model.stop())
  const settings = { OPENAI_BASE_URL: model.url, MODEL: 'scripted', MODEL_RETRIES: '0', ...more }
  return { model, settings, server: await start(settings, dataDir) }
}

const post = (server: ServerProcess, headers: Record<string, string> = {}) =>
  server.api('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify(BRIEF),
    headers: { 'content-type': 'application/json', ...headers },
  })

describe('starting', () => {
  test('with no settings the demo model writes, and a link lets one in, once', async () => {
    const server = await start()
    expect(server.address).toStartWith('http://127.0.0.1:')
    expect(await (await fetch(`${server.address}/health`)).json()).toMatchObject({
      status: 'well',
      provider: 'demo',
    })
    expect(
      (await fetch(server.link, { method: 'HEAD', redirect: 'manual' })).headers.get('set-cookie'),
    ).toBeNull()
    const first = await fetch(server.link, { redirect: 'manual' })
    expect(first.status).toBe(303)
    const cookie = first.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^devussy_session=[\w-]{43}; /)
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part)
    const second = await fetch(server.link, { redirect: 'manual' })
    expect(second.headers.get('set-cookie')).toBeNull()
    const home = await fetch(`${server.address}/`, { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(home.status).toBe(200)
  })

  test('bad settings are all named at once, with what is allowed, and nothing starts', async () => {
    const { code, error } = await runCommand([], {
      PORT: '99999',
      LOG_LEVEL: 'loud',
      AUTO_CONTINUE: '-1',
      DRAIN_TIMEOUT: '10',
      OPENAI_API_KEY: 'sk-secret\u0001',
    })
    expect(code).toBe(1)
    for (const name of ['PORT', 'LOG_LEVEL', 'AUTO_CONTINUE', 'DRAIN_TIMEOUT', 'OPENAI_API_KEY'])
      expect(error).toContain(`- ${name}: `)
    expect(error).toContain('from 0 to 65535')
    expect(error).not.toContain('sk-secret')
  })

  test('a port that is taken is said in a sentence', async () => {
    const server = await start()
    const { code, out } = await runCommand([], {
      PORT: new URL(server.address).port,
      DATA_DIR: server.dataDir,
    })
    expect(code).toBe(1)
    expect(out).toContain('is taken by another program')
    expect(out).not.toContain('at ')
  })

  test('data of a newer version is refused and stays as it is', async () => {
    const dataDir = temporaryFolder()
    open.push(() => removeFolder(dataDir))
    const store = new Database(`${dataDir}/devussy.sqlite`)
    store.run('PRAGMA user_version = 999')
    store.close()
    const { code, out } = await runCommand([], { DATA_DIR: dataDir })
    expect(code).toBe(1)
    expect(out).toContain('written by a newer version')
    expect(new Database(`${dataDir}/devussy.sqlite`).query('PRAGMA user_version').get()).toEqual({
      user_version: 999,
    })
  })

  test('a folder that cannot be made is said in a sentence', async () => {
    const { code, out } = await runCommand([], { DATA_DIR: '/dev/null/data' })
    expect(code).toBe(1)
    expect(out).toContain('DATA_DIR')
  })

  test('`health` tells a container whether the server is ready', async () => {
    const server = await start()
    const port = new URL(server.address).port
    expect((await runCommand(['health'], { PORT: port })).code).toBe(0)
    await server.end('SIGKILL')
    expect((await runCommand(['health'], { PORT: port })).code).toBe(1)
  })

  test('an unknown command says which there are', async () => {
    const { code, error } = await runCommand(['dance'], {})
    expect(code).toBe(2)
    expect(error).toStartWith('usage: devussy-web [serve | health | version | backup TARGET | ')
  })
})

describe('ending', () => {
  test('SIGTERM: not ready at once, no new runs, the live one goes on to its end, exit code 0', async () => {
    const { server, model } = await startWithModel()
    const gate = Promise.withResolvers<void>()
    model.next({ deltas: ['one ', gate.promise, 'two'] })
    const response = await post(server)
    const reading = readEvents(response, ({ type }) => {
      if (type === 'token') gate.resolve()
      return false
    })
    const exit = server.end('SIGTERM')
    const events = await reading
    expect(events.at(-1)?.type).toBe('done')
    expect(textOf(events)).toBe('one two')
    expect(await exit).toBe(0)
    expect(readdirSync(`${server.dataDir}/owners`)).toEqual([])
  })

  test('while it drains it says so, refuses new runs and serves those that are there', async () => {
    const { server, model } = await startWithModel({ DRAIN_GRACE: '1ms' })
    const gate = Promise.withResolvers<void>()
    model.next({ deltas: ['one', gate.promise] })
    const seen = await readEvents(await post(server), ({ type }) => type === 'token')
    server.process.kill('SIGTERM')
    let ready = await server.api('/readyz')
    while (ready.status === 200) ready = await server.api('/readyz')
    expect(await ready.json()).toMatchObject({ ready: false, draining: 'the server is ending' })
    let refused = await post(server)
    while (refused.status === 200) {
      await refused.body?.cancel()
      refused = await post(server)
    }
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('2')
    expect(await refused.json()).toMatchObject({ code: 'draining' })
    const reading = readEvents(await server.api(`/api/runs/${seen[0]?.data.run?.id}/events?after=2`))
    gate.resolve()
    expect((await reading).at(-1)?.type).toBe('done')
    expect(await server.process.exited).toBe(0)
  })

  test('a second SIGTERM ends it at once; the next process goes on, and a reader reads on', async () => {
    const { server, model, settings } = await startWithModel({ DRAIN_GRACE: '1ms' })
    const gate = Promise.withResolvers<void>()
    const arrived = model.next({ deltas: ['One.\n\nTw', gate.promise] })
    const ending = async () => {
      server.process.kill('SIGTERM')
      while ((await server.api('/readyz')).ok);
      server.process.kill('SIGTERM')
    }
    let ended: Promise<void> | undefined
    const seen = await readEvents(await post(server), ({ type }) => {
      if (type === 'token') ended ??= ending()
      return false
    })
    await ended
    expect(await server.process.exited).toBe(0)
    await (await arrived).closed
    expect(seen.map(({ type }) => type)).toEqual(['run', 'token'])

    model.next({ deltas: ['Two.\n'] })
    const next = await start(settings, server.dataDir)
    const id = seen[0]?.data.run?.id
    const rest = await readEvents(
      await next.api(`/api/runs/${id}/events`, { headers: { 'last-event-id': '2' } }),
    )
    expect(rest[0]).toMatchObject({
      id: 3,
      type: 'notice',
      data: { kind: 'continued', keep: 6, cause: 'process' },
    })
    expect(textOf([...seen, ...rest])).toBe('One.\n\nTwo.\n')
    expect(rest.at(-1)?.type).toBe('done')
  })
})

describe('kill -9 in the middle of a run', () => {
  test('the next start goes on by itself; the reader has one document, and it was asked for once more', async () => {
    const { server, model, settings } = await startWithModel()
    const never = new Promise(() => {})
    model.next({ deltas: ['# A\n\nOne.\n\n', 'Tw', never] })
    const seen = await readEvents(await post(server, { 'idempotency-key': 'crash' }), (_, all) =>
      textOf(all).endsWith('Tw'),
    )
    await server.end('SIGKILL')
    model.next({ deltas: ['Two.\n'] })
    const next = await start(settings, server.dataDir)
    // The client tries its POST again, as it would after a lost connection.
    const again = await readEvents(await post(next, { 'idempotency-key': 'crash' }))
    expect(numbersOf(again)).toEqual(oneTo(again.length))
    expect(again.slice(0, seen.length)).toEqual(seen)
    expect(textOf(again)).toBe('# A\n\nOne.\n\nTwo.\n')
    expect(again.at(-1)?.type).toBe('done')
    expect(model.requests).toHaveLength(2)
  })

  test('in each of its blocks goes on each time by itself; one that gets no further stands still in the end', async () => {
    const { server, model, settings } = await startWithModel()
    const never = new Promise(() => {})
    model.next({ deltas: ['Block 0.\n\n', 'Ta', never] })
    const seen = await readEvents(await post(server), (_, all) => textOf(all).endsWith('Ta'))
    const id = seen[0]?.data.run?.id
    let last = server
    const again = async (deltas: (string | Promise<unknown>)[], ends: string) => {
      model.next({ deltas })
      await last.end('SIGKILL')
      last = await start(settings, server.dataDir)
      await readEvents(await last.api(`/api/runs/${id}/events`), (_, all) => textOf(all).endsWith(ends))
    }
    for (const block of [1, 2, 3, 4]) await again([`Block ${block}.\n\n`, 'Ta', never], `${block}.\n\nTa`)
    // The first of these has kept block 4.
    for (const vain of [0, 1, 2, 3]) await again(['Ta', `il ${vain}`, never], `Tail ${vain}`)
    await last.end('SIGKILL')
    last = await start(settings, server.dataDir)
    const all = await readEvents(await last.api(`/api/runs/${id}/events`))
    expect(all.at(-1)).toMatchObject({ type: 'interrupted', data: { code: 'server_restarted' } })
    expect(all.at(-1)?.data.message).toContain('came no further')
    expect(model.requests).toHaveLength(9)
  }, 30_000)

  test('with AUTO_CONTINUE=0 it stands still until somebody says Continue, and a crash loop costs nothing', async () => {
    const { server, model, settings } = await startWithModel({ AUTO_CONTINUE: '0' })
    model.next({ deltas: ['One.\n\n', 'Tw', new Promise(() => {})] })
    const seen = await readEvents(await post(server), (_, all) => textOf(all).endsWith('Tw'))
    const id = seen[0]?.data.run?.id
    await server.end('SIGKILL')
    const second = await start(settings, server.dataDir)
    await second.end('SIGKILL')
    const third = await start(settings, server.dataDir)
    const rest = await readEvents(await third.api(`/api/runs/${id}/events?after=${seen.length}`))
    expect(rest).toMatchObject([{ type: 'interrupted', data: { code: 'server_restarted' } }])
    expect(model.requests).toHaveLength(1)
    model.next({ deltas: ['Two.\n'] })
    expect((await third.api(`/api/runs/${id}/continue`, { method: 'POST' })).status).toBe(202)
    const end = await readEvents(await third.api(`/api/runs/${id}/events?after=${seen.length}`))
    expect(textOf([...seen, ...end])).toBe('One.\n\nTwo.\n')
  })
})

test('nothing of a secret stands in what the server writes', async () => {
  const { server } = await startWithModel({
    OPENAI_API_KEY: 'canary-model-key',
    UI_PASSWORD: 'canary-password',
  })
  await (await post(server)).text()
  await fetch(`${server.address}/login`, {
    method: 'POST',
    body: new URLSearchParams({ password: 'canary-password' }),
  })
  await fetch(`${server.address}/api/runs`, { headers: { authorization: 'Bearer canary-wrong' } })
  await server.end()
  expect(server.output()).not.toContain('canary')
  expect(existsSync(`${server.dataDir}/secrets/streaming_proxy_key`)).toBe(false)
})
