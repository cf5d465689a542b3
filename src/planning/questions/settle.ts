import type { Missing } from '../design.ts'
import { shorten } from '../inline.ts'
import { listed } from '../missing.ts'
import { type Choice, MOST_CHOICES, MOST_QUESTIONS, type Question } from '../questions.ts'
import type { Draft, DraftChoice } from './draft.ts'
import { behindLabel, behindLetter, isOther, isYouDecide, keyOf, withoutMark } from './words.ts'

/** What a person reads at a glance. */
const QUESTION_CHARS = 500
const CHOICE_CHARS = 240
const WHY_CHARS = 1000

/** What counts of that which was written: at most five questions with two to four answers each, one of them "you decide". */
export function settle(drafts: readonly Draft[]): { questions: Question[]; missing: Missing[] } {
  const missing: Missing[] = []
  const seen = new Set<string>()
  const counted = drafts.filter(({ text, choices }) => {
    const key = keyOf(text)
    const isEmpty = key === ''
    const isTwice = !isEmpty && seen.has(key)
    if (isEmpty && choices.length > 0)
      missing.push({
        code: 'questions:text',
        message: `A question is missing above ${listed(choices.map(({ text }) => quoted(text)))}.`,
      })
    if (isTwice)
      missing.push({
        code: 'questions:twice',
        message: `${quoted(text)} is asked twice; what came first counts. Left out: ${listed(choices.map((choice) => quoted(choice.text))) || 'nothing'}.`,
      })
    seen.add(key)
    return !isEmpty && !isTwice
  })
  const more = counted.slice(MOST_QUESTIONS).map(({ text }) => quoted(text))
  if (more.length > 0)
    missing.push({
      code: 'questions:more',
      message: `Only the first ${MOST_QUESTIONS} questions count. Left out: ${listed(more)}.`,
    })
  const questions = counted.slice(0, MOST_QUESTIONS).map((draft, at) => settleOne(draft, at + 1, missing))
  return { questions, missing }
}

const quoted = (text: string): string => `“${shorten(text, 100)}”`

function settleOne(draft: Draft, number: number, missing: Missing[]): Question {
  const lack = (code: string, message: string) => missing.push({ code, message })
  if (draft.text.length > QUESTION_CHARS)
    lack(
      'questions:long',
      `Question ${number} is longer than ${QUESTION_CHARS} characters and was shortened.`,
    )
  const offered = once(draft.choices.filter(({ text }) => !isOther(text)))
  const decide = offered.find(({ text }) => isYouDecide(text))
  const answers = offered.filter(({ text }) => !isYouDecide(text))
  const named = recommendedIn(draft, answers)
  if (named.added) answers.unshift(named.added)
  const best = named.choice
  const room = MOST_CHOICES - 1
  // The recommended one is among them, wherever it was written.
  const kept = answers
    .filter((answer, at) => answer === best || at < room - (best && answers.indexOf(best) >= room ? 1 : 0))
    .slice(0, room)
  const dropped = answers.filter((answer) => !kept.includes(answer)).map(({ text }) => quoted(text))
  if (dropped.length > 0)
    lack(
      'questions:choices',
      `Question ${number} has more than ${room} answers. Left out: ${listed(dropped)}.`,
    )
  if (answers.length === 0)
    lack(
      'questions:choices',
      `Question ${number} offers no answer to choose; it can be answered in own words.`,
    )
  else if (!best && !named.isLeft)
    lack(
      'questions:recommended',
      `Question ${number} recommends ${named.lost ? `${quoted(named.lost)}, which is none of its answers` : 'no answer'}.`,
    )
  const choices: Choice[] = kept.map(({ text }) => ({ text: shorten(text, CHOICE_CHARS), kind: 'answer' }))
  choices.push({ text: shorten(decide?.text ?? 'You decide', CHOICE_CHARS), kind: 'decide' })
  if (answers.length === 0) choices.push({ text: 'Leave it open', kind: 'open' })
  const recommended = best ? kept.indexOf(best) : -1
  const why = draft.why.join(' ')
  return {
    number,
    text: shorten(draft.text, QUESTION_CHARS),
    ...(draft.topic ? { topic: shorten(draft.topic, 120) } : {}),
    ...(why ? { why: shorten(why, WHY_CHARS) } : {}),
    choices,
    ...(recommended >= 0 ? { recommended } : {}),
    start: draft.start,
    end: draft.end,
  }
}

/** The same answer written twice is one. */
function once(choices: readonly DraftChoice[]): DraftChoice[] {
  const kept = new Map<string, DraftChoice>()
  for (const choice of choices) {
    const key = keyOf(choice.text) || choice.text
    const there = kept.get(key)
    if (there) there.recommended ||= choice.recommended
    else kept.set(key, { ...choice })
  }
  return [...kept.values()]
}

interface Recommended {
  choice?: DraftChoice
  /** An answer that stands nowhere but in the recommendation. */
  added?: DraftChoice
  /** "You decide" is recommended, so nothing is. */
  isLeft?: boolean
  /** It names an answer that is not there. */
  lost?: string
}

function recommendedIn(draft: Draft, answers: readonly DraftChoice[]): Recommended {
  const marked = answers.find(({ recommended }) => recommended)
  if (marked) return { choice: marked }
  const all = draft.choices
  if (all.some(({ text, recommended }) => recommended && isYouDecide(text))) return { isLeft: true }
  for (const said of draft.recommended) {
    const text = withoutMark(said)
      .text.replace(/^(?:option|choice|answer|antwort|auswahl)\s+/i, '')
      .replace(/^[([（](.{1,80})[)\]）]$/, '$1')
      .trim()
    const name = behindLabel(text) ?? text
    if (isYouDecide(name)) return { isLeft: true }
    const letter =
      behindLetter(name)?.letter ??
      /^([A-Ha-h])(?:\b|$)[).:]?(?=\s*$|\s*[-–—,(.]|\s+because)/u.exec(name)?.[1]?.toLowerCase()
    const byLetter =
      letter && (all.find((choice) => choice.letter === letter) ?? all['abcdefgh'.indexOf(letter)])
    const digit = /^([1-9])[).:]?(?:$|\s*[-–—,(.])/.exec(name)?.[1]
    const byNumber = digit === undefined ? undefined : all[Number(digit) - 1]
    const meant = (byLetter || byNumber) ?? undefined
    const choice = meant
      ? answers.find(({ text }) => keyOf(text) === keyOf(meant.text))
      : byWords(name, answers)
    if (choice) return { choice }
    if (meant && isYouDecide(meant.text)) return { isLeft: true }
    if (letter || digit) return { lost: said }
    if (keyOf(name) !== '') {
      const added = { text: name.replace(/[.。]$/, ''), recommended: true }
      return { choice: added, added }
    }
  }
  return {}
}

/** The answer that the words begin with, or that begins with them; else the longest that stands in them. */
function byWords(words: string, answers: readonly DraftChoice[]): DraftChoice | undefined {
  const key = keyOf(words)
  if (key === '') return undefined
  const starts = answers.filter(({ text }) => {
    const other = keyOf(text)
    return other !== '' && (other.startsWith(key) || key.startsWith(other))
  })
  const inside = answers.filter(({ text }) => keyOf(text).length > 2 && key.includes(keyOf(text)))
  return [...(starts.length > 0 ? starts : inside)].sort(
    (one, other) => other.text.length - one.text.length,
  )[0]
}
