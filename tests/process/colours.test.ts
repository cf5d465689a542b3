import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BRIEF, KEY } from '../support/app.ts'
import { numbersOf, oneTo, readEvents, textOf } from '../support/events.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import {
  environment,
  removeFolder,
  runCommand,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from '../support/server-process.ts'

// On a busy machine a server takes seconds to start, and one that leaves waits for its proxy first.
setDefaultTimeout(60_000)

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

interface World {
  model: ModelServer
  dataDir: string
  liveDir: string
  start(colour: 'blue' | 'green', more?: Record<string, string>): Promise<ServerProcess>
  /** As a deploy does it: nothing else is told to anybody. */
  makeLive(colour: 'blue' | 'green'): void
}

/** A data directory, the folder that says who is live (blue at first), and servers on both. */
async function startWorld(): Promise<World> {
  const model = await startModelServer()
  const dataDir = temporaryFolder()
  const liveDir = mkdtempSync(join(tmpdir(), 'devussy-live-'))
  open.push(
    () => model.stop(),
    () => removeFolder(dataDir),
    () => removeFolder(liveDir),
  )
  return {
    model,
    dataDir,
    liveDir,
    async start(colour, more = {}) {
      const settings = {
        OPENAI_BASE_URL: model.url,
        MODEL: 'scripted',
        MODEL_RETRIES: '0',
        // With it no server prints a link, which one that stands by would not do.
        UI_PASSWORD: 'a password',
        COLOUR: colour,
        LIVE_DIR: liveDir,
        DEVUSSY_VERSION: `1.0.0-${colour}`,
        ...more,
      }
      const server = await startServer(settings, dataDir)
      open.push(() => server.end('SIGKILL'))
      return server
    },
    makeLive(colour) {
      if (colour === 'green') writeFileSync(`${liveDir}/green`, '')
      else rmSync(`${liveDir}/green`, { force: true })
    },
  }
}

const post = (server: ServerProcess, headers: Record<string, string> = {}) =>
  server.api('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify(BRIEF),
    headers: { 'content-type': 'application/json', ...headers },
  })

const health = async (server: ServerProcess) =>
  (await (await server.api('/health')).json()) as {
    version: string
    colour: string
    state: string
    liveRuns: number
    readers: number
  }

async function untilState(server: ServerProcess, state: string): Promise<void> {
  while ((await health(server)).state !== state) await Bun.sleep(20)
}

/** Until new connections are refused. */
async function untilClosed(server: ServerProcess): Promise<void> {
  for (;;) {
    const answer = await server.api('/livez').catch(() => undefined)
    if (!answer) return
    await answer.body?.cancel()
    await Bun.sleep(50)
  }
}

async function untilOpen(server: ServerProcess): Promise<void> {
  while (!(await server.api('/livez').catch(() => undefined))) await Bun.sleep(50)
}

const never = new Promise<void>(() => {})

describe('a server that has a colour', () => {
  test('is live while the file says so, and stands by otherwise, ready all the same', async () => {
    const { start, makeLive } = await startWorld()
    const [blue, green] = await Promise.all([start('blue'), start('green')])
    expect(await health(blue)).toMatchObject({ version: '1.0.0-blue', colour: 'blue', state: 'live' })
    expect(await health(green)).toMatchObject({ version: '1.0.0-green', colour: 'green', state: 'standby' })
    expect((await green.api('/readyz')).status).toBe(200)
    makeLive('green')
    await untilState(green, 'live')
    await untilState(blue, 'standby')
    expect((await blue.api('/readyz')).status).toBe(200)
    // It is still asked by a proxy that has not noticed; whoever asks should not stay.
    const events = await post(blue)
    expect(events.headers.get('connection')?.toLowerCase()).toBe('close')
    expect((await readEvents(events)).at(-1)?.type).toBe('done')
  })

  test('that cannot read who is live stands by and says so; one that could once keeps what it knew', async () => {
    const { start, liveDir, makeLive } = await startWorld()
    const lost = await start('blue', { LIVE_DIR: `${liveDir}/nowhere` })
    expect((await health(lost)).state).toBe('standby')
    expect(lost.output()).toContain('LIVE_DIR cannot be read')
    makeLive('green')
    const green = await start('green')
    renameSync(liveDir, `${liveDir}-away`)
    open.push(() => removeFolder(`${liveDir}-away`))
    // More than one look of its own.
    await Bun.sleep(1500)
    expect((await health(green)).state).toBe('live')
    renameSync(`${liveDir}-away`, liveDir)
    makeLive('blue')
    await untilState(green, 'standby')
  })

  test('shows the sign-in link when it is live, and not before', async () => {
    const { start, makeLive, dataDir, liveDir } = await startWorld()
    await start('blue')
    const green = Bun.spawn(
      [process.execPath, '--env-file=/dev/null', `${import.meta.dir}/../../src/main.ts`],
      {
        env: environment({ DATA_DIR: dataDir, COLOUR: 'green', LIVE_DIR: liveDir }),
        stdout: 'pipe',
        stderr: 'inherit',
      },
    )
    open.push(async () => {
      green.kill('SIGKILL')
      await green.exited
    })
    let output = ''
    for await (const bytes of green.stdout) {
      output += new TextDecoder().decode(bytes)
      if (output.includes('"listening on ')) makeLive('green')
      if (output.includes('sign in once')) break
    }
    const [before = ''] = output.split('this server is live now')
    expect(before).toContain('listening on')
    expect(before).not.toContain('sign in once')
  })
})

describe('a server that is live no longer', () => {
  test('writes and shows on what it has, to the last stream, takes no new connection, and ends by itself', async () => {
    const { start, makeLive, model } = await startWorld()
    const [blue, green] = await Promise.all([start('blue', { DRAIN_TIMEOUT: '1s' }), start('green')])
    const own = Promise.withResolvers<void>()
    const others = Promise.withResolvers<void>()
    model.next({ deltas: ['own', own.promise, '.'] })
    const mine = await post(blue)
    model.next({ deltas: ['of the other', others.promise, '.'] })
    const theirs = await post(green)
    const id = /\w+$/.exec(theirs.headers.get('location') ?? '')?.[0]
    const followed = await blue.api(`/api/runs/${id}/events`)
    makeLive('green')
    await untilState(green, 'live')
    await untilClosed(blue)
    const state = await runCommand(['health', '--state'], { PORT: new URL(blue.address).port })
    expect(state).toMatchObject({ code: 0 })
    expect(JSON.parse(state.out)).toEqual({
      state: 'draining',
      version: '1.0.0-blue',
      colour: 'blue',
      liveRuns: 1,
      readers: 2,
    })
    own.resolve()
    const written = await readEvents(mine)
    expect([textOf(written), written.at(-1)?.type]).toEqual(['own.', 'done'])
    expect(blue.process.exitCode).toBeNull()
    others.resolve()
    const read = await readEvents(followed)
    expect(read).toEqual(await readEvents(theirs))
    expect(read.at(-1)?.type).toBe('done')
    expect(await blue.process.exited).toBe(0)
    expect((await runCommand(['health', '--state'], { PORT: new URL(blue.address).port })).code).toBe(1)
    expect(model.requests).toHaveLength(2)
  })

  test('gives what waits for its turn in it that turn, and cuts no stream', async () => {
    const { start, makeLive, model } = await startWorld()
    const [blue] = await Promise.all([start('blue', { MAX_RUNS: '1' }), start('green')])
    const first = Promise.withResolvers<void>()
    model.next({ deltas: ['first', first.promise] })
    model.next({ deltas: ['second'] })
    const answers = [await post(blue), await post(blue)]
    makeLive('green')
    await untilClosed(blue)
    first.resolve()
    const [one = [], two = []] = await Promise.all(answers.map((answer) => readEvents(answer)))
    expect([textOf(one), textOf(two)]).toEqual(['first', 'second'])
    expect(two.map(({ type, data }) => data.kind ?? type)).toEqual([
      'run',
      'queued',
      'started',
      'token',
      'done',
    ])
    expect(await blue.process.exited).toBe(0)
  })

  test('is live again at once when the file says so, with its port open and its stream uncut', async () => {
    const { start, makeLive, model } = await startWorld()
    const [blue, green] = await Promise.all([start('blue'), start('green')])
    const gate = Promise.withResolvers<void>()
    model.next({ deltas: ['half', gate.promise, ' and half'] })
    const mine = await post(blue)
    makeLive('green')
    await untilClosed(blue)
    makeLive('blue')
    await untilOpen(blue)
    expect((await health(blue)).state).toBe('live')
    await untilState(green, 'standby')
    expect((await readEvents(await post(blue))).at(-1)?.type).toBe('done')
    gate.resolve()
    const events = await readEvents(mine)
    expect([textOf(events), numbersOf(events)]).toEqual(['half and half', oneTo(events.length)])
    expect(await green.process.exited).toBe(0)
    expect(blue.process.exitCode).toBeNull()
  })

  test('stays away for good when a newer one has its colour', async () => {
    const { start, makeLive, model } = await startWorld()
    const [old] = await Promise.all([start('blue'), start('green')])
    const gate = Promise.withResolvers<void>()
    model.next({ deltas: ['old', gate.promise] })
    const mine = await post(old)
    makeLive('green')
    await untilState(old, 'standby')
    const next = await start('blue', { DEVUSSY_VERSION: '2.0.0' })
    // At once, and not only when its proxy has surely noticed: who asks for blue means the newer one.
    await untilClosed(old)
    makeLive('blue')
    await untilState(next, 'live')
    gate.resolve()
    expect((await readEvents(mine)).at(-1)?.type).toBe('done')
    expect(await old.process.exited).toBe(0)
    expect(old.output()).not.toMatch(/live now/)
  })

  test('leaves its run to the live one when it is told to end at once', async () => {
    const { start, makeLive, model } = await startWorld()
    const [blue, green] = await Promise.all([start('blue'), start('green')])
    model.next({ deltas: ['One.\n\nTw', never] })
    model.next({ deltas: ['Two.\n'] })
    const mine = await post(blue)
    makeLive('green')
    await untilState(green, 'live')
    const seen = await readEvents(mine, ({ type }) => {
      if (type === 'token') {
        blue.process.kill('SIGTERM')
        setTimeout(() => blue.process.kill('SIGTERM'), 500)
      }
      return false
    })
    expect(await blue.process.exited).toBe(0)
    const id = seen[0]?.data.run?.id
    const rest = await readEvents(await green.api(`/api/runs/${id}/events?after=2`))
    expect(textOf([...seen, ...rest])).toBe('One.\n\nTwo.\n')
    expect(rest.at(-1)?.type).toBe('done')
  })
})

describe('runs whose server is gone', () => {
  test('are not taken over by one that stands by, but by the live one', async () => {
    const { start, model, makeLive } = await startWorld()
    const [blue, green, third] = await Promise.all([start('blue'), start('green'), start('green')])
    model.next({ deltas: ['One.\n\nTw', never] })
    model.next({ deltas: ['Two.\n'] })
    const seen = await readEvents(await post(third), ({ type }) => type === 'token')
    const id = seen[0]?.data.run?.id
    await third.end('SIGKILL')
    const rest = await readEvents(await green.api(`/api/runs/${id}/events?after=2`))
    expect(textOf([...seen, ...rest])).toBe('One.\n\nTwo.\n')
    expect((await health(blue)).state).toBe('live')
    const runs = blue.output().match(/run ended/g) ?? []
    expect([runs.length, green.output().includes('run ended')]).toEqual([1, false])
    makeLive('blue')
  })

  test('go on at once when the one that stood by becomes live', async () => {
    const { start, model, makeLive } = await startWorld()
    const [blue, green] = await Promise.all([start('blue'), start('green')])
    model.next({ deltas: ['One.\n\nTw', never] })
    model.next({ deltas: ['Two.\n'] })
    const seen = await readEvents(await post(blue), ({ type }) => type === 'token')
    const reading = green.api(`/api/runs/${seen[0]?.data.run?.id}/events?after=2`).then(readEvents)
    await blue.end('SIGKILL')
    makeLive('green')
    expect(textOf([...seen, ...(await reading)])).toBe('One.\n\nTwo.\n')
  })

  test('go on without anybody being told when the live one is gone for good', async () => {
    const { start, model } = await startWorld()
    const [blue, green] = await Promise.all([start('blue'), start('green')])
    model.next({ deltas: ['One.\n\nTw', never] })
    model.next({ deltas: ['Two.\n'] })
    const seen = await readEvents(await post(blue), ({ type }) => type === 'token')
    const reading = green.api(`/api/runs/${seen[0]?.data.run?.id}/events?after=2`).then(readEvents)
    await blue.end('SIGKILL')
    expect(textOf([...seen, ...(await reading)])).toBe('One.\n\nTwo.\n')
    expect((await health(green)).state).toBe('standby')
  })
})

test('static files that cannot be kept do not keep a server from starting', async () => {
  const dataDir = temporaryFolder()
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(`${dataDir}/assets`, 'in the way')
  const server = await startServer({}, dataDir)
  open.push(
    () => removeFolder(dataDir),
    () => server.end('SIGKILL'),
  )
  expect((await fetch(`${server.address}/livez`, { headers: { 'x-streaming-proxy-key': KEY } })).status).toBe(
    200,
  )
  expect(server.output()).toContain('static files could not be kept')
})
