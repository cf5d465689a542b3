import type { Line, Outline } from './outline.ts'

/** What a part consists of: the pieces that requirements, choices and risks are read from. Code is left out. */
export interface Passage {
  kind: 'heading' | 'item' | 'row' | 'paragraph'
  /** Inline Markdown, soft line breaks as blanks; of a row its cells, joined. */
  text: string
  /** Columns before the text (items: before the bullet). */
  indent: number
  /** Of a row. */
  cells: string[]
  /** Names of the row's columns, lower case; empty where the table has no head. */
  columns: string[]
  start: number
  end: number
  /** Counted from 1. */
  line: number
}

const ITEM = /^(\s*)(?:[-*+•]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$/
const DELIMITER_ROW = /^\s*\|?[\s:|-]*-[\s:|-]*$/

/** The passages between two offsets. `begins` says where a line begins a passage of its own inside a paragraph. */
export function passages(
  { lines, headings }: Outline,
  start: number,
  end: number,
  begins: (line: string) => boolean = () => false,
): Passage[] {
  const headingLines = new Map(headings.map((heading) => [heading.line, heading]))
  const found: Passage[] = []
  let open: { passage: Passage; texts: string[] } | undefined
  let columns: string[] | undefined
  const add = (kind: Passage['kind'], text: string, line: Line, more: Partial<Passage> = {}) => {
    const indent = line.text.length - line.text.trimStart().length
    const passage: Passage = {
      kind,
      text,
      indent,
      cells: [],
      columns: [],
      start: line.start,
      end: line.end,
      line: line.number,
      ...more,
    }
    found.push(passage)
    open = kind === 'item' || kind === 'paragraph' ? { passage, texts: [text] } : undefined
  }
  const close = () => {
    if (open) open.passage.text = open.texts.join(' ').trim()
    open = undefined
  }

  for (let index = firstLine(lines, start); index < lines.length; index += 1) {
    const line = lines[index]
    if (!line || line.start >= end) break
    const text = line.text.trim()
    const heading = headingLines.get(index)
    if (text === '' || line.code || heading) {
      close()
      columns = undefined
      if (heading) add('heading', heading.title, line)
      continue
    }
    if (columns || text.startsWith('|') || isHead(lines, index)) {
      close()
      if (DELIMITER_ROW.test(text)) columns ??= []
      else if (!columns && isHead(lines, index)) columns = cellsOf(text).map((cell) => cell.toLowerCase())
      else if (text.includes('|'))
        add('row', text, line, { cells: cellsOf(text), columns: columns ?? [] })
      else columns = undefined
      if (columns || text.includes('|')) continue
    }
    const item = ITEM.exec(line.text)
    if (item) {
      close()
      add('item', item[2] ?? '', line)
    } else if (open && !begins(text)) {
      open.texts.push(text)
      open.passage.end = line.end
    } else {
      close()
      add('paragraph', text, line)
    }
  }
  close()
  return found
}

function firstLine(lines: Line[], start: number): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.start ?? 0) < start) low = middle + 1
    else high = middle
  }
  return low
}

function isHead(lines: Line[], index: number): boolean {
  const below = lines[index + 1]
  return (
    lines[index]?.text.includes('|') === true &&
    below !== undefined &&
    !below.code &&
    below.text.includes('|') &&
    DELIMITER_ROW.test(below.text)
  )
}

/** Splits at bars that are not escaped. */
function cellsOf(row: string): string[] {
  const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim())
  if (cells[0] === '') cells.shift()
  if (cells.at(-1) === '') cells.pop()
  return cells
}
