import { costOf, type Price } from '../models/price.ts'
import { estimateUsage } from '../models/usage.ts'
import type { Range } from '../planning/complexity.ts'
import { tokensOfWords, usualWords } from '../planning/expected-length.ts'
import type { Order } from '../runs/run.ts'
import { stageOf } from '../runs/stage.ts'

/** What writing a document is expected to take. */
export interface Expected {
  promptTokens: number
  outputTokens: Range
}

/** `words`: how long the document may be, where that is known better than by the order alone. */
export function expectedOf(order: Order, words: Range = wordsOf(order)): Expected {
  const { promptTokens } = estimateUsage(stageOf(order).messages(), 0)
  return { promptTokens, outputTokens: tokensOfWords(words) }
}

/** How long the answer is expected to be, by the order alone. */
export const expectedTokens = (order: Order): Range => tokensOfWords(wordsOf(order))

function wordsOf({ stage, input }: Order): Range {
  const most = 'words' in input && typeof input.words === 'number' ? input.words : undefined
  return most === undefined
    ? usualWords(stage === 'arbiter' && 'document' in input ? input.document : stage)
    : { least: Math.ceil(most / 4), most }
}

/** Prompt and answer together. */
export const tokensIn = ({ promptTokens, outputTokens }: Expected): Range => ({
  least: promptTokens + outputTokens.least,
  most: promptTokens + outputTokens.most,
})

/** In the currency of the price. */
export const priceOfExpected = ({ promptTokens, outputTokens }: Expected, price: Price): Range => ({
  least: costOf(price, { promptTokens, outputTokens: outputTokens.least }),
  most: costOf(price, { promptTokens, outputTokens: outputTokens.most }),
})
