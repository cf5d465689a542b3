import { afterEach, describe, expect, spyOn, test } from 'bun:test'
import { COMMENT, encodeFrame, encodeRetry } from '../../src/sse/encode.ts'
import { type FrameSource, sseResponse } from '../../src/sse/response.ts'
import { until } from '../support/runs.ts'

/** A source that the test drives: `send` and `finish` answer the waiting `next`, or the one to come. */
class ScriptedSource implements FrameSource {
  asked = 0
  cancelled = 0
  private readonly answers: (() => Promise<string | undefined>)[] = []
  private wake = () => {}

  async next(): Promise<string | undefined> {
    this.asked += 1
    while (this.answers.length === 0 && this.cancelled === 0)
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    return this.answers.shift()?.()
  }

  cancel(): void {
    this.cancelled += 1
    this.wake()
  }

  send(text: string): void {
    this.answer(() => Promise.resolve(text))
  }

  finish(): void {
    this.answer(() => Promise.resolve(undefined))
  }

  fail(error: unknown): void {
    this.answer(() => Promise.reject(error))
  }

  private answer(answer: () => Promise<string | undefined>): void {
    this.answers.push(answer)
    this.wake()
  }
}

const frame = (n: number) => encodeFrame({ id: n, data: `${n}` })
const running: AbortController[] = []

function begin(heartbeatMs = 1_000_000, slowReaderMs = 1_000_000) {
  let hungUp = 0
  const source = new ScriptedSource()
  const ending = new AbortController()
  running.push(ending)
  const errors: unknown[] = []
  const response = sseResponse(source, {
    signal: ending.signal,
    heartbeatMs,
    slowReaderMs,
    hangUp: () => {
      hungUp += 1
    },
    headers: { 'x-request-id': 'r' },
    onError: (error) => errors.push(error),
  })
  const reader = response.body?.getReader()
  if (!reader) throw new Error('no body')
  const decoder = new TextDecoder()
  const read = async () => {
    const { done, value } = await reader.read()
    return done ? undefined : decoder.decode(value)
  }
  return { source, ending, errors, response, reader, read, hungUp: () => hungUp }
}

afterEach(() => {
  for (const ending of running.splice(0)) ending.abort()
})

describe('a stream of events', () => {
  test('says what it is, and lets no proxy hold or change it', () => {
    const { response } = begin()
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': 'r',
    })
  })

  test('begins at once, however long its source is silent, with how long to wait before coming back', async () => {
    const { source, read } = begin()
    expect(await read()).toBe(encodeRetry(1000))
    source.send(frame(1))
    expect(await read()).toBe(frame(1))
  })

  test('ends when its source has nothing more, and frees it once', async () => {
    const { source, read, errors } = begin()
    await read()
    source.send(frame(1))
    source.finish()
    expect(await read()).toBe(frame(1))
    expect(await read()).toBeUndefined()
    expect(source.cancelled).toBe(1)
    expect(errors).toEqual([])
  })

  test('whose reader leaves frees its source once, waiting or not', async () => {
    const { source, reader, read, ending } = begin()
    await read()
    const waiting = read()
    await reader.cancel()
    expect(await waiting).toBeUndefined()
    ending.abort()
    expect(source.cancelled).toBe(1)
  })

  test('law 7: ends between two frames when the server ends', async () => {
    const { source, read, ending } = begin()
    await read()
    source.send(frame(1))
    expect(await read()).toBe(frame(1))
    const waiting = read()
    ending.abort()
    expect(await waiting).toBeUndefined()
    expect(source.cancelled).toBe(1)
  })

  test('ends for a reader that was not reading when the server ended, after what it had been given', async () => {
    const { source, read, ending } = begin()
    ending.abort()
    expect(await read()).toBe(encodeRetry(1000))
    expect(await read()).toBeUndefined()
    expect(source.cancelled).toBe(1)
    expect(source.asked).toBe(0)
  })

  test('on a server that has ended already is over', async () => {
    const source = new ScriptedSource()
    const response = sseResponse(source, { signal: AbortSignal.abort() })
    expect(await response.text()).toBe(encodeRetry(1000))
    expect(source.cancelled).toBe(1)
  })

  test('that breaks ends, and the operator learns why', async () => {
    const { source, read, errors } = begin()
    const broken = new Error('the journal is damaged')
    await read()
    source.fail(broken)
    expect(await read()).toBeUndefined()
    expect(errors).toEqual([broken])
    expect(source.cancelled).toBe(1)
  })

  test('asks for no more than its reader takes', async () => {
    const { source, read } = begin()
    for (let n = 1; n <= 100; n += 1) source.send(frame(n))
    await new Promise((resolve) => setImmediate(resolve))
    // The first frames of all wait in the stream; nothing was asked for behind them.
    expect(source.asked).toBeLessThanOrEqual(1)
    expect(await read()).toBe(encodeRetry(1000))
    for (let n = 1; n <= 100; n += 1) {
      expect(await read()).toBe(frame(n))
      expect(source.asked).toBeLessThanOrEqual(n + 1)
    }
  })

  test('brings a long frame in pieces that are whole characters each, and that join to the frame', async () => {
    for (const offset of ['', 'x']) {
      const { source, read, reader } = begin(1)
      const long = encodeFrame({ id: 1, data: `${offset}${'🌱'.repeat(100_000)}` })
      expect(await read()).toBe(encodeRetry(1000))
      source.send(long)
      source.finish()
      const strict = new TextDecoder('utf-8', { fatal: true })
      let text = ''
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        expect(piece.value.length).toBeLessThan(100_000)
        text += strict.decode(piece.value)
        // Longer than the silence after which a comment would come.
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      expect(
        text.slice(text.indexOf('id'), text.lastIndexOf('\n\n') + 2).replace(/(:\n\n)+$/, '') === long,
      ).toBe(true)
    }
  })

  test('sends a frame that it has begun to its end when the server ends', async () => {
    const { source, read, ending } = begin()
    const long = encodeFrame({ id: 1, data: 'x'.repeat(100_000) })
    expect(await read()).toBe(encodeRetry(1000))
    source.send(long)
    let text = (await read()) ?? ''
    expect(text.length).toBeLessThan(long.length)
    ending.abort()
    for (let piece = await read(); piece !== undefined; piece = await read()) text += piece
    expect(text === long).toBe(true)
    expect(source.cancelled).toBe(1)
  })

  test('carries a comment after silence, whole and between frames', async () => {
    const { source, read } = begin(1)
    expect(await read()).toBe(encodeRetry(1000))
    expect(await read()).toBe(COMMENT)
    expect(await read()).toBe(COMMENT)
    const seen: string[] = []
    for (let n = 1; n <= 200; n += 1) {
      source.send(frame(n))
      if (n % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    source.finish()
    for (let text = await read(); text !== undefined; text = await read()) seen.push(text)
    expect(seen.filter((text) => text !== COMMENT)).toEqual(
      Array.from({ length: 200 }, (_, at) => frame(at + 1)),
    )
  })

  test('carries no comments for a reader that takes nothing', async () => {
    const { source, read } = begin(1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    source.finish()
    expect(await read()).toBe(encodeRetry(1000))
    let comments = 0
    for (let text = await read(); text !== undefined; text = await read()) comments += 1
    expect(comments).toBeLessThanOrEqual(1)
  })

  test('lets go of a reader that takes nothing: its source is freed, and its connection closed', async () => {
    const { source, read, errors, hungUp } = begin(1_000_000, 5)
    source.send(frame(1))
    await until(() => source.cancelled > 0)
    expect(source.cancelled).toBe(1)
    expect(hungUp()).toBe(1)
    // What it had been given already is whole.
    expect(await read()).toBe(encodeRetry(1000))
    expect(await read()).toBeUndefined()
    expect(errors).toEqual([])
  })

  test('lets go of a reader that takes nothing any more, however often it was sent a comment before', async () => {
    const { source, read } = begin(1, 20)
    expect(await read()).toBe(encodeRetry(1000))
    expect(await read()).toBe(COMMENT)
    await until(() => source.cancelled > 0)
  })

  test('lets go of a reader that takes nothing any more after it has read for a while', async () => {
    const { source, read } = begin(1_000_000, 5)
    expect(await read()).toBe(encodeRetry(1000))
    const waiting = read()
    await new Promise((resolve) => setTimeout(resolve, 20))
    source.send(frame(1))
    expect(await waiting).toBe(frame(1))
    source.send(frame(2))
    await until(() => source.cancelled > 0)
  })

  test('keeps a reader that takes all there is, however long there is nothing', async () => {
    const { source, read, hungUp } = begin(1_000_000, 2)
    expect(await read()).toBe(encodeRetry(1000))
    const waiting = read()
    await new Promise((resolve) => setTimeout(resolve, 30))
    source.send(frame(1))
    expect(await waiting).toBe(frame(1))
    expect(source.cancelled).toBe(0)
    expect(hungUp()).toBe(0)
  })

  test('has no timer left when it is over', async () => {
    const set = spyOn(globalThis, 'setTimeout')
    const clear = spyOn(globalThis, 'clearTimeout')
    const left = () => {
      const cleared = new Set<unknown>(clear.mock.calls.map(([timer]) => timer))
      return set.mock.results.filter(({ value }) => !cleared.has(value)).length
    }
    try {
      const first = begin()
      await first.read()
      expect(left()).toBe(1)
      first.source.finish()
      await first.read()
      expect(left()).toBe(0)
      const second = begin()
      await second.reader.cancel()
      expect(set).toHaveBeenCalledTimes(2)
      expect(left()).toBe(0)
    } finally {
      set.mockRestore()
      clear.mockRestore()
    }
  })

  test('holds the same memory for a reader that reads nothing, however much there is to read', async () => {
    let given = 0
    const source: FrameSource = {
      next: async () => {
        given += 1
        return encodeFrame({ data: 'x'.repeat(100_000) })
      },
      cancel: () => {},
    }
    const server = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch: () => sseResponse(source, { signal: new AbortController().signal }),
    })
    try {
      const { promise, resolve } = Promise.withResolvers<void>()
      const socket = await Bun.connect({
        hostname: '127.0.0.1',
        port: server.port ?? 0,
        socket: {
          open(it) {
            it.pause()
            it.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
            it.flush()
          },
          data() {},
          close: () => resolve(),
        },
      })
      let before = -1
      while (given !== before) {
        before = given
        await new Promise((again) => setTimeout(again, 100))
      }
      expect(given).toBeGreaterThan(0)
      // What the kernel's buffers of both sides take, not more.
      expect(given).toBeLessThan(300)
      socket.terminate()
      await promise
    } finally {
      await server.stop(true)
    }
  })
})
