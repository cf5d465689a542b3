import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { StorageError } from '../../src/runs/journal.ts'
import type { Run } from '../../src/runs/run.ts'
import { Chores } from '../../src/store/chores.ts'
import { Store, StoreTooNew } from '../../src/store/database.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { openStore } from '../../src/store/open-store.ts'
import { RunList } from '../../src/store/run-list.ts'
import { SESSION_DAYS, Sessions } from '../../src/store/sessions.ts'
import { SmallDisk } from '../support/small-disk.ts'

const DAY = 86_400_000
/** Sums of the steps of the schema. */
const STEPS = [
  '8fd4c0b9',
  '2cf7d8ed',
  '83ccbd74',
  'f69cbea5',
  'f7396728',
  '59a9b21f',
  '29efe484',
  'de3192c3',
  'fa232b33',
  'b06d7dc1',
]
let folder: string
let path: string
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-store-'))
  path = `${folder}/deep/store.sqlite`
  store = new Store(path)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the store', () => {
  test('is made with its folder, and found again as it was', async () => {
    await store.write((db) => db.run("INSERT INTO sessions VALUES ('t', 1, 2)"))
    const again = new Store(path)
    expect(again.rows<{ token: string }>('SELECT token FROM sessions')).toEqual([{ token: 't' }])
    expect(again.row<{ user_version: number }>('PRAGMA user_version')?.user_version).toBe(MIGRATIONS.length)
    again.close()
  })

  test('of two processes that make it at one moment is opened by both', async () => {
    // The other one is in the middle of it: its file has no log to write ahead in yet.
    const other = `import { Database } from 'bun:sqlite'
      const db = new Database(process.argv[1], { create: true })
      db.run('CREATE TABLE early (a)')
      db.run('BEGIN IMMEDIATE')
      db.run('INSERT INTO early VALUES (1)')
      console.log('at it')
      Bun.sleepSync(300)
      db.run('COMMIT')`
    const place = `${folder}/two.sqlite`
    const child = Bun.spawn([process.execPath, '-e', other, place], { stdout: 'pipe' })
    await child.stdout.getReader().read()
    const opened = new Store(place)
    expect(opened.row<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode).toBe('wal')
    opened.close()
    expect(await child.exited).toBe(0)
  })

  test('of a newer version is refused with what to do, and is not touched', () => {
    store.close()
    const raw = new Database(path)
    raw.run('PRAGMA journal_mode = DELETE')
    raw.run('UPDATE compatibility SET oldest = 99')
    raw.run('PRAGMA user_version = 99')
    raw.close()
    const before = readFileSync(path)
    expect(() => new Store(path)).toThrow(StoreTooNew)
    expect(() => openStore(path)).toThrow(/schema 99.*Start the newer version/)
    expect(readFileSync(path)).toEqual(before)
    expect(readdirSync(dirname(path))).toEqual(['store.sqlite'])
    writeFileSync(path, '')
    store = new Store(path)
  })

  test('of a newer version that only adds is used as it is, so that one can go back', async () => {
    await store.write((db) => {
      db.run('ALTER TABLE sessions ADD COLUMN later TEXT')
      db.run('CREATE TABLE later (id TEXT)')
      db.run('PRAGMA user_version = 99')
    })
    store.close()
    store = new Store(path)
    const token = await new Sessions(store, () => 1).open()
    expect(new Sessions(store, () => 2).isOpen(token)).toBe(true)
    expect(store.row<{ user_version: number }>('PRAGMA user_version')?.user_version).toBe(99)
  })

  test('of the first version is brought up to this one with all that is in it', async () => {
    const old = `${folder}/old.sqlite`
    const raw = new Database(old)
    raw.run('PRAGMA journal_mode = WAL')
    raw.run(MIGRATIONS[0] ?? '')
    raw.run('PRAGMA user_version = 1')
    raw.run("INSERT INTO runs VALUES ('r', 'design', 'n', 'm', 'p', 'done', 1000, 2000)")
    raw.run("INSERT INTO intents VALUES ('c', 'k', 'body', 'r', 1000)")
    raw.run("INSERT INTO sessions VALUES ('t', 1, 2)")
    raw.close()
    for (const upgraded of [new Store(old), new Store(old)]) {
      const runs = new RunList(upgraded)
      expect(runs.entry('r')).toMatchObject({ at: 2000, run: { id: 'r', name: 'n', status: 'done' } })
      expect(runs.intent('c', 'k')).toEqual({ run: 'r', body: 'body' })
      expect(upgraded.rows('SELECT token FROM sessions')).toEqual([{ token: 't' }])
      expect(upgraded.row<{ user_version: number }>('PRAGMA user_version')?.user_version).toBe(
        MIGRATIONS.length,
      )
      upgraded.close()
    }
  })

  test('stays as it was where a step of an upgrade fails', () => {
    const old = `${folder}/old.sqlite`
    const raw = new Database(old)
    raw.run(MIGRATIONS[0] ?? '')
    // What the second step makes is there already.
    raw.run('CREATE TABLE chores (other TEXT)')
    raw.run('PRAGMA user_version = 1')
    raw.close()
    expect(() => new Store(old)).toThrow()
    const after = new Database(old)
    const tables = after.query<{ name: string }, []>('SELECT name FROM sqlite_schema').all()
    expect(tables.map(({ name }) => name)).not.toContain('compatibility')
    expect(after.query<{ user_version: number }, []>('PRAGMA user_version').get()?.user_version).toBe(1)
    after.close()
  })

  test('releases change no step that has been released', () => {
    // Files out there were made by exactly these texts. A new step gets a line of its own here.
    expect(MIGRATIONS.map((step) => Bun.hash.crc32(step).toString(16))).toEqual(STEPS)
  })

  test('that is no store, or may not be made, is a fault of the disk', () => {
    writeFileSync(`${folder}/junk.sqlite`, 'not a database, and long enough to be told from one'.repeat(100))
    expect(() => new Store(`${folder}/junk.sqlite`)).toThrow(StorageError)
    expect(() => new Store(`${folder}/junk.sqlite/below.sqlite`)).toThrow(StorageError)
  })

  test('waits for another process that writes, without holding up this one', async () => {
    const other = new Database(path)
    other.run('BEGIN IMMEDIATE')
    let turns = 0
    const ticking = setInterval(() => {
      turns += 1
      if (turns === 5) other.run('COMMIT')
    }, 1)
    await store.write((db) => db.run("INSERT INTO sessions VALUES ('t', 1, 2)"))
    clearInterval(ticking)
    other.close()
    expect(turns).toBeGreaterThanOrEqual(5)
    expect(store.rows('SELECT token FROM sessions')).toHaveLength(1)
  })

  test('can be read while another process writes', () => {
    const other = new Database(path)
    other.run('BEGIN IMMEDIATE')
    other.run("INSERT INTO sessions VALUES ('t', 1, 2)")
    expect(store.rows('SELECT token FROM sessions')).toEqual([])
    other.run('COMMIT')
    other.close()
    expect(store.rows('SELECT token FROM sessions')).toHaveLength(1)
  })

  test('changes nothing where a change throws, and passes the error on', async () => {
    const change = store.write((db) => {
      db.run("INSERT INTO sessions VALUES ('t', 1, 2)")
      throw new RangeError('no')
    })
    await expect(change).rejects.toBeInstanceOf(RangeError)
    expect(store.rows('SELECT token FROM sessions')).toEqual([])
  })

  test('says that the disk is full, and takes changes again when it has room', async () => {
    const disk = SmallDisk.mount(256)
    if (!disk) {
      console.log('skipped: this user may not mount a small file system')
      return
    }
    const small = new Store(`${disk.data}/store.sqlite`)
    try {
      disk.fill()
      const error = await (async () => {
        for (let n = 0; n < 1000; n += 1)
          await small.write((db) =>
            db.run('INSERT INTO sessions VALUES (?, 1, 2)', [`${n}`.padEnd(500, 'x')]),
          )
      })().catch((failure: unknown) => failure)
      expect(error).toMatchObject({ name: 'StorageError', code: 'storage_full' })
      disk.makeRoom()
      await small.write((db) => db.run("INSERT INTO sessions VALUES ('after', 1, 2)"))
      expect(small.row('SELECT 1 FROM sessions WHERE token = ?', 'after')).toBeDefined()
    } finally {
      small.close()
      disk.unmount()
    }
  })
})

describe('a damaged store', () => {
  async function fill(): Promise<void> {
    for (let n = 0; n < 50; n += 1)
      await store.write((db) => db.run('INSERT INTO sessions VALUES (?, 1, 2)', [`${n}`.padEnd(500, 'x')]))
    store.close()
  }
  const damages: [string, () => void][] = [
    [
      'that is no store',
      () => writeFileSync(path, 'not a database, and long enough to be told from one'.repeat(99)),
    ],
    ['whose end is missing', () => truncateSync(path, 8192)],
    [
      'with a page that was overwritten',
      () => {
        const bytes = readFileSync(path)
        bytes.fill(0x5a, 4096, 4096 * 20)
        writeFileSync(path, bytes)
      },
    ],
  ]
  test.each(damages)('%s is set aside under a name of its own, and a new one is made', async (_, damage) => {
    await fill()
    damage()
    writeFileSync(`${path}.damaged`, 'of an earlier time')
    const bytes = readFileSync(path)
    const opened = openStore(path)
    store = opened.store
    expect(opened.damaged).toBe(`${path}.2.damaged`)
    expect(readFileSync(`${path}.2.damaged`)).toEqual(bytes)
    expect(readFileSync(`${path}.damaged`, 'utf8')).toBe('of an earlier time')
    expect(store.rows('SELECT * FROM sessions')).toEqual([])
  })

  test('takes with it what belongs to it', () => {
    store.close()
    writeFileSync(path, 'no store'.repeat(1000))
    writeFileSync(`${path}-wal`, 'its changes')
    const opened = openStore(path)
    store = opened.store
    expect(readFileSync(`${opened.damaged}-wal`, 'utf8')).toBe('its changes')
  })

  test('is not one that is whole, new, empty or in use', async () => {
    await store.write((db) => db.run("INSERT INTO sessions VALUES ('t', 1, 2)"))
    const beside = openStore(path)
    expect([beside.damaged, beside.store.rows('SELECT token FROM sessions').length]).toEqual([undefined, 1])
    beside.store.close()
    writeFileSync(`${folder}/empty.sqlite`, '')
    for (const other of [`${folder}/empty.sqlite`, `${folder}/none.sqlite`]) {
      const opened = openStore(other)
      expect(opened.damaged).toBeUndefined()
      opened.store.close()
    }
    expect(existsSync(`${path}.damaged`)).toBe(false)
  })
})

describe('a chore', () => {
  test('is done by one process at a time, and by another when that one has died', async () => {
    let now = 1000
    const other = new Store(path)
    const one = new Chores(store, 'one', () => now)
    const two = new Chores(other, 'two', () => now)
    expect([
      await one.claim('tidy', 100),
      await two.claim('tidy', 100),
      await one.claim('tidy', 100),
    ]).toEqual([true, false, true])
    expect(await two.claim('other', 100)).toBe(true)
    now += 101
    expect([await two.claim('tidy', 100), await one.claim('tidy', 100)]).toEqual([true, false])
    await one.release('tidy')
    expect(await one.claim('tidy', 100)).toBe(false)
    await two.release('tidy')
    expect(await one.claim('tidy', 100)).toBe(true)
    other.close()
  })
})

describe('the list of runs', () => {
  const run = (id: string, at: number, status: Run['status'] = 'asking'): Run => ({
    id,
    stage: 'design',
    name: `n${id}`,
    model: 'm',
    provider: 'p',
    status,
    createdAt: new Date(at).toISOString(),
  })

  test('has the newest first, and those without an end', async () => {
    const runs = new RunList(store)
    for (const [id, at] of [
      ['a', 1000],
      ['b', 3000],
      ['c', 2000],
    ] as const)
      await runs.enter(run(id, at))
    expect(runs.newest(10).map(({ id }) => id)).toEqual(['b', 'c', 'a'])
    expect(runs.newest(1)).toEqual([run('b', 3000)])
    for (const [id, status] of [
      ['a', 'done'],
      ['b', 'interrupted'],
      ['c', 'stopped'],
    ] as const)
      await runs.update({ id, status, model: 'other' }, 5000)
    expect(runs.open()).toEqual([{ ...run('b', 3000, 'interrupted'), model: 'other' }])
    expect(runs.has('a')).toBe(true)
    await runs.remove('a')
    expect(runs.has('a')).toBe(false)
  })

  test('law 5: enters one run a key and client, whoever is quicker', async () => {
    const other = new Store(path)
    const lists = [new RunList(store), new RunList(other)]
    const entered = await Promise.all(
      ['a', 'b', 'c', 'd'].map((id, at) =>
        lists[at % 2]?.enter(run(id, at), { client: 'c', key: 'k', body: `body of ${id}` }),
      ),
    )
    expect(entered.filter((earlier) => earlier === undefined)).toHaveLength(1)
    const [only] = lists[0]?.newest(10) ?? []
    expect(lists[1]?.newest(10)).toHaveLength(1)
    expect(lists[1]?.intent('c', 'k')).toEqual({ run: only?.id ?? '', body: `body of ${only?.id}` })
    expect(lists[0]?.intent('d', 'k')).toBeUndefined()
    await lists[0]?.remove(only?.id ?? '')
    expect(lists[1]?.intent('c', 'k')).toBeUndefined()
    other.close()
  })
})

describe('who is signed in', () => {
  let now = 1_700_000_000_000
  const sessions = () => new Sessions(store, () => now)

  test('stays so until the session ends, in every process, and no longer', async () => {
    const token = await sessions().open()
    const other = new Store(path)
    const there = new Sessions(other, () => now)
    expect(there.isOpen(token)).toBe(true)
    expect(there.isOpen(`${token}x`)).toBe(false)
    expect(there.isOpen('')).toBe(false)
    now += SESSION_DAYS * DAY
    expect(there.isOpen(token)).toBe(true)
    now += 1
    expect(there.isOpen(token)).toBe(false)
    other.close()
  })

  test('is signed out at once, and alone', async () => {
    const [one, two] = [await sessions().open(), await sessions().open()]
    await sessions().close(one)
    expect(sessions().isOpen(one)).toBe(false)
    expect(sessions().isOpen(two)).toBe(true)
  })

  test('came by a link that works once, and not for ever', async () => {
    const code = await sessions().makeLink()
    const redeemed = await Promise.all([1, 2, 3].map(() => sessions().redeemLink(code)))
    expect(redeemed.filter(Boolean)).toHaveLength(1)
    expect(await sessions().redeemLink(code)).toBe(false)
    expect(await sessions().redeemLink('made up')).toBe(false)
    const late = await sessions().makeLink()
    now += 7 * DAY + 1
    expect(await sessions().redeemLink(late)).toBe(false)
  })

  test('cannot be learnt from the store', async () => {
    const [token, code] = [await sessions().open(), await sessions().makeLink()]
    const kept = JSON.stringify([
      ...store.rows('SELECT * FROM sessions'),
      ...store.rows('SELECT * FROM links'),
    ])
    expect(kept).not.toContain(token)
    expect(kept).not.toContain(code)
    expect(sessions().isOpen(code)).toBe(false)
    expect(await sessions().redeemLink(token)).toBe(false)
  })

  test('is forgotten when the session is long over', async () => {
    await sessions().open()
    await sessions().makeLink()
    now += 100 * DAY
    await sessions().open()
    await sessions().makeLink()
    expect(store.rows('SELECT token FROM sessions')).toHaveLength(1)
    expect(store.rows('SELECT token FROM links')).toHaveLength(1)
  })
})
