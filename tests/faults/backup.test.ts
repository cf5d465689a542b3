import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { BRIEF } from '../support/app.ts'
import { readEvents, type SeenEvent, textOf } from '../support/events.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { until } from '../support/runs.ts'
import {
  removeFolder,
  runCommand,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from '../support/server-process.ts'

// Each test starts processes, and a busy machine takes its time for that.
setDefaultTimeout(30_000)

const ENDED = 12
const LIVE = 8

const post = async (server: ServerProcess) => {
  const response = await server.api('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify(BRIEF),
    headers: { 'content-type': 'application/json' },
  })
  if (response.status !== 200) throw new Error(await response.text())
  return response
}

/** The bytes of a run's events as a client gets them. */
const streamOf = async (server: ServerProcess, id: string) =>
  (await server.api(`/api/runs/${id}/events`)).text()

const idOf = (events: SeenEvent[]): string => events[0]?.data.run?.id ?? ''

function pieces(random: () => number, count: number): string[] {
  return Array.from(
    { length: count },
    (_, at) => `${'word '.repeat(1 + Math.floor(random() * 3))}${at}. 🌱\n\n`,
  )
}

describe('a backup of a server that is writing', () => {
  const work = temporaryFolder()
  const target = `${work}/backup`
  let model: ModelServer
  let server: ServerProcess
  let settings: Record<string, string>
  let random: () => number
  const before = new Map<string, string>()
  /** What readers of live runs had when the backup began. */
  const seenLive = new Map<string, SeenEvent[]>()

  beforeAll(async () => {
    random = seeded(printedSeed('backup under load'))
    model = await startModelServer()
    settings = {
      OPENAI_BASE_URL: model.url,
      MODEL: 'scripted',
      MODEL_RETRIES: '0',
      UI_PASSWORD: 'a-password',
      STREAMING_PROXY_KEY: '',
      // Packing goes on beside the backup.
      PACK_AFTER: '1ms',
    }
    const dataDir = temporaryFolder()
    mkdirSync(`${dataDir}/secrets`, { mode: 0o700 })
    writeFileSync(`${dataDir}/secrets/streaming_proxy_key`, 'a-key-for-tests\n', { mode: 0o600 })
    server = await startServer(settings, dataDir)
    for (let run = 0; run < ENDED; run += 1) {
      model.next({ deltas: pieces(random, 60) })
      const events = await readEvents(await post(server))
      expect(events.at(-1)?.type).toBe('done')
      before.set(idOf(events), await streamOf(server, idOf(events)))
    }
    const reading: Promise<unknown>[] = []
    for (let run = 0; run < LIVE; run += 1) {
      const begun = Promise.withResolvers<void>()
      model.next({ deltas: pieces(random, 100_000), paceMs: 2 })
      const seen: SeenEvent[] = []
      reading.push(
        readEvents(await post(server), (event) => {
          seen.push(event)
          seenLive.set(idOf(seen), seen)
          if (event.type === 'token') begun.resolve()
          return false
        }).catch(() => {}),
      )
      await begun.promise
    }
    // Some are packed, some not yet.
    await until(() => readdirSync(`${dataDir}/archive`).length > 3)
  }, 60_000)

  afterAll(async () => {
    await server.end('SIGKILL')
    await model.stop()
    for (const folder of [work, server.dataDir]) removeFolder(folder)
  })

  test('holds every run that had ended, byte for byte, each live one up to a whole event, and goes on elsewhere', async () => {
    const had = new Map([...seenLive].map(([id, seen]) => [id, [...seen]]))
    const made = await runCommand(['backup', target], { ...settings, DATA_DIR: server.dataDir })
    expect(made).toMatchObject({ code: 0, error: '' })
    expect(made.out).toContain(`backed up ${ENDED + LIVE} runs (${ENDED} ended, ${LIVE} without an end yet)`)
    await server.end('SIGKILL')

    const elsewhere = `${work}/elsewhere`
    const restored = await runCommand(['restore', target, elsewhere], settings)
    expect(restored).toMatchObject({ code: 0, error: '' })
    expect(restored.out).toContain(
      `restored ${ENDED + LIVE} runs (${ENDED} ended, ${LIVE} without an end yet)`,
    )
    expect((await runCommand(['check-data', elsewhere], settings)).code).toBe(0)
    expect(statSync(`${elsewhere}/secrets/streaming_proxy_key`).mode & 0o777).toBe(0o600)

    for (let run = 0; run < LIVE; run += 1) model.next({ deltas: ['The end.\n'] })
    const next = await startServer(settings, elsewhere)
    try {
      for (const [id, bytes] of before) expect(await streamOf(next, id)).toBe(bytes)
      for (const [id, seen] of had) {
        const events = await readEvents(await next.api(`/api/runs/${id}/events`))
        expect(events.at(-1)?.type).toBe('done')
        expect(events.map((event) => event.id)).toEqual(events.map((_, at) => at + 1))
        // What a reader had when the backup began is in it; it goes on from the last whole block.
        expect(events.slice(0, seen.length)).toEqual(seen)
        expect(events.find(({ data }) => data.kind === 'continued')).toBeDefined()
        expect(textOf(events)).toEndWith('The end.\n')
      }
    } finally {
      await next.end('SIGKILL')
    }
  }, 60_000)

  test('is refused into a folder that is not empty, and leaves that as it was', async () => {
    const full = `${work}/full`
    mkdirSync(full)
    writeFileSync(`${full}/mine`, 'mine')
    for (const args of [
      ['backup', full],
      ['restore', target, full],
    ]) {
      const { code, error } = await runCommand(args, { ...settings, DATA_DIR: server.dataDir })
      expect([code, error]).toEqual([1, expect.stringContaining('is not empty')])
    }
    expect(readdirSync(full)).toEqual(['mine'])
  })

  test('that was changed is found out, and nothing is restored', async () => {
    const files = readdirSync(`${target}/journal`)
    const victims = ['devussy.sqlite', `journal/${files[0]}`, 'secrets/streaming_proxy_key']
    for (const victim of victims) {
      const changed = `${work}/changed`
      cpSync(target, changed, { recursive: true })
      appendFileSync(`${changed}/${victim}`, 'x')
      const { code, error } = await runCommand(['restore', changed, `${work}/never`], settings)
      expect([code, error]).toEqual([1, expect.stringContaining(`${victim} is not what was backed up`)])
      expect(existsSync(`${work}/never`)).toBe(false)
      rmSync(changed, { recursive: true })
    }
  })

  test('of which a file is missing, or that is none, is refused', async () => {
    const changed = `${work}/lacking`
    cpSync(target, changed, { recursive: true })
    rmSync(`${changed}/devussy.sqlite`)
    const lacking = await runCommand(['restore', changed, `${work}/never`], settings)
    expect([lacking.code, lacking.error]).toEqual([
      1,
      expect.stringContaining('devussy.sqlite cannot be read'),
    ])
    rmSync(`${changed}/manifest.json`)
    const none = await runCommand(['restore', changed, `${work}/never`], settings)
    expect([none.code, none.error]).toEqual([1, expect.stringContaining('is no backup')])
    expect(existsSync(`${work}/never`)).toBe(false)
  })

  test('whose manifest leads out of its folder, or comes from a newer version, is refused', async () => {
    const changed = `${work}/hostile`
    cpSync(target, changed, { recursive: true })
    const manifest = JSON.parse(readFileSync(`${changed}/manifest.json`, 'utf8')) as {
      files: { path: string }[]
    }
    const refused = async (other: object) => {
      writeFileSync(`${changed}/manifest.json`, JSON.stringify({ ...manifest, ...other }))
      const { code, error } = await runCommand(['restore', changed, `${work}/never`], settings)
      expect([code, existsSync(`${work}/never`)]).toEqual([1, false])
      return error
    }
    for (const path of ['../outside', '/etc/passwd', 'journal/../../x', '', '.hidden'])
      expect(await refused({ files: [{ ...manifest.files[0], path }] })).toContain('names no such files')
    expect(await refused({ format: 2, version: '9.0.0' })).toContain('newer version (9.0.0)')
  })

  test('leaves the secrets out where it is asked to', async () => {
    const without = `${work}/without`
    const args = ['backup', without, '--without-secrets']
    expect((await runCommand(args, { ...settings, DATA_DIR: server.dataDir })).code).toBe(0)
    expect(readdirSync(without).sort()).toEqual(['archive', 'devussy.sqlite', 'journal', 'manifest.json'])
    expect(statSync(without).mode & 0o777).toBe(0o700)
  })

  test('can be made by the scripts, from wherever one stands', async () => {
    const script = (name: string, ...args: string[]) => {
      const { exitCode, stdout, stderr } = Bun.spawnSync(
        [`${import.meta.dir}/../../scripts/${name}.sh`, ...args],
        {
          cwd: work,
          env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', DATA_DIR: server.dataDir },
        },
      )
      return { code: exitCode, out: stdout.toString(), error: stderr.toString() }
    }
    expect(script('backup', 'by-script')).toMatchObject({ code: 0, error: '' })
    expect(script('restore', 'by-script', 'restored-by-script')).toMatchObject({ code: 0, error: '' })
    expect(existsSync(`${work}/restored-by-script/devussy.sqlite`)).toBe(true)
    expect(script('backup', '--help').out).toContain('Exit codes: 0')
    expect(script('restore', '--help').out).toContain('Exit codes: 0')
    expect(script('backup')).toMatchObject({ code: 2, out: '' })
    expect(script('restore', 'a', 'b', 'c')).toMatchObject({ code: 2, out: '' })
  })
})

describe('restoring', () => {
  test('names a run that was damaged before the backup was made, and restores the others', async () => {
    const dataDir = temporaryFolder()
    const work = temporaryFolder()
    const server = await startServer({ DEMO_TOKENS_PER_SECOND: '100000' }, dataDir)
    const ids = [idOf(await readEvents(await post(server))), idOf(await readEvents(await post(server)))]
    await server.end('SIGKILL')
    const path = `${dataDir}/journal/${ids[0]}.1.log`
    const bytes = readFileSync(path)
    bytes.writeUInt8(bytes.readUInt8(2000) ^ 1, 2000)
    writeFileSync(path, bytes)
    const checked = await runCommand(['check-data'], { DATA_DIR: dataDir })
    expect([checked.code, checked.error]).toEqual([
      1,
      expect.stringContaining(`${ids[0]}.1.log is damaged at line`),
    ])
    expect((await runCommand(['backup', `${work}/backup`], { DATA_DIR: dataDir })).code).toBe(0)
    const { code, out, error } = await runCommand(['restore', `${work}/backup`, `${work}/restored`], {})
    expect([code, error]).toEqual([
      0,
      expect.stringContaining(`damaged before the backup was made: run ${ids[0]}`),
    ])
    expect(out).toContain('restored 1 runs (1 ended')
    expect(readFileSync(`${work}/restored/journal/${ids[0]}.1.log`)).toEqual(bytes)
    for (const folder of [dataDir, work]) removeFolder(folder)
  })

  test('is refused where a server is running', async () => {
    const dataDir = temporaryFolder()
    const work = temporaryFolder()
    const server = await startServer({}, dataDir)
    try {
      expect((await runCommand(['backup', `${work}/backup`], { DATA_DIR: dataDir })).code).toBe(0)
      const { code, error } = await runCommand(['restore', `${work}/backup`], { DATA_DIR: dataDir })
      expect([code, error]).toEqual([1, expect.stringContaining('A server is running')])
      expect((await server.api('/readyz')).status).toBe(200)
    } finally {
      await server.end('SIGKILL')
      for (const folder of [dataDir, work]) removeFolder(folder)
    }
  })

  test('of nothing is nothing: a folder without data cannot be backed up', async () => {
    const dataDir = temporaryFolder()
    const { code, error } = await runCommand(['backup', `${dataDir}/backup`], { DATA_DIR: `${dataDir}/none` })
    expect([code, error]).toEqual([1, expect.stringContaining('nothing to back up')])
    expect(existsSync(`${dataDir}/backup`)).toBe(false)
    removeFolder(dataDir)
  })
})
