import { BOLD_LEVEL } from '../outline.ts'
import type { Passage } from '../passages.ts'
import { continuesPhase } from './body.ts'
import { fieldOf } from './fields.ts'
import { isAside, isPhasesTitle, isSectionTitle } from './known-sections.ts'
import { countedIn, type PhaseHeading, phaseIn, titledPhase, weightOf } from './phase-heading.ts'
import { phaseRows } from './table-phases.ts'
import { taskIn } from './task-id.ts'

/** Where a phase stands: its heading, and what belongs to it. */
export interface PhaseArea {
  heading: PhaseHeading
  /** Below the heading. */
  body: Passage[]
  start: number
  end: number
  /** In a part that only sums up: a table of contents, a timeline. */
  aside: boolean
}

interface Candidate {
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
const ASIDE_WEIGHT = 0.05
const UNKNOWN_WEIGHT = 0.5
/** More phases than a plan can have; what is beyond is not read. */
export const PHASES = 200

/**
 * Finds the phases: those lines that most of the text stands below. A table of contents or a timeline names the same
 * phases, and has nothing below them.
 */
export function findPhases(passages: Passage[], end: number): PhaseArea[] {
  const named = findNamedPhases(passages, end)
  if (named.some(({ body }) => body.length > 0)) return named
  const asides = asidesOf(passages)
  for (const others of [countedPhases(passages, asides), unnamedPhases(passages), numberedTasks(passages)])
    if (others.length > 0) return areasOf(others, passages, end)
  return named
}

/** Only those that a word or a table's column calls phases. */
export function findNamedPhases(passages: Passage[], end: number): PhaseArea[] {
  const asides = asidesOf(passages)
  const candidates = candidatesIn(passages, asides, (text, heading) => phaseIn(text, heading))
  const rows = phaseRows(passages, (at) => asides[at] ?? false)
  const chosen = bestGroup(candidates, passages)
  const rowScore = rows.reduce((sum, row) => sum + (row.aside ? ASIDE_WEIGHT : 1) * row.weight, 0)
  if (rowScore > chosen.score) return rows.slice(0, PHASES)
  return areasOf(withOthers(chosen.group, candidates), passages, end)
}

function candidatesIn(
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

/** Each ends where the next begins, or where a heading ends it. */
function divide(group: Candidate[], passages: Passage[], others: Candidate[] = []): Candidate[] {
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
  for (let next = at + 1; next < to; next += 1) {
    const { kind, text, level, indent } = passages[next] ?? passage
    const outer = kind === 'heading' && level === BOLD_LEVEL && indent <= passage.indent
    if (outer && isAside(text) && !earlier.has(fieldOf(text))) return next
  }
  return to
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
function levelsAbove(passages: Passage[]): number[] {
  let above = 0
  return passages.map(({ kind, level }) => {
    const before = above
    if (kind === 'heading' && level < BOLD_LEVEL) above = level
    return before
  })
}

/** Passages under headings that sum up. */
function asidesOf(passages: Passage[]): boolean[] {
  let level: number | undefined
  return passages.map(({ kind, text, level: own }) => {
    if (kind === 'heading' && (level === undefined || own <= level) && !phaseIn(text, true))
      level = isAside(text) ? own : undefined
    else if (kind === 'heading' && level !== undefined && own < level) level = undefined
    return level !== undefined
  })
}

function bestGroup(candidates: Candidate[], passages: Passage[]): { group: Candidate[]; score: number } {
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

/** Those written in another shape whose number none of the chosen has. */
function withOthers(group: Candidate[], candidates: Candidate[]): Candidate[] {
  const numbers = new Set(group.map(({ heading }) => heading.number))
  const word = group[0]?.heading.word
  const others = candidates.filter(
    ({ heading, at, to, aside }) =>
      heading.word === word &&
      !aside &&
      to - at > 1 &&
      heading.number !== undefined &&
      !numbers.has(heading.number),
  )
  return others.length === 0 ? group : [...group, ...others].sort((a, b) => a.at - b.at)
}

/** `## 1. Title` and `1. **Title**` under a heading "Phases". */
function unnamedPhases(passages: Passage[]): Candidate[] {
  const top = passages.findIndex(({ kind, text }) => kind === 'heading' && isPhasesTitle(text))
  if (top >= 0) {
    const level = passages[top]?.level ?? 1
    const after = passages.slice(top + 1)
    const last = after.findIndex((passage) => passage.kind === 'heading' && passage.level <= level)
    const below = last < 0 ? after : after.slice(0, last)
    const headings = below.filter(
      ({ kind, text }) => kind === 'heading' && !isSectionTitle(text) && !fieldOf(text) && !taskIn(text),
    )
    const highest = least(headings.map((heading) => heading.level))
    const found = headings.filter((heading) => heading.level === highest)
    if (found.length > 0) return byPlace(found, passages)
    const items = below.filter(({ kind }) => kind === 'item')
    const outer = least(items.map(({ indent }) => indent))
    const phases = items.filter(({ indent, text }) => indent === outer && !taskIn(text) && !labelled(text))
    if (phases.length > 0 && phases.length < items.length) return byPlace(phases, passages)
  }
  const numbered = passages.filter(
    ({ kind, text }) =>
      kind === 'heading' &&
      /^\d{1,2}[.):]?\s+\S/.test(text) &&
      !isSectionTitle(text.replace(/^\d+[.):]?\s+/, '')),
  )
  const level = least(numbered.map((heading) => heading.level))
  const same = numbered.filter((heading) => heading.level === level)
  const found = byPlace(same, passages)
  return found.length > 1 && found.some(({ at, to }) => hasTask(passages.slice(at + 1, to))) ? found : []
}

const least = (numbers: number[]) =>
  numbers.reduce((smallest, number) => Math.min(smallest, number), Number.POSITIVE_INFINITY)

const labelled = (text: string) => fieldOf(text.split(/[:：]/, 1)[0] ?? '') !== undefined

const hasTask = (passages: Passage[]) =>
  passages.some(
    ({ text, kind }) => taskIn(text) !== undefined || (kind === 'item' && /^\*\*|check|accept/i.test(text)),
  )

/** `1. Title` with `1.1 Task` in it. */
function numberedTasks(passages: Passage[]): Candidate[] {
  const outer = least(passages.filter(({ kind }) => kind === 'item').map(({ indent }) => indent))
  const starts = passages.filter(({ kind, indent }, at) => {
    const next = passages[at + 1]
    return (
      kind === 'item' &&
      indent === outer &&
      next !== undefined &&
      next.indent > indent &&
      taskIn(next.text) !== undefined
    )
  })
  return starts.length > 1 ? byPlace(starts, passages) : []
}

/** Headings that count by one and the same word, which is none of ours. */
function countedPhases(passages: Passage[], asides: boolean[]): Candidate[] {
  const candidates = candidatesIn(passages, asides, (text) => countedIn(text)).filter(
    ({ heading, passage }) =>
      !taskIn(passage.text) && !/^(?:t|r|fr|nfr|req|task|section|chapter|appendix|part)$/.test(heading.word),
  )
  const { group } = bestGroup(candidates, passages)
  const counts = group.filter(
    ({ heading }, index) => heading.number === (group[0]?.heading.number ?? 0) + index,
  )
  return group.length > 1 && counts.length === group.length && group.some(({ at, to }) => to - at > 1)
    ? group
    : []
}

function byPlace(found: Passage[], passages: Passage[]): Candidate[] {
  const levels = levelsAbove(passages)
  const places = new Map(passages.map((passage, at) => [passage, at]))
  const candidates = found.slice(0, PHASES).map((passage): Candidate => {
    const at = places.get(passage) ?? 0
    const kind = passage.kind === 'item' ? 'item' : 'line'
    return {
      heading: titledPhase(passage.text),
      passage,
      at,
      to: passages.length,
      kind,
      above: levels[at] ?? 0,
      aside: false,
    }
  })
  return divide(candidates, passages)
}

function areasOf(group: Candidate[], passages: Passage[], end: number): PhaseArea[] {
  return divide(group.slice(0, PHASES), passages).map(({ heading, passage, at, to, aside }) => ({
    heading,
    body: passages.slice(at + 1, to),
    start: passage.start,
    end: passages[to]?.start ?? end,
    aside,
  }))
}

/** The passages that stand in none of them. */
export function outsideOf(areas: PhaseArea[], passages: Passage[]): Passage[] {
  let area = 0
  return passages.filter(({ start }) => {
    while ((areas[area]?.end ?? Number.POSITIVE_INFINITY) <= start) area += 1
    return start < (areas[area]?.start ?? Number.POSITIVE_INFINITY)
  })
}
