import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Archive } from '../../src/runs/archive.ts'
import { JournalDamaged, type JournalEvent, RunExists, RunUnknown } from '../../src/runs/journal.ts'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { firstLine, Part, PartWriter } from '../../src/runs/pack.ts'
import { PackedJournal } from '../../src/runs/packed-journal.ts'
import { Packer } from '../../src/runs/packer.ts'
import type { Run } from '../../src/runs/run.ts'
import { Viewer } from '../../src/runs/viewer.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'
import { numbersOf, ORDER, oneTo, piecesOf, someId, token } from '../support/runs.ts'
import { SmallDisk } from '../support/small-disk.ts'

const run = (id: string) => ({
  id,
  stage: 'design',
  name: 'Plant diary',
  model: 'scripted',
  provider: 'p',
  status: 'done',
  createdAt: '2026-01-01T00:00:00.000Z',
})
const end = (id: string) => ({
  type: 'done',
  data: { run: run(id), usage: { outputTokens: 1 }, endedAt: '2026-01-01T00:01:00.000Z' },
})

let folder: string
let open: PackedJournal[]
let damaged: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-pack-'))
  open = []
  damaged = []
})
afterEach(async () => {
  for (const journal of open) await journal.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A process: its journal, and what packs. */
function start(owner: string) {
  const files = new LogJournal({
    folder: `${folder}/journal`,
    owner,
    onDamage: ({ file }) => damaged.push(file),
  })
  const archive = new Archive({
    folder: `${folder}/archive`,
    onDamage: ({ file }) => damaged.push(file),
  })
  const journal = new PackedJournal(files, archive)
  open.push(journal)
  return {
    files,
    archive,
    journal,
    packer: new Packer({ folder: `${folder}/journal`, archive, journal: files }),
  }
}

const files = () => readdirSync(`${folder}/journal`).filter((name) => name.endsWith('.log'))
const packs = () => readdirSync(`${folder}/archive`).filter((name) => name !== 'drafts')
const drafts = () => readdirSync(`${folder}/archive/drafts`)

async function writeRun(journal: PackedJournal, texts: string[], id = someId()): Promise<string> {
  const writer = await journal.create(id, ORDER)
  await writer.append([{ type: 'run', data: { run: run(id) } }])
  for (const text of texts) await writer.append([token(text)])
  await writer.append([end(id)])
  await writer.close()
  return id
}

const all = (journal: PackedJournal, id: string) => journal.read(id, 0, 1_000_000)

describe('an ended run that has been packed', () => {
  test('gives every reader the same bytes as before, from any number, in any process', async () => {
    const seed = printedSeed('packed runs')
    const random = seeded(seed)
    const { journal, packer } = start('one')
    for (let round = 0; round < 20; round += 1) {
      const text = Array.from({ length: between(random, 0, 400) }, () =>
        pick(random, [
          'word ',
          '🌱',
          '\r\n',
          '\0',
          '\\',
          '"',
          'é',
          '\u2028',
          '# Title\n\n',
          '\ud83c',
          '\udf31',
        ]),
      ).join('')
      const id = someId()
      const writer = await journal.create(id, ORDER)
      await writer.append([{ type: 'run', data: { run: run(id) } }])
      for (const piece of piecesOf(random, text, 5)) {
        await writer.append([token(piece)])
        const odd = between(random, 1, 20)
        if (odd === 1) await writer.append([{ type: 'notice', data: { kind: 'continued', keep: 1 } }])
        if (odd === 2) await writer.append([{ type: 'token', data: { content: piece, more: 1 } }])
        if (odd === 3) await writer.append([{ type: 'token', data: { n: 1, content: piece } }])
        if (odd === 4) await writer.pause({ code: 'c', message: 'm' })
      }
      await writer.append([end(id)])
      await writer.close()
      const before = await all(journal, id)
      const { last, owner } = await journal.state(id)
      expect(await packer.pack(id)).toBe(true)
      for (const reader of [journal, start(`reader ${round}`).journal]) {
        expect(await all(reader, id)).toEqual(before)
        expect(await reader.state(id)).toEqual({ last, owner, ended: true })
        expect(await reader.order(id)).toEqual(ORDER)
        const after = between(random, 0, last)
        const max = between(random, 1, 50)
        expect(await reader.read(id, after, max)).toEqual(before.slice(after, after + max))
        expect(await reader.read(id, last, 1)).toEqual([])
        expect(await reader.read(id, last + 100, 1)).toEqual([])
      }
    }
    expect(files()).toEqual([])
  })

  test('takes a fraction of the room', async () => {
    const { journal, packer } = start('one')
    const words = 'the water of each plant is kept in a table with its time and place'.split(' ')
    const random = seeded(7)
    const id = await writeRun(
      journal,
      oneTo(3000).map(() => `${pick(random, words)} `),
    )
    const before = statSync(`${folder}/journal/${id}.1.log`).size
    await packer.pack(id)
    expect(statSync(`${folder}/archive/${id}.pack`).size).toBeLessThan(before / 8)
  })

  test('is in several parts where it is long, and is read from each of them', async () => {
    const { journal, packer, archive } = start('one')
    const id = await writeRun(
      journal,
      oneTo(300).map((n) => `${n} ${'x'.repeat(3000)}`),
    )
    const before = await all(journal, id)
    await packer.pack(id)
    expect((await archive.head(id))?.parts.length).toBeGreaterThan(2)
    for (let after = 0; after < 302; after += 37)
      expect(await journal.read(id, after, 120)).toEqual(before.slice(after, after + 120))
  })

  test('leaves out what an owner wrote that had lost the run, and keeps all turns', async () => {
    const { journal, packer } = start('one')
    const other = start('two')
    const id = someId()
    const writer = await journal.create(id, ORDER)
    await writer.append([{ type: 'run', data: { run: run(id) } }, token('a')])
    const second = await other.journal.takeOver(id)
    await writer.append([token('late')]).catch(() => {})
    await second.append([token('b')])
    await second.close()
    const third = await other.journal.takeOver(id)
    await third.append([end(id)])
    await third.close()
    const before = await all(other.journal, id)
    expect(await packer.pack(id)).toBe(true)
    expect(await all(other.journal, id)).toEqual(before)
    expect(before.map(({ type }) => type)).toEqual(['run', 'token', 'token', 'done'])
    expect(files()).toEqual([])
  })

  test('is read on by who was in its middle when it was packed', async () => {
    const one = start('one')
    const two = start('two')
    const id = await writeRun(
      one.journal,
      oneTo(600).map((n) => `${n} `),
    )
    const viewers = [one, two].map(({ journal }) => new Viewer(journal, id, 0))
    const seen: JournalEvent[][] = [[], []]
    const next = async (at: number) => {
      const sight = await viewers[at]?.next()
      if (sight?.kind === 'events') seen[at]?.push(...sight.events)
      return sight
    }
    await Promise.all([next(0), next(1)])
    for (const { length } of seen) expect([length > 0, length < 600]).toEqual([true, true])
    await one.packer.pack(id)
    for (const at of [0, 1]) while (await next(at));
    expect(seen.map(numbersOf)).toEqual([oneTo(602), oneTo(602)])
  })

  test('cannot be begun again, and takes no event', async () => {
    const { journal, packer } = start('one')
    const id = await writeRun(journal, ['a'])
    await packer.pack(id)
    await expect(journal.create(id, ORDER)).rejects.toBeInstanceOf(RunExists)
    const writer = await journal.takeOver(id)
    await expect(writer.append([token('b')])).rejects.toThrow('nothing comes after the end')
    await expect(writer.pause({ code: 'c', message: 'm' })).rejects.toThrow()
    expect(files()).toEqual([])
  })

  test('is forgotten with its pack, in every process', async () => {
    const one = start('one')
    const two = start('two')
    const id = await writeRun(one.journal, ['a'])
    await one.packer.pack(id)
    await all(two.journal, id)
    await one.journal.forget(id)
    expect(packs()).toEqual([])
    for (const { journal } of [one, two]) {
      await expect(journal.state(id)).rejects.toBeInstanceOf(RunUnknown)
      await expect(journal.read(id, 0, 1)).rejects.toBeInstanceOf(RunUnknown)
      await expect(journal.forget(id)).rejects.toBeInstanceOf(RunUnknown)
    }
  })
})

describe('packing', () => {
  test('leaves a run alone that has no end, or is not there', async () => {
    const { journal, packer } = start('one')
    const id = someId()
    const writer = await journal.create(id, ORDER)
    await writer.append([token('a')])
    expect(await packer.pack(id)).toBe(false)
    expect(await packer.pack(someId())).toBe(false)
    expect([files(), packs()]).toEqual([[`${id}.1.log`], []])
  })

  test('by two processes at once makes one pack, and no file is left', async () => {
    const one = start('one')
    const two = start('two')
    for (let round = 0; round < 10; round += 1) {
      const id = await writeRun(one.journal, ['a', 'b', 'c'])
      const before = await all(two.journal, id)
      await Promise.all([one.packer.pack(id), two.packer.pack(id), one.packer.pack(id)])
      expect(await all(two.journal, id)).toEqual(before)
      expect([files(), packs()]).toEqual([[], [`${id}.pack`]])
      await one.journal.forget(id)
    }
  })

  test('that died before the files were gone leaves a readable run, and no double', async () => {
    const { journal, packer } = start('one')
    const id = await writeRun(journal, ['a', 'b'])
    const before = await all(journal, id)
    const log = `${folder}/journal/${id}.1.log`
    copyFileSync(log, `${folder}/kept`)
    await packer.pack(id)
    copyFileSync(`${folder}/kept`, log)
    const next = start('next')
    expect(await all(next.journal, id)).toEqual(before)
    expect(next.packer.runs()).toEqual([id])
    expect(await next.packer.pack(id)).toBe(true)
    expect([await all(next.journal, id), files(), packs()]).toEqual([before, [], [`${id}.pack`]])
  })

  test('that died between two files of a run is tidied up, and the run stays whole', async () => {
    const { journal, packer } = start('one')
    const id = someId()
    const writer = await journal.create(id, ORDER)
    await writer.append([{ type: 'run', data: { run: run(id) } }, token('a')])
    await writer.close()
    const second = await journal.takeOver(id)
    await second.append([end(id)])
    await second.close()
    const before = await all(journal, id)
    copyFileSync(`${folder}/journal/${id}.2.log`, `${folder}/kept`)
    await packer.pack(id)
    copyFileSync(`${folder}/kept`, `${folder}/journal/${id}.2.log`)
    const next = start('next')
    expect(await all(next.journal, id)).toEqual(before)
    expect(next.packer.runs()).toEqual([])
    next.packer.tidy()
    expect([await all(next.journal, id), files()]).toEqual([before, []])
  })

  test('leaves nothing of a run that is forgotten meanwhile', async () => {
    const one = start('one')
    const two = start('two')
    for (let delay = 0; delay < 30; delay += 1) {
      const id = await writeRun(
        one.journal,
        oneTo(200).map((n) => `${n} `),
      )
      const packing = one.packer.pack(id)
      for (let turn = 0; turn < delay; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      await two.journal.forget(id)
      await packing
      expect([delay, files(), packs(), drafts()]).toEqual([delay, [], [], []])
    }
  })

  test('puts no pack of a run that another process forgets in the very moment', async () => {
    const one = start('one')
    const two = start('two')
    const id = await writeRun(one.journal, ['a'])
    const head = { run: run(id) as Run, endedAt: '', order: ORDER, last: 1, owner: 'one', parts: [] }
    const put = await one.archive.add(id, head, [], () => !two.archive.remove(id))
    expect([put, packs(), drafts()]).toEqual([false, [], []])
  })

  test('on a full disk changes nothing, and is done when there is room', async () => {
    const disk = SmallDisk.mount(512)
    if (!disk) return
    const files = new LogJournal({ folder: `${disk.data}/journal`, owner: 'one', onDamage: () => {} })
    const archive = new Archive({ folder: `${disk.data}/archive` })
    const journal = new PackedJournal(files, archive)
    const packer = new Packer({ folder: `${disk.data}/journal`, archive, journal: files })
    try {
      const id = await writeRun(
        journal,
        oneTo(2000).map(() => `${Math.random()} `),
      )
      const before = await all(journal, id)
      disk.fill()
      await expect(packer.pack(id)).rejects.toMatchObject({ code: 'storage_full' })
      expect(readdirSync(`${disk.data}/archive`)).toEqual(['drafts'])
      expect(readdirSync(`${disk.data}/archive/drafts`)).toEqual([])
      expect(await all(journal, id)).toEqual(before)
      disk.makeRoom()
      expect(await packer.pack(id)).toBe(true)
      expect(await all(journal, id)).toEqual(before)
    } finally {
      await journal.close()
      disk.unmount()
    }
  })

  test('stops between two steps when it is told to, with nothing changed', async () => {
    const { journal, packer } = start('one')
    const id = await writeRun(
      journal,
      oneTo(500).map((n) => `${n} `),
    )
    const before = await all(journal, id)
    const ending = new AbortController()
    const packing = packer.pack(id, ending.signal)
    ending.abort()
    await expect(packing).rejects.toThrow()
    expect([await all(journal, id), files()]).toEqual([before, [`${id}.1.log`]])
  })

  test('sweeps up what a process that died had begun', async () => {
    const { archive } = start('one')
    writeFileSync(`${folder}/archive/drafts/${someId()}.dead`, 'half')
    await archive.sweep(() => false)
    expect(drafts()).toHaveLength(1)
    await archive.sweep(() => true)
    expect(drafts()).toEqual([])
  })
})

describe('a damaged pack', () => {
  test('is named and set aside, whichever byte is wrong, and hurts no other run', async () => {
    const { journal, packer } = start('one')
    const id = await writeRun(journal, ['a', 'b'])
    const neighbour = await writeRun(journal, ['c'])
    await packer.pack(id)
    await packer.pack(neighbour)
    const path = `${folder}/archive/${id}.pack`
    const whole = readFileSync(path)
    for (let at = 0; at < whole.length; at += 1) {
      const bytes = Buffer.from(whole)
      bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at)
      writeFileSync(path, bytes)
      damaged.length = 0
      const fresh = start(`fresh ${at}`)
      const error = await all(fresh.journal, id).catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(JournalDamaged)
      expect(damaged).toEqual([path])
      await expect(fresh.journal.state(id)).rejects.toBeInstanceOf(RunUnknown)
      expect(readFileSync(`${path}.damaged`)).toEqual(bytes)
      rmSync(`${path}.damaged`)
      expect(numbersOf(await all(fresh.journal, neighbour))).toEqual([1, 2, 3])
    }
  })

  test('of which the end is missing is named too', async () => {
    const { journal, packer } = start('one')
    const id = await writeRun(journal, ['a', 'b'])
    await packer.pack(id)
    const path = `${folder}/archive/${id}.pack`
    const whole = readFileSync(path)
    for (const length of [0, 10, 63, 64, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length))
      await expect(all(start(`fresh ${length}`).journal, id)).rejects.toBeInstanceOf(JournalDamaged)
    }
  })

  test('is not one that a newer version wrote: that one stays as it is', async () => {
    const { journal } = start('one')
    const id = someId()
    const path = `${folder}/archive/${id}.pack`
    writeFileSync(path, `${firstLine(2, Buffer.from('something else'))}something else`)
    await expect(journal.state(id)).rejects.toThrow('newer version')
    expect(existsSync(path)).toBe(true)
    expect(damaged).toEqual([])
  })
})

test('a part gives back its events from any number', () => {
  const writer = new PartWriter(11)
  const events = oneTo(9, 0).map((at) => ({
    n: at + 11,
    type: at % 3 ? 'token' : 'notice',
    json: at % 3 ? JSON.stringify({ content: 'é'.repeat(at) }) : `{"at":${at}}`,
  }))
  for (const event of events) writer.add(event)
  const part = new Part(writer.encode(), 11)
  for (let from = 0; from < 25; from += 1)
    for (const max of [0, 1, 4, 100])
      expect(part.events(from, max)).toEqual(events.filter(({ n }) => n >= from).slice(0, max))
})
