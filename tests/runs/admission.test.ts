import { afterEach, beforeEach, describe, expect, jest, test } from 'bun:test'
import { Admission, type AdmissionLimits, type Seat } from '../../src/runs/admission.ts'
import { TooManyRuns } from '../../src/runs/refusal.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'

let time = 0
beforeEach(() => {
  time = 0
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

const pass = (milliseconds: number) => {
  time += milliseconds
  jest.advanceTimersByTime(milliseconds)
}

const admission = (limits: Partial<AdmissionLimits> = {}) =>
  new Admission({ runs: 1, runsPerClient: 100, queued: 100, queuedPerClient: 100, ...limits }, () => time)

const placesOf = (seats: Seat[]) => seats.map(({ place }) => place)

describe('a run', () => {
  test('has its turn at once where there is room', () => {
    const door = admission({ runs: 2 })
    expect(placesOf([door.enter('a'), door.enter('b')])).toEqual([0, 0])
    expect(door.queued).toBe(0)
  })

  test('waits where there is none, and has its turn as soon as another leaves', () => {
    const door = admission()
    const first = door.enter('a')
    const second = door.enter('a')
    const third = door.enter('a')
    expect(placesOf([second, third])).toEqual([1, 2])
    expect(door.queued).toBe(2)
    first.leave()
    expect(second.place).toBe(0)
    expect(door.queued).toBe(1)
    second.leave()
    third.leave()
    expect(door.queued).toBe(0)
    expect(door.enter('b').place).toBe(0)
  })

  test('waits for what another process still writes, which is about to leave', () => {
    const elsewhere = new Map([
      ['a', 2],
      ['b', 1],
    ])
    const limits = { runs: 5, runsPerClient: 3, queued: 100, queuedPerClient: 100 }
    const door = new Admission(
      limits,
      () => time,
      () => elsewhere,
    )
    const own = [door.enter('a'), door.enter('a'), door.enter('c'), door.enter('c')]
    expect(placesOf(own)).toEqual([0, 1, 0, 2])
    expect([...door.turns]).toEqual([
      ['a', 1],
      ['c', 1],
    ])
    door.look()
    expect(placesOf(own)).toEqual([0, 1, 0, 2])
    elsewhere.set('a', 1)
    door.look()
    expect(placesOf(own).slice(0, 3)).toEqual([0, 0, 0])
    elsewhere.clear()
    door.look()
    expect(placesOf(own)).toEqual([0, 0, 0, 0])
  })

  test('that gives up while it waits lets the others move up', () => {
    const door = admission()
    door.enter('a')
    const [second, third] = [door.enter('a'), door.enter('a')]
    second.leave()
    second.leave()
    expect(third.place).toBe(1)
    expect(door.queued).toBe(1)
  })

  test('learns at once that its turn has come, and of another place at most once a second', async () => {
    const door = admission({ runs: 3 })
    const seated = [door.enter('a'), door.enter('a'), door.enter('a')]
    const waiting = [door.enter('a'), door.enter('a'), door.enter('a'), door.enter('a')]
    const { signal } = new AbortController()
    seated[0]?.leave()
    await waiting[0]?.moved(1, signal)
    expect(placesOf(waiting)).toEqual([0, 1, 2, 3])
    seated[1]?.leave()
    expect(placesOf(waiting)).toEqual([0, 0, 2, 3])
    pass(999)
    expect(placesOf(waiting)).toEqual([0, 0, 2, 3])
    const moved = waiting[2]?.moved(2, signal)
    pass(1)
    expect(placesOf(waiting)).toEqual([0, 0, 1, 2])
    await moved
  })

  test('that is called off while it waits stops waiting', async () => {
    const door = admission()
    door.enter('a')
    const seat = door.enter('a')
    const off = new AbortController()
    const moved = seat.moved(1, off.signal)
    off.abort('off')
    await expect(moved).rejects.toBe('off')
    await expect(seat.moved(1, off.signal)).rejects.toBe('off')
  })
})

describe('clients', () => {
  test('have their turns one after another, whoever came with many', () => {
    const door = admission()
    const now = door.enter('many')
    const many = [door.enter('many'), door.enter('many'), door.enter('many')]
    pass(1000)
    const one = door.enter('one')
    // The first of `many` was there before; then it is the other's turn.
    expect(placesOf([...many, one])).toEqual([1, 3, 4, 2])
    now.leave()
    many[0]?.leave()
    expect(one.place).toBe(0)
  })

  test('have no more at once than each may, and do not hold up others by it', () => {
    const door = admission({ runs: 3, runsPerClient: 2 })
    const [first] = [door.enter('a'), door.enter('a')]
    const third = door.enter('a')
    expect(third.place).toBe(1)
    const other = door.enter('b')
    expect(other.place).toBe(0)
    other.leave()
    expect(third.place).toBe(1)
    first?.leave()
    expect(third.place).toBe(0)
  })

  test('are refused when too many wait, of one or of all; what was let in before is not', () => {
    const door = admission({ queued: 3, queuedPerClient: 2 })
    door.enter('a')
    door.enter('a')
    door.enter('a')
    expect(() => door.enter('a')).toThrow(TooManyRuns)
    door.enter('b')
    expect(() => door.enter('c')).toThrow(TooManyRuns)
    expect(door.enter('c', true).place).toBe(3)
    expect(door.queued).toBe(4)
  })
})

test('however runs come and go: never too many at once, nobody waits beside an empty seat, and in the order told', () => {
  const seed = printedSeed('admission')
  for (let round = 0; round < 200; round += 1) {
    const random = seeded(seed + round)
    const limits = {
      runs: between(random, 1, 4),
      runsPerClient: between(random, 1, 3),
      queued: 9,
      queuedPerClient: 5,
    }
    const door = admission(limits)
    const clients = ['a', 'b', 'c']
    let seats: Seat[] = []
    for (let step = 0; step < 60; step += 1) {
      if (random() < 0.55) {
        try {
          seats.push(door.enter(pick(random, clients)))
        } catch (error) {
          expect(error).toBeInstanceOf(TooManyRuns)
        }
      } else if (seats.length > 0) {
        const left = pick(random, seats)
        left.leave()
        seats = seats.filter((seat) => seat !== left)
      }
      pass(1000)
      const seated = seats.filter(({ place }) => place === 0)
      const waiting = seats.filter(({ place }) => place > 0)
      const seatedOf = (client: string) => seated.filter((seat) => seat.client === client).length
      expect(seated.length).toBeLessThanOrEqual(limits.runs)
      for (const client of clients) expect(seatedOf(client)).toBeLessThanOrEqual(limits.runsPerClient)
      expect(placesOf(waiting).sort((a, b) => a - b)).toEqual(waiting.map((_, at) => at + 1))
      expect(door.queued).toBe(waiting.length)
      if (seated.length < limits.runs)
        for (const { client } of waiting) expect(seatedOf(client)).toBe(limits.runsPerClient)
      // Within one client first come is first served.
      for (const client of clients) {
        const own = seats.filter((seat) => seat.client === client)
        const places = placesOf(own)
        expect(places).toEqual(places.toSorted((a, b) => a - b))
      }
    }
    for (const seat of seats) seat.leave()
    expect(door.queued).toBe(0)
  }
})
