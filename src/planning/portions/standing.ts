import { parseDesign } from '../design.ts'
import type { Part } from '../parts.ts'
import { requirementsNamedIn } from '../plan/references.ts'
import { type Portion, phaseNumber, portionsOf } from '../portions.ts'
import { areas } from '../sections.ts'
import { referencesIn } from '../trace/mentions.ts'
import { ALL_REQUIREMENTS, allTasks, type Unit, unitHash, unitsOf } from './units.ts'

/** One thing that a section was written from. */
export interface StandsOn {
  document: string
  /** Number of the version that was read. */
  number: number
  /** Key of the unit; absent for the whole document. */
  section?: string
  hash: string
}

/** By the section's key; '' is the document as such. */
export type Standing = Record<string, StandsOn[]>

export interface ReadVersion {
  number: number
  text: string
}

/**
 * What each section of a document stands on. `sources`: the documents that it is written from, as they were read; the document
 * itself among them, where its sections stand on each other.
 *
 * - A section of the design stands on the whole brief (and whatever else it is written from), since a brief has no ids, and on
 *   the requirements of the design itself that it names.
 * - A phase of the plan, and a task of a phase's plan, stands on what it names: requirements, tasks, phases, sections in quotes;
 *   and on the design's rows and items that name one of its requirements, or whose name occurs in it.
 * - What names nothing, and what speaks of the whole (an approach, a goal), stands on the general parts of its sources.
 */
export function standingOf(
  document: string,
  text: string,
  sources: ReadonlyMap<string, ReadVersion>,
): Standing {
  const read = [...sources].map(([key, { number, text: said }]) => ({
    key,
    number,
    text: said,
    units: unitsOf(key, said),
  }))
  const portions = portionsOf(document, text)
  const named = new Map(portions.map(({ key }) => [key, [] as StandsOn[]]))
  for (const source of read) {
    const from = { document: source.key, number: source.number }
    const heard = new Set<Unit>()
    const add = ({ key }: Portion, units: readonly Unit[]) => {
      for (const unit of units) heard.add(unit)
      named.get(key)?.push(...units.map(({ key: section, hash }) => ({ ...from, section, hash })))
    }
    const [special, whole] = bySpecial(document, portions)
    const ownText = ({ start, end }: Portion) => text.slice(start, end)
    if (source.key === document)
      for (const portion of portions)
        add(portion, ownRequirements(portion, ownText(portion), text, source.units))
    else if (source.units.size === 0)
      for (const { key } of whole) named.get(key)?.push({ ...from, hash: unitHash(source.text) })
    else {
      for (const portion of special) add(portion, namedBy(ownText(portion), source))
      const unheard =
        document === 'plan' ? [...source.units.values()].filter((unit) => isUnheard(unit, heard)) : []
      for (const portion of whole) {
        const units = [...namedBy(ownText(portion), source), ...aboutWhole(document, source), ...unheard]
        add(portion, [...new Set(units)])
      }
    }
  }
  const standing: Standing = {}
  for (const [key, found] of named)
    standing[key] =
      found.length > 0 ? found : read.flatMap((source) => general(source).map(asStanding(source)))
  const whole = wholeOf(document, sources, read)
  if (whole) standing[''] = [whole]
  return standing
}

const asStanding =
  ({ key, number }: { key: string; number: number }) =>
  (unit: Unit): StandsOn => ({ document: key, number, section: unit.key, hash: unit.hash })

/** Sections that each speak of some requirements, and those that speak of the whole. */
function bySpecial(document: string, portions: readonly Portion[]): [special: Portion[], whole: Portion[]] {
  const isSpecial = ({ key }: Portion) =>
    document !== 'design' && (phaseNumber(key) !== undefined || /^T-\d/.test(key))
  return [portions.filter(isSpecial), portions.filter((portion) => !isSpecial(portion))]
}

/** Else a change of it would be noticed nowhere. */
const isUnheard = (unit: Unit, heard: ReadonlySet<Unit>): boolean => unit.kind === 'entry' && !heard.has(unit)

function ownRequirements(
  { start, end }: Portion,
  own: string,
  text: string,
  units: ReadonlyMap<string, Unit>,
): Unit[] {
  const defined = new Set(
    parseDesign(text)
      .requirements.filter((requirement) => start <= requirement.start && requirement.start < end)
      .map(({ id }) => id),
  )
  return requirementsNamedIn(own)
    .filter((id) => !defined.has(id))
    .flatMap((id) => units.get(id) ?? [])
}

interface ReadSource {
  key: string
  text: string
  units: ReadonlyMap<string, Unit>
}

function namedBy(own: string, source: ReadSource): Unit[] {
  const ids = idsIn(own)
  return [...source.units.values()].filter((unit) => {
    switch (unit.kind) {
      case 'requirement':
      case 'task':
      case 'phase':
        return ids.has(unit.key)
      case 'section':
        return isQuoted(unit.key, own)
      case 'entry':
        return (
          [...unit.ids].some((id) => ids.has(id)) || (unit.name !== undefined && hasWords(unit.name, own))
        )
      default:
        return false
    }
  })
}

/** What a section stands on that speaks of the whole document, whether it names it or not. */
function aboutWhole(document: string, source: ReadSource): Unit[] {
  if (document === 'plan') return general(source)
  const phase = phaseNumber(document)
  const own = source.units.get(`phase-${phase}`)
  return source.key === 'plan' && own ? [own] : []
}

/** Dependencies say what comes first; what the other one says does not matter to it. */
const DEPENDENCY = /^[\s*+-]*[*_]{0,2}(?:depends on|dependencies|blocked by|hängt ab von|abhängig)[^\n]*$/gim

/** Ids that a section speaks of. */
function idsIn(own: string): Set<string> {
  return new Set(referencesIn(own.replace(DEPENDENCY, '')).map(({ id }) => id))
}

const GENERAL: Part[] = ['summary', 'objectives', 'techStack']

/** What concerns whatever is written from a document. */
function general({ key, text, units }: ReadSource): Unit[] {
  const all = [...units.values()]
  if (key === 'plan') return all.filter(({ kind }) => kind === 'phase' || kind === 'section')
  const { sections } = parseDesign(text)
  const titles = new Set(GENERAL.flatMap((part) => areas(sections, part).map(({ title }) => title)))
  return all.filter(({ kind, key: title }) => kind === 'section' && titles.has(title))
}

// Not bold: that is how labels look.
const OPENING = '“„"‘«‹「『['
const CLOSING = '”“"’»›」』]'

function isQuoted(title: string, text: string): boolean {
  if (title === '') return false
  for (let at = text.indexOf(title); at >= 0; at = text.indexOf(title, at + 1))
    if (OPENING.includes(text[at - 1] ?? ' ') && CLOSING.includes(text[at + title.length] ?? ' ')) return true
  return false
}

const LETTER = /[\p{L}\p{N}_]/u

/** As words of their own, one or several of it. */
function hasWords(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const behind = at + name.length
    const end = text[behind] === 's' ? behind + 1 : behind
    if (!LETTER.test(text[at - 1] ?? ' ') && !LETTER.test(text[end] ?? ' ')) return true
  }
  return false
}

/** What the document has to cover, whichever of its sections does it. */
function wholeOf(
  document: string,
  sources: ReadonlyMap<string, ReadVersion>,
  read: readonly (ReadSource & { number: number })[],
): StandsOn | undefined {
  const phase = phaseNumber(document)
  const from = document === 'plan' ? 'design' : phase === undefined ? undefined : 'plan'
  if (from === undefined || !sources.has(from)) return undefined
  const source = read.find(({ key }) => key === from)
  const unit = source?.units.get(phase === undefined ? ALL_REQUIREMENTS : allTasks(phase))
  return source && unit && { document: from, number: source.number, section: unit.key, hash: unit.hash }
}
