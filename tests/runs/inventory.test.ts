import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Archive } from '../../src/runs/archive.ts'
import { glance } from '../../src/runs/glance.ts'
import { takeStock } from '../../src/runs/inventory.ts'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { PackedJournal } from '../../src/runs/packed-journal.ts'
import { Packer } from '../../src/runs/packer.ts'
import type { Run } from '../../src/runs/run.ts'
import { Store } from '../../src/store/database.ts'
import { RunList } from '../../src/store/run-list.ts'
import { ORDER, someId, token } from '../support/runs.ts'

let folder: string
let at: string
let files: LogJournal
let archive: Archive
let journal: PackedJournal
let runs: RunList
let damaged: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-stock-'))
  at = `${folder}/journal`
  damaged = []
  files = new LogJournal({ folder: at, owner: 'one', onDamage: ({ file }) => damaged.push(file) })
  archive = new Archive({ folder: `${folder}/archive` })
  journal = new PackedJournal(files, archive)
  runs = new RunList(new Store(':memory:'))
})
afterEach(async () => {
  await journal.close()
  rmSync(folder, { recursive: true, force: true })
})

const runOf = (id: string, status: Run['status']): Run => ({
  id,
  stage: 'design',
  name: `name of ${id}`,
  model: 'm',
  provider: 'p',
  status,
  createdAt: '2026-01-01T00:00:00.000Z',
})
const endOf = (id: string) => ({
  type: 'stopped',
  data: { run: runOf(id, 'stopped'), endedAt: '2026-01-02T00:00:00.000Z' },
})

/** A run with that many tokens; `end` writes its end too. */
async function write(end: boolean, tokens = 3): Promise<string> {
  const id = someId()
  const writer = await journal.create(id, ORDER)
  await writer.append([{ type: 'run', data: { run: runOf(id, 'asking') } }])
  for (let n = 0; n < tokens; n += 1) await writer.append([token(`${n} `)])
  if (end) await writer.append([endOf(id)])
  await writer.close()
  return id
}

const stock = () => takeStock({ folder: at, archive, runs, journal })
const list = () => new Map(runs.newest(100).map((run) => [run.id, run]))

describe('the list of runs at the start', () => {
  test('is made anew from journals and packs where it was lost', async () => {
    const [ended, live, packed] = [await write(true), await write(false), await write(true)]
    await new Packer({ folder: at, archive, journal: files }).pack(packed)
    const unbegun = someId()
    await (await journal.create(unbegun, ORDER)).close()
    expect(await stock()).toEqual({ entered: 4, reopened: 0 })
    const found = list()
    expect(found.get(ended)).toEqual(runOf(ended, 'stopped'))
    expect(found.get(packed)).toEqual(runOf(packed, 'stopped'))
    expect(found.get(live)).toEqual(runOf(live, 'writing'))
    expect(found.get(unbegun)).toMatchObject({ name: 'Plant diary', status: 'asking' })
    expect(
      runs
        .open()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([live, unbegun].sort())
    expect(runs.entry(packed)?.at).toBe(Date.parse('2026-01-02T00:00:00.000Z'))
    expect(await stock()).toEqual({ entered: 0, reopened: 0 })
  })

  test('gets back a run whose entry a power cut took, and keeps what it has', async () => {
    const [known, lost] = [await write(true), await write(true)]
    await runs.enter({ ...runOf(known, 'stopped'), name: 'as it was entered' })
    expect(await stock()).toEqual({ entered: 1, reopened: 0 })
    expect([list().get(known)?.name, list().get(lost)?.status]).toEqual(['as it was entered', 'stopped'])
  })

  test('has a run looked after again whose end a power cut took', async () => {
    const [cut, torn, whole] = [await write(true), await write(true), await write(true)]
    for (const id of [cut, torn, whole]) await runs.enter(runOf(id, 'stopped'))
    for (const [id, bytes] of [
      [cut, readFileSync(`${at}/${cut}.1.log`).subarray(0, -1).lastIndexOf(10) + 1],
      [torn, readFileSync(`${at}/${torn}.1.log`).length - 5],
    ] as const)
      truncateSync(`${at}/${id}.1.log`, bytes)
    expect(await stock()).toEqual({ entered: 0, reopened: 2 })
    expect(
      runs
        .open()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([cut, torn].sort())
  })

  test('takes no run for open again that ended long before the machine went down', async () => {
    const [old, fresh] = [await write(false), await write(true)]
    await runs.enter(runOf(old, 'done'))
    await runs.enter(runOf(fresh, 'stopped'))
    utimesSync(`${at}/${old}.1.log`, 1_000_000, 1_000_000)
    expect(await stock()).toEqual({ entered: 0, reopened: 0 })
  })

  test('does without a file whose first line is no order, which is set aside', async () => {
    const id = someId()
    mkdirSync(at, { recursive: true })
    writeFileSync(`${at}/${id}.1.log`, '')
    const good = await write(true)
    expect(await stock()).toEqual({ entered: 1, reopened: 0 })
    expect([...list().keys()]).toEqual([good])
    expect(damaged).toEqual([`${at}/${id}.1.log`])
    expect(readdirSync(at)).toContain(`${id}.1.log.damaged`)
  })
})

describe('a glance at a run', () => {
  test('finds the end that counts, through all turns and behind long lines', async () => {
    const id = await write(false, 2000)
    expect(glance(at, id)?.ended).toBe(false)
    const second = await journal.takeOver(id)
    const long = { ...endOf(id).data, design: 'x'.repeat(300_000) }
    await second.append([token('more'), { type: 'stopped', data: long }])
    await second.close()
    expect(glance(at, id)).toMatchObject({ ended: true, run: { id, status: 'stopped' } })
    await (await journal.takeOver(id)).close()
    expect(glance(at, id)).toMatchObject({ ended: true, run: { id, status: 'stopped' } })
  })

  test('is not taken in by an end of an owner that had lost the run', async () => {
    const id = await write(false)
    await (await journal.takeOver(id)).close()
    const path = `${at}/${id}.1.log`
    const other = await write(true)
    const end = readFileSync(`${at}/${other}.1.log`, 'utf8').trimEnd().split('\n').at(-1)
    writeFileSync(path, `${end}\n`, { flag: 'a' })
    expect(glance(at, id)?.ended).toBe(false)
  })

  test('of a run that is not there is none', () => {
    expect(glance(at, someId())).toBeUndefined()
  })
})
