import { describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journal } from '../../src/runs/journal.ts'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { Viewer } from '../../src/runs/viewer.ts'
import { emptyDisk, MemoryJournal } from '../support/memory-journal.ts'
import { RunReader } from '../support/run-reader.ts'
import { numbersOf, ORDER, oneTo, someId, token } from '../support/runs.ts'

const END = { type: 'done', data: {} }

async function withJournals(task: (journal: Journal) => Promise<void>): Promise<void> {
  await task(new MemoryJournal(emptyDisk(), 'owner'))
  const folder = mkdtempSync(join(tmpdir(), 'devussy-viewer-'))
  const journal = new LogJournal({ folder, owner: 'owner', onDamage: () => {} })
  await task(journal)
  await journal.close()
  rmSync(folder, { recursive: true })
}

describe('a viewer', () => {
  test('law 2: that joins at any number, at the very moment when replay turns into live, misses and doubles nothing', () =>
    withJournals(async (journal) => {
      const id = someId()
      const writer = await journal.create(id, ORDER)
      const readers: RunReader[] = []
      for (let n = 1; n <= 120; n += 1) {
        const from = (n * 37) % n
        // Before, in the middle of, and after the writing of an event.
        readers.push(new RunReader(id, from).join(journal))
        const appending = writer.append([token(`${n}`)])
        readers.push(new RunReader(id, n - 1).join(journal))
        await appending
        readers.push(new RunReader(id, n).join(journal))
      }
      await writer.append([END])
      for (const reader of readers) {
        await reader.over()
        reader.check()
        expect(reader.last).toBe(121)
      }
    }))

  test('reads a long run piece by piece', () =>
    withJournals(async (journal) => {
      const id = someId()
      const writer = await journal.create(id, ORDER)
      await writer.append(oneTo(1000).map((n) => token(`${n}`)))
      await writer.append([END])
      const viewer = new Viewer(journal, id, 0)
      const numbers: number[] = []
      for (let sight = await viewer.next(); sight; sight = await viewer.next()) {
        if (sight.kind !== 'events') throw new Error(sight.kind)
        expect(sight.events.length).toBeLessThanOrEqual(256)
        numbers.push(...numbersOf(sight.events))
      }
      expect(numbers).toEqual(oneTo(1001))
    }))

  test('that has numbers which the journal does not hold is told to start over, and gets everything', () =>
    withJournals(async (journal) => {
      const id = someId()
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a'), token('b')])
      const viewer = new Viewer(journal, id, 7)
      expect(await viewer.next()).toEqual({ kind: 'reset' })
      expect(await viewer.next()).toMatchObject({ kind: 'events', events: [{ n: 1 }, { n: 2 }] })
      viewer.close()
    }))

  test('of a run that stands still is told why, after all that was written', () =>
    withJournals(async (journal) => {
      const id = someId()
      const pause = { code: 'model_stalled', message: 'Silence.' }
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a')])
      await writer.pause(pause)
      const viewer = new Viewer(journal, id, 0)
      expect(await viewer.next()).toMatchObject({ kind: 'events' })
      expect(await viewer.next()).toEqual({ kind: 'interrupted', pause })
      expect(await viewer.next()).toBeUndefined()
    }))

  test('that has seen the end is told nothing more', () =>
    withJournals(async (journal) => {
      const id = someId()
      await (await journal.create(id, ORDER)).append([token('a'), END])
      expect(await new Viewer(journal, id, 2).next()).toBeUndefined()
    }))

  test('law 7: of a run that is deleted, or was never there, does not wait', () =>
    withJournals(async (journal) => {
      const id = someId()
      expect(await new Viewer(journal, id, 0).next()).toBeUndefined()
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a')])
      const viewers = [0, 1, 1, 5].map((after) => new Viewer(journal, id, after))
      const [reading, waiting] = viewers.map((viewer) => viewer.next())
      expect(await reading).toMatchObject({ kind: 'events' })
      await journal.forget(id)
      expect(await waiting).toBeUndefined()
      for (const viewer of viewers) expect(await viewer.next()).toBeUndefined()
    }))

  test('law 7: that is closed while it waits waits no longer', () =>
    withJournals(async (journal) => {
      const id = someId()
      await journal.create(id, ORDER)
      const viewer = new Viewer(journal, id, 0)
      const waiting = viewer.next()
      await new Promise((resolve) => setImmediate(resolve))
      viewer.close()
      viewer.close()
      expect(await waiting).toBeUndefined()
    }))

  test('passes on what is wrong with the journal, once, and is over', async () => {
    const journal = new MemoryJournal(emptyDisk(), 'owner')
    const id = someId()
    await journal.create(id, ORDER)
    journal.read = () => Promise.reject(new Error('no such disk'))
    const viewer = new Viewer(journal, id, 0)
    await expect(viewer.next()).rejects.toThrow('no such disk')
    expect(await viewer.next()).toBeUndefined()
    expect(journal.run(id).wakes.size).toBe(0)
  })
})

describe('a viewer that is far behind', () => {
  const behind = (task: (viewer: Viewer, count: number) => Promise<void>, content: string, count: number) =>
    withJournals(async (journal) => {
      const id = someId()
      const writer = await journal.create(id, ORDER)
      for (let n = 1; n < count; n += 1) await writer.append([token(content)])
      await writer.append([END])
      await task(new Viewer(journal, id, 0), count)
    })

  test('lets everything else have its turn again and again', () =>
    behind(
      async (viewer, count) => {
        let turns = 0
        let seen = 0
        let over = false
        const others = () => {
          turns += 1
          if (!over) setImmediate(others)
        }
        setImmediate(others)
        for (let sight = await viewer.next(); sight; sight = await viewer.next())
          seen += sight.kind === 'events' ? sight.events.length : 0
        over = true
        expect(seen).toBe(count)
        expect(turns).toBeGreaterThan(10)
      },
      'a',
      4000,
    ))

  test('is given little at once, however long the events are: it may never take it', () =>
    behind(
      async (viewer, count) => {
        let seen = 0
        let most = 0
        for (let sight = await viewer.next(); sight; sight = await viewer.next()) {
          const events = sight.kind === 'events' ? sight.events : []
          seen += events.length
          // The first time nobody knows yet how long they are.
          if (seen > events.length) most = Math.max(most, events.length)
        }
        expect(seen).toBe(count)
        expect(most).toBeLessThanOrEqual(4)
      },
      'a'.repeat(20_000),
      400,
    ))
})
