import { expect, test } from 'bun:test'
import { Deadline } from '../../src/models/deadline.ts'
import { ManualTimers } from '../support/model-timers.ts'

function open(limitMs: number) {
  const timers = new ManualTimers()
  const expired: number[] = []
  const deadline = new Deadline(timers, () => expired.push(timers.now()))
  deadline.limit(limitMs)
  return { timers, expired, deadline }
}

test('silence as long as the limit is over it, once', () => {
  const { timers, expired } = open(100)
  timers.advance(99)
  expect(expired).toEqual([])
  timers.advance(1000)
  expect(expired).toEqual([100])
  expect(timers.waiting).toBe(0)
})

test('a sign of life counts from its own time, and costs no timer', () => {
  const { timers, expired, deadline } = open(100)
  for (let token = 0; token < 50; token++) {
    timers.advance(9)
    deadline.touch()
    expect(timers.waiting).toBe(1)
  }
  timers.advance(99)
  expect(expired).toEqual([])
  timers.advance(1)
  expect(expired).toEqual([550])
})

test('while somebody works with what came, nobody waits for the model', () => {
  const { timers, expired, deadline } = open(100)
  deadline.hold()
  timers.advance(10_000)
  expect(expired).toEqual([])
  deadline.release()
  timers.advance(99)
  expect(expired).toEqual([])
  timers.advance(1)
  expect(expired).toEqual([10_100])
})

test('a shorter limit holds at once', () => {
  const { timers, expired, deadline } = open(60_000)
  timers.advance(10)
  deadline.limit(20)
  timers.advance(20)
  expect(expired).toEqual([30])
})

test('cleared, it leaves nothing', () => {
  const { timers, expired, deadline } = open(100)
  deadline.clear()
  expect(timers.waiting).toBe(0)
  timers.advance(1000)
  expect(expired).toEqual([])
})
