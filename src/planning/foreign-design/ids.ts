import { type Design, parseDesign } from '../design.ts'
import { plainText } from '../inline.ts'
import { outline } from '../outline.ts'
import { type Passage, passages } from '../passages.ts'
import { mentionsIn } from '../requirement-id.ts'
import { REQUIREMENTS } from '../requirements.ts'
import { areas } from '../sections.ts'
import { openSpecHeadings, statedIn } from './stated.ts'

/** Something put into a text, at an offset of the text as it was. */
export interface Insertion {
  at: number
  text: string
}

export interface Identified {
  withIds?: string
  insertions: Insertion[]
  /** How many requirements have got ids. */
  given: number
  /** Sentences that could be requirements and got no id. */
  left: string[]
}

const NOTHING: Identified = { insertions: [], given: 0, left: [] }
/** Each leaves out what the one before could not be read with. */
const ROUNDS = 4

/** Gives ids to the requirements of a text that has none, only where they are read as such behind it. */
export function idsFor(text: string, own: Design): Identified {
  const all = passages(outline(text), () => false)
  const isCounted = own.missing.some(({ code }) => code === 'requirements:ids')
  if (own.requirements.length > 0 && !isCounted) return NOTHING
  const headings = openSpecHeadings(all)
  const { wanted, left } =
    headings.length > 0
      ? { wanted: headings.map(({ passage }) => passage), left: [] }
      : isCounted
        ? { wanted: countedIn(own, all), left: [] }
        : standingAlone(own, all)
  const called = namesOwn(headings)
  const first = 1 + highestIn(text)
  let chosen = wanted.slice(0, REQUIREMENTS)
  for (let round = 0; round < ROUNDS && chosen.length > 0; round += 1) {
    const ids = chosen.map((passage, at) => called?.get(passage) ?? `R-${first + at}`)
    const insertions = chosen.map((passage, at) => ({ at: textStart(text, passage), text: `${ids[at]}: ` }))
    const withIds = insert(text, insertions)
    const { requirements } = parseDesign(withIds)
    const read = new Set(requirements.map(({ id }) => id))
    const kept = chosen.filter((_, at) => read.has(ids[at] ?? ''))
    if (kept.length === chosen.length && requirements.length === chosen.length)
      return {
        withIds,
        insertions,
        given: chosen.length,
        left: wordsOf([...left, ...wanted.filter((one) => !chosen.includes(one))]),
      }
    if (kept.length === chosen.length) break
    chosen = kept
  }
  return { ...NOTHING, left: wordsOf([...left, ...wanted]) }
}

/** What the text calls R-7, though it defines none, is something else: numbers begin behind it. */
function highestIn(text: string): number {
  let highest = 0
  for (const { series, numbers } of mentionsIn(text))
    if (series === 'R') highest = Math.max(highest, numbers[0] ?? 0)
  return highest
}

/** Where each heading names an id already, and none twice, those are kept. */
function namesOwn(headings: { passage: Passage; name: string }[]): Map<Passage, string> | undefined {
  const ids = new Map<Passage, string>()
  for (const { passage, name } of headings) {
    const mention = mentionsIn(name).next().value
    if (mention?.start === 0) ids.set(passage, mention.id)
  }
  return ids.size === headings.length && new Set(ids.values()).size === ids.size ? ids : undefined
}

const wordsOf = (list: Passage[]): string[] => list.map(({ text }) => plainText(text))

/** Those that the parser has counted: it reads them where they stand. */
const countedIn = ({ requirements }: Design, all: Passage[]): Passage[] => {
  const starts = new Set(requirements.map(({ start }) => start))
  return all.filter(({ start }) => starts.has(start))
}

/** Where the part that is called so states some, only those count; tests state what is looked at, not what must hold. */
function standingAlone({ sections }: Design, all: Passage[]): { wanted: Passage[]; left: Passage[] } {
  const stated = statedIn(all)
  const isIn = (part: 'requirements' | 'testing') => {
    const places = areas(sections, part)
    return ({ start }: Passage) => places.some((place) => place.start <= start && start < place.end)
  }
  const inside = stated.filter(isIn('requirements'))
  const wanted = inside.length > 0 ? inside : stated.filter((passage) => !isIn('testing')(passage))
  return { wanted, left: stated.filter((passage) => !wanted.includes(passage)) }
}

const BEFORE: Record<Passage['kind'], RegExp> = {
  heading: /^ {0,3}(?:#{1,6}[ \t]*)?/,
  item: /^[\s>]*(?:[-*+•‣◦]\s+|\d{1,9}(?:[.)]\s+|、\s*))(?:\[[ xX]\]\s+)?/,
  row: /^[\s>]*\|?\s*/,
  paragraph: /^[\s>]*/,
}

/** Where the passage's own text begins, behind bullets and other marks. */
function textStart(text: string, { kind, start, end }: Passage): number {
  const line = /^[^\r\n]*/.exec(text.slice(start, end))?.[0] ?? ''
  return start + (BEFORE[kind].exec(line)?.[0].length ?? 0)
}

/** In the text's order. */
function insert(text: string, insertions: readonly Insertion[]): string {
  let result = ''
  let last = 0
  for (const { at, text: piece } of insertions) {
    result += text.slice(last, at) + piece
    last = at
  }
  return result + text.slice(last)
}
