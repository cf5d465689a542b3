/**
 * What the scripted model server (model-server.ts) is told to do with one request, and the bytes that make it so.
 */

/**
 * A string is a piece of the answer's text. A promise is a gate: nothing more is sent until it settles, which lets a
 * test step the server without sleeping. `raw` is sent as it stands: junk, comments, half a line, half a character.
 */
export type Step =
  | string
  | { reasoning: string; field?: 'reasoning' | 'reasoning_content' }
  | { chunk: unknown }
  | { error: unknown }
  | { raw: string | Uint8Array }
  | { wait: number }
  | PromiseLike<unknown>

export interface Script {
  /** 200 streams `deltas`; anything else, or a `body`, answers once. */
  status?: number
  headers?: Record<string, string>
  /** Sent whole, objects as JSON. Without it a refusal carries OpenAI's usual error object. */
  body?: unknown
  /** Milliseconds, or a gate, before the status line. */
  before?: number | PromiseLike<unknown>
  /** Milliseconds between the headers and the first delta. */
  firstTokenMs?: number
  /** Milliseconds from one delta to the next, kept against a fixed schedule so that delays do not add up. */
  paceMs?: number
  /** A generator is asked for each delta when it is due, so it may put the time into it. */
  deltas?: Iterable<Step> | AsyncIterable<Step>
  /** 'stop' unless told; null sends none. */
  finish?: string | null
  /** Sent when the request asks for it, as OpenAI does; null sends none; `always` sends it unasked. */
  usage?: { prompt_tokens: number; completion_tokens: number } | null
  usageAlways?: boolean
  /** False leaves out `data: [DONE]`. */
  done?: boolean
  /**
   * What follows the deltas. `finish` (the default): finish reason, usage, [DONE], a proper end. `end`: a proper end at once, `cut`: the
   * connection closes inside the body (FIN), `reset`: it is reset (RST), `silence`: nothing more, the connection stays open (also behind a
   * `body`, whose `content-length` may promise more).
   */
  end?: 'finish' | 'end' | 'cut' | 'reset' | 'silence'
  /** Instead of [DONE] and the proper end, after the finish reason: the connection closes, or stays open. */
  afterFinish?: 'cut' | 'reset' | 'silence'
  /** How what is sent together is cut into chunks, each of them a write of its own. Without it, one chunk an event. */
  chunks?: (bytes: Uint8Array) => Uint8Array[]
  newline?: '\n' | '\r\n' | '\r'
}

export const eachByte = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte))
export const allAtOnce = (bytes: Uint8Array): Uint8Array[] => [bytes]

/** Cuts before the bytes with these numbers, in ascending order, counted within what is sent together. */
export const cutAt =
  (...offsets: number[]) =>
  (bytes: Uint8Array): Uint8Array[] =>
    [0, ...offsets].map((from, i) => bytes.subarray(from, offsets[i])).filter((piece) => piece.length > 0)

export const COMMENT: Step = { raw: ': OPENROUTER PROCESSING\n\n' }

const choice = (delta: string, finish: string | null) =>
  `{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"scripted","choices":[{"index":0,"delta":${delta},"finish_reason":${JSON.stringify(finish)}}]}`

const event = (json: string, newline: string) => `data: ${json}${newline}${newline}`

/** The event stream's text for a step that sends something. */
export function encodeStep(
  step: Exclude<Step, PromiseLike<unknown> | { wait: number }>,
  newline: string,
): string | Uint8Array {
  if (typeof step === 'string') return event(choice(`{"content":${JSON.stringify(step)}}`, null), newline)
  if ('raw' in step) return step.raw
  if ('chunk' in step) return event(JSON.stringify(step.chunk), newline)
  if ('error' in step) return event(JSON.stringify({ error: step.error }), newline)
  const delta = JSON.stringify({ [step.field ?? 'reasoning_content']: step.reasoning })
  return event(choice(delta, null), newline)
}

export const encodeRole = (newline: string): string =>
  event(choice('{"role":"assistant","content":""}', null), newline)

export const encodeFinish = (reason: string, newline: string): string => event(choice('{}', reason), newline)

export function encodeUsage(
  usage: { prompt_tokens: number; completion_tokens: number },
  newline: string,
): string {
  const total_tokens = usage.prompt_tokens + usage.completion_tokens
  const chunk = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    choices: [],
    usage: { ...usage, total_tokens },
  }
  return event(JSON.stringify(chunk), newline)
}

export const encodeDone = (newline: string): string => event('[DONE]', newline)
