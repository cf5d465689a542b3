import { countText, moneyText } from '../src/models/money.ts'
import type { Expectation, ProjectCosts, Spent } from '../src/projects/costs.ts'
import type { Step } from '../src/projects/way.ts'

/** What is said to people of tokens and prices. */

const UNKNOWN = 'price unknown'

/** What writing a document is expected to take: a number that is not known better than that is not shown better. */
export function expectedWords({ tokens, price }: Expectation, currency: string): string {
  const amount = `about ${rangeWords(roughly(tokens.least), roughly(tokens.most))} tokens`
  if (!price) return `${amount}, ${UNKNOWN}`
  if (price.most === 0) return `${amount}, free`
  const [least, most] = [moneyText(price.least, currency), moneyText(price.most, currency)]
  return `${amount}, ${least === most ? most : `up to ${most}`}`
}

const rangeWords = (least: string, most: string): string => (least === most ? most : `${least} to ${most}`)

/** Two digits. */
const roughly = (count: number): string => countText(Number(count.toPrecision(2)))

/** What runs have taken. */
export function spentWords({ runs, tokens, estimated, price, unpriced }: Spent, currency: string): string {
  const amount = `${estimated ? 'about ' : ''}${countText(tokens)} tokens`
  if (unpriced === runs) return `${amount}, ${UNKNOWN}`
  const money = price === 0 ? 'free' : `${estimated ? 'about ' : ''}${moneyText(price, currency)}`
  return unpriced === 0 ? `${amount}, ${money}` : `${amount}, ${money} and what has no known price`
}

/** What is left of the caps; nothing where there is none. */
export function leftWords({ caps, all, currency }: ProjectCosts): string | undefined {
  const left = [
    caps.tokens === undefined ? undefined : `${countText(Math.max(0, caps.tokens - all.tokens))} tokens`,
    caps.price === undefined ? undefined : moneyText(Math.max(0, caps.price - all.price), currency),
  ].filter((each) => each !== undefined)
  return left.length === 0 ? undefined : `The cap leaves ${left.join(' and ')}.`
}

/** Bringing up to date asks for less than the whole, as far as that is possible. */
const BEFORE: Partial<Record<Step['state'], string>> = { done: 'Again', stale: 'All of it anew' }

/** Of one document: what it has taken, and what writing it is expected to take; nothing where neither is known. */
export function stepCostWords(
  { documents, expected, currency }: ProjectCosts,
  { document, state }: Step,
): string | undefined {
  const took = documents[document]
  const next = expected[document]
  const words = [
    took && `${state === 'running' ? 'So far' : 'Took'} ${spentWords(took, currency)}`,
    next && `${BEFORE[state] ?? 'Expected'}: ${expectedWords(next, currency)}`,
  ].filter((each) => each !== undefined)
  return words.length === 0 ? undefined : words.join(' · ')
}
