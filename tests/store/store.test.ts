import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StorageError } from '../../src/runs/journal.ts'
import type { Run } from '../../src/runs/run.ts'
import { Store, StoreTooNew } from '../../src/store/database.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { RunList } from '../../src/store/run-list.ts'
import { SESSION_DAYS, Sessions } from '../../src/store/sessions.ts'
import { SmallDisk } from '../support/small-disk.ts'

const DAY = 86_400_000
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

  test('of a newer version is refused with what to do, and is not touched', () => {
    store.close()
    const raw = new Database(path)
    raw.run('PRAGMA user_version = 99')
    raw.close()
    expect(() => new Store(path)).toThrow(StoreTooNew)
    expect(() => new Store(path)).toThrow(/schema 99.*Start the newer version/)
    const after = new Database(path)
    expect(after.query<{ user_version: number }, []>('PRAGMA user_version').get()?.user_version).toBe(99)
    after.run(`PRAGMA user_version = ${MIGRATIONS.length}`)
    after.close()
    store = new Store(path)
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
