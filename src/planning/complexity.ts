import { amountOf } from './complexity/amount.ts'
import { type ComplexityBrief, readBrief } from './complexity/brief.ts'
import { type Budget, budgetOf, type Depth, type Range, wordsIn } from './complexity/budget.ts'
import { confidenceOf, type Doubt, doubtsOf } from './complexity/doubts.ts'
import type { HumanLanguage } from './complexity/human-language.ts'
import { judgeKind, strangeFor } from './complexity/kind-verdict.ts'
import { KIND_WORDS, KINDS, type Kind } from './complexity/kinds.ts'
import { type Factor, judgeTeam, type Line, linesOf } from './complexity/lines.ts'
import type { Quote } from './complexity/mentions.ts'
import { weighAll } from './complexity/weighing.ts'

/**
 * How much there is to a project, judged from its brief by code alone: no model is asked, and whatever the brief says to
 * a model changes nothing. Every point has a line that says why, with the words that it was found in.
 */
export interface Complexity {
  /** 0 to 20, to a tenth: the sum of the lines' points times the team's factor, within these bounds. */
  score: number
  depth: Depth
  /** 3 to 15: how many phases a plan is likely to have. */
  phases: number
  /** 0 to 1: 0.95 less what each of the doubts takes. */
  confidence: number
  kind: Kind
  team: Factor
  language: HumanLanguage
  /** In a fixed order: kind, weights, integrations, amount; then what counts nothing, and why. */
  lines: Line[]
  doubts: Doubt[]
}

/** What a person knows better. A value that is none (`NaN`, an unknown kind) is as if it were not there. */
export interface Overrule {
  kind?: Kind
  people?: number
  score?: number
  depth?: Depth
  phases?: number
}

export type { Budget, ComplexityBrief, Depth, Doubt, Kind, Line, Quote, Range }
export { budgetOf, KIND_WORDS, KINDS, wordsIn }

export const MOST_POINTS = 20
export const PHASES: Range = { least: 3, most: 15 }
const STANDARD_FROM = 5
const DETAILED_FROM = 12

/** Total: any text has an answer. Linear in the brief's length. The same brief has the same answer. */
export function judgeComplexity(brief: ComplexityBrief, overrule: Overrule = {}): Complexity {
  const { reading, services, frameworks } = readBrief(brief)
  const weighed = weighAll(reading.mentions, services)
  const found = judgeKind(reading.mentions, frameworks, weighed.says)
  const kind = KINDS.find((name) => name === overrule.kind) ?? found.kind
  const weights = weighed.forKind(kind)
  const team = judgeTeam(reading, wholeWithin(overrule.people, 1, 500))
  const amount = amountOf(reading)
  const lines = linesOf({
    kind,
    found,
    overruled: kind !== found.kind || overrule.kind === kind,
    weights,
    amount,
    team,
    language: reading.language,
  })
  const computed = scoreOf(lines, team.factor)
  const set = within(overrule.score, 0, MOST_POINTS)
  const score = set ?? computed
  const depth = DEPTHS.find((name) => name === overrule.depth) ?? depthOf(score)
  const setPhases = wholeWithin(overrule.phases, PHASES.least, PHASES.most)
  const phases = setPhases ?? phasesOf(score)
  const person = (what: string, because: string) => lines.push({ what, points: 0, because, by: 'person' })
  if (set !== undefined) person('score', `A person set the score to ${set}; the lines give ${computed}.`)
  if (overrule.depth === depth)
    person('depth', `A person set the depth to ${depth}; the score gives ${depthOf(score)}.`)
  if (setPhases !== undefined)
    person('phases', `A person set ${phases} phases; the score gives ${phasesOf(score)}.`)
  const doubts =
    set !== undefined
      ? []
      : doubtsOf({
          words: wordsIn(
            [brief.name, brief.text, ...(brief.answers ?? []).map(({ answer }) => answer)].join('\n'),
          ),
          language: reading.language,
          kind: overrule.kind === kind ? { kind, assumed: false, faint: false } : { ...found, kind },
          strange: weights.said.filter(({ name }) => strangeFor(kind, name)),
          contradicted: weights.contradicted,
          open: weights.open,
          small: reading.mentions.find(({ signal, stance }) => signal.sort === 'size' && stance === 'said')
            ?.quote,
          score: computed,
          teams: overrule.people === undefined ? team.stated : [],
          found: weights.said.length > 0 || weights.services.length > 0,
        })
  return {
    score,
    depth,
    phases,
    confidence: set !== undefined ? 1 : confidenceOf(doubts),
    kind,
    team: { people: team.people, factor: team.factor },
    language: reading.language,
    lines,
    doubts,
  }
}

const DEPTHS: readonly Depth[] = ['minimal', 'standard', 'detailed']

export const scoreOf = (lines: Line[], factor: number): number => {
  const sum = lines.reduce((total, { points }) => total + points, 0)
  return Math.round(Math.min(MOST_POINTS, Math.max(0, sum * factor)) * 10) / 10
}

const depthOf = (score: number): Depth =>
  score < STANDARD_FROM ? 'minimal' : score < DETAILED_FROM ? 'standard' : 'detailed'

const phasesOf = (score: number): number =>
  PHASES.least + Math.floor((score * (PHASES.most - PHASES.least)) / MOST_POINTS)

function within(value: number | undefined, least: number, most: number): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  return Math.min(most, Math.max(least, value))
}

function wholeWithin(value: number | undefined, least: number, most: number): number | undefined {
  const bounded = within(value, least, most)
  return bounded === undefined ? undefined : Math.round(bounded)
}
