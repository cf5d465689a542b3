import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createOpenAi, type OpenAiOptions } from '../../src/models/openai.ts'
import { ModelError, type ModelEvent } from '../../src/models/provider.ts'
import {
  COMMENT,
  eachByte,
  type ModelServer,
  type Script,
  type SeenRequest,
  type Step,
  startModelServer,
  unusedUrl,
} from '../support/model-server.ts'
import { ManualTimers } from '../support/model-timers.ts'
import { providerContract, readAnswer, rejection, sampleRequest } from './contract.ts'

const KEY = 'sk-secret-key-of-the-operator'
const WORDS = ['# Tide', ' Table\n\n', 'Ebb 😀', ' and flow']
const REASON = Symbol('reason')
const never = () => new AbortController().signal

function provider(baseUrl: string, more: Partial<OpenAiOptions> = {}) {
  return createOpenAi({
    baseUrl,
    apiKey: () => KEY,
    firstTokenMs: 60_000,
    tokenMs: 60_000,
    retries: 0,
    random: () => 0,
    ...more,
  })
}

providerContract('openai', async () => {
  const server = await startModelServer()
  server.otherwise({ deltas: WORDS, paceMs: 3 })
  const refusing = await startModelServer()
  refusing.otherwise({ status: 401, body: { error: { message: `Incorrect key ${KEY}, says the-server` } } })
  const seen = new Set<SeenRequest>()
  return {
    provider: provider(server.url),
    text: WORDS.join(''),
    failing: provider(refusing.url),
    secrets: [KEY, 'the-server', 'Tide Table'],
    openRequests() {
      for (const request of server.requests) void request.ended.then(() => seen.add(request))
      return server.requests.filter((request) => !seen.has(request)).length
    },
    close: async () => {
      await server.stop()
      await refusing.stop()
    },
  }
})

let server: ModelServer
beforeEach(async () => {
  server = await startModelServer()
})
afterEach(() => server.stop())

const NAMED = sampleRequest({ model: 'scripted' })
const ask = (more: Partial<OpenAiOptions> = {}, request = NAMED) =>
  readAnswer(provider(server.url, more).stream(request, never()))
const askOnce = async (script: Script, more: Partial<OpenAiOptions> = {}) => {
  server.next(script)
  return ask(more)
}
const finishOf = (events: ModelEvent[]) => events.find((event) => event.type === 'finish')?.reason
const usageOf = (events: ModelEvent[]) => events.find((event) => event.type === 'usage')?.usage
const code = (error: unknown) => (error instanceof ModelError ? error.code : error)
/** Waits until something has happened on the other side of a socket; fails by the test's own limit. */
const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe('what is sent', () => {
  test('model, messages, key, request id, and the wish for usage', async () => {
    await ask({}, { ...NAMED, temperature: 0.5, maxOutputTokens: 99, requestId: 'abc-1' })
    const [request] = server.requests
    expect(request?.path).toBe('/v1/chat/completions')
    expect(request?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-request-id': 'abc-1' })
    expect(request?.body).toEqual({
      model: 'scripted',
      messages: NAMED.messages,
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.5,
      max_tokens: 99,
    })
  })

  test('what was not asked for is not sent', async () => {
    await ask()
    expect(Object.keys(server.requests[0]?.body ?? {})).toEqual([
      'model',
      'messages',
      'stream',
      'stream_options',
    ])
  })

  test('without a key no Authorization is sent', async () => {
    const { error } = await ask({ apiKey: () => '' })
    expect(error).toBeUndefined()
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })

  test('the base URL may end in slashes', async () => {
    const { error } = await readAnswer(provider(`${server.url}//`).stream(NAMED, never()))
    expect(error).toBeUndefined()
    expect(server.requests[0]?.path).toBe('/v1/chat/completions')
  })

  test('a request id that would make another header is left out', async () => {
    const { error } = await ask({}, { ...NAMED, requestId: 'a\r\nX-Evil: 1' })
    expect(error).toBeUndefined()
    expect(server.requests[0]?.headers['x-evil']).toBeUndefined()
  })
})

describe('servers that differ', () => {
  const isAskedForUsage = (request: SeenRequest) => Object.hasOwn(request.body as object, 'stream_options')

  test.each([
    [400, { error: { message: 'Unrecognized request argument supplied: stream_options', param: null } }],
    [400, 'Bad Request'],
    [422, { detail: [{ loc: ['body', 'stream_options'], msg: 'extra fields not permitted' }] }],
  ])('one that refuses stream_options (%d) is asked without, now and from then on', async (status, body) => {
    server.otherwise((request) => (isAskedForUsage(request) ? { status, body } : { deltas: ['Hello'] }))
    const openAi = provider(server.url)
    const { text, events } = await readAnswer(openAi.stream(NAMED, never()))
    expect(text).toBe('Hello')
    expect(usageOf(events)?.estimated).toBe(true)
    expect(events.some((event) => event.type === 'retrying')).toBe(false)
    await readAnswer(openAi.stream(NAMED, never()))
    expect(server.requests.map(isAskedForUsage)).toEqual([true, false, false])
  })

  test('one that refuses for a reason of its own is not asked again', async () => {
    server.otherwise({ status: 400, body: { error: { message: 'no', param: 'temperature' } } })
    const { error } = await ask({ retries: 3 })
    expect(error).toMatchObject({
      code: 'model_rejected',
      passing: false,
      hint: expect.stringContaining('temperature'),
    })
    expect(server.requests.length).toBe(1)
  })

  test('one that wants max_completion_tokens gets it', async () => {
    const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    server.next({ status: 400, body: { error: { message, param: 'max_tokens' } } })
    const { error } = await ask({}, { ...NAMED, maxOutputTokens: 50 })
    expect(error).toBeUndefined()
    expect(server.requests[1]?.body).toMatchObject({ max_completion_tokens: 50 })
    expect(server.requests[1]?.body).not.toHaveProperty('max_tokens')
  })

  test('one that does not stream is read all the same', async () => {
    const body = {
      choices: [{ index: 0, message: { content: 'All at once' }, finish_reason: 'length' }],
      usage: { prompt_tokens: 3, completion_tokens: 4 },
    }
    const { text, events } = await askOnce({ body })
    expect(text).toBe('All at once')
    expect(finishOf(events)).toBe('length')
    expect(usageOf(events)).toEqual({ promptTokens: 3, outputTokens: 4, estimated: false })
  })

  test('bytes one at a time, CRLF, comments', async () => {
    const deltas = [COMMENT, 'Wört', COMMENT, 'chen 😀', '\r\n', '\ud83d', '\ude00']
    const { text } = await askOnce({ deltas, chunks: eachByte, newline: '\r\n' })
    expect(text).toBe('Wörtchen 😀\r\n😀')
  })
})

describe('usage', () => {
  test('as reported', async () => {
    const { events } = await askOnce({ deltas: ['a'], usage: { prompt_tokens: 31, completion_tokens: 7 } })
    expect(usageOf(events)).toEqual({ promptTokens: 31, outputTokens: 7, estimated: false })
  })

  test('estimated where nothing is reported, reasoning counted', async () => {
    const { events } = await askOnce({
      deltas: [{ reasoning: 'x'.repeat(400) }, 'y'.repeat(40)],
      usage: null,
    })
    const usage = usageOf(events)
    expect(usage).toMatchObject({ outputTokens: 110, estimated: true })
    expect(usage?.promptTokens).toBeGreaterThan(50)
  })

  test('of an answer that broke off it is told too, since it was paid', async () => {
    const { events, error } = await askOnce({ deltas: ['abcdefgh'], end: 'end' })
    expect(code(error)).toBe('model_broke_off')
    expect(usageOf(events)).toMatchObject({ outputTokens: 2, estimated: true })
  })
})

describe('whether the answer is whole', () => {
  test.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'filter'],
  ])('finish reason %s', async (reason, expected) => {
    const { events, error } = await askOnce({ deltas: ['a'], finish: reason })
    expect(error).toBeUndefined()
    expect(finishOf(events)).toBe(expected as never)
  })

  test.each<[string, Script]>([
    ['no finish reason', { finish: null }],
    ['a finish reason that is none', { finish: 'tool_calls' }],
    ['a clean end in the middle', { end: 'end' }],
    ['a cut', { end: 'cut' }],
    ['a reset', { end: 'reset' }],
    ['an error object', { deltas: [{ error: { message: `boom ${KEY}` } }] }],
    ['half a chunk', { deltas: [{ raw: 'data: {"choices":[{"index":0,"de\n\n' }] }],
  ])('%s: broken off, and what came is kept', async (_, script) => {
    server.next({ ...script, deltas: ['Half', ...((script.deltas as Step[]) ?? [])] })
    const { text, events, error } = await ask()
    expect(error).toMatchObject({ code: 'model_broke_off', passing: true })
    expect(finishOf(events)).toBeUndefined()
    expect(text).toBe('Half')
    expect(Bun.inspect(error)).not.toContain(KEY)
  })

  test('broken off inside of what might have been a tag: those characters are text', async () => {
    const { text } = await askOnce({ deltas: ['<th'], end: 'end' })
    expect(text).toBe('<th')
    const damaged = await askOnce({ deltas: ['<th', { raw: 'data: {"choices\n\n' }] })
    expect(damaged.text).toBe('<th')
    expect(code(damaged.error)).toBe('model_broke_off')
  })

  test('[DONE] without a finish reason is not waited behind', async () => {
    const { text, error } = await askOnce({ deltas: ['Half', { raw: 'data: [DONE]\n\n' }], end: 'silence' })
    expect(text).toBe('Half')
    expect(code(error)).toBe('model_broke_off')
  })

  test.each(['cut', 'reset'] as const)('a %s behind the finish reason spoils nothing', async (end) => {
    const timers = new ManualTimers()
    const read = Promise.withResolvers<void>()
    const finish = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }
    server.next({ deltas: ['Hello', { chunk: finish }, read.promise], end })
    const answer = ask({ timers })
    // The limit behind the finish reason shows that it was read.
    await until(() => timers.nextIn <= 2000)
    read.resolve()
    const { text, events, error } = await answer
    expect({ text, finish: finishOf(events), error }).toEqual({
      text: 'Hello',
      finish: 'stop',
      error: undefined,
    })
  })

  test('a server that says nothing behind the finish reason is not waited for', async () => {
    const timers = new ManualTimers()
    server.next({ deltas: ['Hello'], finish: 'stop', afterFinish: 'silence', usage: null })
    const answer = ask({ timers })
    await until(() => timers.nextIn <= 2000)
    timers.advance(2000)
    expect(finishOf((await answer).events)).toBe('stop')
    await server.requests[0]?.closed
  })

  test('reasoning never becomes text', async () => {
    const { text, events } = await askOnce({ deltas: ['<thi', 'nk>let me ', 'see</th', 'ink>\n\n', 'Text'] })
    expect(text).toBe('Text')
    const thought = events.map((event) => (event.type === 'reasoning' ? event.text : '')).join('')
    expect(thought).toBe('let me see')
  })
})

describe('refusals', () => {
  const refused = (body: object) => ({ error: { message: `foreign words ${KEY}`, ...body } })

  test.each<[number, unknown, string, boolean]>([
    [401, refused({}), 'model_key_refused', false],
    [403, refused({}), 'model_key_refused', false],
    [404, refused({ message: 'The model `x` does not exist' }), 'model_unknown', false],
    [404, '<html>not found</html>', 'model_unknown', false],
    [405, '', 'model_unknown', false],
    [402, refused({}), 'model_rejected', false],
    [400, refused({ code: 'context_length_exceeded' }), 'model_rejected', false],
    [400, refused({ code: 'content_filter' }), 'model_filtered', false],
    [413, '', 'model_rejected', false],
    [408, '', 'model_unavailable', true],
    [429, refused({}), 'model_rate_limited', true],
    [429, refused({ code: 'insufficient_quota' }), 'model_rate_limited', false],
    [429, refused({ type: 'insufficient_quota', code: null }), 'model_rate_limited', false],
    [500, '', 'model_unavailable', true],
    [503, refused({}), 'model_unavailable', true],
    [529, refused({}), 'model_unavailable', true],
    [301, '', 'model_unknown', false],
  ])('%d %j', async (status, body, expected, passing) => {
    server.otherwise({ status, body })
    const { error, events } = await ask()
    expect(error).toMatchObject({ code: expected, passing })
    expect(events).toEqual([])
    expect(`${Bun.inspect(error)}${JSON.stringify(error)}`).not.toMatch(/foreign words|sk-secret/)
  })

  test('a body that does not end is not waited for', async () => {
    const timers = new ManualTimers()
    const arrived = server.next({
      status: 503,
      headers: { 'content-length': '1000' },
      body: '{',
      end: 'silence',
    })
    const pending = ask({ timers })
    await arrived
    // The limit of the body beside that of the first token.
    await until(() => timers.waiting === 2)
    timers.advance(3000)
    expect(code((await pending).error)).toBe('model_unavailable')
    expect(timers.waiting).toBe(0)
  })

  test('the key goes to no other address', async () => {
    const other = await startModelServer()
    try {
      const { error } = await askOnce({ status: 307, headers: { location: `${other.url}/chat/completions` } })
      expect(error).toMatchObject({ code: 'model_unknown', hint: expect.stringContaining('redirect') })
      expect(other.requests).toEqual([])
    } finally {
      await other.stop()
    }
  })

  test('a web page at the address is said to be one', async () => {
    const { error } = await askOnce({ body: '<!doctype html>', headers: { 'content-type': 'text/html' } })
    expect(error).toMatchObject({ code: 'model_unknown', hint: expect.stringContaining('OPENAI_BASE_URL') })
  })

  test('nothing there', async () => {
    const { error } = await readAnswer(provider(unusedUrl()).stream(NAMED, never()))
    expect(error).toMatchObject({ code: 'model_unreachable', passing: true })
    const nowhere = await readAnswer(provider('http://nowhere.invalid/v1').stream(NAMED, never()))
    expect(nowhere.error).toMatchObject({ code: 'model_unreachable', hint: expect.stringContaining('name') })
  })
})

describe('trying again', () => {
  /** Steps through the announced waits, which are over at once. */
  async function withRetries(retries: number) {
    const timers = new ManualTimers()
    const iterator = provider(server.url, { retries, timers }).stream(NAMED, never())[Symbol.asyncIterator]()
    const events: ModelEvent[] = []
    try {
      for (;;) {
        const pending = iterator.next()
        const last = events.at(-1)
        if (last?.type === 'retrying') timers.advance(last.waitMs)
        const { done, value } = await pending
        if (done) return { events, error: undefined }
        events.push(...value)
      }
    } catch (error) {
      return { events, error }
    }
  }
  const waits = (events: ModelEvent[]) =>
    events.flatMap((event) =>
      event.type === 'retrying' ? [[event.attempt, event.reason, event.waitMs]] : [],
    )

  test('each retry is announced before its wait, with the wait the server asked for', async () => {
    server.next({ status: 429, headers: { 'retry-after': '3' } })
    server.next({ status: 503, headers: { 'retry-after-ms': '120' } })
    server.next({ status: 500 })
    server.next({ deltas: ['Hello'] })
    const { events, error } = await withRetries(3)
    expect(error).toBeUndefined()
    expect(waits(events)).toEqual([
      [2, 'model_rate_limited', 3000],
      [3, 'model_unavailable', 120],
      [4, 'model_unavailable', 1000],
    ])
    expect(finishOf(events)).toBe('stop')
    expect(server.requests.length).toBe(4)
  })

  test.each([90, 300])('a wait of %d s is honoured', async (seconds) => {
    server.next({ status: 429, headers: { 'retry-after': String(seconds) } })
    const { events, error } = await withRetries(1)
    expect(error).toBeUndefined()
    expect(waits(events)).toEqual([[2, 'model_rate_limited', seconds * 1000]])
  })

  test.each([
    [429, '301', 'model_rate_limited', 'in about 6 minutes'],
    [429, '5401', 'model_rate_limited', 'in about 2 hours'],
    [503, '86400', 'model_unavailable', 'in about 24 hours'],
    [429, '864000', 'model_rate_limited', 'in about 10 days'],
    [429, '9'.repeat(400), 'model_rate_limited', 'in a while'],
  ])('%d with a longer wait (%s s) is told and not waited for', async (status, wait, expected, words) => {
    server.next({ status, headers: { 'retry-after': wait } })
    const { events, error } = await withRetries(3)
    expect(error).toMatchObject({ code: expected, message: expect.stringContaining(`Try again ${words}.`) })
    expect(waits(events)).toEqual([])
    expect(server.requests.length).toBe(1)
  })

  test('when the last attempt was refused too, it is told when to come back', async () => {
    server.otherwise({ status: 429, headers: { 'retry-after': '61' } })
    const { error } = await withRetries(1)
    expect(error).toMatchObject({ message: expect.stringContaining('in about 2 minutes') })
  })

  test('the list from which the default model is taken is asked for again too', async () => {
    const timers = new ManualTimers()
    server.models = { status: 503, headers: { 'retry-after': '7' } }
    const openAi = provider(server.url, { retries: 2, timers })
    const pending = openAi.defaultModel(never())
    await until(() => timers.nextIn === 7000)
    server.models = ['late']
    timers.advance(7000)
    expect(await pending).toBe('late')
    expect(server.listings.length).toBe(2)
  })

  test('its retries are counted and told like the others, and leave with their signal', async () => {
    const timers = new ManualTimers()
    server.models = { status: 503 }
    const openAi = provider(server.url, { retries: 1, timers })
    const iterator = openAi.stream(sampleRequest(), never())[Symbol.asyncIterator]()
    expect((await iterator.next()).value).toMatchObject([{ type: 'retrying', reason: 'model_unavailable' }])
    const pending = iterator.next()
    timers.advance(500)
    expect(code(await rejection(pending))).toBe('model_unavailable')
    expect(server.listings.length).toBe(2)
    const abort = new AbortController()
    const chosen = openAi.defaultModel(abort.signal)
    await until(() => timers.nextIn <= 500)
    abort.abort(REASON)
    expect(await rejection(chosen)).toBe(REASON)
    expect(timers.waiting).toBe(0)
  })

  test('while it waits, nothing is asked', async () => {
    const timers = new ManualTimers()
    server.next({ status: 503, headers: { 'retry-after': '5' } })
    const iterator = provider(server.url, { retries: 1, timers })
      .stream(NAMED, never())
      [Symbol.asyncIterator]()
    expect((await iterator.next()).value).toEqual([
      { type: 'retrying', reason: 'model_unavailable', attempt: 2, waitMs: 5000 },
    ])
    const pending = iterator.next()
    timers.advance(4999)
    await new Promise(setImmediate)
    expect(server.requests.length).toBe(1)
    timers.advance(1)
    expect((await pending).value?.[0]).toMatchObject({ type: 'text' })
    await iterator.return?.()
  })

  test('as often as allowed, then the last reason', async () => {
    server.otherwise({ status: 503 })
    const { events, error } = await withRetries(2)
    expect(waits(events).length).toBe(2)
    expect(code(error)).toBe('model_unavailable')
    expect(server.requests.length).toBe(3)
  })

  test('a server that is not there yet', async () => {
    server.next({ deltas: [], end: 'reset' })
    const port = Number(new URL(server.url).port)
    await server.stop()
    const timers = new ManualTimers()
    const iterator = provider(server.url, { retries: 1, timers })
      .stream(NAMED, never())
      [Symbol.asyncIterator]()
    expect((await iterator.next()).value).toMatchObject([{ type: 'retrying', reason: 'model_unreachable' }])
    server = await startModelServer({ port })
    const pending = iterator.next()
    timers.advance(10_000)
    expect((await pending).value?.[0]).toMatchObject({ type: 'text' })
    await iterator.return?.()
  })

  test('an error object in place of the first token is a refusal too', async () => {
    server.next({ deltas: [COMMENT, { error: { code: 503, message: 'no instance' } }] })
    const { events, error } = await withRetries(1)
    expect(error).toBeUndefined()
    expect(waits(events)).toEqual([[2, 'model_unavailable', 250]])
  })

  test.each<[string, Script]>([
    ['a wrong key', { status: 401 }],
    ['a spent quota', { status: 429, body: { error: { code: 'insufficient_quota' } } }],
    ['an unknown model', { status: 404 }],
    ['a token that came', { deltas: ['Half'], end: 'end' }],
    ['reasoning that came', { deltas: [{ reasoning: 'hm' }], end: 'end' }],
    ['an answer that ended at once', { deltas: [], end: 'end' }],
  ])('not after %s', async (_, script) => {
    server.next(script)
    const { events, error } = await withRetries(3)
    expect(error).toBeInstanceOf(ModelError)
    expect(waits(events)).toEqual([])
    expect(server.requests.length).toBe(1)
  })
})

describe('time limits', () => {
  test('no headers, no first token: silent, and its connection is closed', async () => {
    for (const script of [{ before: 1e6 }, { deltas: [COMMENT], end: 'silence' }] as Script[]) {
      const timers = new ManualTimers()
      const arrived = server.next(script)
      const pending = provider(server.url, { timers, firstTokenMs: 5000 })
        .stream(NAMED, never())
        [Symbol.asyncIterator]()
        .next()
      const request = await arrived
      timers.advance(4999)
      await new Promise(setImmediate)
      expect(request.closedAt).toBeUndefined()
      timers.advance(1)
      expect(await rejection(pending)).toMatchObject({ code: 'model_silent', passing: true })
      await request.closed
      expect(timers.waiting).toBe(0)
    }
  })

  test('nothing more after a token: stalled, though comments come', async () => {
    const gate = Promise.withResolvers<void>()
    const timers = new ManualTimers()
    const arrived = server.next({ deltas: ['Half', gate.promise, COMMENT, COMMENT], end: 'silence' })
    const iterator = provider(server.url, { timers, tokenMs: 700 })
      .stream(NAMED, never())
      [Symbol.asyncIterator]()
    expect((await iterator.next()).value).toEqual([{ type: 'text', text: 'Half' }])
    const request = await arrived
    const pending = iterator.next()
    timers.advance(600)
    gate.resolve()
    await until(() => request.sent === 3)
    timers.advance(100)
    expect((await pending).value).toMatchObject([{ type: 'usage' }])
    expect(await rejection(iterator.next())).toMatchObject({ code: 'model_stalled' })
    await request.closed
    expect(timers.waiting).toBe(0)
  })

  test('reasoning is a sign of life', async () => {
    const gate = Promise.withResolvers<void>()
    const timers = new ManualTimers()
    server.next({ deltas: [{ reasoning: 'one' }, gate.promise, { reasoning: 'two' }, 'Text'] })
    const iterator = provider(server.url, { timers, firstTokenMs: 1000, tokenMs: 1000 })
      .stream(NAMED, never())
      [Symbol.asyncIterator]()
    await iterator.next()
    const pending = iterator.next()
    timers.advance(900)
    gate.resolve()
    await pending
    const rest = iterator.next()
    timers.advance(900)
    expect((await rest).done).toBe(false)
    await iterator.return?.()
  })

  test('a reader that takes its time is no fault of the model', async () => {
    const timers = new ManualTimers()
    const gate = Promise.withResolvers<void>()
    server.next({ deltas: ['Half', gate.promise, 'Whole'] })
    const iterator = provider(server.url, { timers, tokenMs: 700 })
      .stream(NAMED, never())
      [Symbol.asyncIterator]()
    await iterator.next()
    timers.advance(100_000)
    gate.resolve()
    expect((await iterator.next()).value).toEqual([{ type: 'text', text: 'Whole' }])
    await iterator.return?.()
  })
})

describe('abort', () => {
  /** Aborted once `ready`, the model's server is left within 200 ms and no timer stays. */
  async function abortWhen(
    script: Script,
    ready: (request: SeenRequest, first: Promise<unknown>) => Promise<'first' | 'second'>,
  ) {
    const timers = new ManualTimers()
    const abort = new AbortController()
    const arrived = server.next(script)
    const iterator = provider(server.url, { timers }).stream(NAMED, abort.signal)[Symbol.asyncIterator]()
    const first = iterator.next()
    const pending = (await ready(await arrived, first)) === 'first' ? first : iterator.next()
    const abortedAt = performance.now()
    abort.abort(REASON)
    expect(await rejection(pending)).toBe(REASON)
    const [request] = server.requests
    expect(((await request?.closed) ?? Number.NaN) - abortedAt).toBeLessThan(200)
    expect((await iterator.next()).done).toBe(true)
    expect(timers.waiting).toBe(0)
  }

  test('before the headers', () => abortWhen({ before: 1e6 }, async () => 'first'))

  test('before the first token', () =>
    abortWhen({ deltas: [COMMENT], end: 'silence' }, async (request) => {
      await until(() => request.sent === 1)
      return 'first'
    }))

  test('between tokens, also when garbage was collected', () =>
    abortWhen({ deltas: ['Half'], end: 'silence' }, async (_, first) => {
      await first
      Bun.gc(true)
      return 'second'
    }))

  test('between the finish reason and the report of usage', () =>
    abortWhen({ deltas: ['Half'], afterFinish: 'silence' }, async (_, first) => {
      await first
      return 'second'
    }))

  test('in the body of a refused answer', () =>
    abortWhen(
      { status: 503, headers: { 'content-length': '1000' }, body: '{"error"', end: 'silence' },
      async () => {
        // Long enough for the headers to arrive; shorter is another phase, not another result.
        await new Promise((resolve) => setTimeout(resolve, 20))
        return 'first'
      },
    ))

  test('in the wait for a retry', async () => {
    const timers = new ManualTimers()
    const abort = new AbortController()
    server.next({ status: 503, headers: { 'retry-after': '30' } })
    const iterator = provider(server.url, { timers, retries: 1 })
      .stream(NAMED, abort.signal)
      [Symbol.asyncIterator]()
    await iterator.next()
    const pending = iterator.next()
    abort.abort(REASON)
    expect(await rejection(pending)).toBe(REASON)
    expect(timers.waiting).toBe(0)
    expect(server.requests.length).toBe(1)
  })

  test('of a listing', async () => {
    server.models = { before: 1e6 }
    const abort = new AbortController()
    const pending = provider(server.url).models(abort.signal)
    await until(() => server.listings.length === 1)
    abort.abort(REASON)
    expect(await rejection(pending)).toBe(REASON)
    await server.listings[0]?.closed
  })

  test('of a test', async () => {
    const abort = new AbortController()
    const arrived = server.next({ before: 1e6 })
    const pending = provider(server.url).test('scripted', abort.signal)
    const request = await arrived
    abort.abort(REASON)
    expect(await rejection(pending)).toBe(REASON)
    await request.closed
  })

  test('answers leave no listener on a signal that lives on', async () => {
    const abort = new AbortController()
    let listeners = 0
    const { addEventListener, removeEventListener } = abort.signal
    abort.signal.addEventListener = function (
      this: AbortSignal,
      ...args: Parameters<typeof addEventListener>
    ) {
      listeners += 1
      return addEventListener.apply(this, args)
    } as typeof addEventListener
    abort.signal.removeEventListener = function (
      this: AbortSignal,
      ...args: Parameters<typeof removeEventListener>
    ) {
      listeners -= 1
      return removeEventListener.apply(this, args)
    } as typeof removeEventListener
    const openAi = provider(server.url)
    for (let round = 0; round < 10; round++) await readAnswer(openAi.stream(NAMED, abort.signal))
    expect(listeners).toBe(0)
  })
})

describe('which models there are', () => {
  test('sorted, without those that cannot write, asked for once a minute', async () => {
    const timers = new ManualTimers()
    server.models = ['zeta', 'text-embedding-3-small', 'alpha', 'whisper-1']
    const openAi = provider(server.url, { timers })
    expect((await openAi.models(never())).map((model) => model.id)).toEqual(['alpha', 'zeta'])
    expect(await openAi.defaultModel(never())).toBe('zeta')
    expect(server.listings.length).toBe(1)
    expect(server.listings[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
    timers.advance(60_000)
    await openAi.models(never())
    expect(server.listings.length).toBe(2)
  })

  test('a request without a model takes the default', async () => {
    await ask({}, sampleRequest())
    expect(server.requests[0]?.body).toMatchObject({ model: 'scripted' })
  })

  test.each<[string, string[] | Script, string]>([
    ['a wrong key', { status: 401 }, 'model_key_refused'],
    ['a web page', { body: '<html>', headers: { 'content-type': 'text/html' } }, 'model_unknown'],
    ['another answer', { body: { hello: 1 } }, 'model_unknown'],
    ['no such route', { status: 404 }, 'model_unknown'],
    ['a fault', { status: 500 }, 'model_unavailable'],
    ['none at all', [], 'model_unknown'],
  ])('%s', async (_, models, expected) => {
    server.models = models
    expect(code(await rejection(provider(server.url).defaultModel(never())))).toBe(expected as never)
  })

  test.each([404, 405])(
    'a server that does not list them (%d) is said to be one, and what to set',
    async (status) => {
      server.models = { status, body: { error: { message: 'Not Found' } } }
      const error = await rejection(provider(server.url).defaultModel(never()))
      expect(error).toMatchObject({
        code: 'model_unknown',
        message: expect.stringMatching(/does not list its models.*MODEL/),
      })
      expect(code(await rejection(provider(server.url).models(never())))).toBe('model_unknown')
    },
  )

  test('an error is not kept', async () => {
    const openAi = provider(server.url)
    server.models = { status: 500 }
    await rejection(openAi.models(never()))
    server.models = ['a']
    expect(await openAi.models(never())).toEqual([{ id: 'a', ownedBy: 'test' }])
  })

  test('a server that does not answer is not waited for', async () => {
    const timers = new ManualTimers()
    server.models = { before: 1e6 }
    const pending = provider(server.url, { timers }).models(never())
    await until(() => server.listings.length === 1)
    timers.advance(10_000)
    expect(code(await rejection(pending))).toBe('model_silent')
    await server.listings[0]?.closed
  })
})

describe('testing the connection', () => {
  test.each<[string, Script, string]>([
    ['a wrong key', { status: 401 }, 'model_key_refused'],
    ['no such model', { status: 404, body: { error: { message: 'model "x" not found' } } }, 'model_unknown'],
    ['a limit', { status: 429 }, 'model_rate_limited'],
  ])('%s', async (_, script, expected) => {
    server.otherwise(script)
    const result = await provider(server.url, { retries: 3 }).test('x', never())
    expect(result).toMatchObject({ ok: false, code: expected })
    expect(server.requests.length).toBe(1)
  })

  test('not there', async () => {
    const result = await provider(unusedUrl()).test('x', never())
    expect(result).toMatchObject({ ok: false, code: 'model_unreachable' })
  })

  test('the first token is enough, and few are asked for', async () => {
    const arrived = server.next({ deltas: ['re'], end: 'silence' })
    expect(await provider(server.url).test('scripted', never())).toMatchObject({
      ok: true,
      model: 'scripted',
    })
    const request = await arrived
    expect(request.body).toMatchObject({ max_tokens: 16 })
    await request.closed
  })
})
