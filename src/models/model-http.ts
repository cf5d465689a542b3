import type { Timers } from './timers.ts'
import { wholeFetch } from './whole-fetch.ts'

/** What is read of a refused answer: enough for an error object. */
const REFUSAL_BYTES = 64 * 1024
const REFUSAL_MS = 3_000

/**
 * The SDK's fetch for requests to a model's server. Redirects are not followed, since the key would go along. There is no limit on
 * silence: the provider's limits are the operator's. The body of a refused answer is read here, within bounds, since the SDK would read
 * it whole, however long it is and however slowly it comes.
 */
export function modelFetch(
  timers: Timers,
): (url: string | URL | Request, init?: RequestInit) => Promise<Response> {
  return async (url, init = {}) => {
    const response = await wholeFetch(new URL(url instanceof Request ? url.url : url), init)
    if (response.ok) return response
    const body = await readText(response, REFUSAL_BYTES, REFUSAL_MS, timers).catch(() => {
      init?.signal?.throwIfAborted()
      // The status says enough.
      return ''
    })
    const { status, headers } = response
    return new Response(body, { status, headers })
  }
}

/** The first `bytes` of a body, as far as they come within `milliseconds`. Rejects where the request is aborted or the connection breaks. */
export async function readText(
  response: Response,
  bytes: number,
  milliseconds: number,
  timers: Timers,
): Promise<string> {
  if (!response.body) return ''
  const reader = response.body.getReader()
  const leave = () => void reader.cancel().catch(() => {})
  const timer = timers.set(leave, milliseconds)
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return text + decoder.decode()
      length += value.length
      text += decoder.decode(value, { stream: true })
      if (length >= bytes) return text
    }
  } finally {
    timers.clear(timer)
    leave()
  }
}
