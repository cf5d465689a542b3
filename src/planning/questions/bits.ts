import { outline } from '../outline.ts'
import { passages } from '../passages.ts'
import { behindLabel, behindLetter, behindNumber, behindPhrase, labelIn, lineOf } from './words.ts'

/** One line or paragraph of a text that asks questions, as far as its form tells. */
export interface Bit {
  kind: 'heading' | 'item' | 'paragraph' | 'row'
  marker: 'none' | 'bullet' | 'number' | 'letter'
  /** Columns before it. */
  indent: number
  /** Of a heading, 1 to 7. */
  level: number
  /** One line of plain text, without what numbers it. */
  text: string
  /** "b" of "B) …". */
  letter?: string
  /** It has a label such as "Q-2". */
  labelled: boolean
  /** Of a row: plain text. */
  cells: string[]
  columns: string[]
  start: number
  end: number
}

export interface Bits {
  bits: Bit[]
  /** It has code blocks, in which nothing was read. */
  hasCode: boolean
}

const BOM = '\uFEFF'

/** Linear; never throws. */
export function bitsOf(markdown: string): Bits {
  const found = outline(markdown, markdown.startsWith(BOM) ? 1 : 0)
  const bits = passages(found, begins).map((passage): Bit => {
    const { kind, indent, level, cells, columns, start, end } = passage
    const line = lineOf(passage.text)
    const written = kind === 'item' ? markerAt(markdown, start) : 'none'
    const labelled = behindLabel(line)
    const numbered = labelled === undefined ? behindNumber(line) : undefined
    const lettered = labelled === undefined && numbered === undefined ? behindLetter(line) : undefined
    return {
      kind,
      marker: lettered ? 'letter' : numbered === undefined ? written : 'number',
      indent,
      level,
      text: labelled ?? numbered ?? lettered?.rest ?? line,
      letter: lettered?.letter,
      labelled: labelled !== undefined,
      cells: cells.map(lineOf),
      columns,
      start,
      end,
    }
  })
  return { bits, hasCode: found.lines.some(({ code }) => code) }
}

/** Where a line begins something of its own, although no blank line stands before it. */
function begins(line: string): boolean {
  const text = lineOf(line.slice(0, 200))
  return (
    /^\*\*|^__/.test(line) ||
    behindLabel(text) !== undefined ||
    behindNumber(text) !== undefined ||
    behindLetter(text) !== undefined ||
    behindPhrase(text) !== undefined ||
    labelIn(text) !== undefined
  )
}

function markerAt(markdown: string, start: number): 'bullet' | 'number' {
  return /^[\s>]*\d/.test(markdown.slice(start, start + 60)) ? 'number' : 'bullet'
}
