import { BOLD_LEVEL } from '../outline.ts'
import type { Passage } from '../passages.ts'
import { continuesPhase } from './belonging.ts'
import { fieldOf } from './fields.ts'
import { isAside, isSectionTitle } from './known-sections.ts'
import { type PhaseHeading, phaseIn, weightOf } from './phase-heading.ts'
import { phasesNamedIn } from './references.ts'
import { statedDependency } from './stated-dependencies.ts'
import { taskIn } from './task-id.ts'

/** A line that may begin a phase. */
export interface Candidate {
  heading: PhaseHeading
  passage: Passage
  /** Index into the passages. */
  at: number
  /** Index behind what belongs to it, if the candidates of all kinds divide the text. */
  to: number
  kind: 'line' | 'item'
  /** Level of the heading in whose part it stands. */
  above: number
  aside: boolean
}

/** Groups of candidates that only repeat others say little. */
export const ASIDE_WEIGHT = 0.05
const UNKNOWN_WEIGHT = 0.5
/** More phases than a plan can have; what is beyond is not read. */
export const PHASES = 200

export function candidatesIn(
  passages: Passage[],
  asides: boolean[],
  read: (text: string, heading: boolean) => PhaseHeading | undefined,
): Candidate[] {
  const found: Candidate[] = []
  const levels = levelsAbove(passages)
  for (const [at, passage] of passages.entries()) {
    if (passage.kind === 'row' || found.length >= 10 * PHASES) continue
    const heading = passage.kind === 'paragraph' ? undefined : read(passage.text, passage.kind === 'heading')
    if (!heading) continue
    const kind = passage.kind === 'item' ? 'item' : 'line'
    found.push({
      heading,
      passage,
      at,
      to: passages.length,
      kind,
      above: levels[at] ?? 0,
      aside: asides[at] ?? false,
    })
  }
  return found
}

/** Those of one word and kind that most of the text stands below. */
export function bestGroup(
  candidates: Candidate[],
  passages: Passage[],
): { group: Candidate[]; score: number } {
  const groups = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const key = `${candidate.kind} ${candidate.heading.word}`
    const group = groups.get(key)
    if (group) group.push(candidate)
    else groups.set(key, [candidate])
  }
  let best: { group: Candidate[]; score: number } = { group: [], score: 0 }
  for (const group of groups.values()) {
    const score = divide(group, passages, candidates).reduce(
      (sum, { heading, at, to, aside }) =>
        sum + (weightOf(heading.word) || UNKNOWN_WEIGHT) * (aside ? ASIDE_WEIGHT : 1) * (to - at - 1),
      0,
    )
    if (best.group.length === 0 || score > best.score) best = { group, score }
  }
  return best
}

/** Each ends where the next begins, or where a heading ends it. */
export function divide(group: Candidate[], passages: Passage[], others: Candidate[] = []): Candidate[] {
  const lines = others.filter(({ kind }) => kind === 'line')
  let line = 0
  for (const [index, candidate] of group.entries()) {
    let limit = group[index + 1]?.at ?? passages.length
    if (candidate.kind === 'item') {
      // A list of phases ends where lines begin to name them.
      while ((lines[line]?.at ?? Number.POSITIVE_INFINITY) <= candidate.at) line += 1
      limit = Math.min(limit, lines[line]?.at ?? limit)
    }
    candidate.to = endOf(candidate, limit, passages)
  }
  const last = group.at(-1)
  if (last && group.length > 1) last.to = closingPart(last, group, passages)
  return group
}

/** A part behind the last phase ("**Timeline**") that looks like a part of it, but that no phase before has. */
function closingPart({ passage, at, to }: Candidate, group: Candidate[], passages: Passage[]): number {
  const earlier = new Set(
    passages.slice(group[0]?.at ?? 0, at).map(({ text, kind }) => (kind === 'row' ? '' : fieldOf(text))),
  )
  let hasItems = false
  for (let next = at + 1; next < to; next += 1) {
    const { kind, text, level, indent } = passages[next] ?? passage
    hasItems ||= kind === 'item' || kind === 'row' || taskIn(text) !== undefined
    const outer = kind === 'heading' && (level < BOLD_LEVEL || indent <= passage.indent)
    if (outer && hasItems && isAside(text) && !earlier.has(fieldOf(text)) && sumsUp(text, passages[next + 1]))
      return next
  }
  return to
}

/** What only the last phase waits for, or takes, is its own; what tells of several phases is not. */
function sumsUp(title: string, below: Passage | undefined): boolean {
  const field = fieldOf(title)
  const text = below?.text ?? ''
  if (field === 'dependsOn') return statedDependency(text) !== undefined
  return field !== 'estimate' || below?.kind === 'row' || phasesNamedIn(text).length > 0
}

function endOf(candidate: Candidate, limit: number, passages: Passage[]): number {
  for (let next = candidate.at + 1; next < limit; next += 1) {
    const passage = passages[next]
    if (passage?.kind === 'heading' && ends(candidate, passage)) return next
  }
  return limit
}

function ends({ passage, kind, above }: Candidate, { level, text, indent }: Passage): boolean {
  if (kind === 'item')
    return level < BOLD_LEVEL ? !continuesPhase(text) : indent <= passage.indent && endsItem(text)
  if (level > passage.level) return false
  if (passage.level < BOLD_LEVEL) return level < passage.level || !continuesPhase(text)
  // A line of bold text has no level of its own: what is deeper than the heading above it may stand below it.
  const field = fieldOf(text)
  if (level === BOLD_LEVEL) return isSectionTitle(text) && !field
  return !continuesPhase(text) && (level <= above || isSectionTitle(text))
}

function endsItem(title: string): boolean {
  const field = fieldOf(title)
  return (
    field === 'dependsOn' ||
    field === 'estimate' ||
    field === 'other' ||
    (field === undefined && isSectionTitle(title))
  )
}

/** For each passage the level of the last heading before it that has one. */
export function levelsAbove(passages: Passage[]): number[] {
  let above = 0
  return passages.map(({ kind, level }) => {
    const before = above
    if (kind === 'heading' && level < BOLD_LEVEL) above = level
    return before
  })
}

/** Passages under headings that sum up. */
export function asidesOf(passages: Passage[]): boolean[] {
  let level: number | undefined
  return passages.map(({ kind, text, level: own }) => {
    if (kind === 'heading' && (level === undefined || own <= level) && !phaseIn(text, true))
      level = isAside(text) ? own : undefined
    else if (kind === 'heading' && level !== undefined && own < level) level = undefined
    return level !== undefined
  })
}
