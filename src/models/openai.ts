import { chooseDefault, inOrder } from './catalogue.ts'
import { ChatRequests, NotTaken, openClient } from './chat-request.ts'
import { ChatStream } from './chat-stream.ts'
import { Deadline } from './deadline.ts'
import { modelError, notBefore } from './model-errors.ts'
import { ModelList } from './model-list.ts'
import {
  type ConnectionTest,
  ModelError,
  type ModelErrorCode,
  type ModelEvent,
  type ModelInfo,
  type ModelRequest,
  type Provider,
} from './provider.ts'
import { backoffMs, LONGEST_RETRY_AFTER } from './retry.ts'
import { pause, systemTimers, type Timers } from './timers.ts'
import { estimateUsage } from './usage.ts'

export interface OpenAiOptions {
  /** Up to and with /v1. */
  baseUrl: string
  /** Asked at each request. Empty for servers that need none; then no Authorization is sent. */
  apiKey(): string
  /** Milliseconds from asking to the first token, of each attempt. */
  firstTokenMs: number
  /** Milliseconds from one token to the next. */
  tokenMs: number
  /** How often a request that was not taken is repeated; 0 for never. */
  retries: number
  /** 0 to 1. */
  random?: () => number
  timers?: Timers
}

/** How long the report of usage, and then the end of the body, may stay out once the answer is whole. */
const USAGE_MS = 2_000
const CLOSE_MS = 250
/** A test is looked at by a person who waits. */
const TEST_MS = 45_000

const RETRIED: ModelErrorCode[] = ['model_rate_limited', 'model_unavailable', 'model_unreachable']

type Reader = ReadableStreamDefaultReader<Uint8Array>

/** Any server that speaks OpenAI's chat completions: OpenAI, OpenRouter, Ollama, vLLM, llama.cpp and others. */
export function createOpenAi(options: OpenAiOptions): Provider {
  return new OpenAiProvider(options)
}

class OpenAiProvider implements Provider {
  readonly name = 'openai'
  private readonly timers: Timers
  private readonly random: () => number
  private readonly requests: ChatRequests
  private readonly list: ModelList

  constructor(private readonly options: OpenAiOptions) {
    this.timers = options.timers ?? systemTimers
    this.random = options.random ?? Math.random
    const client = openClient(options.baseUrl, () => options.apiKey(), this.timers)
    this.requests = new ChatRequests(client, this.timers)
    this.list = new ModelList(client, this.timers)
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent[], void> {
    signal.throwIfAborted()
    let asked = request
    for (let attempt = 1; ; attempt++) {
      try {
        if (asked.model === '') asked = { ...request, model: await this.choose(signal) }
        yield* this.answer(asked, signal, this.options.firstTokenMs)
        return
      } catch (error) {
        const { reason, waitMs } = this.again(attempt, error)
        yield [{ type: 'retrying', reason: reason.code, attempt: attempt + 1, waitMs }]
        await pause(waitMs, signal, this.timers)
      }
    }
  }

  async models(signal: AbortSignal): Promise<ModelInfo[]> {
    const models = await this.list.offered(signal).catch((error: unknown) => {
      throw error instanceof NotTaken ? error.reason : error
    })
    return inOrder(models)
  }

  async defaultModel(signal: AbortSignal): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.choose(signal)
      } catch (error) {
        await pause(this.again(attempt, error).waitMs, signal, this.timers)
      }
    }
  }

  /** Throws NotTaken where the list did not come, or a ModelError. */
  private async choose(signal: AbortSignal): Promise<string> {
    const model = chooseDefault(await this.list.offered(signal))
    if (model !== undefined) return model
    throw modelError('model_unknown', {
      message: "The model's server offers no model.",
      hint: 'Load a model there, or name one that it takes in MODEL.',
    })
  }

  /** How long to wait before asking once more. Throws what is to be told where that would not help. */
  private again(attempt: number, error: unknown): { reason: ModelError; waitMs: number } {
    if (!(error instanceof NotTaken)) throw error
    const { reason, waitMs } = error
    if (!reason.passing || !RETRIED.includes(reason.code)) throw reason
    if (attempt > this.options.retries || (waitMs ?? 0) > LONGEST_RETRY_AFTER)
      throw waitMs === undefined ? reason : notBefore(reason, waitMs)
    return { reason, waitMs: waitMs ?? backoffMs(attempt, this.random) }
  }

  async test(model: string, signal: AbortSignal): Promise<ConnectionTest> {
    signal.throwIfAborted()
    const startedAt = this.timers.now()
    try {
      const request: ModelRequest = {
        model: model || (await this.choose(signal)),
        messages: [{ role: 'user', content: 'Answer with the one word: ready' }],
        // Some servers do not notice that nobody listens any more.
        maxOutputTokens: 16,
        requestId: crypto.randomUUID(),
      }
      const answer = this.answer(request, signal, Math.min(this.options.firstTokenMs, TEST_MS))
      // The first batch shows that it works.
      await answer.next()
      await answer.return()
      return { ok: true, model: request.model, milliseconds: Math.round(this.timers.now() - startedAt) }
    } catch (error) {
      signal.throwIfAborted()
      const { code, message, hint } = asModelError(error instanceof NotTaken ? error.reason : error)
      return { ok: false, code, message, hint }
    }
  }

  /** One attempt. Throws NotTaken where no token came, a ModelError where some did, or the signal's reason. */
  private async *answer(
    request: ModelRequest,
    signal: AbortSignal,
    firstTokenMs: number,
  ): AsyncGenerator<ModelEvent[], void> {
    signal.throwIfAborted()
    /** Its reason is what is thrown. */
    const closing = new AbortController()
    const leave = () => closing.abort(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    let chat: ChatStream | undefined
    let reader: Reader | undefined
    const close = () => void reader?.cancel().catch(() => {})
    const deadline = new Deadline(this.timers, () => {
      // A whole answer is not spoilt by what stays out behind it.
      if (chat?.finish) close()
      else closing.abort(modelError(chat?.begun ? 'model_stalled' : 'model_silent'))
    })
    const usage = (): ModelEvent => ({
      type: 'usage',
      usage: chat?.usage ?? estimateUsage(request.messages, chat?.outputBytes ?? 0),
    })
    try {
      deadline.limit(firstTokenMs)
      const response = await this.requests.send(request, closing.signal)
      chat = new ChatStream(response.headers.get('content-type'))
      reader = response.body?.getReader()
      // By hand too, since the SDK holds the signal of a running answer weakly.
      closing.signal.addEventListener('abort', close, { once: true })
      if (reader) yield* this.read(reader, chat, deadline, closing.signal)
      if (!chat.whole) throw chat.failure ?? modelError('model_broke_off')
      yield [usage(), { type: 'finish', reason: chat.whole }]
    } catch (error) {
      signal.throwIfAborted()
      const failure = closing.signal.aborted ? closing.signal.reason : error
      if (failure instanceof NotTaken) throw failure
      if (!chat?.begun) throw new NotTaken(asModelError(failure))
      // What came was paid for, whole or not.
      yield [usage()]
      throw asModelError(failure)
    } finally {
      deadline.clear()
      signal.removeEventListener('abort', leave)
      closing.abort()
      close()
    }
  }

  /** Hands out the body until the answer is over, in whatever way; `chat` tells which. */
  private async *read(
    reader: Reader,
    chat: ChatStream,
    deadline: Deadline,
    signal: AbortSignal,
  ): AsyncGenerator<ModelEvent[], void> {
    let signs = 0
    let limitMs = 0
    const wait = (milliseconds: number) => {
      if (milliseconds === limitMs) return
      limitMs = milliseconds
      deadline.limit(milliseconds)
    }
    for (;;) {
      const { done, value } = await reader.read().catch(() => BROKEN)
      signal.throwIfAborted()
      const events = value ? chat.push(value) : done ? chat.end() : chat.rest()
      const over = !value || chat.failure || (chat.done && !chat.whole)
      if (over) events.push(...chat.rest())
      if (events.length > 0) {
        deadline.hold()
        yield events
        signal.throwIfAborted()
        deadline.release()
      }
      if (over) return
      if (chat.finish) wait(chat.done ? CLOSE_MS : USAGE_MS)
      else if (chat.begun) {
        wait(this.options.tokenMs)
        if (chat.signs > signs) deadline.touch()
      }
      signs = chat.signs
    }
  }
}

/** The connection broke: no value, and not done. */
const BROKEN: { done: boolean; value: Uint8Array | undefined } = { done: false, value: undefined }

/** What nobody foresaw is told without its text. */
const asModelError = (error: unknown): ModelError =>
  error instanceof ModelError
    ? error
    : modelError('model_broke_off', { hint: 'Its answer could not be read, for a reason nobody foresaw.' })
