import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { JournalDamaged, JournalTaken, RunUnknown, StorageError } from '../../src/runs/journal.ts'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { RunLog } from '../../src/runs/run-log.ts'
import { Viewer } from '../../src/runs/viewer.ts'
import { contentOf, numbersOf, ORDER, oneTo, someId, token, until } from '../support/runs.ts'
import { SmallDisk } from '../support/small-disk.ts'

const END = { type: 'stopped', data: {} }
const damages: JournalDamaged[] = []
const open = (at: string, owner = 'this') =>
  new LogJournal({ folder: at, owner, onDamage: (damage) => damages.push(damage) })

let folder: string
let journal: LogJournal

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-log-'))
  journal = open(folder)
  damages.length = 0
})

afterEach(async () => {
  await journal.close()
  rmSync(folder, { recursive: true, force: true })
})

const path = (id: string, turn = 1) => `${folder}/${id}.${turn}.log`

/** Events 1 to `count`, written and closed. */
async function write(id: string, count: number): Promise<void> {
  const writer = await journal.create(id, ORDER)
  for (let n = 1; n <= count; n += 1) await writer.append([token(`text ${n} 🌱`)])
  await writer.close()
}

/** Reads the file as a process does that has never seen it. */
async function withFresh<T>(task: (fresh: LogJournal) => Promise<T>): Promise<T> {
  const fresh = open(folder, 'fresh')
  try {
    return await task(fresh)
  } finally {
    await fresh.close()
  }
}

describe('a journal whose last line was torn', () => {
  test('has all the events before it, and goes on behind them, wherever it was torn', async () => {
    const id = someId()
    await write(id, 4)
    const whole = readFileSync(path(id))
    const lastLine = whole.lastIndexOf(10, whole.length - 2) + 1
    for (let cut = lastLine; cut < whole.length; cut += 1) {
      rmSync(path(id, 2), { force: true })
      writeFileSync(path(id), whole.subarray(0, cut))
      await withFresh(async (fresh) => {
        expect(await fresh.state(id)).toMatchObject({ last: 3, ended: false })
        const writer = await fresh.takeOver(id)
        await writer.append([token('again'), END])
        await writer.close()
      })
      await withFresh(async (fresh) => {
        const events = await fresh.read(id, 0, 10)
        expect(numbersOf(events)).toEqual([1, 2, 3, 4, 5])
        expect(contentOf(events[3])).toBe('again')
        expect(await fresh.state(id)).toMatchObject({ last: 5, ended: true })
      })
    }
    expect(damages).toEqual([])
  })

  test('has no event in a last line whose bytes are wrong', async () => {
    const id = someId()
    await write(id, 4)
    const bytes = readFileSync(path(id))
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 5) ^ 1, bytes.length - 5)
    writeFileSync(path(id), bytes)
    await withFresh(async (fresh) => expect(await fresh.state(id)).toMatchObject({ last: 3 }))
    expect(damages).toEqual([])
  })

  test('shows a line to its readers when the rest of it has come', async () => {
    const id = someId()
    await write(id, 3)
    const whole = readFileSync(path(id))
    writeFileSync(path(id), whole.subarray(0, -7))
    await withFresh(async (fresh) => {
      const viewer = new Viewer(fresh, id, 2)
      const next = viewer.next()
      writeFileSync(path(id), whole.subarray(-7), { flag: 'a' })
      expect(await next).toMatchObject({ events: [{ n: 3 }] })
      viewer.close()
    })
  })
})

describe('a journal that is damaged in its middle', () => {
  test('is named, set aside, and hurts no other run, whichever bit of a line is wrong', async () => {
    const id = someId()
    const neighbour = someId()
    await write(id, 4)
    await write(neighbour, 2)
    const whole = readFileSync(path(id))
    const lines = [0]
    for (let at = whole.indexOf(10); at >= 0; at = whole.indexOf(10, at + 1)) lines.push(at + 1)
    const [, , start = 0, end = 0] = lines
    for (let at = start; at < end; at += 1) {
      for (const bit of [1, 8, 128]) {
        const bytes = Buffer.from(whole)
        bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at)
        rmSync(`${path(id)}.damaged`, { force: true })
        writeFileSync(path(id), bytes)
        damages.length = 0
        await withFresh(async (fresh) => {
          const error = await fresh.read(id, 0, 10).catch((failure: unknown) => failure)
          expect(error).toBeInstanceOf(JournalDamaged)
          expect(error).toMatchObject({ file: path(id), line: 3 })
          expect(damages).toHaveLength(1)
          await expect(fresh.read(id, 0, 10)).rejects.toBeInstanceOf(RunUnknown)
          expect(numbersOf(await fresh.read(neighbour, 0, 10))).toEqual([1, 2])
        })
        expect(readFileSync(`${path(id)}.damaged`)).toEqual(bytes)
      }
    }
  })

  test('is named where an earlier turn lacks what a later one counts on', async () => {
    const id = someId()
    await write(id, 3)
    const writer = await journal.takeOver(id)
    await writer.append([token('more')])
    await writer.close()
    const whole = readFileSync(path(id))
    whole.writeUInt8(whole.readUInt8(whole.length - 5) ^ 1, whole.length - 5)
    writeFileSync(path(id), whole)
    await withFresh(async (fresh) => {
      const error = await fresh.state(id).catch((failure: unknown) => failure)
      expect(error).toMatchObject({ name: 'JournalDamaged', file: path(id), line: 4 })
      expect(readdirSync(folder).sort()).toEqual([`${id}.1.log.damaged`, `${id}.2.log.damaged`, 'fences'])
    })
  })

  test('ends the waiting of those who read it', async () => {
    const id = someId()
    await write(id, 3)
    await withFresh(async (fresh) => {
      const viewer = new Viewer(fresh, id, 3)
      const next = viewer.next()
      await fresh.read(id, 0, 1)
      writeFileSync(path(id), '00000000 4 token {}\n00000000 5 token {}\n', { flag: 'a' })
      await write(someId(), 1)
      const good = readFileSync(path(id), 'utf8').split('\n')[1]
      writeFileSync(path(id), `${good}\n`, { flag: 'a' })
      expect(await next).toBeUndefined()
      expect(damages).toHaveLength(1)
    })
  })

  test('is one whose order never reached the disk', async () => {
    const id = someId()
    writeFileSync(path(id), '')
    expect(await journal.state(id)).toMatchObject({ last: 0, owner: '' })
    await expect(journal.order(id)).rejects.toBeInstanceOf(JournalDamaged)
    await expect(journal.state(id)).rejects.toBeInstanceOf(RunUnknown)
  })
})

describe('a journal on a disk that refuses', () => {
  const needsRoot = (disk: SmallDisk | undefined): disk is SmallDisk => {
    if (!disk) console.log('skipped: this user may not mount a small file system')
    return disk !== undefined
  }

  test('says that it is full, keeps what was whole, and goes on when there is room again', async () => {
    const disk = SmallDisk.mount(128)
    if (!needsRoot(disk)) return
    const full = open(disk.data)
    const other = open(disk.data, 'other')
    try {
      const id = someId()
      const writer = await full.create(id, ORDER)
      disk.fill()
      let written = 0
      const error = await (async () => {
        for (;;) {
          await writer.append([token(`${written + 1}`), token('x'.repeat(900))])
          written += 2
        }
      })().catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(StorageError)
      expect(error).toMatchObject({ code: 'storage_full' })
      await expect(writer.append([END])).rejects.toMatchObject({ code: 'storage_full' })
      await expect(writer.pause({ code: 'storage_full', message: 'm' })).rejects.toBeInstanceOf(StorageError)
      expect((await full.state(id)).pause).toMatchObject({ code: 'storage_full' })
      await expect(full.probe()).rejects.toMatchObject({ code: 'storage_full' })
      await expect(full.create(someId(), ORDER)).rejects.toMatchObject({ code: 'storage_full' })
      await expect(full.takeOver(id)).rejects.toMatchObject({ code: 'storage_full' })
      // A whole line of the batch that failed may have found room: then everybody has it, or nobody.
      const { last } = await full.state(id)
      expect(last).toBeGreaterThanOrEqual(written)
      expect((await other.state(id)).last).toBe(last)

      disk.makeRoom()
      await full.probe()
      const next = await full.takeOver(id)
      await next.append([token('on'), END])
      for (const reader of [full, other]) {
        expect(numbersOf(await reader.read(id, 0, 1000))).toEqual(oneTo(last + 2))
        expect(contentOf((await reader.read(id, last, 1))[0])).toBe('on')
      }
      expect(readdirSync(disk.data).sort()).toEqual([`${id}.1.log`, `${id}.2.log`, 'fences'])
    } finally {
      await full.close()
      await other.close()
      disk.unmount()
    }
  })

  test('says that it cannot be written, and can be read all the same', async () => {
    const disk = SmallDisk.mount(512)
    if (!needsRoot(disk)) return
    const readOnly = open(disk.data)
    try {
      const id = someId()
      const writer = await readOnly.create(id, ORDER)
      await writer.append([token('a')])
      await writer.close()
      disk.makeReadOnly()
      const refused = { name: 'StorageError', code: 'storage_failed' }
      await expect(readOnly.create(someId(), ORDER)).rejects.toMatchObject(refused)
      await expect(readOnly.takeOver(id)).rejects.toMatchObject(refused)
      await expect(readOnly.probe()).rejects.toMatchObject(refused)
      expect(numbersOf(await readOnly.read(id, 0, 10))).toEqual([1])
    } finally {
      await readOnly.close()
      disk.unmount()
    }
  })

  test('says so of a folder that this user may not write', async () => {
    if (process.getuid?.() === 0) {
      console.log('skipped: root may write every folder')
      return
    }
    chmodSync(folder, 0o500)
    await expect(journal.create(someId(), ORDER)).rejects.toMatchObject({ code: 'storage_failed' })
    await expect(journal.probe()).rejects.toMatchObject({ code: 'storage_failed' })
    chmodSync(folder, 0o700)
  })
})

describe('a take-over in the moment in which the old owner writes', () => {
  test('law 6: keeps what the old owner has shown, though the new one had read the journal before', async () => {
    const id = someId()
    const writer = await journal.create(id, ORDER)
    await writer.append([token('a')])
    await withFresh(async (fresh) => {
      await fresh.state(id)
      await writer.append([token('shown'), token('to readers')])
      const stale = spyOn(RunLog.prototype, 'refresh').mockImplementationOnce(() => true)
      const second = await fresh.takeOver(id)
      stale.mockRestore()
      await second.append([token('b')])
      const contents = ['a', 'shown', 'to readers', 'b']
      expect((await fresh.read(id, 0, 10)).map(contentOf)).toEqual(contents)
      await expect(writer.append([token('late')])).rejects.toBeInstanceOf(JournalTaken)
      expect((await journal.read(id, 0, 10)).map(contentOf)).toEqual(contents)
    })
    await withFresh(async (third) => expect(numbersOf(await third.read(id, 0, 10))).toEqual([1, 2, 3, 4]))
  })

  test('law 3: finds the end that the old owner has just written', async () => {
    const id = someId()
    const writer = await journal.create(id, ORDER)
    await withFresh(async (fresh) => {
      await fresh.state(id)
      await writer.append([token('a'), END])
      const stale = spyOn(RunLog.prototype, 'refresh').mockImplementationOnce(() => true)
      const second = await fresh.takeOver(id)
      stale.mockRestore()
      expect(await fresh.state(id)).toMatchObject({ last: 2, ended: true })
      await expect(second.append([token('b')])).rejects.toThrow()
    })
  })
})

describe('a journal that has been used', () => {
  const openFiles = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)
      } catch {
        return false
      }
    })
  const watched = () =>
    readdirSync('/proc/self/fdinfo').flatMap((fd) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8').match(/^inotify wd:/gm) ?? []
      } catch {
        return []
      }
    }).length

  test.skipIf(process.platform !== 'linux')('lets go of every file and watcher', async () => {
    const watchedBefore = watched()
    const readers = open(folder, 'readers')
    const ids = oneTo(20).map(() => someId())
    const viewers: Viewer[] = []
    for (const id of ids) {
      const writer = await journal.create(id, ORDER)
      await writer.append([token('a')])
      for (const reader of [journal, readers]) {
        const viewer = new Viewer(reader, id, 1)
        viewers.push(viewer)
        void viewer.next()
      }
    }
    expect(openFiles().length).toBe(60)
    // The writer watches for those who take its runs over, and whoever follows it watches what it writes.
    await until(() => watched() === watchedBefore + 2)
    for (const viewer of viewers) viewer.close()
    await until(() => watched() === watchedBefore + 1)
    await journal.close()
    await readers.close()
    await until(() => watched() === watchedBefore)
    expect(openFiles()).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')('keeps no more than a few files open for reading', async () => {
    for (let count = 0; count < 150; count += 1) await write(someId(), 1)
    const ids = readdirSync(folder).flatMap((name) => /^(\w{26})\.1\.log$/.exec(name)?.[1] ?? [])
    expect(ids).toHaveLength(150)
    for (const id of ids) expect(numbersOf(await journal.read(id, 0, 5))).toEqual([1])
    expect(openFiles().length).toBeLessThanOrEqual(128)
  })

  test('holds one of many events in memory, and reads the others', async () => {
    const id = someId()
    const writer = await journal.create(id, ORDER)
    for (let n = 1; n <= 1000; n += 1)
      await writer.append([token(`${n} ${'x'.repeat(n % 7 === 0 ? 70_000 : 10)}`)])
    for (const after of [0, 1, 500, 871, 872, 935, 936, 999])
      expect(
        (await journal.read(id, after, 3)).map((event) => Number.parseInt(contentOf(event), 10)),
      ).toEqual(oneTo(Math.min(1000, after + 3), after + 1))
  })

  test('is forgotten with all its turns', async () => {
    const id = someId()
    await write(id, 2)
    for (let turn = 2; turn <= 4; turn += 1) await (await journal.takeOver(id)).close()
    const files = () => readdirSync(folder, { recursive: true }).filter((name) => name !== 'fences')
    expect(files()).toHaveLength(4)
    await journal.forget(id)
    expect(files()).toEqual([])
  })
})
