import type { HumanLanguage } from './human-language.ts'
import { pointsOfService } from './integrations.ts'
import type { KindVerdict } from './kind-verdict.ts'
import { KIND_WORDS, type Kind } from './kinds.ts'
import type { Quote, Reading } from './mentions.ts'
import type { Stance } from './stance.ts'
import { factorOf, teamIn } from './team.ts'
import type { Weighed } from './weighing.ts'

/** One reason of the score. */
export interface Line {
  /** `kind: cli` · `also: api` · a weight's name: `payments` · `integration: Stripe` · `amount` · `team` · `language` … */
  what: string
  points: number
  /** Of the team's line alone: what the sum of all points is multiplied by. */
  factor?: number
  /** A sentence. */
  because: string
  quote?: Quote
  by: 'code' | 'person'
  /** It is named, but not counted. */
  stance?: Exclude<Stance, 'said'>
}

export interface Factor {
  /** Unknown where nobody says. */
  people?: number
  factor: number
}

export interface Team extends Factor {
  /** Every different size that the brief gives, the smallest first. */
  stated: number[]
  quote?: Quote
  by: 'code' | 'person'
}

export function judgeTeam(reading: Reading, overruled: number | undefined): Team {
  if (overruled !== undefined)
    return { people: overruled, factor: factorOf(overruled), stated: [], by: 'person' }
  const all = reading.sentences
    .filter(({ wanted }) => wanted)
    .flatMap(({ sentence, passage }) =>
      teamIn(sentence, passage.text).map(({ people, start, end }) => ({
        people,
        quote: {
          field: passage.field,
          index: passage.index,
          text: passage.text.slice(start, end),
          start,
          end,
        },
      })),
    )
    .sort((a, b) => b.people - a.people)
  const stated = [...new Set(all.map(({ people }) => people))].reverse()
  return {
    people: all[0]?.people,
    factor: factorOf(all[0]?.people),
    stated,
    quote: all[0]?.quote,
    by: 'code',
  }
}

export interface Grounds {
  kind: Kind
  found: KindVerdict
  /** A person said which kind it is. */
  overruled: boolean
  weights: Weighed
  amount: { statements: number; points: number }
  team: Team
  language: HumanLanguage
}

export function linesOf({ kind, found, overruled, weights, amount, team, language }: Grounds): Line[] {
  const lines: Line[] = [kindLine(kind, found, overruled)]
  const add = (what: string, points: number, because: string, quote?: Quote, more: Partial<Line> = {}) =>
    lines.push({ what, points, because, ...(quote ? { quote } : {}), by: 'code', ...more })
  for (const surface of found.surfaces)
    if (surface.kind !== kind)
      add(
        `also: ${surface.kind}`,
        1,
        `It comes with ${KIND_WORDS[surface.kind].noun}, which is built and released too.`,
        surface.quote,
      )
  for (const { name, points, because, quote } of weights.said)
    add(name, points, `${sentence(name)}: ${because}.`, quote)
  for (const [index, { name, quote }] of weights.services.entries())
    add(`integration: ${name}`, pointsOfService(index), integrationSentence(name, index), quote)
  if (amount.points > 0)
    add('amount', amount.points, `The brief asks for ${amount.statements} different things.`)
  for (const { name, what, stance, quote } of weights.unsaid)
    add(what, 0, `${sentence(name)}: ${UNSAID[stance]}.`, quote, { stance })
  if (language === 'other')
    add('language', 0, 'The word lists do not know the brief’s language; it may ask for more than was found.')
  lines.push(teamLine(team))
  return lines
}

const UNSAID = {
  denied: 'the brief says that it is not wanted',
  later: 'the brief puts it off',
  compared: 'the brief names it to compare with, not to use',
  asked: 'the brief asks whether it is wanted',
}

const sentence = (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1)

function integrationSentence(name: string, index: number): string {
  if (pointsOfService(index) === 1)
    return `${name} is a foreign service: keys, limits, failures and changes that others decide.`
  return pointsOfService(index) > 0
    ? `${name} is a further foreign service; the way to deal with one is there by then.`
    : `${name} is one of so many foreign services that it weighs nothing more.`
}

function kindLine(kind: Kind, found: KindVerdict, overruled: boolean): Line {
  const { noun, points, because } = KIND_WORDS[kind]
  const line = { what: `kind: ${kind}`, points }
  if (overruled) {
    const judged = found.kind === kind ? '' : ` The brief sounds like ${KIND_WORDS[found.kind].noun}.`
    return { ...line, because: `A person says that it is ${noun}: ${because}.${judged}`, by: 'person' }
  }
  return {
    ...line,
    because: `It is ${noun}${found.assumed ? ', as nothing else is said' : ''}: ${because}.`,
    ...(found.quote ? { quote: found.quote } : {}),
    by: 'code',
  }
}

function teamLine({ people, factor, quote, by }: Team): Line {
  const size = people === 1 ? 'One person builds it' : `${people} people build it`
  const effect = factor === 1 ? 'the points stay as they are' : `the points count ${factor} times`
  const because =
    people === undefined
      ? 'How many people build it is not said: the points stay as they are.'
      : `${by === 'person' ? 'A person says: ' : ''}${size}: ${effect}.`
  return { what: 'team', points: 0, factor, because, ...(quote ? { quote } : {}), by }
}
