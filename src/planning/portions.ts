import { parseDesign, type Section } from './design.ts'
import { shorten } from './inline.ts'
import { parsePhasePlan } from './phase-plan.ts'
import { parsePlan } from './plan.ts'

/** A section of a document that can be written anew by itself. Offsets are UTF-16 code units of the document's text. */
export interface Portion {
  /** `phase-2` of a plan, `T-2.1` of a phase's plan, else the heading's title; the second of one name ends in " (2)". */
  key: string
  /** What a person calls it. */
  title: string
  start: number
  end: number
}

const PHASE_KEY = /^phase-([1-9]\d{0,3})$/

/** The number of the phase whose plan a document is. */
export function phaseNumber(document: string): number | undefined {
  const number = PHASE_KEY.exec(document)?.[1]
  return number === undefined ? undefined : Number(number)
}

/**
 * Cuts a document into its sections, in the text's order; they do not overlap, and what lies between them (the title, a
 * heading that only groups others) belongs to none. None for documents that have no parts of their own to speak of, such as
 * the brief. Never throws; linear.
 */
export function portionsOf(document: string, text: string): Portion[] {
  if (document === 'design') return named(designAreas(text))
  if (document === 'plan') return named(planAreas(text))
  const number = phaseNumber(document)
  return number === undefined ? [] : named(phaseAreas(text, number))
}

type Area = Omit<Portion, 'key'> & { key?: string }

const TITLE_LENGTH = 80

/** The parts; where a heading that is none of them holds several, those in it. */
function designAreas(text: string): Area[] {
  const { sections } = parseDesign(text)
  return cut(sections, (section) => {
    const inner = sections.filter((other) => isWithin(other, section) && other.part)
    return !section.part && inner.length > 1
  })
}

function planAreas(text: string): Area[] {
  const { sections, phases } = parsePlan(text)
  const anchors = phases.map(({ number, title, start, end }) => ({
    key: `phase-${number}`,
    title: title === '' ? `Phase ${number}` : `Phase ${number}: ${title}`,
    start,
    end,
  }))
  return cutAround(text, sections, anchors)
}

function phaseAreas(text: string, number: number): Area[] {
  const { sections, tasks } = parsePhasePlan(text, number)
  const headed = new Map(sections.map((section) => [section.start, section]))
  const anchors = tasks.map(({ id, text: said, start, end }) => {
    const section = headed.get(start)
    return { key: id, title: section?.title ?? `${id}: ${said}`, start, end: section?.end ?? end }
  })
  return cutAround(text, sections, anchors)
}

/**
 * The phases or tasks that a document is about, and the sections beside them. A heading that holds some of them is a section as
 * far as the first, if anything stands there.
 */
function cutAround(text: string, sections: readonly Section[], anchors: Required<Area>[]): Area[] {
  const inAnchor = ({ start }: Section) => anchors.some((area) => area.start <= start && start < area.end)
  const beside = sections.filter((section) => !inAnchor(section))
  const holds = ({ start, end }: Section) => anchors.some((area) => start < area.start && area.start < end)
  const starts = [...anchors, ...beside].map(({ start }) => start)
  const heads = beside.filter(holds).flatMap(({ title, start }) => {
    const end = Math.min(...starts.filter((other) => other > start))
    const below = text.slice(start, end).split('\n').slice(1).join('')
    return /[\p{L}\p{N}]/u.test(below) ? [{ title, start, end }] : []
  })
  return [...anchors, ...heads, ...cut(beside, holds)]
}

const isWithin = (inner: Section, outer: Section): boolean =>
  inner !== outer && outer.start < inner.start && inner.end <= outer.end

/** The outermost sections; one that `opens` gives way to those in it. */
function cut(sections: readonly Section[], opens: (section: Section) => boolean): Area[] {
  const areas: Area[] = []
  let covered = 0
  for (const section of sections) {
    if (section.start < covered || opens(section)) continue
    areas.push({ title: section.title, start: section.start, end: section.end })
    covered = section.end
  }
  return areas
}

/** In order, each with a key of its own. Areas that overlap are no sections that could be written by themselves. */
function named(areas: Area[]): Portion[] {
  const seen = new Map<string, number>()
  const portions: Portion[] = []
  for (const { key, title, start, end } of areas.sort((a, b) => a.start - b.start)) {
    if (start < (portions.at(-1)?.end ?? 0)) return []
    const name = key ?? shorten(title, TITLE_LENGTH)
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    const own = count === 1 ? name : `${name} (${count})`
    portions.push({ key: own, title: shorten(title || own, TITLE_LENGTH), start, end })
  }
  return portions
}

/** A document as pieces that joined are the text: its sections by their keys, and what lies between them. */
export function piecesOf(document: string, text: string): { key: string; text: string }[] {
  const pieces: { key: string; text: string }[] = []
  let at = 0
  const portions = portionsOf(document, text)
  for (const [index, { key, start, end }] of portions.entries()) {
    pieces.push({ key: `between ${index}`, text: text.slice(at, start) })
    pieces.push({ key: `section ${key}`, text: text.slice(start, end) })
    at = end
  }
  pieces.push({ key: `between ${portions.length}`, text: text.slice(at) })
  return pieces
}
