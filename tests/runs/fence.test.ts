import { afterEach, beforeEach, describe, expect, jest, test } from 'bun:test'
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fencePath, raiseFence } from '../../src/runs/fence.ts'
import { JournalTaken } from '../../src/runs/journal.ts'
import { encodeLine } from '../../src/runs/journal-line.ts'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { Viewer } from '../../src/runs/viewer.ts'
import { contentOf, numbersOf, ORDER, oneTo, someId, token } from '../support/runs.ts'

let folder: string
const open: LogJournal[] = []
const journalOf = (owner: string): LogJournal => {
  const journal = new LogJournal({ folder, owner, onDamage: () => {}, pollMs: 5 })
  open.push(journal)
  return journal
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-fence-'))
})
afterEach(async () => {
  for (const journal of open.splice(0)) await journal.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a process had done that died, or froze, between its fence and its turn. */
const raise = (id: string, turn: number, owner: string) =>
  raiseFence(fencePath(folder, id, turn), { owner, size: 0 })

const contents = async (journal: LogJournal, id: string) => (await journal.read(id, 0, 100)).map(contentOf)

describe('while a run changes hands', () => {
  test('the old owner shows nothing that the new one may not have read', async () => {
    const old = journalOf('old')
    const id = someId()
    const writer = await old.create(id, ORDER)
    await writer.append([token('shown')])
    raise(id, 2, 'new')
    await expect(writer.append([token('too late')])).rejects.toBeInstanceOf(JournalTaken)
    expect(await contents(old, id)).toEqual(['shown'])
    expect(writer.taken.aborted).toBe(true)
  })

  test('no other process shows it either, until the next turn says that it counts', async () => {
    const id = someId()
    const writer = await journalOf('old').create(id, ORDER)
    await writer.append([token('shown')])
    const reading = journalOf('reading')
    expect(await contents(reading, id)).toEqual(['shown'])
    raise(id, 2, 'dead')
    appendFileSync(`${folder}/${id}.1.log`, encodeLine(2, 'token', '{"content":"late"}'))
    expect(await contents(reading, id)).toEqual(['shown'])
    const next = await journalOf('new').takeOver(id)
    await next.append([token('new')])
    expect(await contents(reading, id)).toEqual(['shown', 'late', 'new'])
  })

  test('a reader who has seen the last word of the old owner is not told to begin anew', async () => {
    const id = someId()
    const old = journalOf('old')
    const writer = await old.create(id, ORDER)
    await writer.append([token('one')])
    const taking = journalOf('new')
    expect(await contents(taking, id)).toEqual(['one'])
    const viewer = new Viewer(journalOf('reading'), id, 0)
    // The take-over has read what is there and waits for the disk; the old owner goes on until it finds the fence.
    const taken = taking.takeOver(id)
    const seen: number[] = []
    await writer.append([token('two')]).catch(() => {})
    const next = await taken
    await next.append([{ type: 'stopped', data: {} }])
    for (let sight = await viewer.next(); sight; sight = await viewer.next()) {
      expect(sight.kind).toBe('events')
      if (sight.kind === 'events') seen.push(...numbersOf(sight.events))
    }
    expect(seen).toEqual(oneTo(seen.length))
    expect(seen.length).toBe((await old.state(id)).last)
  })

  test('a take-over that died half-way is known by its owner, and any other goes on from there', async () => {
    const id = someId()
    const writer = await journalOf('old').create(id, ORDER)
    await writer.append([token('one')])
    raise(id, 2, 'dead')
    const third = journalOf('third')
    expect((await third.state(id)).owner).toBe('dead')
    const next = await third.takeOver(id)
    await next.append([token('two')])
    expect((await third.state(id)).owner).toBe('third')
    expect(await contents(journalOf('fresh'), id)).toEqual(['one', 'two'])
  })

  test('of two who take it over at once one wins, and neither leaves a fence behind', async () => {
    const id = someId()
    const writer = await journalOf('old').create(id, ORDER)
    await writer.append([token('one')])
    const results = await Promise.allSettled(['a', 'b', 'c'].map((owner) => journalOf(owner).takeOver(id)))
    const won = results.filter(({ status }) => status === 'fulfilled')
    expect(won).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(JournalTaken)
    expect(readdirSync(`${folder}/fences`)).toEqual([])
  })

  test('forgetting a run takes the fence away', async () => {
    const id = someId()
    const journal = journalOf('old')
    const writer = await journal.create(id, ORDER)
    await writer.append([token('one')])
    await writer.close()
    raise(id, 2, 'dead')
    await journalOf('other').forget(id)
    expect(readdirSync(folder, { recursive: true })).toEqual(['fences'])
  })

  test('law 7: who writes is told that its quiet run was taken over or removed, without looking again and again', async () => {
    jest.useFakeTimers()
    const old = journalOf('old')
    const other = journalOf('other')
    jest.useRealTimers()
    for (const take of [(id: string) => other.takeOver(id), (id: string) => other.forget(id)]) {
      const id = someId()
      const writer = await old.create(id, ORDER)
      await writer.append([token('one')])
      const told = new Promise((resolve) => writer.taken.addEventListener('abort', resolve))
      await take(id)
      await told
    }
  })

  test('a fence has its content from the first moment, and the first one stands', () => {
    journalOf('a')
    const path = fencePath(folder, 'run', 2)
    raiseFence(path, { owner: 'a', size: 10 })
    raiseFence(path, { owner: 'b', size: 20 })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ owner: 'a', size: 10 })
    expect(readdirSync(`${folder}/fences`)).toEqual(['run.2'])
    expect(existsSync(path)).toBe(true)
  })
})
