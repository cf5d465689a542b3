import OpenAI, { APIError } from 'openai'
import { chatBody, concede, type Dialect, dialectOf, withoutTemperature } from './dialect.ts'
import { refusal, unreachable } from './model-errors.ts'
import { modelFetch } from './model-http.ts'
import type { ModelError, ModelRequest } from './provider.ts'
import { retryAfterMs } from './retry.ts'
import type { Timers } from './timers.ts'

/** The SDK's own limit, out of the way: the longest a timer can take. */
const NEVER = 2 ** 31 - 1

/** A request that was not taken, and how long the server asks to be left alone. */
export class NotTaken extends Error {
  constructor(
    readonly reason: ModelError,
    readonly waitMs?: number,
  ) {
    super(reason.code)
  }
}

/** `apiKey` is asked at each request, since keys change; '' for none. */
export function openClient(baseUrl: string, apiKey: () => string, timers: Timers): OpenAI {
  const send = modelFetch(timers)
  return new OpenAI({
    baseURL: baseUrl.replace(/\/+$/, ''),
    // The SDK insists on a key of its own, and on one that is there; its header is taken out again.
    apiKey: 'none',
    defaultHeaders: { Authorization: null },
    // Settings are read in one place: these keep the SDK from looking for its own in the environment.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: NEVER,
    fetch: (url, init) => send(url, { ...init, headers: withKey(init?.headers, apiKey()) }),
  })
}

function withKey(given: RequestInit['headers'], key: string): Headers {
  const headers = new Headers(given)
  if (key !== '') headers.set('authorization', `Bearer ${key}`)
  return headers
}

/** Asks one server for completions, in the dialect it was found to take. */
export class ChatRequests {
  private dialect: Dialect

  constructor(
    private readonly client: OpenAI,
    private readonly timers: Timers,
  ) {
    this.dialect = dialectOf(client.baseURL)
  }

  /** The answer's head, its body unread. Throws NotTaken, or the signal's reason. */
  async send(request: ModelRequest, signal: AbortSignal): Promise<Response> {
    const headers = headersOf(request.requestId)
    let dialect = this.dialect
    let wanted = request
    for (;;) {
      try {
        const asked = this.client.chat.completions.create(chatBody(wanted, dialect), { signal, headers })
        const response = await asked.asResponse()
        this.dialect = dialect
        return response
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof APIError) || error.status === undefined) throw new NotTaken(unreachable(error))
        const plainer = withoutTemperature(wanted, error.status, error.error)
        if (plainer) {
          wanted = plainer
          continue
        }
        const other = concede(dialect, error.status, error.error, wanted)
        if (!other) throw refused(error, error.status, this.timers)
        dialect = other
      }
    }
  }
}

export function refused(error: APIError, status: number, timers: Timers): NotTaken {
  return new NotTaken(
    refusal(status, error.error),
    error.headers && retryAfterMs(error.headers, timers.wall()),
  )
}

const headersOf = (requestId: string): Record<string, string> =>
  /^[\x21-\x7e]{1,200}$/.test(requestId) ? { 'X-Request-Id': requestId } : {}
