import type OpenAI from 'openai'
import { APIError } from 'openai'
import { readCatalogue } from './catalogue.ts'
import { NotTaken, refused } from './chat-request.ts'
import { modelError, unreachable, webPage } from './model-errors.ts'
import { readText } from './model-http.ts'
import { ModelError, type ModelInfo } from './provider.ts'
import type { Timers } from './timers.ts'

/** A page waits for the list. */
const ANSWER_MS = 10_000
const MOST_BYTES = 16 * 1024 * 1024
const KEPT_MS = 60_000

/** What one server offers, kept for a minute. */
export class ModelList {
  private kept: { models: ModelInfo[]; until: number } | undefined

  constructor(
    private readonly client: OpenAI,
    private readonly timers: Timers,
  ) {}

  /** In the server's order. Throws NotTaken, or the signal's reason. */
  async offered(signal: AbortSignal): Promise<ModelInfo[]> {
    signal.throwIfAborted()
    if (this.kept && this.timers.now() < this.kept.until) return this.kept.models
    const models = await this.ask(signal)
    this.kept = { models, until: this.timers.now() + KEPT_MS }
    return models
  }

  private async ask(signal: AbortSignal): Promise<ModelInfo[]> {
    const closing = new AbortController()
    const leave = () => closing.abort(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    const timer = this.timers.set(() => closing.abort(tooSlow()), ANSWER_MS)
    try {
      const response = await this.client.get('/models', { signal: closing.signal }).asResponse()
      const text = await readText(response, MOST_BYTES, ANSWER_MS, this.timers)
      closing.signal.throwIfAborted()
      return readModels(text)
    } catch (error) {
      signal.throwIfAborted()
      if (closing.signal.aborted) throw new NotTaken(closing.signal.reason)
      throw this.notTaken(error)
    } finally {
      this.timers.clear(timer)
      signal.removeEventListener('abort', leave)
      closing.abort()
    }
  }

  private notTaken(error: unknown): NotTaken {
    if (error instanceof ModelError) return new NotTaken(error)
    if (!(error instanceof APIError) || error.status === undefined) return new NotTaken(unreachable(error))
    return NO_ROUTE.includes(error.status)
      ? new NotTaken(noRoute(error.status))
      : refused(error, error.status, this.timers)
  }
}

/** Statuses of servers that chat and do not list. */
const NO_ROUTE = [404, 405, 501]

function readModels(text: string): ModelInfo[] {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    throw text.trimStart().startsWith('<') ? webPage() : noList()
  }
  const models = readCatalogue(answer)
  if (!models) throw noList()
  return models
}

const noList = () =>
  modelError('model_unknown', {
    message: "The model's server does not tell which models it offers.",
    hint: 'What it answered to GET /models is no list: check OPENAI_BASE_URL, or name a model in MODEL.',
  })

const noRoute = (status: number) =>
  modelError('model_unknown', {
    message: "The model's server does not list its models: set MODEL to the name of the one to use.",
    hint: `It answered ${status} to GET /models. If no model works either, check OPENAI_BASE_URL, which mostly ends in /v1.`,
  })

const tooSlow = () =>
  modelError('model_silent', {
    message: "The model's server did not tell in time which models it offers.",
    hint: `It did not answer GET /models within ${ANSWER_MS / 1000} s; a model named in MODEL needs no list.`,
  })
