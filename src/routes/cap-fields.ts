import type { Order } from '../runs/run.ts'
import type { Caps } from '../store/projects.ts'
import { type Fail, type Reader, readForm, readNumber } from './field-readers.ts'
import { readFields } from './request-body.ts'

/** What requests say of caps. */

const MOST_TOKENS = 1_000_000_000
const MOST_PRICE = 1_000_000

/** A whole number of tokens; nothing for a field of a form that was left empty. */
export const readTokens: Reader = (value, fail) =>
  readNumber(
    value,
    (number) => Number.isInteger(number) && number >= 1 && number <= MOST_TOKENS,
    () => fail(`has to be a whole number of tokens from 1 to ${MOST_TOKENS}`),
  )

/** In the currency of the list of prices. */
export const readPrice: Reader = (value, fail) =>
  readNumber(
    value,
    (number) => number >= 0 && number <= MOST_PRICE,
    () => fail(`has to be an amount of money from 0 to ${MOST_PRICE}, without its currency, such as 2.5`),
  )

/** Of one run. */
export const RUN_CAPS: Record<string, Reader> = { maxTokens: readTokens, maxPrice: readPrice }

/** Of a project; `null` takes all caps away, and a cap that is absent or null is none. */
export function readProjectCaps(value: unknown, fail: Fail): Caps | undefined {
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value))
    return fail('has to be an object with tokens, price or both, or null')
  const caps: Caps = {}
  for (const [name, given] of Object.entries(value as object)) {
    if (name !== 'tokens' && name !== 'price')
      return fail(`has ${JSON.stringify(name.slice(0, 40))}; there are tokens and price`)
    if (given === null) continue
    const inner: Fail = (message) => fail(`: ${name} ${message}`)
    if (typeof given !== 'number') return inner('has to be a number')
    const read = name === 'tokens' ? readTokens(given, inner) : readPrice(given, inner)
    if (typeof read !== 'number') return undefined
    caps[name] = read
  }
  return caps
}

/** The form on the project's page: fields left empty are caps that are not there. Throws a Problem (422). */
export function readCapsForm(fields: Record<string, unknown>): Caps {
  const { tokens, price } = readForm(fields, {
    readers: { tokens: readTokens, price: readPrice },
    required: [],
  }) as Caps
  return { ...(tokens === undefined ? {} : { tokens }), ...(price === undefined ? {} : { price }) }
}

/** Of a request that need not have a body. Throws a Problem (400, 413, 415, 422). */
export async function readRunCaps(request: Request): Promise<Pick<Order, 'maxTokens' | 'maxPrice'>> {
  if (!request.headers.has('content-type')) return {}
  return readForm(await readFields(request), { readers: RUN_CAPS, required: [] })
}
