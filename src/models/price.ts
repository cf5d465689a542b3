import { roundMoney } from './money.ts'
import type { Usage } from './provider.ts'

/** What a million tokens cost, in the list's currency. */
export interface Price {
  input: number
  output: number
}

/** What the operator has written down of prices. */
export interface PriceList {
  /** As people read it: USD, EUR, credits. */
  currency: string
  /** By the models' names, in which a star stands for anything. */
  models: ReadonlyMap<string, Price>
}

export const NO_PRICES: PriceList = { currency: 'USD', models: new Map() }
export const FREE: Price = { input: 0, output: 0 }

/** What is wrong with a list of prices, for the operator. */
export class PriceListFault extends Error {
  override readonly name = 'PriceListFault'
}

const MILLION = 1_000_000
const NAME_CHARS = 200
const CURRENCY = /^[\p{L}\p{Sc}][\p{L}\p{Sc} ]{0,11}$/u

/** Reads a list written as prices.example.json is. Throws PriceListFault. */
export function parsePriceList(text: string): PriceList {
  const { note: _, currency = NO_PRICES.currency, models, ...others } = objectIn(parseJson(text), 'the list')
  const stranger = Object.keys(others)[0]
  if (stranger !== undefined) fail(`${quote(stranger)} is not known: there are currency, models and note`)
  if (typeof currency !== 'string' || !CURRENCY.test(currency))
    fail('currency has to be a short name, such as USD')
  const prices = Object.entries(objectIn(models, 'models')).map(([name, price]) => {
    if (name.trim() === '' || name.length > NAME_CHARS) fail('a model has no name, or far too long a one')
    return [name, readPrice(price, `models: ${quote(name)}`)] as const
  })
  return { currency: currency as string, models: new Map(prices) }
}

function readPrice(value: unknown, place: string): Price {
  const { input, output, ...others } = objectIn(value, place)
  const stranger = Object.keys(others)[0]
  if (stranger !== undefined) fail(`${place}: ${quote(stranger)} is not known: there are input and output`)
  return { input: readAmount(input, `${place}: input`), output: readAmount(output, `${place}: output`) }
}

function readAmount(value: unknown, place: string): number {
  const isGood = typeof value === 'number' && value >= 0 && value <= MILLION
  return isGood ? value : fail(`${place} has to be a number, 0 or more: what a million tokens cost`)
}

function objectIn(value: unknown, place: string): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Record<string, unknown>) : fail(`${place} has to be an object in braces`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return fail('it is not JSON; look for a missing comma, brace or quotation mark')
  }
}

const quote = (name: string): string => JSON.stringify(name.slice(0, 60))

function fail(message: string): never {
  throw new PriceListFault(message)
}

/** The price of a model: of the names that fit, the one with most letters counts. Undefined where none fits. */
export function priceIn({ models }: PriceList, model: string): Price | undefined {
  let best: { price: Price; letters: number } | undefined
  for (const [pattern, price] of models) {
    const letters = pattern.replaceAll('*', '').length
    const isExact = pattern.toLowerCase() === model.toLowerCase()
    if (isExact) return price
    if (fits(pattern, model) && letters > (best?.letters ?? -1)) best = { price, letters }
  }
  return best?.price
}

/** Linear: each piece between two stars is looked for once. */
function fits(pattern: string, model: string): boolean {
  const [first = '', ...pieces] = pattern.toLowerCase().split('*')
  const name = model.toLowerCase()
  const last = pieces.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first)) return false
  let at = first.length
  for (const piece of pieces) {
    const found = name.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return name.length - last.length >= at && name.endsWith(last)
}

/** In the currency of the price. */
export const costOf = (price: Price, { promptTokens, outputTokens }: Omit<Usage, 'estimated'>): number =>
  roundMoney((promptTokens * price.input + outputTokens * price.output) / MILLION)
