import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { Viewer } from '../../src/runs/viewer.ts'
import { JournalChild } from '../support/journal-child.ts'
import { between, printedSeed, seeded } from '../support/random.ts'
import { contentOf, numbersOf, ORDER, oneTo, someId, token, until } from '../support/runs.ts'

const END = { type: 'stopped', data: {} }
const ENDLESS = 1_000_000

let folder: string
let journal: LogJournal
let writer: JournalChild
let reader: JournalChild

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-two-'))
  journal = new LogJournal({ folder, owner: 'parent', onDamage: () => {} })
  writer = new JournalChild(folder, 'writer')
  reader = new JournalChild(folder, 'reader')
})

afterAll(async () => {
  await writer.kill()
  await reader.kill()
  await journal.close()
  rmSync(folder, { recursive: true, force: true })
})

const whole = async (id: string) => journal.read(id, 0, Number.POSITIVE_INFINITY)
const written = async (id: string) => (await journal.state(id).catch(() => undefined))?.last ?? 0

test('a run that another process writes is followed to its end, nothing twice and nothing missing', async () => {
  const id = someId()
  const writing = writer.do({ do: 'write', id, from: 1, count: 3000, end: true })
  await until(async () => (await written(id)) > 0)
  const following = reader.do({ do: 'view', id, after: 0 })
  const viewer = new Viewer(journal, id, 0)
  const seen: number[] = []
  for (let sight = await viewer.next(); sight; sight = await viewer.next())
    if (sight.kind === 'events') seen.push(...numbersOf(sight.events))
  expect(seen).toEqual(oneTo(3001))
  expect((await following).numbers).toEqual(oneTo(3001))
  expect((await writing).numbers).toEqual(oneTo(3000))
})

test('a change that follows another at once wakes those who wait, without a slow look', async () => {
  const id = someId()
  const following = new LogJournal({ folder, owner: 'other', onDamage: () => {}, pollMs: 1_000_000 })
  const mine = await journal.create(id, ORDER)
  const viewer = new Viewer(following, id, 0)
  for (let n = 1; n <= 40; n += 1) {
    const next = viewer.next()
    // It waits now; every second change comes within the moment in which fs.watch tells of nothing new.
    await new Promise((resolve) => setImmediate(resolve))
    await mine.append([token(`${n}`)])
    expect(await next).toMatchObject({ events: [{ n }] })
  }
  viewer.close()
  await following.close()
})

/** Takes a run from the process that writes it at this moment and ends it; everybody must have seen the same. */
async function takeFromWriter(freeze: boolean, after: number): Promise<void> {
  const id = someId()
  const writing = writer.do({ do: 'write', id, from: 1, count: ENDLESS, end: true })
  await until(async () => (await written(id)) > after)
  const following = reader.do({ do: 'view', id, after: 0 })
  if (freeze) writer.freeze()
  const mine = await journal.takeOver(id)
  await mine.append([token('taken')])
  if (freeze) writer.thaw()
  const old = await writing
  await mine.append([token('after'), END])
  await mine.close()

  expect(old.error).toBe('JournalTaken')
  const events = await whole(id)
  const { last } = await journal.state(id)
  expect(numbersOf(events)).toEqual(oneTo(last))
  const contents = events.map(contentOf)
  // What the old owner has shown to anybody counts; what it wrote later does not.
  expect(contents.slice(0, old.contents.length)).toEqual(old.contents)
  expect(contents.slice(-3)).toEqual(['taken', 'after', ''])
  expect(contents.slice(0, -3).every((content) => content.startsWith('writer '))).toBe(true)
  expect(contents.length - 3 - old.contents.length).toBeLessThanOrEqual(1)
  const followed = await following
  expect(followed.contents).toEqual(contents)
  expect(followed.numbers).toEqual(oneTo(last))
}

test('law 6: a run can be taken over from a process that writes at full speed; it locks nothing and loses nothing', async () => {
  const random = seeded(printedSeed('take over while writing'))
  for (let round = 0; round < 12; round += 1) await takeFromWriter(false, between(random, 0, 40))
}, 20_000)

test('law 6: what a frozen owner writes after it woke is seen by nobody, in no process', async () => {
  const random = seeded(printedSeed('take over while frozen'))
  for (let round = 0; round < 8; round += 1) await takeFromWriter(true, between(random, 0, 40))
}, 20_000)

test('law 1: what was appended outlives a process that is killed', async () => {
  const id = someId()
  const doomed = new JournalChild(folder, 'doomed')
  void doomed.do({ do: 'write', id, from: 1, count: ENDLESS, end: true })
  await until(async () => (await written(id)) > 100)
  const seen = numbersOf(await whole(id))
  await doomed.kill()
  const { last } = await journal.state(id)
  expect(last).toBeGreaterThanOrEqual(seen.length)
  const mine = await journal.takeOver(id)
  await mine.append([END])
  expect(numbersOf(await whole(id))).toEqual(oneTo(last + 1))
})
