import { denies, isAbsent, isVerb, phrasesAt, REACH } from './clause.ts'
import {
  ABSENT,
  ADVERBS,
  ALIKE_PHRASES,
  ANDS,
  BUILDERS,
  DETERMINERS,
  FINITE,
  INSTEAD_PHRASES,
  LIMITS,
  NOTS,
  ORS,
  PREPOSITIONAL,
  PREPOSITIONS,
  REMOVED,
  STOPS,
  SUBJECTS,
  TRANSPARENT,
  TROUBLES,
  UNDECIDED,
  UNSURE,
  VERBS,
  VOIDING,
} from './word-classes.ts'
import type { Word } from './words.ts'

/** Denials in front of what they deny. */

/** "maybe with search", "we do not know yet whether users log in" */
export function isUnsure(words: Word[], first: number): boolean {
  for (let at = first - 1; at >= 0 && first - at <= REACH; at -= 1) {
    const text = words[at]?.text ?? ''
    if (/colon|dash|bracket|none|comma/.test(words[at + 1]?.gap ?? '')) return false
    if (UNSURE.has(text)) return true
    if (text === 'whether' || text === 'ob')
      return words.slice(Math.max(0, at - 5), at).some((word) => UNDECIDED.has(word.text))
    if (STOPS.has(text)) return false
  }
  return false
}

/** "no login", "does not send mail", "without accounts, payments or ads"; not "no login delays". */
export function isDeniedBefore(words: Word[], first: number, last: number, english: boolean): boolean {
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
    if (STOPS.has(word.text) && !isItsOwn(words, at)) return undefined
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

/** "does not just", "is not only": the word belongs to the denial and does not end it. */
const isItsOwn = (words: Word[], at: number) =>
  /^(?:just|only|still|then|so)$/.test(words[at]?.text ?? '') && NOTS.has(words[at - 1]?.text ?? '')

const isParticiple = (word: Word | undefined) => /(?:ing|ed)$/.test(word?.text ?? '')

function denialIn(words: Word[], at: number, english: boolean): 'adverb' | 'determiner' | undefined {
  const text = words[at]?.text ?? ''
  const next = words[at + 1]
  if (isInstead(words, at)) return 'adverb'
  if (REMOVED.has(text) && BUILDERS.has(words[at - 1]?.text ?? '')) return 'adverb'
  if (isExcepted(words, at)) return 'determiner'
  // "with and without an account"
  if (PREPOSITIONAL.has(text) && BOTH.test(`${words[at - 2]?.text} ${words[at - 1]?.text}`)) return undefined
  const contracted = text.endsWith("n't")
  const adverb = contracted || ADVERBS.has(text) || (text === 'no' && !english)
  if (!adverb && !DETERMINERS.has(text)) return undefined
  if (text === 'sin' && english) return undefined
  // "Login? No, …" and "No: …" stand for themselves.
  if (next && next.gap !== 'joined' && next.gap !== 'hyphen') return undefined
  if (VOIDING[contracted ? "n't" : text]?.has(next?.text ?? '')) return undefined
  // "no longer" denies; "no longer than" does not.
  if (text === 'no' && next?.text === 'longer') return words[at + 2]?.text === 'than' ? undefined : 'adverb'
  if (text === 'not' && /^(?:or|if|whether|why)$/.test(words[at - 1]?.text ?? '')) return undefined
  return adverb ? 'adverb' : 'determiner'
}

const BOTH = /^(?:with|mit|avec|con) (?:and|or|und|oder|et|ou|y|o)$/

/** "everything except payments" */
const isExcepted = (words: Word[], at: number) =>
  /^(?:except|but|ausser|sauf|salvo|excepto|menos)$/.test(words[at]?.text ?? '') &&
  /^(?:everything|all|anything|alles|tout|todo)$/.test(words[at - 1]?.text ?? '')

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
    if (
      /^(?:every time|each time|jedes mal|chaque fois|cada vez|in plain|other than|apart from|at night|only when|more than|im klartext|en clair)$/.test(
        pair,
      )
    )
      return true
  }
  return false
}

/** "never works without login": two denials, and the thing is there. */
function isDeniedTwice(words: Word[], at: number): boolean {
  const nots = words[at]?.text === 'not' && words[at + 1]?.text === 'to'
  if (!nots && !PREPOSITIONAL.has(words[at]?.text ?? '')) return false
  for (let before = at - 1; before >= 0 && at - before <= REACH; before -= 1) {
    const word = words[before]
    const next = words[before + 1]
    if (!word || !next || next.gap === 'comma' || /colon|dash|bracket|none/.test(next.gap)) return false
    if (ANDS.has(word.text) || ORS.has(word.text) || STOPS.has(word.text)) return false
    if (denies(word)) return true
  }
  return false
}
