import { afterEach, beforeEach, expect, test } from 'bun:test'
import { connect } from 'node:net'
import {
  allAtOnce,
  COMMENT,
  cutAt,
  eachByte,
  type ModelServer,
  startModelServer,
  unusedUrl,
} from './model-server.ts'

let server: ModelServer
beforeEach(async () => {
  server = await startModelServer()
})
afterEach(() => server.stop())

const ask = (body: unknown = {}, signal?: AbortSignal) =>
  fetch(`${server.url}/chat/completions`, { method: 'POST', body: JSON.stringify(body), signal })

/** What the server writes, byte for byte, until the connection closes or `enough` is seen. */
function raw(
  enough = '0\r\n\r\n',
  request = '{}',
): Promise<{ text: string; pieces: string[]; error?: string }> {
  return new Promise((resolve) => {
    const pieces: string[] = []
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    const over = (error?: string) => {
      socket.destroy()
      resolve({ text: pieces.join(''), pieces, error })
    }
    socket.on('data', (bytes) => {
      pieces.push(bytes.toString('latin1'))
      if (enough !== '' && pieces.join('').includes(enough)) over()
    })
    socket.on('end', () => over('end'))
    socket.on('error', (error: NodeJS.ErrnoException) => over(error.code))
    const length = Buffer.byteLength(request)
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${request}`,
    )
  })
}

test('an answer is a proper HTTP answer in chunks, an event stream with role, text, finish and [DONE]', async () => {
  server.next({ deltas: ['Hi'] })
  const response = await ask({ a: 1 })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const events = (await response.text()).split('\n\n').filter(Boolean)
  expect(events.at(-1)).toBe('data: [DONE]')
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice('data: '.length)).choices[0])
  expect(chunks).toEqual([
    { index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null },
    { index: 0, delta: { content: 'Hi' }, finish_reason: null },
    { index: 0, delta: {}, finish_reason: 'stop' },
  ])
  expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions', body: { a: 1 } })
})

test('usage is reported where it was asked for', async () => {
  server.otherwise({ deltas: ['a', 'b'] })
  expect(await (await ask()).text()).not.toContain('usage')
  const asked = await (await ask({ stream_options: { include_usage: true } })).text()
  expect(asked).toContain('"usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14}')
})

test('chunks are cut where the script says', async () => {
  const sizes = (text: string) => [...text.matchAll(/(?:^|\r\n)([0-9a-f]+)\r\n/g)].map((match) => match[1])
  server.next({ deltas: ['é'], chunks: eachByte })
  expect(new Set(sizes((await raw()).text.split('\r\n\r\n').slice(1).join('\r\n\r\n')))).toEqual(
    new Set(['1', '0']),
  )
  server.next({ deltas: ['é'], chunks: allAtOnce })
  expect(sizes((await raw()).text.split('\r\n\r\n').slice(1).join('\r\n\r\n')).length).toBe(2)
  server.next({ deltas: ['é'], chunks: cutAt(10, 20) })
  expect(sizes((await raw()).text.split('\r\n\r\n').slice(1).join('\r\n\r\n')).slice(0, 2)).toEqual([
    'a',
    'a',
  ])
})

test('a cut closes inside of the body, a reset resets, silence says nothing more', async () => {
  server.next({ deltas: ['Half'], end: 'cut' })
  const cut = await raw()
  expect(cut.error).toBe('end')
  expect(cut.text).toContain('Half')
  expect(cut.text).not.toContain('0\r\n\r\n')
  server.next({ deltas: ['Half'], end: 'reset' })
  const reset = await raw()
  expect(reset.error).toBe('ECONNRESET')
  expect(reset.text).toContain('Half')
  const arrived = server.next({ deltas: ['Half'], end: 'silence' })
  expect((await raw('Half')).text).not.toContain('finish_reason":"stop')
  await (await arrived).closed
})

test('a gate holds back what comes behind it, and a client that leaves is seen', async () => {
  const gate = Promise.withResolvers<void>()
  const arrived = server.next({ deltas: ['one', gate.promise, 'two'] })
  const leave = new AbortController()
  const reader = (await ask({}, leave.signal)).body?.getReader()
  const request = await arrived
  await reader?.read()
  expect(request.sent).toBe(1)
  expect(request.closedAt).toBeUndefined()
  leave.abort()
  await request.closed
  await request.ended
  expect(request.sent).toBe(1)
})

test('refusals, bodies, line ends, comments and raw bytes', async () => {
  server.next({ status: 429, headers: { 'retry-after': '3' } })
  const refused = await ask()
  expect([refused.status, refused.headers.get('retry-after'), (await refused.json()).error.type]).toEqual([
    429,
    '3',
    'scripted',
  ])
  server.next({ body: '<html>', headers: { 'content-type': 'text/html' } })
  expect(await (await ask()).text()).toBe('<html>')
  server.next({ deltas: [COMMENT, { raw: Uint8Array.of(0xf0, 0x9f) }], newline: '\r\n', end: 'end' })
  const bytes = await (await ask()).bytes()
  expect(Buffer.from(bytes).toString('latin1')).toEndWith('\r\n\r\n: OPENROUTER PROCESSING\n\n\xf0\x9f')
})

test('requests on one connection are answered one after the other', async () => {
  server.otherwise((request) => ({ body: request.body }))
  for (const n of [1, 2, 3]) expect(await (await ask({ n })).json()).toEqual({ n })
})

test('nothing listens at an unused URL', async () => {
  expect(fetch(unusedUrl())).rejects.toThrow()
})
