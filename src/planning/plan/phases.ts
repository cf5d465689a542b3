import type { Passage } from '../passages.ts'
import {
  ASIDE_WEIGHT,
  asidesOf,
  bestGroup,
  type Candidate,
  candidatesIn,
  divide,
  PHASES,
} from './phase-candidates.ts'
import { type PhaseHeading, phaseIn } from './phase-heading.ts'
import { countedPhases, numberedTasks, unnamedPhases } from './phases-by-place.ts'
import { phaseRows } from './table-phases.ts'

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

/**
 * Finds the phases: those lines that most of the text stands below. A table of contents or a timeline names the same
 * phases, and has nothing below them.
 */
export function findPhases(passages: Passage[], end: number): PhaseArea[] {
  const named = findNamedPhases(passages, end)
  if (named.some(({ body }) => body.length > 0)) return withSummary(named, passages)
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

function areasOf(group: Candidate[], passages: Passage[], end: number): PhaseArea[] {
  return divide(group.slice(0, PHASES), passages).map(({ heading, passage, at, to, aside }) => ({
    heading,
    body: passages.slice(at + 1, to),
    start: passage.start,
    end: passages[to]?.start ?? end,
    aside,
  }))
}

/** Rows outside of all phases that say more of one of them: goal, estimate, what it waits for. */
function withSummary(areas: PhaseArea[], passages: Passage[]): PhaseArea[] {
  const rows = phaseRows(outsideOf(areas, passages), () => true).filter(({ heading, body }) =>
    areas.some((area) => body.length > 0 && isSame(area.heading, heading)),
  )
  return rows.length === 0 ? areas : [...areas, ...rows].sort((a, b) => a.start - b.start)
}

const isSame = (one: PhaseHeading, other: PhaseHeading): boolean =>
  one.number !== undefined && one.number === other.number && (other.title === '' || one.title === other.title)

/** The passages that stand in none of them. */
export function outsideOf(areas: PhaseArea[], passages: Passage[]): Passage[] {
  let area = 0
  return passages.filter(({ start }) => {
    while ((areas[area]?.end ?? Number.POSITIVE_INFINITY) <= start) area += 1
    return start < (areas[area]?.start ?? Number.POSITIVE_INFINITY)
  })
}
