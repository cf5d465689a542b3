import type { HumanLanguage } from './human-language.ts'
import { KIND_WORDS, type Kind } from './kinds.ts'
import type { Quote } from './mentions.ts'

/** Why a judgement may be wrong, and how much each reason takes from the confidence in it. */
export interface Doubt {
  /** Stable, for programs: `kind:assumed` … */
  code: string
  /** What it takes, of 1. */
  less: number
  because: string
  quote?: Quote
}

/** A word list can always be wrong. */
export const MOST_CONFIDENT = 0.95
const LEAST_CONFIDENT = 0.05

export interface Doubtful {
  words: number
  language: HumanLanguage
  kind: { kind: Kind; assumed: boolean; faint: boolean; quote?: Quote; rival?: { kind: Kind; quote: Quote } }
  /** Weights that do not go with the kind. */
  strange: { name: string; quote?: Quote }[]
  /** Said in one place, denied in another. */
  contradicted: { name: string; quote?: Quote }[]
  /** In questions without an answer. */
  open: { name: string; quote?: Quote }[]
  /** "simple", and what the lines give. */
  small?: Quote
  score: number
  /** Different sizes of the team. */
  teams: number[]
  /** Anything at all beside the kind. */
  found: boolean
}

export function doubtsOf(about: Doubtful): Doubt[] {
  const { kind, words } = about
  const doubts: Doubt[] = []
  const doubt = (code: string, less: number, because: string, quote?: Quote) =>
    doubts.push({ code, less, because, ...(quote ? { quote } : {}) })
  if (words < 5)
    doubt(
      'brief:short',
      0.5,
      `The brief has ${words === 1 ? 'one word' : `${words} words`}: most of it has to be guessed.`,
    )
  else if (words < 12) doubt('brief:short', 0.3, `The brief has only ${words} words.`)
  else if (words < 25) doubt('brief:short', 0.1, `The brief has only ${words} words.`)
  if (about.language === 'other')
    doubt(
      'language',
      0.4,
      'The brief is in a language that the word lists do not know, so that much of it was not understood.',
    )
  else if (about.language !== 'en' && about.language !== 'unsaid')
    doubt('language', 0.05, `The word lists know ${LANGUAGES[about.language]} less well than English.`)
  if (kind.assumed)
    doubt(
      'kind:assumed',
      0.25,
      `Nothing says what kind of product it is; ${KIND_WORDS[kind.kind].noun} was assumed.`,
    )
  if (kind.faint)
    doubt('kind:faint', 0.15, `Only hints say that it is ${KIND_WORDS[kind.kind].noun}.`, kind.quote)
  if (kind.rival)
    doubt(
      'kind:rival',
      0.25,
      `The brief calls it ${KIND_WORDS[kind.kind].noun}, and ${KIND_WORDS[kind.rival.kind].noun} too.`,
      kind.rival.quote,
    )
  for (const { name, quote } of about.strange.slice(0, 2))
    doubt(
      'kind:strange',
      0.15,
      `${capital(KIND_WORDS[kind.kind].noun)} seldom has to do with ${name}.`,
      quote,
    )
  for (const { name, quote } of about.contradicted.slice(0, 3))
    doubt('contradiction', 0.12, `The brief wants ${name} in one place, and not in another.`, quote)
  for (const { name, quote } of about.open.slice(0, 3))
    doubt('open', 0.05, `A question about ${name} has no answer yet.`, quote)
  if (about.small && about.score >= SMALL_LIMIT)
    doubt(
      'size',
      0.15,
      `The brief speaks of something small, and what it names comes to ${about.score} points.`,
      about.small,
    )
  if (about.teams.length > 1)
    doubt('team', 0.1, `The brief gives the team several sizes: ${about.teams.slice(0, 5).join(', ')}.`)
  if (!about.found && words >= 40)
    doubt('nothing', 0.15, `In ${words} words nothing was found that the lists know, beside the kind.`)
  return doubts
}

const SMALL_LIMIT = 9
const LANGUAGES = { de: 'German', fr: 'French', es: 'Spanish', ja: 'Japanese' }
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

export function confidenceOf(doubts: Doubt[]): number {
  const less = doubts.reduce((sum, doubt) => sum + doubt.less, 0)
  return Math.round(Math.max(LEAST_CONFIDENT, MOST_CONFIDENT - less) * 100) / 100
}
