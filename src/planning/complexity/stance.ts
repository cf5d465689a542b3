import { denies, isAbsent, isVerb, phrasesAt, REACH } from './clause.ts'
import { isDeniedBefore, isUnsure } from './denial.ts'
import type { Found } from './lexicon.ts'
import type { Standing } from './standing.ts'
import { unspacedStance } from './unspaced-stance.ts'
import {
  ABSENT,
  ANDS,
  CONSENTS,
  COPULAS,
  LATER_PHRASES,
  NEEDED,
  NOTHINGS,
  NOTS,
  ORS,
  REFUSALS,
  STOPS,
  SUBJECTS,
  VERBS,
} from './word-classes.ts'
import type { Sentence, Word } from './words.ts'

/** Whether a brief wants what it names. `asked`: in a question that nobody has answered. */
export type Stance = 'said' | 'asked' | Exclude<Standing, 'plain'>

/** How a sentence means the words `first` to `last` of it. `english` tells the sine from the Spanish "sin". */
export function stanceOf(sentence: Sentence, found: Found<unknown>, text: string, english: boolean): Stance {
  const { words } = sentence
  const unspaced = unspacedStance(text, found.start, found.end)
  if (unspaced) return unspaced
  if (words[found.first]?.run) return 'said'
  if (isUnsure(words, found.first)) return 'asked'
  if (isDeniedBefore(words, found.first, found.last, english)) return 'denied'
  return stanceBehind(words, found.first, found.last)
}

/** A question's answer is the sentence behind it: "Login? No." */
export function answerOf(sentence: Sentence | undefined): 'yes' | 'no' | undefined {
  const first = sentence?.words[0]
  if (!first) return undefined
  if (first.run)
    return /^(?:いいえ|いらない|不要|なし|ない|不|否)/.test(first.text)
      ? 'no'
      : CJK_YES.test(first.text)
        ? 'yes'
        : undefined
  if (REFUSALS.has(first.text)) return 'no'
  return CONSENTS.has(first.text) ? 'yes' : undefined
}

const CJK_YES = /^(?:はい|必要|要る|是|需要)/

/** "Login is out of scope", "payments are not needed", "Login: no". */
function stanceBehind(words: Word[], first: number, last: number): Stance {
  const verbal =
    last > first && words[last]?.gap === 'joined' && /^(?:in|up|out|on)$/.test(words[last]?.text ?? '')
  // "uploads nothing"
  const next = words[last + 1]
  if (next?.gap === 'joined' && NOTHINGS.has(next.text)) return 'denied'
  let copula = false
  for (let at = last + 1; at < words.length && at <= last + REACH; at += 1) {
    const word = words[at]
    if (!word || /dash|bracket|none/.test(word.gap)) {
      return word && word.gap !== 'none' && isRefusal(words, at) ? 'denied' : 'said'
    }
    if (word.gap === 'colon') return isRefusal(words, at) ? 'denied' : 'said'
    if (word.gap === 'comma' && !hasPredicate(words, at)) return startsAbsence(words, at) ? 'denied' : 'said'
    if (phrasesAt(words, at, LATER_PHRASES).length > 0) return 'later'
    if (ABSENT.has(word.text)) return 'denied'
    if (isAbsent(words, at)) return 'denied'
    if (NOTS.has(word.text)) return isNeeded(words.slice(at + 1, at + 5)) ? 'denied' : 'said'
    if (COPULAS.has(word.text)) {
      copula = true
      continue
    }
    if (VERBS.has(word.text) && !isLater(words, at)) return 'said'
    if (STOPS.has(word.text) || copula) {
      if (!isLater(words, at)) return 'said'
    }
    if (verbal && at === last + 1) return isLater(words, at) ? 'later' : 'said'
  }
  return 'said'
}

const isLater = (words: Word[], at: number) =>
  [0, 1, 2, 3].some((step) => phrasesAt(words, at + step, LATER_PHRASES).length > 0)

function isRefusal(words: Word[], at: number): boolean {
  if (startsAbsence(words, at)) return true
  return (
    REFUSALS.has(words[at]?.text ?? '') && (words[at + 1] === undefined || words[at + 1]?.gap !== 'joined')
  )
}

/** "not needed", "out of scope" with nothing in front. */
function startsAbsence(words: Word[], at: number): boolean {
  const text = words[at]?.text ?? ''
  if (ABSENT.has(text) || isAbsent(words, at)) return true
  return NOTS.has(text) && words.slice(at + 1, at + 3).some((word) => NEEDED.has(word.text))
}

/** "not part of it", but "not the hard part" */
function isNeeded(behind: Word[]): boolean {
  const at = behind.findIndex(({ text }) => NEEDED.has(text))
  return at >= 0 && !behind.slice(0, at).some(({ text }) => /^(?:the|our|der|die|das|le|la|el)$/.test(text))
}

/** "Login, payments and search are out of scope" */
function hasPredicate(words: Word[], from: number): boolean {
  let joined = false
  for (let at = from; at < words.length && at < from + REACH; at += 1) {
    const word = words[at]
    if (!word || /colon|dash|bracket|none/.test(word.gap)) return false
    if (ANDS.has(word.text) || ORS.has(word.text)) joined = true
    else if (STOPS.has(word.text) || SUBJECTS.has(word.text) || denies(word)) return false
    else if (isVerb(word)) return joined && COPULAS.has(word.text)
  }
  return false
}
