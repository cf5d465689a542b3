import { afterEach, beforeEach, describe, expect, jest, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Owners } from '../../src/runs/owners.ts'

let folder: string
let time = 0
const open: Owners[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-owners-'))
  time = 0
  jest.useFakeTimers()
})
afterEach(() => {
  for (const owners of open.splice(0)) owners.stop()
  jest.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

/** The lease of a process elsewhere: nothing can be known of it but whether its file changes. */
const elsewhere = (owner: string, content = '{"pid":1,"machine":""}') =>
  writeFileSync(`${folder}/${owner}.lease`, content)

function start(id: string, beat = () => {}): Owners {
  const owners = new Owners(folder, id, () => time)
  owners.start(beat)
  open.push(owners)
  return owners
}

function pass(seconds: number): void {
  for (let beat = 0; beat < 2 * seconds; beat += 1) {
    time += 500
    jest.advanceTimersByTime(500)
  }
}

describe('the processes on one data directory', () => {
  test('are alive as long as they renew their lease', () => {
    elsewhere('b')
    const owners = start('a')
    for (let second = 0; second < 10; second += 1) {
      elsewhere('b', `{"pid":1,"machine":"","at":${second}}`)
      pass(1)
      expect(owners.isAlive('b')).toBe(true)
    }
    pass(1.5)
    expect(owners.isAlive('b')).toBe(true)
    pass(0.5)
    expect(owners.isAlive('b')).toBe(false)
  })

  test('are waited for longer when they are leaving, for a deploy takes the processor from them', () => {
    elsewhere('b', '{"pid":1,"machine":"","colour":"blue","live":false}')
    elsewhere('c', '{"pid":1,"machine":"","colour":"blue","live":true}')
    const owners = start('a')
    pass(9)
    expect(owners.isAlive('b')).toBe(true)
    expect(owners.isAlive('c')).toBe(false)
    pass(1.5)
    expect(owners.isAlive('b')).toBe(false)
    // Who asks for those that may only be slow is told of them for longer.
    expect(owners.others().map(({ owner }) => owner)).toEqual([])
    expect(
      owners
        .others(60_000)
        .map(({ owner }) => owner)
        .sort(),
    ).toEqual(['b', 'c'])
    pass(50)
    expect(owners.others(60_000)).toEqual([])
  })

  test('are dead once they have taken their lease away, or never had one', () => {
    elsewhere('b')
    const owners = start('a')
    expect(owners.isAlive('b')).toBe(true)
    expect(owners.isAlive('c')).toBe(false)
    rmSync(`${folder}/b.lease`)
    pass(1)
    expect(owners.isAlive('b')).toBe(false)
  })

  test('are dead at once where it is certain that the process is no more', () => {
    const other = start('b')
    const text = readdirSync(folder)
    expect(text).toEqual(['b.lease'])
    void other
    // It claims to be this very process: that one is gone, since we are here.
    expect(start('a').isAlive('b')).toBe(false)
  })

  test('are not taken for dead by a process that was frozen itself', () => {
    elsewhere('b')
    const owners = start('a')
    pass(1)
    time += 60_000
    expect(owners.isAlive('b')).toBe(true)
    elsewhere('b', '{"pid":1,"machine":"","renewed":1}')
    pass(1)
    expect(owners.isAlive('b')).toBe(true)
  })

  test('that froze together are not taken for dead by the one that wakes first', () => {
    elsewhere('b')
    const owners = start('a')
    pass(1)
    time += 60_000
    pass(0.5)
    expect(owners.isAlive('b')).toBe(true)
    elsewhere('b', '{"pid":1,"machine":"","renewed":1}')
    pass(0.5)
    expect(owners.isAlive('b')).toBe(true)
  })

  test('are known from their first moment, before they were looked at', () => {
    const owners = start('a')
    elsewhere('b')
    expect(owners.isAlive('b')).toBe(true)
    expect(owners.isAlive('c')).toBe(false)
  })

  test('are missed within a beat when their process was killed while it was watched', async () => {
    const child = Bun.spawn(['sleep', '60'])
    const owners = start('a')
    const { machine } = JSON.parse(readFileSync(`${folder}/a.lease`, 'utf8')) as { machine: string }
    elsewhere('b', JSON.stringify({ pid: child.pid, machine }))
    pass(1)
    expect(owners.isAlive('b')).toBe(true)
    child.kill('SIGKILL')
    await child.exited
    pass(0.5)
    expect(owners.isAlive('b')).toBe(false)
  })

  test('beat at once when one is missed, between two beats', () => {
    elsewhere('b')
    let beats = 0
    const owners = start('a', () => {
      beats += 1
    })
    pass(2)
    expect(beats).toBe(2)
    expect(owners.isAlive('b')).toBe(true)
    pass(0.5)
    expect(owners.isAlive('b')).toBe(false)
    expect(beats).toBe(3)
  })

  test('come back with their lease after others have swept it up', () => {
    const owners = start('a')
    rmSync(`${folder}/a.lease`)
    pass(0.5)
    expect(readdirSync(folder)).toEqual(['a.lease'])
    owners.stop()
    pass(1)
    expect(readdirSync(folder)).toEqual([])
  })

  test('are told at once that another has laid down its lease', async () => {
    elsewhere('b')
    const told = Promise.withResolvers<void>()
    const owners = start('a', told.resolve)
    rmSync(`${folder}/b.lease`)
    // No beat comes: time stands still.
    await told.promise
    expect(owners.isAlive('b')).toBe(false)
  })

  test('know themselves which runs they write', () => {
    expect(start('a').isAlive('a')).toBe(false)
  })

  test('beat once a second, and go on where the folder has vanished', () => {
    let beats = 0
    const owners = start('a', () => {
      beats += 1
    })
    pass(3)
    expect(beats).toBe(3)
    rmSync(folder, { recursive: true })
    pass(2)
    expect(beats).toBe(5)
    owners.stop()
    pass(2)
    expect(beats).toBe(5)
  })

  test('take their lease away when they end, and sweep up those that are long gone', () => {
    elsewhere('old')
    const owners = start('a')
    pass(402)
    expect(readdirSync(folder)).toEqual(['a.lease'])
    owners.stop()
    expect(readdirSync(folder)).toEqual([])
  })
})
