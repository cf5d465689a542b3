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
  const areas = phases.map(({ number, title, start, end }) => ({
    key: `phase-${number}`,
    title: title === '' ? `Phase ${number}` : `Phase ${number}: ${title}`,
    start,
    end,
  }))
  const others = cut(
    sections.filter(({ start }) => !areas.some((area) => area.start <= start && start < area.end)),
    (section) => areas.some(({ start }) => section.start <= start && start < section.end),
  ).map((area) => ({ ...area, end: Math.min(area.end, nextStart(areas, area.start)) }))
  return [...areas, ...others]
}

function phaseAreas(text: string, number: number): Area[] {
  const { sections, tasks } = parsePhasePlan(text, number)
  const taskAt = new Map(tasks.map((task) => [task.start, task.id]))
  const areas = cut(sections, (section) =>
    sections.some((other) => isWithin(other, section) && taskAt.has(other.start)),
  )
  return areas.map((area) => {
    const task = taskAt.get(area.start)
    return task === undefined ? area : { ...area, key: task }
  })
}

const isWithin = (inner: Section, outer: Section): boolean =>
  inner !== outer && outer.start < inner.start && inner.end <= outer.end

const nextStart = (areas: readonly { start: number }[], after: number): number =>
  Math.min(...areas.map(({ start }) => start).filter((start) => start > after), Number.POSITIVE_INFINITY)

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
