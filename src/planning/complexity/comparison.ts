import { phrasesAt } from './clause.ts'
import {
  COMPARING_AFTER,
  COMPARING_BEFORE,
  COMPARING_BEFORE_PHRASES,
  EXAMPLES,
  PREPOSITIONS,
  STOPS,
  VERBS,
} from './word-classes.ts'
import type { Word } from './words.ts'

/** "a Slack alternative", "like Trello", "instead of Stripe". */
export function isCompared(words: Word[], first: number, last: number, service: boolean): boolean {
  const after = words[last + 1]
  if (service && after && /joined|hyphen/.test(after.gap) && COMPARING_AFTER.has(after.text)) return true
  // "they have Slack for that"
  if (service && after?.text === 'for' && /^(?:that|this|it)$/.test(words[last + 2]?.text ?? '')) return true
  // "an Uber for dogs" is not Uber's.
  if (
    service &&
    after?.text === 'for' &&
    after.gap === 'joined' &&
    /^(?:a|an|the|another|ein|un|une)$/.test(words[first - 1]?.text ?? '')
  )
    return true
  for (let at = first - 1; at >= 0 && first - at <= 6; at -= 1) {
    const word = words[at]
    const gap = words[at + 1]?.gap ?? ''
    if (!word || /colon|dash|bracket|none/.test(gap) || (gap === 'comma' && !service)) return false
    if (phrasesAt(words, at, COMPARING_BEFORE_PHRASES).length > 0) return true
    if (COMPARING_BEFORE.has(word.text)) return !EXAMPLES.has(words[at - 1]?.text ?? '')
    if (
      STOPS.has(word.text) ||
      VERBS.has(word.text) ||
      (PREPOSITIONS.has(word.text) && !endsPhrase(words, at))
    )
      return false
  }
  return false
}

/** "similar to": the preposition belongs to the comparison; in "away from Firebase to Supabase" it ends it. */
const endsPhrase = (words: Word[], at: number) =>
  [1, 2, 3].some((step) =>
    phrasesAt(words, at - step, COMPARING_BEFORE_PHRASES).some((phrase) => phrase.length > step),
  )
