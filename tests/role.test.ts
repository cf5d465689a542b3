import { beforeEach, describe, expect, test } from 'bun:test'
import { Retirement } from '../src/retirement.ts'
import { Role } from '../src/role.ts'
import type { Description, Lease } from '../src/runs/owners.ts'

let time = 0
let isOwn = true
let others: Lease[] = []
let said: Description = {}

beforeEach(() => {
  time = 0
  isOwn = true
  others = []
  said = {}
})

function start(colour: 'blue' | 'none' = 'blue', version = '1'): Role {
  const role = new Role({
    colour: {
      own: colour,
      get isOwn() {
        return colour === 'none' || isOwn
      },
    },
    owners: {
      id: 'own',
      others: () => others,
      describe: (description) => {
        said = description
      },
    },
    version,
    clock: () => time,
    now: () => 1000,
  })
  role.look()
  return role
}

/** Looks each second. */
function pass(role: Role, seconds: number): void {
  for (let second = 0; second < seconds; second += 1) {
    time += 1000
    role.look()
  }
}

const blue = (more: Partial<Lease> = {}): Lease => ({
  owner: 'other',
  colour: 'blue',
  version: '2',
  live: false,
  since: 2000,
  ...more,
})

describe('a process', () => {
  test('without a colour is live, and one with a colour when the file says so; the others are told', () => {
    isOwn = false
    expect(start('none').state).toBe('live')
    const role = start()
    expect([role.state, role.isInCharge, role.isRetiring]).toEqual(['standby', false, false])
    isOwn = true
    expect([role.look(), role.look()]).toEqual([true, false])
    expect([role.state, role.isInCharge]).toEqual(['live', true])
    expect(said).toMatchObject({ colour: 'blue', version: '1', live: true, since: 1000 })
    isOwn = false
    role.look()
    expect([role.state, role.isInCharge, role.isRetiring]).toEqual(['standby', false, true])
  })

  test('that stands by does the work when no live one was seen for 10 s, and leaves it to the first that comes', () => {
    isOwn = false
    const role = start()
    others = [{ owner: 'green', live: true }]
    pass(role, 60)
    expect(role.isInCharge).toBe(false)
    others = [{ owner: 'third', live: false }]
    pass(role, 9)
    expect(role.isInCharge).toBe(false)
    pass(role, 1)
    expect([role.isInCharge, role.state]).toEqual([true, 'standby'])
    others = [{ owner: 'green', live: true }]
    pass(role, 1)
    expect(role.isInCharge).toBe(false)
  })

  test('that was frozen for long has missed nobody yet', () => {
    isOwn = false
    const role = start()
    time += 3_600_000
    role.look()
    expect(role.isInCharge).toBe(false)
  })

  test('of a version that said nothing of itself counts as live', () => {
    isOwn = false
    const role = start()
    others = [{ owner: 'old' }]
    pass(role, 60)
    expect(role.isInCharge).toBe(false)
  })

  test('does not come back when a newer one has its colour, until that one is gone', () => {
    const role = start()
    isOwn = false
    role.look()
    others = [blue()]
    isOwn = true
    role.look()
    expect([role.state, role.isReplaced]).toEqual(['standby', true])
    others = [blue({ since: 500 }), blue({ colour: 'green' })]
    role.look()
    expect([role.state, role.isReplaced]).toEqual(['live', false])
  })

  test('that came back because a newer one of its colour was missed steps back when that one is there again', () => {
    const role = start()
    isOwn = false
    pass(role, 1)
    isOwn = true
    pass(role, 1)
    expect(role.state).toBe('live')
    others = [blue({ live: true })]
    pass(role, 1)
    expect([role.state, role.isRetiring]).toEqual(['standby', true])
  })

  test('that is live stays so, whoever of its colour comes beside it', () => {
    const role = start()
    others = [blue()]
    role.look()
    expect(role.state).toBe('live')
  })

  test('and another of its version are both live where neither has left', () => {
    isOwn = false
    const role = start()
    others = [blue({ version: '1' })]
    isOwn = true
    role.look()
    expect(role.state).toBe('live')
  })

  test('that is to end does nobody else’s work, and says that it is not live', () => {
    const role = start('none')
    role.end()
    pass(role, 60)
    expect([role.state, role.isInCharge, said.live]).toEqual(['standby', false, false])
  })

  test('that is live counts the runs of those that are leaving, and nobody else’s', () => {
    const role = start()
    role.report(new Map([['a', 2]]))
    expect(said.turns).toEqual({ a: 2 })
    others = [
      blue({ turns: { a: 1, b: 2 } }),
      { owner: 'x', live: true, turns: { a: 9 } },
      { owner: 'y', turns: { a: 9 } },
    ]
    expect([...role.turnsElsewhere]).toEqual([
      ['a', 1],
      ['b', 2],
    ])
    isOwn = false
    role.look()
    expect(role.turnsElsewhere.size).toBe(0)
    expect(said).toMatchObject({ live: false, turns: { a: 2 } })
  })
})

describe('a process that has been live', () => {
  let work = { runs: 0, pending: 0, isReplaced: false }
  let closed = 0
  beforeEach(() => {
    work = { runs: 0, pending: 0, isReplaced: false }
    closed = 0
  })
  const retire = () =>
    new Retirement({
      clock: () => time,
      liveRuns: () => work.runs,
      pending: () => work.pending,
      isReplaced: () => work.isReplaced,
      closePort: () => {
        closed += 1
      },
      mostMs: 3_600_000,
    })
  const at = (retirement: Retirement, ms: number): boolean => {
    time = ms
    return retirement.look()
  }

  test('closes its port after 5 s, and is done when it had nothing to do for a second', () => {
    const retirement = retire()
    expect([at(retirement, 0), at(retirement, 4999), closed]).toEqual([false, false, 0])
    expect([at(retirement, 5000), closed]).toEqual([false, 1])
    expect([at(retirement, 5999), at(retirement, 6000)]).toEqual([false, true])
  })

  test('waits for its runs and for every request in flight, and for a second of peace behind them', () => {
    const retirement = retire()
    work.runs = 1
    expect(at(retirement, 60_000)).toBe(false)
    work = { ...work, runs: 0, pending: 1 }
    expect(at(retirement, 61_000)).toBe(false)
    work.pending = 0
    expect([at(retirement, 62_000), at(retirement, 62_900)]).toEqual([false, false])
    work.pending = 1
    expect(at(retirement, 62_950)).toBe(false)
    work.pending = 0
    expect([at(retirement, 63_000), at(retirement, 63_999), at(retirement, 64_000)]).toEqual([
      false,
      false,
      true,
    ])
  })

  test('closes its port at once where a newer one has its name', () => {
    const retirement = retire()
    work.isReplaced = true
    expect([at(retirement, 10), closed]).toEqual([false, 1])
  })

  test('waits no longer than a run may take', () => {
    const retirement = retire()
    work.runs = 1
    expect([at(retirement, 3_599_999), at(retirement, 3_600_000)]).toEqual([false, true])
  })
})
