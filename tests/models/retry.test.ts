import { describe, expect, test } from 'bun:test'
import { backoffMs, retryAfterMs } from '../../src/models/retry.ts'
import { pause } from '../../src/models/timers.ts'
import { ManualTimers } from '../support/model-timers.ts'
import { rejection } from './contract.ts'

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0)

describe('how long the server asks to wait', () => {
  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 12:00:09 GMT' }, 9000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, 0],
    // The server's clock is an hour ahead of ours.
    [{ 'retry-after': 'Thu, 01 Jan 2026 13:00:05 GMT', date: 'Thu, 01 Jan 2026 13:00:00 GMT' }, 5000],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    [{ 'retry-after-ms': 'soon', 'retry-after': '7' }, 7000],
    [{ 'retry-after': '86400' }, 86_400_000],
    [{ 'retry-after': '9'.repeat(400) }, Number.POSITIVE_INFINITY],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': 'later' }, undefined],
    [{ 'retry-after': 'Never' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{}, undefined],
  ])('%j', (headers, expected) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>), NOW)).toBe(expected)
  })
})

test('without that, waits double up to 8 s, and lie in the upper half of it', () => {
  const retries = [1, 2, 3, 4, 5, 6, 10]
  expect(retries.map((retry) => backoffMs(retry, () => 0))).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000])
  expect(retries.map((retry) => backoffMs(retry, () => 1))).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000])
})

describe('a wait', () => {
  test('is over when its time is', async () => {
    const timers = new ManualTimers()
    let over = false
    const wait = pause(500, new AbortController().signal, timers).then(() => {
      over = true
    })
    timers.advance(499)
    await Promise.resolve()
    expect(over).toBe(false)
    timers.advance(1)
    await wait
    expect(over).toBe(true)
  })

  test('ends at once with the reason of an abort, and leaves no timer', async () => {
    const timers = new ManualTimers()
    const abort = new AbortController()
    const wait = pause(500, abort.signal, timers)
    expect(timers.waiting).toBe(1)
    abort.abort('reason')
    expect(await rejection(wait)).toBe('reason')
    expect(timers.waiting).toBe(0)
    expect(await rejection(pause(500, abort.signal, timers))).toBe('reason')
    expect(timers.waiting).toBe(0)
  })
})
