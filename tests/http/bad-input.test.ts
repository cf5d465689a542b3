import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())
let asked = 0
beforeAll(() => {
  asked = app.model.requests.length
})
afterAll(() => expect(app.model.requests).toHaveLength(asked))

const { projectName, requirements, languages } = BRIEF

interface ProblemBody {
  type: string
  title: string
  status: number
  detail: string
  code: string
  requestId: string
  field: string
  errors: { field: string; message: string }[]
}

async function problem(response: Response, status: number): Promise<ProblemBody> {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const body = (await response.json()) as ProblemBody
  expect(body).toMatchObject({ status, requestId: response.headers.get('x-request-id') })
  expect(body.title.length).toBeGreaterThan(3)
  expect(body.detail).not.toMatch(/\bat .*\.ts|Error:|undefined|\[object/)
  return body
}

const FIELDS: [string, object, string][] = [
  ['no name', { requirements, languages }, 'projectName'],
  ['an empty name', { ...BRIEF, projectName: '' }, 'projectName'],
  ['a blank name', { ...BRIEF, projectName: ' \t ' }, 'projectName'],
  ['a name of 121 characters', { ...BRIEF, projectName: 'x'.repeat(121) }, 'projectName'],
  ['a name of two lines', { ...BRIEF, projectName: 'a\nb' }, 'projectName'],
  ['a name that is a number', { ...BRIEF, projectName: 7 }, 'projectName'],
  ['a name that is null', { ...BRIEF, projectName: null }, 'projectName'],
  ['no requirements', { projectName, languages }, 'requirements'],
  ['blank requirements', { ...BRIEF, requirements: '\n \n' }, 'requirements'],
  ['33 KiB of requirements', { ...BRIEF, requirements: 'x'.repeat(33 * 1024) }, 'requirements'],
  [
    '32 KiB and a byte, of two-byte characters',
    { ...BRIEF, requirements: `${'é'.repeat(16 * 1024)}x` },
    'requirements',
  ],
  ['requirements that are a list', { ...BRIEF, requirements: ['a'] }, 'requirements'],
  ['NUL', { ...BRIEF, requirements: 'a\u0000b' }, 'requirements'],
  ['a control character', { ...BRIEF, requirements: 'a\u001bb' }, 'requirements'],
  ['a lone surrogate', { ...BRIEF, requirements: 'a\ud83d' }, 'requirements'],
  ['a lone surrogate in the name', { ...BRIEF, projectName: '\udca9' }, 'projectName'],
  ['no languages', { projectName, requirements }, 'languages'],
  ['an empty list of languages', { ...BRIEF, languages: [] }, 'languages'],
  ['languages of blanks', { ...BRIEF, languages: ' , ' }, 'languages'],
  ['a language that is a number', { ...BRIEF, languages: ['Go', 1] }, 'languages'],
  ['21 languages', { ...BRIEF, languages: Array.from({ length: 21 }, (_, i) => `L${i}`) }, 'languages'],
  ['languages that are an object', { ...BRIEF, languages: { 0: 'Go' } }, 'languages'],
  ['frameworks with a line break', { ...BRIEF, frameworks: ['a\nb'] }, 'frameworks'],
  ['a model with blanks', { ...BRIEF, model: 'gpt 5' }, 'model'],
  ['a temperature of 3', { ...BRIEF, temperature: 3 }, 'temperature'],
  ['a temperature in words', { ...BRIEF, temperature: 'warm' }, 'temperature'],
  ['half a token', { ...BRIEF, maxOutputTokens: 0.5 }, 'maxOutputTokens'],
  ['no tokens', { ...BRIEF, maxOutputTokens: 0 }, 'maxOutputTokens'],
  ['an unknown field', { ...BRIEF, projectname: 'x' }, 'projectname'],
  ['a name that objects have by birth', { ...BRIEF, constructor: 'x' }, 'constructor'],
  ['a field under both of its names', { ...BRIEF, project_name: 'x' }, 'projectName'],
]

describe.each(['/api/design/stream', '/api/design'])('POST %s', (path) => {
  test.each(FIELDS)('%s: 422 that names the field', async (_, body, field) => {
    const answer = await problem(await app.post(path, body), 422)
    expect(answer).toMatchObject({ code: 'invalid_request', field })
    expect(answer.errors.map((error) => error.field)).toContain(field)
    expect(answer.detail).toContain(field)
  })

  test('all bad fields are named at once', async () => {
    const answer = await problem(await app.post(path, { temperature: 9, extra: 1 }), 422)
    expect(answer.errors.map(({ field }) => field).sort()).toEqual(
      ['extra', 'languages', 'projectName', 'requirements', 'temperature'].sort(),
    )
  })
})

describe('bodies that are no request', () => {
  const send = (body: BodyInit | undefined, type?: string) =>
    app.api('/api/design/stream', {
      method: 'POST',
      body,
      headers: type === undefined ? {} : { 'content-type': type },
    })

  test.each([
    ['{"projectName": "a"', 400, 'body_not_json'],
    ['', 400, 'body_not_json'],
    ['[]', 400, 'body_not_object'],
    ['"text"', 400, 'body_not_object'],
    ['null', 400, 'body_not_object'],
    [new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 400, 'body_not_utf8'],
  ])('%p: %d %s', async (body, status, code) => {
    expect(await problem(await send(body, 'application/json'), status)).toMatchObject({ code, field: 'body' })
  })

  test.each(['text/plain', 'application/xml', 'application/jsonp', ''])(
    'content type %p: 415',
    async (type) => {
      expect(await problem(await send('{}', type), 415)).toMatchObject({
        code: 'content_type',
        field: 'content-type',
      })
    },
  )

  test('a form that sends one text field twice is told so', async () => {
    const body = new URLSearchParams([
      ['projectName', 'a'],
      ['projectName', 'b'],
      ['requirements', 'c'],
      ['languages', 'Go'],
    ])
    expect(await problem(await send(body), 422)).toMatchObject({ field: 'projectName' })
  })

  test('a form that sends its languages as several fields is fine', async () => {
    const { conductor } = app.parts
    const before = conductor.liveRuns
    const body = new URLSearchParams([
      ['projectName', 'a'],
      ['requirements', ''],
      ['languages', 'Go'],
      ['languages', 'Rust'],
    ])
    const answer = await problem(await send(body), 422)
    expect(answer.errors.map(({ field }) => field)).toEqual(['requirements'])
    expect(conductor.liveRuns).toBe(before)
  })

  test('a file where a text belongs is told so', async () => {
    const body = new FormData()
    body.set('requirements', new File(['x'], 'x.md'))
    expect(await problem(await send(body), 400)).toMatchObject({ code: 'file_not_expected' })
  })

  test.each(['same', 'chunked'])(
    '10 MB is 413 for every client, and never a broken connection (%s)',
    async (how) => {
      const address = app.listen()
      const bytes = new TextEncoder().encode(
        JSON.stringify({ ...BRIEF, requirements: 'x'.repeat(10_000_000) }),
      )
      const body = () => (how === 'same' ? bytes : new Blob([bytes]).stream())
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          fetch(`${address}/api/design/stream`, {
            method: 'POST',
            body: body(),
            headers: { 'content-type': 'application/json', 'x-streaming-proxy-key': 'a-key-for-tests' },
          }),
        ),
      )
      for (const answer of answers)
        expect(await problem(answer, 413)).toMatchObject({ code: 'body_too_large', field: 'body' })
    },
  )

  test.each(['', ' ', 'a'.repeat(256), 'schlüssel'])('Idempotency-Key %p: 422', async (key) => {
    const headers = new Headers({ 'content-type': 'application/json' })
    // Latin-1 is what a header can carry.
    headers.set('idempotency-key', key)
    const response = await app.api('/api/design/stream', {
      method: 'POST',
      body: JSON.stringify(BRIEF),
      headers,
    })
    expect(await problem(response, 422)).toMatchObject({ field: 'Idempotency-Key' })
  })
})

test.each([{ 'last-event-id': 'abc' }, { 'last-event-id': '-3' }])(
  'a stream that cannot begin where it should (%j) starts no run',
  async (headers) => {
    const answer = await problem(await app.post('/api/design/stream', BRIEF, headers), 422)
    expect(answer).toMatchObject({ field: 'Last-Event-ID' })
  },
)

test('a Host header that is no host: 400, and nothing in the log that looks like a fault', async () => {
  const { hostname, port } = new URL(app.listen())
  for (const host of ['a b', '[::1', 'x:99999', '']) {
    const answer = await new Promise<string>((resolve, reject) => {
      let text = ''
      Bun.connect({
        hostname,
        port: Number(port),
        socket: {
          open: (socket) =>
            void socket.write(`GET /api/runs HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
          data: (_, bytes) => {
            text += bytes.toString()
          },
          close: () => resolve(text),
          error: (_, error) => reject(error),
        },
      }).catch(reject)
    })
    expect(answer).toStartWith('HTTP/1.1 4')
  }
  expect(app.log.join('')).not.toContain('"level":50')
})

describe('addresses', () => {
  test('what is not there is 404, what is not possible is 405 and says what is', async () => {
    expect(await problem(await app.api('/api/nothing'), 404)).toMatchObject({ code: 'not_found' })
    const put = await app.api('/api/runs', { method: 'PUT' })
    expect(put.headers.get('allow')).toBe('GET')
    expect(await problem(put, 405)).toMatchObject({ code: 'method_not_allowed' })
    expect(await problem(await app.api('/api/design/stream'), 405)).toMatchObject({
      code: 'method_not_allowed',
    })
  })

  test.each(['0'.repeat(26), 'x', '..%2f..%2fetc', '%00', '0'.repeat(5000)])(
    'a run that is not there: 404 (%p)',
    async (id) => {
      for (const [method, more] of [
        ['GET', ''],
        ['DELETE', ''],
        ['GET', '/events'],
        ['POST', '/stop'],
        ['POST', '/continue'],
      ])
        expect(await problem(await app.api(`/api/runs/${id}${more}`, { method }), 404)).toMatchObject({
          code: 'run_unknown',
        })
    },
  )

  test("a client's own request id comes back, unless it could do harm", async () => {
    const ask = async (id: string) =>
      (await app.api('/api/runs', { headers: { 'x-request-id': id } })).headers.get('x-request-id')
    expect(await ask('abc-123')).toBe('abc-123')
    expect(await ask('a b<script>')).not.toContain('<')
    expect(await ask('x'.repeat(129))).toHaveLength(36)
  })
})
