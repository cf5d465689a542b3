import { expect, test } from 'bun:test'
import { readText } from '../../src/models/model-http.ts'
import { ManualTimers } from '../support/model-timers.ts'

/** A body that never ends; `cancelled` settles when nobody wants more of it. */
function endless(piece: string, pieces = Number.POSITIVE_INFINITY) {
  const cancelled = Promise.withResolvers<void>()
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent < pieces) controller.enqueue(new TextEncoder().encode(piece))
      sent += 1
      // Without a piece the reader waits.
      return sent > pieces ? new Promise(() => {}) : undefined
    },
    cancel: () => cancelled.resolve(),
  })
  return { response: new Response(body), cancelled: cancelled.promise }
}

test('a body without an end is read as far as its measure, and closed', async () => {
  const { response, cancelled } = endless('x'.repeat(100))
  const text = await readText(response, 1000, 5000, new ManualTimers())
  expect(text).toBe('x'.repeat(1000))
  await cancelled
})

test('a body that stands still is read as far as it came, and closed', async () => {
  const timers = new ManualTimers()
  const { response, cancelled } = endless('half', 1)
  const reading = readText(response, 1000, 5000, timers)
  await Bun.sleep(0)
  timers.advance(5000)
  expect(await reading).toBe('half')
  await cancelled
  expect(timers.waiting).toBe(0)
})

test('a body may be missing', async () => {
  expect(await readText(new Response(null), 1000, 5000, new ManualTimers())).toBe('')
})
