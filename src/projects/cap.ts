import { countText, exactMoney, moneyText, roundMoney } from '../models/money.ts'
import type { Price } from '../models/price.ts'
import { type Expected, priceOfExpected, tokensIn } from './estimate.ts'

/** Which caps there are, how far one is reached, and what is said of it. */

/** `price_unknown`: there is a cap in money, and nobody knows what the model costs. */
export type CapCode = 'price_cap' | 'price_unknown'

/** Nothing was begun, since it would pass a cap; `why` says which one, and what to do, for users. */
export class CapReached extends Error {
  override readonly name = 'CapReached'
  constructor(
    readonly code: CapCode,
    readonly why: string,
  ) {
    super(why)
  }
}

/** Tokens of prompts and answers, and money as far as prices are known. */
export interface Sum {
  tokens: number
  price: number
}

export const NOTHING: Sum = { tokens: 0, price: 0 }
export const plus = (one: Sum, other: Sum): Sum => ({
  tokens: one.tokens + other.tokens,
  price: roundMoney(one.price + other.price),
})

/** What holds for one run, or for one project; what is absent is not limited. */
export interface Bound {
  of: 'run' | 'server' | 'project'
  tokens?: number
  price?: number
}

const WHOSE: Record<Bound['of'], string> = {
  run: 'the cap set for this run',
  server: 'the cap that this server sets for one run',
  project: 'the cap of the project',
}

const CURE: Record<Bound['of'], string> = {
  run: 'start it again with a higher cap to have the whole document',
  server: 'the operator can raise it (MAX_RUN_PRICE)',
  project: "raise the cap on the project's page, and have the document written anew",
}

/** Why what was taken is more than a bound allows, for users; nothing where it is not. */
export function passed({ of, tokens, price }: Bound, taken: Sum, currency: string): string | undefined {
  const amount =
    tokens !== undefined && taken.tokens > tokens
      ? `${countText(taken.tokens)} of ${countText(tokens)} tokens`
      : price !== undefined && taken.price > price
        ? `${moneyText(taken.price, currency)} of ${exactMoney(price, currency)}`
        : undefined
  return (
    amount && `Stopped by ${WHOSE[of]}: about ${amount} were taken. What was written is kept; ${CURE[of]}.`
  )
}

/** Whether it is what `passed` says: of a run that is over, its sentence is what is kept. */
export const isStoppedByCap = (sentence: string): boolean => sentence.startsWith('Stopped by the cap ')

/** Why what is expected to come would pass a bound, for users; nothing where it would not. `taken`: what counts already. */
export function wouldPass(
  bound: Bound,
  taken: Sum,
  expected: Expected,
  price: Price | undefined,
  currency: string,
): string | undefined {
  const most = { tokens: tokensIn(expected).most, price: price && priceOfExpected(expected, price).most }
  return wouldPassWith(bound, taken, most, currency)
}

/** The same for several runs together; `most`: what they may take at most, without a price where that is not known. */
export function wouldPassWith(
  { of, tokens, price: money }: Bound,
  taken: Sum,
  { tokens: most, price: cost }: { tokens: number; price: number | undefined },
  currency: string,
): string | undefined {
  if (tokens !== undefined && taken.tokens + most > tokens)
    return sentence(of, `${countText(most)} tokens`, countText(Math.max(0, tokens - taken.tokens)))
  if (money !== undefined && cost !== undefined && taken.price + cost > money)
    return sentence(of, moneyText(cost, currency), moneyText(Math.max(0, money - taken.price), currency))
  return undefined
}

const sentence = (of: Bound['of'], most: string, left: string): string => {
  const cure =
    of === 'project'
      ? 'Raise the cap on the project’s page to have it written.'
      : of === 'run'
        ? 'Ask for it with a higher cap.'
        : 'The operator can raise it (MAX_RUN_PRICE).'
  return `It may take up to ${most}, and ${WHOSE[of]} leaves ${left}. ${cure}`
}

/** Why a cap in money cannot be kept, for users. */
export const unpriced = (model: string): string =>
  `The price of ${model === '' ? 'the model that its server picks' : `the model ${model}`} is not known, so a cap in money cannot be kept. Have it put into the list of prices, or set a cap in tokens.`
