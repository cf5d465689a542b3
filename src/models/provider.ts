/**
 * A provider asks one model for one answer and hands over what comes, as it comes.
 * Every implementation passes tests/models/contract.ts.
 */

export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export interface ModelRequest {
  /** The model's name as its server knows it; empty means the provider's default. */
  model: string
  messages: Message[]
  /** 0 to 2. Not sent when undefined: some models refuse any value but their own. */
  temperature?: number
  /** Where the model's server refuses the temperature, the request is made without it. */
  temperatureIsWish?: boolean
  /** Tokens, 1 or more. Not sent when undefined. */
  maxOutputTokens?: number
  /** Sent to the model's server as X-Request-Id. */
  requestId: string
}

export interface Usage {
  promptTokens: number
  outputTokens: number
  /** True where the model's server reported nothing and code counted. */
  estimated: boolean
}

/** `stop`: whole. `length`: cut at the token limit. `filter`: withheld by the model's server. */
export type FinishReason = 'stop' | 'length' | 'filter'

export type ModelEvent =
  | { type: 'text'; text: string }
  /** What some models think aloud beside their answer; never part of a document. */
  | { type: 'reasoning'; text: string }
  /** A retry before the first token: `waitMs` until attempt number `attempt` (2 is the first retry). */
  | { type: 'retrying'; reason: ModelErrorCode; attempt: number; waitMs: number }
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; reason: FinishReason }

export interface ModelInfo {
  id: string
  ownedBy?: string
}

export type ConnectionTest =
  | { ok: true; model: string; milliseconds: number }
  | { ok: false; code: ModelErrorCode; message: string; hint: string }

export interface Provider {
  /** 'openai' or 'demo'; shown to people and written into each run. */
  readonly name: string
  /**
   * One answer. Each item is what arrived together, in order, never empty. The iteration ends normally only
   * after a `finish` (a `usage` always comes, before or after it); on every other path it throws a ModelError,
   * or the signal's reason when `signal` is aborted, and then the request to the model's server is closed.
   * Texts may be cut anywhere, inside a surrogate pair too.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]>
  /** What the model's server offers. Throws a ModelError when it does not answer. */
  models(signal: AbortSignal): Promise<ModelInfo[]>
  /** The model used when a request names none. May ask the server once. Throws a ModelError. */
  defaultModel(signal: AbortSignal): Promise<string>
  /** Asks for a word or two and tells what came of it; never throws but for the signal. */
  test(model: string, signal: AbortSignal): Promise<ConnectionTest>
}

export type ModelErrorCode =
  | 'model_key_refused' //      401, 403
  | 'model_unknown' //          404: no such model or wrong base URL
  | 'model_rejected' //         another 4xx: the request itself was refused
  | 'model_rate_limited' //     429
  | 'model_unavailable' //      5xx
  | 'model_unreachable' //      no connection
  | 'model_silent' //           no first token in time
  | 'model_stalled' //          nothing more in time
  | 'model_broke_off' //        ended or reset without a finish reason, or an error object in mid-stream
  | 'model_filtered' //         finish reason content_filter

/** Why a model's answer did not come whole. `message` is for the user, `hint` for the operator; neither holds a key or a foreign exception's text. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  constructor(
    readonly code: ModelErrorCode,
    message: string,
    readonly hint: string,
    /** Whether asking again may help: true for faults of the moment. What was refused for good is false. */
    readonly passing: boolean,
  ) {
    super(message)
  }
}
