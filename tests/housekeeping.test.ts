import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Housekeeping } from '../src/housekeeping.ts'
import { Archive } from '../src/runs/archive.ts'
import { StorageError } from '../src/runs/journal.ts'
import { LogJournal } from '../src/runs/log-journal.ts'
import { PackedJournal } from '../src/runs/packed-journal.ts'
import { Packer } from '../src/runs/packer.ts'
import type { Run } from '../src/runs/run.ts'
import { Chores } from '../src/store/chores.ts'
import { Corrections } from '../src/store/corrections.ts'
import { Store } from '../src/store/database.ts'
import { Projects } from '../src/store/projects.ts'
import { RunList } from '../src/store/run-list.ts'
import { Sessions } from '../src/store/sessions.ts'
import { ORDER, someId } from './support/runs.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
let folder: string
let now: number
let store: Store
let closing: (() => Promise<void>)[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-house-'))
  now = 1_700_000_000_000
  store = new Store(`${folder}/store.sqlite`)
  closing = []
})
afterEach(async () => {
  for (const close of closing) await close()
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

function start(owner: string, keepRunsMs = 0) {
  const damage = (error: Error) => {
    throw error
  }
  const files = new LogJournal({ folder: `${folder}/journal`, owner, onDamage: damage })
  const archive = new Archive({ folder: `${folder}/archive` })
  const journal = new PackedJournal(files, archive)
  closing.push(() => journal.close())
  const runs = new RunList(store)
  const faults: unknown[] = []
  const packer = new Packer({ folder: `${folder}/journal`, archive, journal: files })
  const housekeeping = new Housekeeping({
    runs,
    sessions: new Sessions(store, () => now),
    corrections: new Corrections(store, () => now),
    chores: new Chores(store, owner, () => now),
    packer,
    archive,
    forget: async (id) => {
      await journal.forget(id)
      await runs.remove(id)
    },
    isInCharge: () => true,
    packAfterMs: HOUR,
    keepRunsMs,
    now: () => now,
    onFault: (error) => faults.push(error),
  })
  return { journal, runs, housekeeping, packer, faults }
}
type Process = ReturnType<typeof start>

async function write({ journal, runs }: Process, status: Run['status']): Promise<string> {
  const id = someId()
  const createdAt = new Date(now).toISOString()
  const run: Run = { id, stage: 'design', name: 'n', model: 'm', provider: 'p', status, createdAt }
  await runs.enter(run, { client: 'c', key: id, body: 'b' })
  const writer = await journal.create(id, ORDER)
  await writer.append([{ type: 'run', data: { run } }])
  if (status === 'done') await writer.append([{ type: 'done', data: { run, endedAt: createdAt } }])
  await writer.close()
  return id
}

const packs = () => readdirSync(`${folder}/archive`).filter((name) => name.endsWith('.pack'))
const logs = () => readdirSync(`${folder}/journal`).filter((name) => name.endsWith('.log'))

describe('housekeeping', () => {
  test('packs runs that ended a while ago, and no others', async () => {
    const one = start('one')
    const ended = await write(one, 'done')
    const open = await write(one, 'writing')
    await one.housekeeping.tidy()
    expect(packs()).toEqual([])
    now += HOUR + 1
    const fresh = await write(one, 'done')
    await one.housekeeping.tidy()
    expect(packs()).toEqual([`${ended}.pack`])
    expect(logs().sort()).toEqual([`${fresh}.1.log`, `${open}.1.log`].sort())
    expect(one.faults).toEqual([])
  })

  test('is done by one of two processes; the other takes over when that one has died or ended', async () => {
    const [one, two] = [start('one'), start('two')]
    await one.housekeeping.tidy()
    const first = await write(one, 'done')
    now += HOUR + 1
    // The claim of the first has run out, and it is quicker again.
    await one.housekeeping.tidy()
    expect(packs()).toEqual([`${first}.pack`])
    now += HOUR - 4 * 60_000
    const second = await write(two, 'done')
    await one.housekeeping.tidy()
    now += 60_000
    await two.housekeeping.tidy()
    expect(logs()).toEqual([`${second}.1.log`])
    now += HOUR
    await two.housekeeping.tidy()
    expect(logs()).toEqual([])
    const third = await write(one, 'done')
    now += 1
    await two.housekeeping.stop()
    await one.housekeeping.tidy()
    expect(logs()).toEqual([`${third}.1.log`])
    now += HOUR
    await one.housekeeping.tidy()
    expect(packs()).toHaveLength(3)
  })

  test('forgets nothing unless it is told to', async () => {
    const one = start('one')
    const id = await write(one, 'done')
    now += 20 * 365 * DAY
    await one.housekeeping.tidy()
    expect(one.runs.has(id)).toBe(true)
    expect((await one.journal.state(id)).ended).toBe(true)
  })

  test('forgets runs that ended longer ago than they are to be kept, packed or not, however many', async () => {
    const one = start('one', 2 * DAY)
    const old: string[] = []
    for (let run = 0; run < 60; run += 1) old.push(await write(one, 'done'))
    now += HOUR + 1
    for (const id of old.slice(0, 5)) await one.packer.pack(id)
    now += DAY
    const kept = [await write(one, 'done'), await write(one, 'interrupted')]
    now += DAY
    await one.housekeeping.tidy()
    expect(one.faults).toEqual([])
    expect(one.runs.ids().sort()).toEqual([...kept].sort())
    expect([...logs(), ...packs()].map((name) => name.slice(0, 26)).sort()).toEqual([...kept].sort())
    expect(one.runs.intent('c', old[0] ?? '')).toBeUndefined()
  })

  test('forgets sessions, links and intents that have expired', async () => {
    const one = start('one')
    const sessions = new Sessions(store, () => now)
    const id = await write(one, 'done')
    await sessions.open()
    await sessions.makeLink()
    now += 8 * DAY
    await one.housekeeping.tidy()
    const rows = () =>
      ['sessions', 'links', 'intents'].map((table) => store.rows(`SELECT * FROM ${table}`).length)
    expect(rows()).toEqual([1, 0, 1])
    expect(one.runs.intent('c', id)?.run).toBe(id)
    now += 24 * DAY
    await one.housekeeping.tidy()
    expect(rows()).toEqual([0, 0, 0])
    expect(one.runs.has(id)).toBe(true)
  })

  test('forgets what requests for corrections came to when their keys have expired, and not before', async () => {
    const one = start('one')
    const { id } = await new Projects(store, () => now).create(someId(), 'Plant diary', {
      languages: [],
      frameworks: [],
      apis: [],
    })
    const corrections = new Corrections(store, () => now)
    await corrections.planOf(id, 'k', { asked: 'all', edits: [], beside: [] })
    now += 29 * DAY
    await one.housekeeping.tidy()
    expect(corrections.planned(id, 'k')?.asked).toBe('all')
    now += 2 * DAY
    await one.housekeeping.tidy()
    expect(corrections.planned(id, 'k')).toBeUndefined()
  })

  test('puts off what the disk refuses, says so, and does it at the next round', async () => {
    const one = start('one')
    const id = await write(one, 'done')
    now += HOUR + 1
    const pack = one.packer.pack.bind(one.packer)
    one.packer.pack = async () => {
      throw new StorageError('storage_full', new Error('no room'))
    }
    await one.housekeeping.tidy()
    expect(one.faults).toMatchObject([{ code: 'storage_full' }])
    one.packer.pack = pack
    await one.housekeeping.tidy()
    expect(packs()).toEqual([`${id}.pack`])
  })

  test('does not read a run again and again whose journal has no end although the list says so', async () => {
    const one = start('one')
    const id = await write(one, 'writing')
    await one.runs.update({ id, status: 'done', model: 'm' }, now)
    now += HOUR + 1
    let reads = 0
    const pack = one.packer.pack.bind(one.packer)
    one.packer.pack = (run, signal) => {
      reads += 1
      return pack(run, signal)
    }
    for (let round = 0; round < 3; round += 1) await one.housekeeping.tidy()
    expect([reads, logs()]).toEqual([1, [`${id}.1.log`]])
  })
})
