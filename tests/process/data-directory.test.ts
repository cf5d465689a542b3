import { Database } from 'bun:sqlite'
import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { resolve } from 'node:path'
import { BRIEF } from '../support/app.ts'
import { readEvents } from '../support/events.ts'
import {
  environment,
  removeFolder,
  runCommand,
  startServer,
  temporaryFolder,
} from '../support/server-process.ts'
import { SmallDisk } from '../support/small-disk.ts'

// Each test starts processes, and a busy machine takes its time for that.
setDefaultTimeout(30_000)

const folders: string[] = []
const made = new Map<number, Promise<{ dataDir: string; ids: string[] }>>()
afterAll(async () => {
  for (const one of made.values()) removeFolder((await one).dataDir)
})
afterEach(() => {
  for (const folder of folders.splice(0)) removeFolder(folder)
})

function newFolder(): string {
  const folder = temporaryFolder()
  folders.push(folder)
  return folder
}

/** A data directory in which runs were written; made once, copied for each test. */
async function used(count = 1): Promise<{ dataDir: string; ids: string[] }> {
  const one = made.get(count) ?? make(count)
  made.set(count, one)
  const dataDir = newFolder()
  cpSync((await one).dataDir, dataDir, { recursive: true, preserveTimestamps: true })
  return { dataDir, ids: (await one).ids }
}

async function make(count: number): Promise<{ dataDir: string; ids: string[] }> {
  const dataDir = temporaryFolder()
  const server = await startServer({ DEMO_TOKENS_PER_SECOND: '100000' }, dataDir)
  const ids: string[] = []
  for (let run = 0; run < count; run += 1) {
    const response = await server.api('/api/design/stream', {
      method: 'POST',
      body: JSON.stringify(BRIEF),
      headers: { 'content-type': 'application/json' },
    })
    ids.push((await readEvents(response))[0]?.data.run?.id ?? '')
  }
  await server.end('SIGKILL')
  return { dataDir, ids }
}

/** Names and bytes of all files but SQLite's scratch memory. */
const contents = (folder: string) =>
  Object.fromEntries(
    [...new Bun.Glob('**/*').scanSync({ cwd: folder, dot: true, onlyFiles: true })]
      .filter((name) => !name.endsWith('-shm'))
      .sort()
      .map((name) => [name, Bun.hash(readFileSync(`${folder}/${name}`))]),
  )

describe('a data directory that cannot be used is refused in a sentence, and stays as it was', () => {
  test('on a read-only file system', async () => {
    const disk = SmallDisk.mount(4096)
    if (!disk) return console.log('skipped: this user may not mount a file system')
    try {
      const { dataDir } = await used()
      cpSync(dataDir, disk.data, { recursive: true })
      disk.makeReadOnly()
      const before = contents(disk.data)
      const { code, out } = await runCommand([], { DATA_DIR: disk.data })
      expect([code, out]).toEqual([1, expect.stringContaining('is on a read-only file system')])
      expect(out).not.toContain('node:')
      expect(contents(disk.data)).toEqual(before)
      expect((await runCommand(['backup', `${newFolder()}/backup`], { DATA_DIR: disk.data })).code).toBe(0)
      expect((await runCommand(['check-data', disk.data], {})).code).toBe(0)
    } finally {
      disk.unmount()
    }
  })

  const asNobody = process.getuid?.() === 0 && Bun.which('setpriv') !== null
  const refused: [string, (dataDir: string) => void][] = [
    ['that this user may not write', (dataDir) => chmodSync(dataDir, 0o555)],
    ['whose journals this user may not write', (dataDir) => chmodSync(`${dataDir}/journal`, 0o555)],
    ['whose store this user may not write', (dataDir) => chmodSync(`${dataDir}/devussy.sqlite`, 0o444)],
  ]
  test.skipIf(!asNobody).each(refused)('%s', async (_, refuse) => {
    const { dataDir } = await used()
    Bun.spawnSync(['chmod', '-R', 'a+rwX', dataDir])
    refuse(dataDir)
    const before = contents(dataDir)
    const child = Bun.spawn(
      [
        ...['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
        ...[process.execPath, '--env-file=/dev/null', resolve(import.meta.dir, '../../src/main.ts')],
      ],
      {
        env: environment({ DATA_DIR: dataDir, HOME: '/tmp' }),
        stdout: 'pipe',
        stderr: 'pipe',
        timeout: 20_000,
      },
    )
    const [out, error] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ])
    expect([await child.exited, out + error]).toEqual([
      1,
      expect.stringMatching(/cannot be written \((EACCES|SQLITE_READONLY)\)\. Give this user/),
    ])
    expect(contents(dataDir)).toEqual(before)
  })

  test('of a newer version, with everything in it', async () => {
    const { dataDir } = await used()
    const store = new Database(`${dataDir}/devussy.sqlite`)
    store.run('UPDATE compatibility SET oldest = 999')
    store.run('PRAGMA user_version = 999')
    store.run('PRAGMA journal_mode = DELETE')
    store.close()
    const before = contents(dataDir)
    const { code, out } = await runCommand([], { DATA_DIR: dataDir })
    expect([code, out]).toEqual([1, expect.stringContaining('Start the newer version')])
    expect(contents(dataDir)).toEqual(before)
  })
})

test('a damaged store is set aside at the start: no run is lost, and people are told to sign in again', async () => {
  const { dataDir, ids } = await used(3)
  const packing = await startServer({ PACK_AFTER: '1ms', DRAIN_GRACE: '1ms' }, dataDir)
  while (readdirSync(`${dataDir}/archive`).filter((name) => name.endsWith('.pack')).length < 3)
    await Bun.sleep(20)
  await packing.end('SIGTERM')
  const path = `${dataDir}/devussy.sqlite`
  for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
  const bytes = readFileSync(path)
  bytes.fill(0x5a, 100, 20_000)
  writeFileSync(path, bytes)
  const server = await startServer({}, dataDir)
  try {
    expect(server.output()).toContain('the store was damaged and was set aside')
    expect(server.output()).toContain('"runs":3')
    expect(readFileSync(`${path}.damaged`)).toEqual(bytes)
    for (const id of ids)
      expect((await readEvents(await server.api(`/api/runs/${id}/events`))).at(-1)?.type).toBe('done')
  } finally {
    await server.end('SIGKILL')
  }
  expect((await runCommand(['check-data', dataDir], {})).code).toBe(0)
})

test('a run whose entry a power cut took is found at the start', async () => {
  const { dataDir, ids } = await used()
  const store = new Database(`${dataDir}/devussy.sqlite`)
  store.run('DELETE FROM runs')
  store.close()
  const server = await startServer({}, dataDir)
  try {
    expect(server.output()).toContain('the list of runs was behind the journals')
    const listed = new Database(`${dataDir}/devussy.sqlite`, { readonly: true })
    expect(listed.query('SELECT id, status FROM runs').all()).toEqual([{ id: ids[0], status: 'done' }])
    listed.close()
  } finally {
    await server.end('SIGKILL')
  }
  expect(existsSync(`${dataDir}/devussy.sqlite.damaged`)).toBe(false)
})

test('housekeeping ends with its process: nothing half-written is left, and the next one goes on', async () => {
  const { dataDir } = await used(2)
  mkdirSync(`${dataDir}/archive/drafts`, { recursive: true })
  const server = await startServer({ PACK_AFTER: '1ms', KEEP_RUNS_FOR: '2s', DRAIN_GRACE: '1ms' }, dataDir)
  const runs = () => readdirSync(`${dataDir}/journal`).filter((name) => name.endsWith('.log'))
  const packs = () => readdirSync(`${dataDir}/archive`).filter((name) => name.endsWith('.pack'))
  while (runs().length + packs().length > 0) await Bun.sleep(20)
  expect(await server.end('SIGTERM')).toBe(0)
  expect(readdirSync(`${dataDir}/archive/drafts`)).toEqual([])
})
