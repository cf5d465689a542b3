import type { Found } from './lexicon.ts'
import type { Standing } from './standing.ts'
import { unspacedStance } from './unspaced-stance.ts'
import {
  ABSENT,
  ABSENT_PHRASES,
  ADVERBS,
  ALIKE_PHRASES,
  ANDS,
  COMPARING_AFTER,
  COMPARING_BEFORE,
  COMPARING_BEFORE_PHRASES,
  CONSENTS,
  COPULAS,
  DETERMINERS,
  EXAMPLES,
  FINITE,
  INSTEAD_PHRASES,
  LATER_PHRASES,
  LIMITS,
  NEEDED,
  NOTHINGS,
  NOTS,
  ORS,
  type Phrases,
  PREPOSITIONAL,
  PREPOSITIONS,
  REFUSALS,
  STOPS,
  SUBJECTS,
  TRANSPARENT,
  TROUBLES,
  VERBS,
  VOIDING,
} from './word-classes.ts'
import type { Sentence, Word } from './words.ts'

/** Whether a brief wants what it names. `asked`: in a question that nobody has answered. */
export type Stance = 'said' | 'asked' | Exclude<Standing, 'plain'>

/** Words that a denial reaches over. */
const REACH = 12

/** How a sentence means the words `first` to `last` of it. `english` tells the sine from the Spanish "sin". */
export function stanceOf(sentence: Sentence, found: Found<unknown>, text: string, english: boolean): Stance {
  const { words } = sentence
  const unspaced = unspacedStance(text, found.start, found.end)
  if (unspaced) return unspaced
  if (words[found.first]?.run) return 'said'
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

function isDeniedBefore(words: Word[], first: number, last: number, english: boolean): boolean {
  if (isFree(words, last) || isDeniedAlike(words, first)) return true
  const at = denialBefore(words, first, english)
  if (at === undefined) return false
  if (words.slice(at + 1, first).some(({ text }) => TROUBLES.has(text))) return false
  // "those not signed in can read": the denial ends where another verb begins.
  if (words.slice(at + 2, first).some(({ text }) => FINITE.has(text))) return false
  if (words.slice(at + 1, first).some(({ text }) => LIMITS.has(text))) return false
  if (isOfTrouble(words, last) || isLimited(words, last)) return false
  return !isDeniedTwice(words, at)
}

/** "… is out of scope, and so is X", "the same goes for X" */
function isDeniedAlike(words: Word[], first: number): boolean {
  for (let at = first - 1; at > 0 && first - at <= REACH; at -= 1) {
    if (phrasesAt(words, at, ALIKE_PHRASES).length === 0) continue
    return words
      .slice(Math.max(0, at - REACH), at)
      .some((word, index, before) => denies(word) || ABSENT.has(word.text) || isAbsent(before, index))
  }
  return false
}

/** "login-free", "ad-free" */
const isFree = (words: Word[], last: number) =>
  words[last + 1]?.gap === 'hyphen' && /^(?:free|less|frei)$/.test(words[last + 1]?.text ?? '')

function denialBefore(words: Word[], first: number, english: boolean): number | undefined {
  let preposition = false
  for (let at = first - 1; at >= 0 && first - at <= REACH; at -= 1) {
    const next = words[at + 1]
    const word = words[at]
    if (!word || !next || word.run) return undefined
    if (/colon|dash|bracket|none/.test(next.gap)) return undefined
    const kind = denialIn(words, at, english)
    if (kind === 'adverb') return at
    if (kind === 'determiner') return determines(words, at, first, preposition) ? at : undefined
    if (STOPS.has(word.text) && !isShared(words, at)) return undefined
    if (next.gap === 'comma' && !listGoesOn(words, at + 1, first)) return undefined
    if (ANDS.has(word.text) && beginsClause(words, at + 1)) return undefined
    if (
      PREPOSITIONS.has(word.text) &&
      !TRANSPARENT.has(words[at - 1]?.text ?? '') &&
      !isParticiple(words[at - 1])
    )
      preposition = true
  }
  return undefined
}

/** "still" and "just" behind a denial do not end it: "does not just". */
const isShared = (words: Word[], at: number) =>
  /^(?:just|only|still|then|so)$/.test(words[at]?.text ?? '') && NOTS.has(words[at - 1]?.text ?? '')

const isParticiple = (word: Word | undefined) => /(?:ing|ed)$/.test(word?.text ?? '')

function denialIn(words: Word[], at: number, english: boolean): 'adverb' | 'determiner' | undefined {
  const text = words[at]?.text ?? ''
  const next = words[at + 1]
  if (isInstead(words, at)) return 'adverb'
  const contracted = text.endsWith("n't")
  const adverb = contracted || ADVERBS.has(text) || (text === 'no' && !english)
  if (!adverb && !DETERMINERS.has(text)) return undefined
  if (text === 'sin' && english) return undefined
  // "Login? No, …" and "No: …" stand for themselves.
  if (next && next.gap !== 'joined' && next.gap !== 'hyphen') return undefined
  if (VOIDING[contracted ? "n't" : text]?.has(next?.text ?? '')) {
    // "no longer" denies; "no longer than" does not.
    return undefined
  }
  if (text === 'no' && next?.text === 'longer') return words[at + 2]?.text === 'than' ? undefined : 'adverb'
  if (text === 'not' && /^(?:or|if|whether|why)$/.test(words[at - 1]?.text ?? '')) return undefined
  return adverb ? 'adverb' : 'determiner'
}

/** "tokens instead of passwords" */
const isInstead = (words: Word[], at: number) => phrasesAt(words, at, INSTEAD_PHRASES).length > 0

/** "no way to log in", but not "no ads in the search". */
function determines(words: Word[], at: number, first: number, preposition: boolean): boolean {
  const between = words.slice(at + 1, first)
  const doing = PREPOSITIONAL.has(words[at]?.text ?? '') && isDoing(between[0])
  if (doing) return true
  if (preposition) return false
  return !between.some(
    ({ text }, index) => (VERBS.has(text) && !TRANSPARENT.has(text)) || (SUBJECTS.has(text) && index > 0),
  )
}

/** "without asking for a password", "sans utiliser", "ohne" and an infinitive. */
const isDoing = (word: Word | undefined) =>
  /(?:ing|er|ir|re)$/.test(word?.text ?? '') && (word?.text.length ?? 0) > 4

/** "No accounts, payments or ads": what stands behind the comma is denied too. */
function listGoesOn(words: Word[], from: number, first: number): boolean {
  const denial = words
    .slice(Math.max(0, from - REACH), from)
    .findLast(({ text }) => DETERMINERS.has(text) || ADVERBS.has(text) || text.endsWith("n't"))
  const whole = denial !== undefined && PREPOSITIONAL.has(denial.text)
  for (let at = from; at < words.length && at < first + REACH; at += 1) {
    const word = words[at]
    if (!word || /colon|dash|bracket|none/.test(at > from ? word.gap : 'joined')) return false
    if (ORS.has(word.text) || (whole && ANDS.has(word.text))) return true
    if (STOPS.has(word.text) || SUBJECTS.has(word.text) || isVerb(word) || denies(word)) return false
  }
  return false
}

const denies = ({ text }: Word) => DETERMINERS.has(text) || ADVERBS.has(text) || text.endsWith("n't")
const isVerb = ({ text }: Word) => VERBS.has(text) && !TRANSPARENT.has(text)

/** "… and sends mails", "and users log in", "and with search" */
function beginsClause(words: Word[], from: number): boolean {
  return words
    .slice(from, from + 2)
    .some(
      (word, index) =>
        word.gap === 'joined' &&
        (isVerb(word) ||
          SUBJECTS.has(word.text) ||
          denies(word) ||
          (index === 0 && PREPOSITIONS.has(word.text))),
    )
}

/** "no login delays" */
const isOfTrouble = (words: Word[], last: number) =>
  [1, 2].some((step) => {
    const between = words.slice(last + 1, last + 1 + step)
    return (
      between.length === step &&
      between.every(({ gap }) => gap === 'joined' || gap === 'hyphen') &&
      TROUBLES.has(between.at(-1)?.text ?? '')
    )
  })

/** "No mails before eight", "never stores passwords in plain text" */
function isLimited(words: Word[], last: number): boolean {
  for (const [step, word] of words.slice(last + 1, last + 7).entries()) {
    if (/comma|colon|dash|none/.test(word.gap)) return false
    if (LIMITS.has(word.text)) return true
    const pair = `${word.text} ${words[last + 2 + step]?.text ?? ''}`
    if (/^(?:in plain|other than|apart from|at night|only when|more than|im klartext|en clair)$/.test(pair))
      return true
  }
  return false
}

/** "never works without login": two denials, and the thing is there. */
function isDeniedTwice(words: Word[], at: number): boolean {
  if (!PREPOSITIONAL.has(words[at]?.text ?? '')) return false
  for (let before = at - 1; before >= 0 && at - before <= REACH; before -= 1) {
    const word = words[before]
    const next = words[before + 1]
    if (!word || !next || next.gap === 'comma' || /colon|dash|bracket|none/.test(next.gap)) return false
    if (ANDS.has(word.text) || ORS.has(word.text) || STOPS.has(word.text)) return false
    if (denies(word)) return true
  }
  return false
}

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
    if (NOTS.has(word.text))
      return words.slice(at + 1, at + 5).some(({ text }) => NEEDED.has(text)) ? 'denied' : 'said'
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

/** A bare "not" denies at the end of a clause alone. */
function isAbsent(words: Word[], at: number): boolean {
  return phrasesAt(words, at, ABSENT_PHRASES).some(([first = '', ...rest]) => {
    if (rest.length > 0 || !/^(?:not|nicht|out)$/.test(first)) return true
    const next = words[at + 1]
    return next === undefined || /comma|bracket|dash/.test(next.gap)
  })
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

function phrasesAt(words: Word[], at: number, phrases: Phrases): string[][] {
  const there = phrases.get(words[at]?.text ?? '') ?? []
  return there.filter((phrase) => phrase.every((part, index) => words[at + index]?.text === part))
}

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
      (PREPOSITIONS.has(word.text) && at > 0 && !/^(?:to|of|for|from|zu|fur|a|de)$/.test(word.text))
    )
      return false
  }
  return false
}
