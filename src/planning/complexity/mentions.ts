import { isCompared } from './comparison.ts'
import { type HumanLanguage, humanLanguageOf } from './human-language.ts'
import { unlistedIn } from './integrations.ts'
import type { Found } from './lexicon.ts'
import { isDefinite, type Role, roleOf } from './roles.ts'
import { SIGNALS, type Signal, VOIDING_WORDS } from './signals.ts'
import { answerOf, type Stance, stanceOf } from './stance.ts'
import { standingOfEach, standingsIn } from './standing.ts'
import { figuresIn } from './volume.ts'
import { type Sentence, sentencesIn } from './words.ts'

/** Each place of a brief that says something of its weight, and how it means it. */

export type Field = 'name' | 'text' | 'frameworks' | 'apis' | 'answers'

/** Words of the brief, to the character; offsets are UTF-16 code units of the field, of the answer where it is one. */
export interface Quote {
  field: Field
  /** Which of the answers, framework or APIs. */
  index?: number
  text: string
  start: number
  end: number
}

export interface Mention {
  signal: Signal
  stance: Stance
  /** Of kinds alone. */
  role: Role
  quote: Quote
}

export interface Passage {
  field: Field
  index?: number
  text: string
  /** How a question was answered that this passage is: what it names is wanted or not. */
  answered?: 'yes' | 'no'
}

export interface Reading {
  mentions: Mention[]
  sentences: { sentence: Sentence; passage: Passage; wanted: boolean }[]
  language: HumanLanguage
}

/** `own`: languages and frameworks, folded; they are nobody's service. */
export function readPassages(passages: Passage[], own: ReadonlySet<string>): Reading {
  const taken = passages.map((passage) => ({ passage, sentences: sentencesIn(passage.text) }))
  const language = humanLanguageOf(
    passages.map(({ text }) => text).join('\n'),
    taken.flatMap(({ sentences }) => sentences),
    taken.reduce(
      (sum, { passage, sentences }) =>
        sentences.reduce((found, { words }) => found + SIGNALS.find(words, passage.text).length, sum),
      0,
    ),
  )
  const voided = new Set(
    taken.flatMap(({ passage, sentences }) =>
      sentences.flatMap(({ words }) =>
        VOIDING_WORDS.find(words, passage.text).flatMap(({ meanings }) => meanings.map(({ value }) => value)),
      ),
    ),
  )
  const reading: Reading = { mentions: [], sentences: [], language }
  for (const { passage, sentences } of taken) {
    const standings = standingOfEach(sentences, standingsIn(passage.text))
    for (const [at, sentence] of sentences.entries()) {
      const standing = standings[at] ?? 'plain'
      const answer = passage.answered ?? (sentence.asks ? (answerOf(sentences[at + 1]) ?? 'open') : undefined)
      reading.sentences.push({ sentence, passage, wanted: standing === 'plain' && answer === undefined })
      const around = { sentence, text: passage.text, english: !/^(?:es|other)$/.test(language) }
      for (const { signal, found, state: kept } of signalsIn(sentence, passage.text, own)) {
        if (signal.sort === 'weight' && signal.weak && voided.has(signal.weight)) continue
        const state = kept || (signal.sort === 'kind' && isDefinite(sentence.words, found.first))
        const role =
          signal.sort === 'kind' ? roleOf(sentence.words, found, passage.text, signal.kind) : 'plain'
        const stance =
          standing !== 'plain'
            ? standing
            : state && answer === undefined
              ? 'said'
              : (stanceByAnswer(answer) ?? stanceIn(around, found, signal))
        const { start, end } = found
        const quote = {
          field: passage.field,
          index: passage.index,
          text: passage.text.slice(start, end),
          start,
          end,
        }
        reading.mentions.push({ signal, stance, role, quote })
      }
    }
  }
  return reading
}

function stanceByAnswer(answer: 'yes' | 'no' | 'open' | undefined): Stance | undefined {
  if (answer === undefined) return undefined
  return { yes: 'said', no: 'denied', open: 'asked' }[answer] as Stance
}

function stanceIn(
  { sentence, text, english }: { sentence: Sentence; text: string; english: boolean },
  found: Found<unknown>,
  { sort }: Signal,
): Stance {
  const compares = sort === 'kind' || sort === 'service'
  const run = sentence.words[found.first]?.run === true
  if (compares && !run && isCompared(sentence.words, found.first, found.last, sort === 'service'))
    return 'compared'
  return stanceOf(sentence, found, text, english)
}

function* signalsIn(
  sentence: Sentence,
  text: string,
  own: ReadonlySet<string>,
): Generator<{ signal: Signal; found: Found<unknown>; state: boolean }> {
  const listed = SIGNALS.find(sentence.words, text)
  for (const found of listed) {
    const state = found.meanings.some((meaning) => meaning.state)
    for (const { value } of found.meanings)
      if (value.sort !== 'nothing') yield { signal: value, found, state }
  }
  for (const figure of figuresIn(sentence, text))
    yield {
      signal: { sort: 'weight', weight: 'data volume' },
      found: { ...figure, meanings: [] },
      state: false,
    }
  const services = listed.filter(({ meanings }) => meanings.some(({ value }) => value.sort === 'service'))
  for (const unlisted of unlistedIn(sentence, text, own))
    if (!services.some(({ first, last }) => first <= unlisted.last && last >= unlisted.first))
      yield {
        signal: { sort: 'service', service: unlisted.name },
        found: { ...unlisted, meanings: [] },
        state: false,
      }
}
