import { ABSENT_PHRASES, ADVERBS, DETERMINERS, type Phrases, TRANSPARENT, VERBS } from './word-classes.ts'
import type { Word } from './words.ts'

/** What a word or phrase does in its clause. */

/** Words that a denial reaches over. */
export const REACH = 12

/** Those of the phrases that begin at this word. */
export function phrasesAt(words: Word[], at: number, phrases: Phrases): string[][] {
  const there = phrases.get(words[at]?.text ?? '') ?? []
  return there.filter((phrase) => phrase.every((part, index) => words[at + index]?.text === part))
}

/** "no", "never", "doesn't" */
export const denies = ({ text }: Word) => DETERMINERS.has(text) || ADVERBS.has(text) || text.endsWith("n't")

export const isVerb = ({ text }: Word) => VERBS.has(text) && !TRANSPARENT.has(text)

/** A bare "not" denies at the end of a clause alone. */
export function isAbsent(words: Word[], at: number): boolean {
  return phrasesAt(words, at, ABSENT_PHRASES).some(([first = '', ...rest]) => {
    if (rest.length > 0 || !/^(?:not|nicht|out)$/.test(first)) return true
    const next = words[at + 1]
    return next === undefined || /comma|bracket|dash/.test(next.gap)
  })
}
