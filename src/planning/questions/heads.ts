import type { Bit } from './bits.ts'
import { asks, isYouDecide, labelIn, withoutMark } from './words.ts'

/** Which bits begin a question: their places, in order. A text keeps to one way of writing them. */
export function headsIn(bits: readonly Bit[]): number[] {
  const asking = bits.map((bit) => {
    const label = labelIn(bit.text)
    return label ? label.label === 'question' && label.rest !== '' : bit.labelled || asks(bit.text)
  })
  const ways = [headings, labels, items, paragraphs, rows].map((way) => way(bits, asking))
  let best: number[] = []
  for (const heads of ways) if (heads.length > best.length) best = heads
  return best.length > 0 ? best : unasked(bits)
}

const isChoice = (bit: Bit | undefined): boolean =>
  bit !== undefined && (bit.kind === 'item' || bit.kind === 'row' || bit.marker === 'letter')

/** `## Q-1: Who uses it?`, or `## Users` with the question below it. */
function headings(bits: readonly Bit[], asking: readonly boolean[]): number[] {
  const first = bits.findIndex((bit, at) => bit.kind === 'heading' && asking[at])
  const level = bits[first]?.level
  return bits.flatMap((bit, at) => {
    if (bit.kind !== 'heading') return []
    if (asking[at]) return level !== undefined && bit.level <= level ? [at] : []
    const below = until(bits, at + 1, (next) => next.kind === 'heading' && labelIn(next.text) === undefined)
    const asked = bits.slice(at + 1, below).filter(({ kind, text }) => kind === 'paragraph' && asks(text))
    const isTopic = labelIn(bit.text) === undefined && (level === undefined || bit.level === level)
    return isTopic && asked.length === 1 && bits.slice(at + 1, below).some(isChoice) ? [at] : []
  })
}

/** `Question 1: …` on a line of its own. */
const labels = (bits: readonly Bit[]): number[] =>
  bits.flatMap((bit, at) => (bit.labelled && bit.kind !== 'heading' ? [at] : []))

/** `1. Who uses it?` with what can be chosen below it, nested or not. */
function items(bits: readonly Bit[], asking: readonly boolean[]): number[] {
  const isItem = (bit: Bit) => bit.kind === 'item' || (bit.kind === 'paragraph' && bit.marker === 'number')
  const candidates = bits.filter((bit, at) => isItem(bit) && bit.marker !== 'letter' && asking[at])
  const [first] = candidates
  if (!first) return []
  const indent = candidates.reduce((least, bit) => Math.min(least, bit.indent), first.indent)
  return bits.flatMap((bit, at) => {
    if (!isItem(bit) || bit.marker !== first.marker || bit.indent > indent + 1) return []
    if (asking[at]) return [at]
    // "3. Hosting: choose one." is one as well, where its choices are nested in it.
    const next = bits[at + 1]
    const isNested = next !== undefined && isChoice(next) && next.indent > bit.indent + 1
    return isNested && labelIn(bit.text) === undefined ? [at] : []
  })
}

/** A sentence that asks, with a list below it. */
const paragraphs = (bits: readonly Bit[], asking: readonly boolean[]): number[] =>
  bits.flatMap((bit, at) => {
    if (bit.kind !== 'paragraph' || bit.marker === 'letter' || !asking[at]) return []
    const next = bits[at + 1]
    const isAnswered = isChoice(next) || (next !== undefined && labelIn(next.text) !== undefined)
    return isAnswered ? [at] : []
  })

const rows = (bits: readonly Bit[]): number[] =>
  bits.flatMap((bit, at) =>
    bit.kind === 'row' && (questionColumn(bit) >= 0 || bit.cells.some((cell) => asks(cell))) ? [at] : [],
  )

/** The column that a table gives its questions in; -1 where it has none. */
export const questionColumn = ({ columns }: Bit): number =>
  columns.findIndex((column) => /question|frage|pregunta|pergunta|domanda|質問|问题|問題|질문/i.test(column))

/** Nothing asks, but there are lists from which something is to be chosen: what stands above each asks. */
function unasked(bits: readonly Bit[]): number[] {
  const isOffer = (bit: Bit): boolean =>
    isChoice(bit) && (withoutMark(bit.text).recommended || isYouDecide(bit.text) || bit.marker === 'letter')
  return bits.flatMap((bit, at) => {
    const next = bits[at + 1]
    if (!next || !isChoice(next) || bit.marker === 'letter' || labelIn(bit.text) !== undefined) return []
    if (bit.kind === 'item' && next.indent <= bit.indent + 1) return []
    const end = until(bits, at + 1, (one) => !isChoice(one) || one.indent < next.indent)
    return bits.slice(at + 1, end).some(isOffer) ? [at] : []
  })
}

/** The place of the first that fits, from `start` on; the end where none does. */
function until(bits: readonly Bit[], start: number, fits: (bit: Bit) => boolean): number {
  for (let at = start; at < bits.length; at += 1) {
    const bit = bits[at]
    if (bit && fits(bit)) return at
  }
  return bits.length
}
