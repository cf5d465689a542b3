import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { BRIEF, KEY } from '../support/app.ts'
import { numbersOf, oneTo, readEvents, textOf } from '../support/events.ts'
import { startModelServer } from '../support/model-server.ts'
import { removeFolder, type ServerProcess, startServer, temporaryFolder } from '../support/server-process.ts'

// On a busy machine a server takes seconds to start.
setDefaultTimeout(40_000)

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function startWorld(more: Record<string, string> = {}) {
  const model = await startModelServer()
  const dataDir = temporaryFolder()
  open.push(
    () => model.stop(),
    () => removeFolder(dataDir),
  )
  const start = async (settings: Record<string, string> = {}) => {
    const server = await startServer(
      { OPENAI_BASE_URL: model.url, MODEL: 'scripted', MODEL_RETRIES: '0', ...more, ...settings },
      dataDir,
    )
    open.push(() => server.end('SIGKILL'))
    return server
  }
  return { model, start, dataDir }
}

const post = (server: ServerProcess, init: RequestInit = {}) =>
  server.api('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify(BRIEF),
    headers: { 'content-type': 'application/json' },
    ...init,
  })

const never = new Promise<void>(() => {})

/** Until it takes no new runs; by then what waits in it is left to others. */
async function untilDraining(server: ServerProcess): Promise<void> {
  for (;;) {
    const answer = await post(server)
    await answer.body?.cancel()
    if (answer.status === 503) return
  }
}

/** Until the server has seen its signal. */
async function untilNotReady(server: ServerProcess): Promise<Response> {
  for (;;) {
    const answer = await server.api('/readyz')
    if (answer.status === 503) return answer
    await answer.body?.cancel()
  }
}

test('SIGTERM: not ready at once; for the grace everything is answered, new runs too, and no connection is kept', async () => {
  const { start } = await startWorld({ DRAIN_GRACE: '10m' })
  const server = await start()
  server.process.kill('SIGTERM')
  const answer = await untilNotReady(server)
  expect(await answer.json()).toMatchObject({ ready: false, draining: 'the server is ending' })
  expect(answer.headers.get('connection')?.toLowerCase()).toBe('close')
  const events = await readEvents(await post(server))
  expect(events.at(-1)?.type).toBe('done')
  expect((await server.api(`/api/runs/${events[0]?.data.run?.id}`)).status).toBe(200)
  server.process.kill('SIGTERM')
  expect(await server.process.exited).toBe(0)
})

test('Ctrl-C waits for no proxy to notice', async () => {
  const { start } = await startWorld({ DRAIN_GRACE: '10m' })
  expect(await (await start()).end('SIGINT')).toBe(0)
})

test('after DRAIN_TIMEOUT the run is handed to the next process, which goes on at once; its reader reads on there', async () => {
  const { model, start, dataDir } = await startWorld({ DRAIN_GRACE: '1ms' })
  const [old, next] = await Promise.all([start({ DRAIN_TIMEOUT: '300ms' }), start()])
  const asked = model.next({ deltas: ['One.\n\nTw', never] })
  model.next({ deltas: ['Two.\n'] })
  const exit = Promise.withResolvers<number>()
  const response = await post(old)
  // A connection that breaks would reject here; it ends properly, without an end of the run.
  const seen = await readEvents(response, ({ type }) => {
    if (type === 'token') void old.end('SIGTERM').then(exit.resolve)
    return false
  })
  expect(seen.map(({ type }) => type)).toEqual(['run', 'token'])
  await (await asked).closed
  expect(await exit.promise).toBe(0)
  const id = seen[0]?.data.run?.id
  const rest = await readEvents(
    await next.api(`/api/runs/${id}/events`, { headers: { 'last-event-id': '2' } }),
  )
  expect(rest[0]).toMatchObject({ id: 3, data: { kind: 'continued', cause: 'process', keep: 6 } })
  expect(textOf([...seen, ...rest])).toBe('One.\n\nTwo.\n')
  expect(numbersOf([...seen, ...rest])).toEqual(oneTo(2 + rest.length))
  expect(readdirSync(`${dataDir}/owners`)).toHaveLength(1)
})

test('who reads at a draining process what another writes reads it there to its end', async () => {
  const { model, start } = await startWorld({ DRAIN_GRACE: '1ms' })
  const [old, next] = await Promise.all([start(), start()])
  const others = Promise.withResolvers<void>()
  model.next({ deltas: ['of the other', others.promise, '.'] })
  const theirs = await post(next)
  const id = /\w+$/.exec(theirs.headers.get('location') ?? '')?.[0]
  const followed = await old.api(`/api/runs/${id}/events`)
  const whole = old.api('/api/design', {
    method: 'POST',
    body: JSON.stringify(BRIEF),
    headers: { 'content-type': 'application/json' },
  })
  const exit = old.end('SIGTERM')
  await untilNotReady(old)
  expect((await whole).status).toBe(200)
  // All that it wrote itself is written. It goes on to serve, for longer than a stream that is let go has.
  for (const until = performance.now() + 1500; performance.now() < until; await Bun.sleep(50))
    expect((await old.api('/livez')).status).toBe(200)
  others.resolve()
  const events = await readEvents(followed)
  expect(events.at(-1)?.type).toBe('done')
  expect(events).toEqual(await readEvents(theirs))
  expect(await exit).toBe(0)
})

test('a run that waits for its turn is left to others, and where there are none its reader keeps nobody waiting', async () => {
  const { model, start } = await startWorld({ DRAIN_GRACE: '1ms', MAX_RUNS: '1' })
  const server = await start()
  const first = Promise.withResolvers<void>()
  model.next({ deltas: ['first', first.promise] })
  const written = await post(server)
  const waiting = await post(server)
  const exit = server.end('SIGTERM')
  await untilDraining(server)
  first.resolve()
  expect((await readEvents(written)).at(-1)?.type).toBe('done')
  const seen = await readEvents(waiting)
  expect(seen.at(-1)).toMatchObject({ type: 'notice', data: { kind: 'queued', left: true } })
  expect(await exit).toBe(0)
})

test('a reader that takes nothing keeps neither the process nor the next owner waiting', async () => {
  const { model, start } = await startWorld({
    DRAIN_GRACE: '1ms',
    MAX_DOCUMENT_CHARS: '50000000',
    MAX_RUN_TOKENS: '9000000',
  })
  const [old, next] = await Promise.all([start(), start()])
  const flood = Array.from({ length: 120 }, (_, line) => `Line ${line} ${'x'.repeat(60_000)}\n\n`)
  const asked = model.next({ deltas: [...flood, never] })
  model.next({ deltas: ['The end.\n'] })
  const { hostname, port } = new URL(old.address)
  const body = JSON.stringify(BRIEF)
  const full = Promise.withResolvers<void>()
  const stuck = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open: (socket) =>
        void socket.write(
          `POST /api/design/stream HTTP/1.1\r\nHost: x\r\nX-Streaming-Proxy-Key: ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        ),
      data(socket) {
        socket.pause()
        full.resolve()
      },
      error() {},
    },
  })
  await full.promise
  const request = await asked
  // More than the sockets in between can hold.
  while (request.sent < flood.length) await Bun.sleep(10)
  old.process.kill('SIGTERM')
  await untilNotReady(old)
  old.process.kill('SIGTERM')
  expect(await old.process.exited).toBe(0)
  const listed = async () =>
    ((await (await next.api('/api/runs')).json()) as { runs: { status: string }[] }).runs[0]?.status
  while ((await listed()) !== 'done') await Bun.sleep(10)
  stuck.terminate()
})
