import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type Journal, JournalTaken, RunExists, RunUnknown } from '../../src/runs/journal.ts'
import { Viewer } from '../../src/runs/viewer.ts'
import { contentOf, numbersOf, ORDER, oneTo, someId, token, until } from '../support/runs.ts'

export interface JournalsUnderTest {
  /** A journal as a further process has it, on the same disk. */
  open(owner: string): Journal
  cleanUp(): void
}

const END = { type: 'stopped', data: {} }

/** What is true of every journal. */
export function describeJournal(name: string, prepare: () => JournalsUnderTest): void {
  describe(`a ${name}`, () => {
    let disk: JournalsUnderTest
    let journal: Journal
    let other: Journal
    let id: string

    beforeEach(() => {
      disk = prepare()
      journal = disk.open('first')
      other = disk.open('second')
      id = someId()
    })

    afterEach(async () => {
      await journal.close()
      await other.close()
      disk.cleanUp()
    })

    test('knows what was ordered, and who writes it', async () => {
      await journal.create(id, ORDER)
      expect(await journal.order(id)).toEqual(ORDER)
      expect(await other.order(id)).toEqual(ORDER)
      expect(await other.state(id)).toMatchObject({ last: 0, ended: false, owner: 'first' })
    })

    test('is begun once', async () => {
      await journal.create(id, ORDER)
      await expect(journal.create(id, ORDER)).rejects.toBeInstanceOf(RunExists)
      await expect(other.create(id, ORDER)).rejects.toBeInstanceOf(RunExists)
    })

    test('knows nothing of runs that were never begun', async () => {
      for (const unknown of [someId(), '../../etc/passwd', '', `${id}.1`]) {
        await expect(journal.state(unknown)).rejects.toBeInstanceOf(RunUnknown)
        await expect(journal.read(unknown, 0, 1)).rejects.toBeInstanceOf(RunUnknown)
        await expect(journal.order(unknown)).rejects.toBeInstanceOf(RunUnknown)
        await expect(journal.takeOver(unknown)).rejects.toBeInstanceOf(RunUnknown)
        await expect(journal.forget(unknown)).rejects.toBeInstanceOf(RunUnknown)
        journal.watch(unknown, () => {})()
      }
    })

    test('law 2: the events of a run are 1, 2, 3 … and a reader who says N gets N+1 next', async () => {
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a')])
      await writer.append([])
      await writer.append(oneTo(300, 2).map((n) => token(`${n}`)))
      for (const reader of [journal, other]) {
        expect(numbersOf(await reader.read(id, 0, 1000))).toEqual(oneTo(300))
        for (let after = 0; after < 300; after += 1) {
          const events = await reader.read(id, after, 3)
          expect(numbersOf(events)).toEqual(oneTo(Math.min(300, after + 3), after + 1))
          if (after > 0) expect(contentOf(events[0])).toBe(`${after + 1}`)
        }
        expect(numbersOf(await reader.read(id, 5, 200))).toEqual(oneTo(205, 6))
        expect(await reader.read(id, 300, 10)).toEqual([])
        expect(await reader.read(id, 1_000_000, 10)).toEqual([])
      }
    })

    test('keeps the text of every event to the byte', async () => {
      const texts = [
        '',
        ' ',
        '\n',
        '\r',
        '\r\n\r\n',
        'data: x\n\n',
        '\0\x01\x7f',
        '\u2028\u2029\ufeff',
        '🌱',
        '\ud83c',
        '"\\',
      ]
      const writer = await journal.create(id, ORDER)
      for (const text of texts) await writer.append([token(text)])
      for (const reader of [journal, other])
        expect((await reader.read(id, 0, 100)).map(contentOf)).toEqual(texts)
    })

    test('law 1: what has been appended can be read by another process at that very moment', async () => {
      const writer = await journal.create(id, ORDER)
      for (let n = 1; n <= 20; n += 1) {
        await writer.append([token(`${n}`)])
        expect((await other.read(id, n - 1, 10)).map(contentOf)).toEqual([`${n}`])
      }
    })

    test('law 3: nothing comes after an end', async () => {
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a'), END])
      expect(await other.state(id)).toMatchObject({ last: 2, ended: true })
      await expect(writer.append([token('b')])).rejects.toThrow()
      await expect(writer.append([END])).rejects.toThrow()
      expect(await other.state(id)).toMatchObject({ last: 2, ended: true })
    })

    test('law 3: nothing of a batch is written that goes on behind an end', async () => {
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a')])
      await writer.append([END, token('b')]).catch(() => {})
      const { last, ended } = await other.state(id)
      expect(ended).toBe(last === 2)
    })

    test('stands still after a pause until the next event', async () => {
      const pause = { code: 'model_stalled', message: 'The model went silent.' }
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a')])
      await writer.pause(pause)
      expect((await journal.state(id)).pause).toEqual(pause)
      expect((await other.state(id)).pause).toEqual(pause)
      expect(await other.state(id)).toMatchObject({ last: 1, ended: false })
      await writer.append([token('b')])
      expect((await journal.state(id)).pause).toBeUndefined()
      expect((await other.state(id)).pause).toBeUndefined()
      expect(numbersOf(await other.read(id, 0, 10))).toEqual([1, 2])
    })

    test('wakes who watches it at every change, and no more when they have gone', async () => {
      const writer = await journal.create(id, ORDER)
      let here = 0
      const leave = journal.watch(id, () => {
        here += 1
      })
      await writer.append([token('a')])
      expect(here).toBeGreaterThan(0)
      const before = here
      await writer.pause({ code: 'c', message: 'm' })
      expect(here).toBeGreaterThan(before)
      leave()
      leave()
      const after = here
      await writer.append([token('b')])
      expect(here).toBe(after)
    })

    test('wakes who watches it from another process', async () => {
      const writer = await journal.create(id, ORDER)
      const viewer = new Viewer(other, id, 0)
      const waiting = viewer.next()
      await writer.append([token('a')])
      expect(await waiting).toMatchObject({ kind: 'events', events: [{ n: 1 }] })
      const more = viewer.next()
      await writer.append([token('b'), END])
      expect(await more).toMatchObject({ kind: 'events', events: [{ n: 2 }, { n: 3 }] })
      expect(await viewer.next()).toBeUndefined()
    })

    test('goes on under another owner with the next number', async () => {
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a'), token('b')])
      await writer.close()
      const second = await other.takeOver(id)
      expect(await journal.state(id)).toMatchObject({ last: 2, owner: 'second' })
      await second.append([token('c')])
      expect((await journal.read(id, 0, 10)).map(contentOf)).toEqual(['a', 'b', 'c'])
      await second.close()
      const third = await journal.takeOver(id)
      await third.append([token('d'), END])
      expect((await other.read(id, 2, 10)).map(contentOf)).toEqual(['c', 'd', ''])
    })

    test('law 6: an owner that was taken over finds out at its next event, and nobody sees that event', async () => {
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a')])
      const second = await other.takeOver(id)
      await expect(writer.append([token('late')])).rejects.toBeInstanceOf(JournalTaken)
      await until(() => writer.taken.aborted)
      await second.append([token('b')])
      await expect(writer.append([token('later')])).rejects.toBeInstanceOf(JournalTaken)
      const third = disk.open('third')
      for (const reader of [journal, other, third])
        expect((await reader.read(id, 0, 10)).map(contentOf)).toEqual(['a', 'b'])
      await third.close()
    })

    test('law 3: who takes over a run that has ended finds it ended, and cannot add to it', async () => {
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a'), END])
      const second = await other.takeOver(id)
      await expect(second.append([token('b')])).rejects.toThrow()
      await second.close()
      const third = disk.open('third')
      for (const reader of [journal, other, third])
        expect(await reader.state(id)).toMatchObject({ last: 2, ended: true })
      await third.close()
    })

    test('can be forgotten: its readers are woken and find it unknown', async () => {
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a')])
      const viewer = new Viewer(journal, id, 1)
      const waiting = viewer.next()
      await journal.forget(id)
      expect(await waiting).toBeUndefined()
      await expect(journal.state(id)).rejects.toBeInstanceOf(RunUnknown)
      await expect(other.state(id)).rejects.toBeInstanceOf(RunUnknown)
      await expect(writer.append([token('b')])).rejects.toThrow()
      await journal.create(id, ORDER)
      expect(await other.state(id)).toMatchObject({ last: 0 })
    })

    test('takes a trial byte', async () => {
      await journal.probe()
    })
  })
}
