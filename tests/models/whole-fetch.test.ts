import { afterEach, describe, expect, test } from 'bun:test'
import type { Socket } from 'bun'
import { wholeFetch } from '../../src/models/whole-fetch.ts'
import { rejection } from './contract.ts'

const CHUNKED = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

let stop = () => {}
afterEach(() => stop())

/** A server that does with each connection what `answer` says, once its request has come. */
function serve(answer: (socket: Socket, request: string) => void): URL {
  const listener = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: { data: (socket, bytes) => answer(socket, bytes.toString()) },
  })
  stop = () => listener.stop(true)
  return new URL(`http://127.0.0.1:${listener.port}/v1`)
}

/** What came, and whether the body failed behind it. */
async function read(response: Response): Promise<{ text: string; failed: boolean }> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      const { done = true, value } = (await reader?.read()) ?? {}
      if (done) return { text, failed: false }
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    return { text, failed: true }
  }
}

describe('text that comes together with a cut is read', () => {
  const tokens = Array.from({ length: 200 }, (_, index) => `token ${index} `)

  test.each<[string, (socket: Socket) => void]>([
    ['closed', (socket) => void socket.end()],
    ['reset', (socket) => socket.terminate()],
  ])('where the connection is %s', async (_, cut) => {
    const url = serve((socket) => {
      socket.write(CHUNKED + tokens.map(chunk).join(''))
      cut(socket)
    })
    for (let round = 0; round < 20; round += 1)
      expect(await read(await wholeFetch(url, {}))).toEqual({ text: tokens.join(''), failed: true })
  })

  test('by a reader too that comes late', async () => {
    const url = serve((socket) => {
      socket.write(CHUNKED + chunk('one ') + chunk('two'))
      socket.end()
    })
    const response = await wholeFetch(url, {})
    await new Promise(setImmediate)
    expect(await read(response)).toEqual({ text: 'one two', failed: true })
  })

  test('and where a length was promised', async () => {
    const url = serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf')
      socket.end()
    })
    expect(await read(await wholeFetch(url, {}))).toEqual({ text: 'half', failed: true })
  })
})

test('a whole answer ends without a failure, with its status and headers', async () => {
  const url = serve((socket, request) => {
    const seen = /^POST \/v1 [\s\S]*\r\nx-one: 1\r\n[\s\S]*\r\n\r\n\{"é":1\}$/i.test(request)
    socket.write(
      `HTTP/1.1 ${seen ? 201 : 400} X\r\nX-Two: 2\r\nTransfer-Encoding: chunked\r\n\r\n${chunk('all')}0\r\n\r\n`,
    )
  })
  const response = await wholeFetch(url, { method: 'POST', headers: { 'X-One': '1' }, body: '{"é":1}' })
  expect([response.status, response.headers.get('x-two')]).toEqual([201, '2'])
  expect(await read(response)).toEqual({ text: 'all', failed: false })
})

test.each([204, 304, 307])('status %d is handed on, a redirect is not followed', async (status) => {
  const url = serve((socket) => void socket.write(`HTTP/1.1 ${status} X\r\nLocation: /other\r\n\r\n`))
  expect((await wholeFetch(url, {})).status).toBe(status)
})

test.each(['garbage\r\n\r\n', 'HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n', ''])(
  'what is no answer (%j) is an error',
  async (bytes) => {
    const url = serve((socket) => {
      socket.write(bytes)
      socket.end()
    })
    expect(await rejection(wholeFetch(url, {}))).toBeInstanceOf(Error)
  },
)

test('a reader that leaves closes the connection, and an abort does with its reason', async () => {
  for (const leave of ['cancel', 'abort'] as const) {
    const closed = Promise.withResolvers<void>()
    const listener = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      socket: {
        data: (socket) => void socket.write(CHUNKED + chunk('one')),
        close: () => closed.resolve(),
      },
    })
    stop = () => listener.stop(true)
    const abort = new AbortController()
    const response = await wholeFetch(new URL(`http://127.0.0.1:${listener.port}`), { signal: abort.signal })
    const reader = response.body?.getReader()
    await reader?.read()
    const next = reader?.read()
    if (leave === 'cancel') await reader?.cancel()
    else {
      abort.abort('reason')
      expect(await rejection(Promise.resolve(next))).toBe('reason')
    }
    await closed.promise
    stop()
  }
})
