import { budgetOf, type Range } from './complexity/budget.ts'

/**
 * Tokens of a word, by today's vocabularies, in Markdown with ids and tables: plain prose has the fewest, tables and terse
 * lists the most. A test measures them.
 */
const TOKENS_PER_WORD: Range = { least: 1.7, most: 2.5 }

/** What a stage's answer is long where nothing says how long it may be, in words. */
const USUAL_WORDS: Record<string, Range> = {
  ...budgetOf('standard'),
  questions: { least: 20, most: 200 },
  review: { least: 50, most: 600 },
  revision: { least: 50, most: 800 },
}
const UNKNOWN_STAGE: Range = { least: 100, most: 1000 }

export const usualWords = (stage: string): Range => USUAL_WORDS[stage] ?? UNKNOWN_STAGE

/** Of a text of so many words; what a model thinks beside it is not known before. */
export const tokensOfWords = ({ least, most }: Range): Range => ({
  least: Math.floor(least * TOKENS_PER_WORD.least),
  most: Math.ceil(most * TOKENS_PER_WORD.most),
})
