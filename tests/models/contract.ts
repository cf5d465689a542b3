import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { ModelError, type ModelEvent, type ModelRequest, type Provider } from '../../src/models/provider.ts'
import { designMessages } from '../../src/planning/prompts.ts'

/** A provider put to the contract, and what the suite must know to judge it. */
export interface Subject {
  /** Answers each request with a text that comes in several pieces. */
  provider: Provider
  /** What the model says, where it is known beforehand. */
  text?: string
  /** Requests that are still open at the model's server; tells whether one that was left was closed. */
  openRequests?(): number
  /** The same kind of provider, whose model fails at once. */
  failing?: Provider
  /** What must not be found in any error: keys, prompts, the server's own words. */
  secrets?: string[]
  close?(): void | Promise<void>
}

const BRIEF = {
  projectName: 'Tide Table',
  requirements: 'Show when the tide turns at a given harbour.',
  languages: ['TypeScript'],
  frameworks: [],
  apis: [],
}

export const sampleRequest = (more: Partial<ModelRequest> = {}): ModelRequest => ({
  model: '',
  messages: designMessages(BRIEF),
  requestId: 'request-1',
  ...more,
})

export const textOf = (events: ModelEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')

/** Reads an answer to its end; `error` is what the iteration threw. */
export async function readAnswer(
  stream: AsyncIterable<ModelEvent[]>,
  onBatch?: () => void,
): Promise<{ batches: ModelEvent[][]; events: ModelEvent[]; text: string; error?: unknown }> {
  const batches: ModelEvent[][] = []
  const read = (error?: unknown) => {
    const events = batches.flat()
    return { batches, events, text: textOf(events), error }
  }
  try {
    for await (const batch of stream) {
      batches.push(batch)
      onBatch?.()
    }
    return read()
  } catch (error) {
    return read(error)
  }
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it was not rejected')
}

/** Registers what every provider must hold to (src/models/provider.ts). */
export function providerContract(name: string, open: () => Subject | Promise<Subject>): void {
  describe(`${name} keeps the provider contract`, () => {
    let subject: Subject
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    const REASON = Symbol('reason')

    beforeAll(() => void process.on('unhandledRejection', note))
    afterAll(() => void process.off('unhandledRejection', note))
    beforeEach(async () => {
      subject = await open()
    })
    afterEach(async () => {
      await subject.close?.()
      expect(unhandled.splice(0)).toEqual([])
    })

    const start = (signal = new AbortController().signal, more?: Partial<ModelRequest>) =>
      subject.provider.stream(sampleRequest(more), signal)[Symbol.asyncIterator]()

    const untilText = async (iterator: AsyncIterator<ModelEvent[]>) => {
      for (;;) {
        const { done, value } = await iterator.next()
        if (done) throw new Error('the answer ended before its first text')
        if (textOf(value) !== '') return
      }
    }

    /** The iterator gives the reason itself, then nothing more, and the model's server is left. */
    const expectAborted = async (iterator: AsyncIterator<ModelEvent[]>, pending = iterator.next()) => {
      expect(await rejection(pending)).toBe(REASON)
      expect((await iterator.next()).done).toBe(true)
      await expectClosed()
    }

    const expectClosed = async () => {
      const { openRequests } = subject
      if (!openRequests) return
      const deadline = performance.now() + 2000
      while (openRequests() > 0 && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 1))
      expect(openRequests()).toBe(0)
    }

    test('an answer comes in batches that are never empty and hold no empty text', async () => {
      const { batches, events, error } = await readAnswer(
        subject.provider.stream(sampleRequest(), new AbortController().signal),
      )
      expect(error).toBeUndefined()
      expect(batches.length).toBeGreaterThan(0)
      expect(batches.filter((batch) => batch.length === 0)).toEqual([])
      const empty = events.filter((e) => (e.type === 'text' || e.type === 'reasoning') && e.text === '')
      expect(empty).toEqual([])
    })

    test('the text is whole', async () => {
      const { text } = await readAnswer(
        subject.provider.stream(sampleRequest(), new AbortController().signal),
      )
      expect(text).not.toBe('')
      expect(text.isWellFormed()).toBe(true)
      if (subject.text !== undefined) expect(text).toBe(subject.text)
    })

    test('a whole answer has one usage and one finish, behind all of its text, and then ends', async () => {
      const { events } = await readAnswer(
        subject.provider.stream(sampleRequest(), new AbortController().signal),
      )
      const types = events.map((event) => event.type)
      expect(types.filter((type) => type === 'finish')).toEqual(['finish'])
      expect(types.filter((type) => type === 'usage')).toEqual(['usage'])
      expect(types.indexOf('finish')).toBeGreaterThan(types.lastIndexOf('text'))
      const usage = events.find((event) => event.type === 'usage')?.usage
      expect(usage?.promptTokens).toBeGreaterThan(0)
      expect(usage?.outputTokens).toBeGreaterThan(0)
      expect(Number.isInteger(usage?.promptTokens)).toBe(true)
      expect(Number.isInteger(usage?.outputTokens)).toBe(true)
      expect(typeof usage?.estimated).toBe('boolean')
    })

    test('two answers at once do not mix', async () => {
      const signal = new AbortController().signal
      const [one, other] = await Promise.all([
        readAnswer(subject.provider.stream(sampleRequest(), signal)),
        readAnswer(subject.provider.stream(sampleRequest({ requestId: 'request-2' }), signal)),
      ])
      const alone = await readAnswer(subject.provider.stream(sampleRequest(), signal))
      expect(one.text).toBe(alone.text)
      expect(other.text).toBe(alone.text)
    })

    test('a signal that is aborted beforehand: nothing but its reason', async () => {
      await expectAborted(start(AbortSignal.abort(REASON)))
    })

    test('aborted before the first batch', async () => {
      const abort = new AbortController()
      const iterator = start(abort.signal)
      const pending = iterator.next()
      abort.abort(REASON)
      await expectAborted(iterator, pending)
    })

    test('aborted while a batch is looked at', async () => {
      const abort = new AbortController()
      const iterator = start(abort.signal)
      await untilText(iterator)
      abort.abort(REASON)
      await expectAborted(iterator)
    })

    test('aborted while waiting for the next batch', async () => {
      const abort = new AbortController()
      const iterator = start(abort.signal)
      await untilText(iterator)
      const pending = iterator.next()
      abort.abort(REASON)
      // A batch may have been on its way already, even the last one.
      const came = await pending.catch(() => undefined)
      if (came?.value?.some((event: ModelEvent) => event.type === 'finish')) return
      await expectAborted(iterator, came ? iterator.next() : pending)
    })

    test('a reader that stops reading closes the request', async () => {
      const iterator = start()
      await untilText(iterator)
      await iterator.return?.()
      expect((await iterator.next()).done).toBe(true)
      await expectClosed()
    })

    test('an abort after the end changes nothing', async () => {
      const abort = new AbortController()
      const { error } = await readAnswer(subject.provider.stream(sampleRequest(), abort.signal))
      abort.abort(REASON)
      expect(error).toBeUndefined()
    })

    test('it offers models, in order and each once, among them its default', async () => {
      const signal = new AbortController().signal
      const ids = (await subject.provider.models(signal)).map((model) => model.id)
      expect(ids).not.toEqual([])
      expect(ids).toEqual([...new Set(ids)].sort())
      expect(ids).toContain(await subject.provider.defaultModel(signal))
    })

    test('a model can be named', async () => {
      const signal = new AbortController().signal
      const model = await subject.provider.defaultModel(signal)
      const { text, error } = await readAnswer(subject.provider.stream(sampleRequest({ model }), signal))
      expect(error).toBeUndefined()
      expect(text).not.toBe('')
    })

    test('testing the connection tells the model and the time it took', async () => {
      const result = await subject.provider.test('', new AbortController().signal)
      expect(result.ok).toBe(true)
      if (!result.ok) return
      expect(result.model).not.toBe('')
      expect(result.milliseconds).toBeGreaterThanOrEqual(0)
      expect(Number.isInteger(result.milliseconds)).toBe(true)
      await expectClosed()
    })

    test('asking for models, the default and a test end at once when aborted', async () => {
      const aborted = AbortSignal.abort(REASON)
      expect(await rejection(subject.provider.models(aborted))).toBe(REASON)
      expect(await rejection(subject.provider.defaultModel(aborted))).toBe(REASON)
      expect(await rejection(subject.provider.test('', aborted))).toBe(REASON)
    })

    test('what fails, fails with a sentence for the user and a hint for the operator', async () => {
      const { failing, secrets = [] } = subject
      if (!failing) return
      const signal = new AbortController().signal
      const { events, error } = await readAnswer(failing.stream(sampleRequest(), signal))
      expect(events.filter((event) => event.type === 'finish')).toEqual([])
      expect(error).toBeInstanceOf(ModelError)
      if (!(error instanceof ModelError)) return
      expect(error.message).toMatch(/^[A-Z].*\.$/s)
      expect(error.hint).toMatch(/^[A-Z].*\.$/s)
      const result = await failing.test('', signal)
      expect(result.ok).toBe(false)
      const shown = `${Bun.inspect(error)} ${JSON.stringify(error)} ${JSON.stringify(result)}`
      for (const secret of secrets) expect(shown).not.toContain(secret)
    })
  })
}
