/** Milliseconds of the first wait; each further one is twice as long. */
const FIRST_WAIT = 500
const LONGEST_BACKOFF = 8_000
/**
 * Milliseconds a server may ask for and still be waited for. To ask earlier than it said would be refused again, so where it
 * asks for more nobody waits: the person is told when to come back.
 */
export const LONGEST_RETRY_AFTER = 5 * 60_000

/**
 * How long the server asks to be left alone, in milliseconds; may be Infinity. `retry-after-ms` is what OpenAI
 * sends beside Retry-After (RFC 9110, 10.2.3: seconds or a date). Undefined where it asks for nothing or for nonsense.
 */
export function retryAfterMs(headers: Headers, wallNow: number): number | undefined {
  const asked = [exactMs(headers.get('retry-after-ms')), coarseMs(headers, wallNow)].find(
    (milliseconds) => milliseconds !== undefined,
  )
  return asked === undefined ? undefined : Math.round(asked)
}

const exactMs = (value: string | null): number | undefined =>
  value !== null && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined

function coarseMs(headers: Headers, wallNow: number): number | undefined {
  const value = headers.get('retry-after')
  if (value === null) return undefined
  const seconds = exactMs(value)
  if (seconds !== undefined) return seconds * 1000
  // Date.parse takes much that is no date, such as "-5".
  if (!/^[A-Z][a-z]{2}/.test(value.trim())) return undefined
  const until = Date.parse(value)
  // The server's own clock, where it tells it: ours may be wrong.
  const now = Date.parse(headers.get('date') ?? '')
  const left = until - (Number.isNaN(now) ? wallNow : now)
  return Number.isNaN(left) ? undefined : Math.max(left, 0)
}

/**
 * The wait before retry number `retry` (1 is the first) where the server asks for none: doubling, and somewhere in the upper half of it,
 * so that those who were refused together do not come back together. `random` gives 0 to 1.
 */
export function backoffMs(retry: number, random: () => number): number {
  const longest = Math.min(FIRST_WAIT * 2 ** (retry - 1), LONGEST_BACKOFF)
  return Math.round(longest * (0.5 + random() / 2))
}
