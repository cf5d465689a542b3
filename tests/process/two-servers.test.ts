import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { BRIEF } from '../support/app.ts'
import { numbersOf, oneTo, readEvents, type SeenEvent, textOf } from '../support/events.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { removeFolder, type ServerProcess, startServer, temporaryFolder } from '../support/server-process.ts'

// On a busy machine a server takes seconds to start.
setDefaultTimeout(40_000)

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** Two processes of one version on one data directory, with one model. */
async function startTwo(more: Record<string, string> = {}) {
  const model = await startModelServer()
  const dataDir = temporaryFolder()
  open.push(() => model.stop())
  const settings = { OPENAI_BASE_URL: model.url, MODEL: 'scripted', MODEL_RETRIES: '0', ...more }
  const start = async () => {
    const server = await startServer(settings, dataDir)
    open.push(() => server.end('SIGKILL'))
    return server
  }
  const [one, two] = await Promise.all([start(), start()])
  open.push(() => removeFolder(dataDir))
  return { model, one, two, dataDir }
}

const post = (server: ServerProcess, headers: Record<string, string> = {}) =>
  server.api('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify(BRIEF),
    headers: { 'content-type': 'application/json', ...headers },
  })

const follow = (server: ServerProcess, id: string, after = 0) =>
  server.api(`/api/runs/${id}/events?after=${after}`)

const never = new Promise<void>(() => {})

/** A run that the server writes: the model has said `text` and is silent now. */
async function writing(model: ModelServer, server: ServerProcess, text: string) {
  const asked = model.next({ deltas: [text, never] })
  const seen = await readEvents(await post(server), (_, all) => textOf(all) === text)
  return { id: seen[0]?.data.run?.id ?? '', seen, request: await asked }
}

const last = (events: SeenEvent[]) => Math.max(...numbersOf(events))

describe('two processes on one data directory', () => {
  test('each takes runs, and each shows those of the other live', async () => {
    const { model, one, two } = await startTwo()
    for (const [here, there] of [
      [one, two],
      [two, one],
    ] as const) {
      const gate = Promise.withResolvers<void>()
      model.next({ deltas: ['one ', gate.promise, 'two'] })
      const written = await post(here)
      const id = /\w+$/.exec(written.headers.get('location') ?? '')?.[0] ?? ''
      // The second word is not written before the other process has shown the first.
      const followed = readEvents(await follow(there, id), ({ type }) => {
        if (type === 'token') gate.resolve()
        return false
      })
      const events = await readEvents(written)
      expect(textOf(events)).toBe('one two')
      expect(events.at(-1)?.type).toBe('done')
      expect(await followed).toEqual(events)
      const listed = (await (await there.api('/api/runs')).json()) as {
        runs: { id: string; status: string }[]
      }
      expect(listed.runs.find((run) => run.id === id)?.status).toBe('done')
    }
  })

  test('one request sent to both is one run, and who signed in to one is signed in to the other', async () => {
    const { model, one, two } = await startTwo()
    const answers = await Promise.all([one, two].map((server) => post(server, { 'idempotency-key': 'same' })))
    const readings = await Promise.all(answers.map((answer) => readEvents(answer)))
    expect(readings[0]).toEqual(readings[1] ?? [])
    expect(model.requests).toHaveLength(1)
    const cookie =
      (await fetch(one.link, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? ''
    expect((await fetch(`${two.address}/`, { headers: { cookie } })).status).toBe(200)
    const used = await fetch(one.link.replace(one.address, two.address), { redirect: 'manual' })
    expect(used.headers.get('set-cookie')).toBeNull()
  })

  test('Stop at the one ends what the other writes, and its question to the model', async () => {
    const { model, one, two } = await startTwo()
    const { id, seen, request } = await writing(model, one, 'Half a')
    const reading = follow(one, id, last(seen)).then((response) => readEvents(response))
    expect((await two.api(`/api/runs/${id}/stop`, { method: 'POST' })).status).toBe(200)
    await request.closed
    const rest = await reading
    expect(rest.map(({ type }) => type)).toEqual(['stopped'])
    expect(numbersOf([...seen, ...rest])).toEqual(oneTo(last(rest)))
    expect((await one.api(`/api/runs/${id}/stop`, { method: 'POST' })).status).toBe(409)
    expect(model.requests).toHaveLength(1)
  })

  test('deleting at the one what the other writes ends it there, and both know it no more', async () => {
    const { model, one, two } = await startTwo()
    const { id, request } = await writing(model, one, 'Half a')
    const reading = follow(one, id).then((response) => readEvents(response))
    expect((await two.api(`/api/runs/${id}`, { method: 'DELETE' })).status).toBe(204)
    await request.closed
    expect((await reading).some(({ type }) => type === 'done')).toBe(false)
    for (const server of [one, two]) {
      expect((await server.api(`/api/runs/${id}`)).status).toBe(404)
      expect(((await (await server.api('/api/runs')).json()) as { runs: object[] }).runs).toEqual([])
    }
  })

  test('Continue at the one leaves a run alone that the other writes, and goes on with one that stands still', async () => {
    const { model, one, two } = await startTwo({ AUTO_CONTINUE: '0' })
    const live = await writing(model, one, 'Half a')
    expect((await two.api(`/api/runs/${live.id}/continue`, { method: 'POST' })).status).toBe(202)
    expect(model.requests).toHaveLength(1)
    model.next({ deltas: ['One.\n\n', 'Tw'], end: 'cut' })
    const seen = await readEvents(await post(one))
    expect(seen.at(-1)?.type).toBe('interrupted')
    const id = seen[0]?.data.run?.id ?? ''
    model.next({ deltas: ['Two.\n'] })
    expect((await two.api(`/api/runs/${id}/continue`, { method: 'POST' })).status).toBe(202)
    const rest = await readEvents(await follow(one, id, last(seen)))
    expect(textOf([...seen, ...rest])).toBe('One.\n\nTwo.\n')
    expect(rest.at(-1)?.type).toBe('done')
  })
})

describe('when one of two processes', () => {
  test('is killed, the other goes on with its run, and the reader there notices a pause', async () => {
    const { model, one, two } = await startTwo()
    const { id, seen } = await writing(model, one, 'One.\n\nTw')
    model.next({ deltas: ['Two.\n'] })
    const reading = readEvents(await follow(two, id))
    await one.end('SIGKILL')
    const all = await reading
    expect(all.slice(0, seen.length)).toEqual(seen)
    expect(numbersOf(all)).toEqual(oneTo(all.length))
    expect(all.find(({ type }) => type === 'notice')?.data).toMatchObject({
      kind: 'continued',
      cause: 'process',
    })
    expect(textOf(all)).toBe('One.\n\nTwo.\n')
    expect(all.at(-1)?.type).toBe('done')
    expect(model.requests).toHaveLength(2)
  })

  test('is killed and nothing may go on by itself, the run stands still at the other', async () => {
    const { model, one, two } = await startTwo({ AUTO_CONTINUE: '0' })
    const { id, seen } = await writing(model, one, 'One.\n\nTw')
    const reading = readEvents(await follow(two, id, last(seen)))
    await one.end('SIGKILL')
    expect(await reading).toMatchObject([{ type: 'interrupted', data: { code: 'server_restarted' } }])
    expect(model.requests).toHaveLength(1)
  })

  test('is frozen for longer than its lease, the other goes on; when it wakes, nothing of it counts', async () => {
    const { model, one, two } = await startTwo()
    const gate = Promise.withResolvers<void>()
    const old = model.next({ deltas: ['One.\n\nTw', gate.promise, 'o of the old one', never] })
    const seen = await readEvents(await post(one), (_, all) => textOf(all) === 'One.\n\nTw')
    const id = seen[0]?.data.run?.id ?? ''
    const next = Promise.withResolvers<void>()
    model.next({ deltas: ['Two', next.promise, '.\n'] })
    one.process.kill('SIGSTOP')
    // What comes for it now waits in its socket.
    gate.resolve()
    const reading = readEvents(await follow(two, id), (_, all) => {
      if (textOf(all) === 'One.\n\nTwo') one.process.kill('SIGCONT')
      return false
    })
    // It gives up its question to the model when it finds that it has lost the run.
    await (await old).closed
    next.resolve()
    const all = await reading
    expect(textOf(all)).toBe('One.\n\nTwo.\n')
    expect(numbersOf(all)).toEqual(oneTo(all.length))
    expect(await readEvents(await follow(one, id))).toEqual(all)
    expect(model.requests).toHaveLength(2)
  })
})
