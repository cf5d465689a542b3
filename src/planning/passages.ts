import type { Line, Outline } from './outline.ts'

/** What a document consists of: the pieces that requirements, choices and risks are read from. Code is left out. */
export interface Passage {
  kind: 'heading' | 'item' | 'row' | 'paragraph'
  /** Inline Markdown, soft line breaks as blanks; of a row its line. */
  text: string
  /** Columns before the text (items: before the bullet). */
  indent: number
  /** Of a heading, as in `Heading`; 0 of others. */
  level: number
  /** Of a row. */
  cells: string[]
  /** Names of the row's columns, lower case; empty where the table has no head. */
  columns: string[]
  start: number
  end: number
  /** Counted from 1. */
  line: number
}

const ITEM =
  /^(?:[-*+•‣◦]\s+|[・①-⑳]\s*|[０-９]{1,2}[．、）]\s*(?![０-９\d])|\d{1,9}(?:[.)]\s+|、\s*))(?:\[[ xX]\]\s+)?(.*)$/s
const QUOTE = /^(?:> {0,3})+/
const TAB = 4
const NO_CELLS: string[] = []

/** `begins` says where a line begins a passage of its own in the middle of a paragraph. Linear, if `begins` is. */
export function passages(
  { lines, headings }: Outline,
  begins: (line: string, above: string) => boolean,
): Passage[] {
  const headingLines = new Map(headings.map((heading) => [heading.line, heading]))
  const found: Passage[] = []
  let open: { passage: Passage; texts: string[] } | undefined
  let columns: string[] | undefined
  const add = (kind: Passage['kind'], text: string, line: Line, more: Partial<Passage> = {}) => {
    const { start, end, number } = line
    const passage: Passage = {
      kind,
      text,
      indent: indentOf(line.text),
      level: more.level ?? 0,
      cells: more.cells ?? NO_CELLS,
      columns: more.columns ?? NO_CELLS,
      start,
      end: more.end ?? end,
      line: number,
    }
    found.push(passage)
    open = kind === 'item' || kind === 'paragraph' ? { passage, texts: [text] } : undefined
  }
  const close = () => {
    if (open && open.texts.length > 1) open.passage.text = open.texts.join(' ').trim()
    open = undefined
  }

  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]
    if (!line) break
    let text = line.text.trim()
    if (text.startsWith('>')) text = text.replace(QUOTE, '').trim()
    const heading = headingLines.get(index)
    if (text === '' || line.code || heading || isRule(text)) {
      close()
      columns = undefined
      if (heading) {
        const end = lines[heading.lastLine]?.end ?? line.end
        add('heading', heading.title, line, { level: heading.level, end })
        index = heading.lastLine
      }
      continue
    }
    const head = columns === undefined && isHead(text, lines[index + 1])
    if (columns || head || text.startsWith('|')) {
      close()
      if (isDelimiter(text)) columns ??= NO_CELLS
      else if (head) columns = cellsOf(text).map((cell) => cell.toLowerCase())
      else if (text.includes('|'))
        add('row', text, line, { cells: cellsOf(text), columns: columns ?? NO_CELLS })
      else columns = undefined
      if (columns || text.includes('|')) continue
    }
    const item = ITEM.exec(text)
    if (item) {
      close()
      add('item', (item[1] ?? '').trim(), line)
    } else if (open && !begins(text, lines[index - 1]?.text ?? '')) {
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

/** Those that begin between two offsets. */
export function passagesBetween(all: Passage[], start: number, end: number): Passage[] {
  return all.slice(firstFrom(all, start), firstFrom(all, end))
}

function firstFrom(all: Passage[], offset: number): number {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((all[middle]?.start ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

function indentOf(text: string): number {
  let columns = 0
  for (const character of text) {
    if (character === '\t') columns += TAB - (columns % TAB)
    else if (character === ' ') columns += 1
    else break
  }
  return columns
}

function isHead(text: string, below: Line | undefined): boolean {
  return text.includes('|') && below !== undefined && !below.code && isDelimiter(below.text)
}

const isDelimiter = (text: string) => text.includes('-') && text.includes('|') && /^[\s:|-]+$/.test(text)

/** `---`, `***` */
const isRule = (text: string) =>
  '-*_'.includes(text[0] ?? ' ') && /^(?:-[\s-]*-|\*[\s*]*\*|_[\s_]*_)$/.test(text) && text.length > 2

/** Splits at bars that are not escaped. */
function cellsOf(row: string): string[] {
  const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim())
  if (cells[0] === '') cells.shift()
  if (cells.at(-1) === '') cells.pop()
  return cells
}
