import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readers } from '../../src/runs/readers.ts'
import { TooManyReaders } from '../../src/runs/refusal.ts'
import { WatchMarks } from '../../src/runs/watch-marks.ts'

let folder: string
let time: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-watched-'))
  time = 1_700_000_000_000
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const marks = () => new WatchMarks(folder, () => time)
const readers = (withMarks = true) =>
  new Readers({ perClient: 3, clock: () => time, marks: withMarks ? marks() : undefined })

const KEEP_MS = 60_000

describe('readers', () => {
  test('of one client are as many as allowed, and others are not kept out by them', () => {
    const all = readers()
    const [first] = [all.enter('a'), all.enter('a'), all.enter('a')]
    expect(() => all.enter('a')).toThrow(TooManyReaders)
    all.enter('b').leave()
    first?.leave()
    first?.leave()
    all.enter('a')
    expect(() => all.enter('a')).toThrow(TooManyReaders)
    expect(all.count).toBe(3)
  })

  test('that come and leave a thousand times leave nothing behind', () => {
    const all = readers()
    for (let times = 0; times < 1000; times += 1) {
      const reader = all.enter('a')
      reader.watch(`run-${times % 7}`)
      reader.leave()
      reader.watch('too late')
    }
    expect(all.count).toBe(0)
    expect(all.lastSeen('too late')).toBe(Number.NEGATIVE_INFINITY)
    time += KEEP_MS + 1
    all.beat(new Set(), KEEP_MS)
    expect(all.lastSeen('run-1')).toBe(Number.NEGATIVE_INFINITY)
  })

  test('keep a run seen as long as one of them is there, and from then on it ages', () => {
    const all = readers()
    const [one, other] = [all.enter('a'), all.enter('b')]
    one.watch('run')
    other.watch('run')
    time += 5000
    expect(all.lastSeen('run')).toBe(time)
    one.leave()
    time += 5000
    expect(all.lastSeen('run')).toBe(time)
    other.leave()
    const left = time
    time += 5000
    expect(all.lastSeen('run')).toBe(left)
    all.glance('run')
    expect(all.lastSeen('run')).toBe(time)
  })

  test('are known to another process that writes the run, within a beat each', () => {
    const [here, there] = [readers(), readers()]
    const reader = here.enter('a')
    reader.watch('run')
    here.beat(new Set(), KEEP_MS)
    there.beat(new Set(['run']), KEEP_MS)
    expect(there.lastSeen('run')).toBe(time)
    const seen = time
    reader.leave()
    for (let beat = 0; beat < 5; beat += 1) {
      time += 1000
      here.beat(new Set(), KEEP_MS)
      there.beat(new Set(['run']), KEEP_MS)
    }
    // Its leaving was told once more, and then nothing.
    expect(there.lastSeen('run')).toBe(seen + 1000)
  })

  test('that only glance between two beats are known too', () => {
    const [here, there] = [readers(), readers()]
    here.beat(new Set(), KEEP_MS)
    time += 500
    here.glance('run')
    time += 500
    here.beat(new Set(), KEEP_MS)
    there.beat(new Set(['run']), KEEP_MS)
    expect(there.lastSeen('run')).toBe(time)
  })

  test('make no files for a run that is written where they read, and none where nothing is abandoned', () => {
    const here = readers()
    here.enter('a').watch('run')
    here.beat(new Set(['run']), KEEP_MS)
    const other = readers(false)
    other.enter('a').watch('run')
    other.beat(new Set(), 0)
    expect(readdirSync(folder)).toEqual([])
  })

  test('leave no mark of a run that has come to rest, and marks of long ago go at the next start', () => {
    const here = readers()
    here.glance('run')
    here.beat(new Set(), KEEP_MS)
    expect(existsSync(`${folder}/run`)).toBe(true)
    here.forget('run')
    expect(existsSync(`${folder}/run`)).toBe(false)
    writeFileSync(`${folder}/old`, '')
    writeFileSync(`${folder}/young`, '')
    const days = (count: number) => new Date(time - count * 86_400_000)
    utimesSync(`${folder}/old`, days(9), days(9))
    utimesSync(`${folder}/young`, days(7), days(7))
    readers()
    expect(readdirSync(folder)).toEqual(['young'])
  })

  test('go on where the marks cannot be written', () => {
    const here = readers()
    rmSync(folder, { recursive: true })
    here.glance('run')
    here.beat(new Set(), KEEP_MS)
    here.beat(new Set(['run']), KEEP_MS)
    here.forget('run')
  })
})
