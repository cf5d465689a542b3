import type { Passage } from '../passages.ts'
import { fieldOf } from './fields.ts'
import { isPhasesTitle, isSectionTitle } from './known-sections.ts'
import { bestGroup, type Candidate, candidatesIn, divide, levelsAbove, PHASES } from './phase-candidates.ts'
import { countedIn, titledPhase } from './phase-heading.ts'
import { taskIn } from './task-id.ts'

/** Phases that no word calls so: they are phases by where they stand, or by how they count. */

/** `## 1. Title` and `1. **Title**` under a heading "Phases". */
export function unnamedPhases(passages: Passage[]): Candidate[] {
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
export function numberedTasks(passages: Passage[]): Candidate[] {
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
export function countedPhases(passages: Passage[], asides: boolean[]): Candidate[] {
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
