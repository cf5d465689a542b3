/** How a kept text ends: what tells whether words that agree with its end are the same words said again. */
export interface Ending {
  /** The kept text without the blanks at its end. */
  text: string
  blanks: string
  /** Line ends among the blanks. */
  lineEnds: number
  /** Its last line stands in a code block that is not closed yet. */
  inCode: boolean
  /** The line of the heading (ATX) under which the text ends, without blanks around it; empty where that is not sure. */
  heading: string
}

/** UTF-16 code units: shorter agreements are weighed by where they begin and end. */
const LONG = 16
/** In the middle of a line, and in code, fewer are chance ("very very", `| yes | yes |`, `</div>`). */
const SHORT = 8
/** Different letters and digits that make such a piece more than a pattern. */
const VARIETY = 4

const FENCE = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s)?\s*(`{3,}|~{3,})(.*)$/s
const HEADING = /^ {0,3}#{1,6}\s/
/** `**R-2**`, `Example:` stand for a heading, below which another may have its name again. */
const STANDS_FOR_HEADING = /(?:\*\*|__|[:：])$/
/** A rule, or the line below the head of a table. */
const MARKS_ALONE = /^\s*(?:([-*_])[ \t]*(?:\1[ \t]*){2,}|[|:\s-]*-[|:\s-]*)$/

/** Linear. */
export function endingOf(kept: string): Ending {
  const text = kept.trimEnd()
  const blanks = kept.slice(text.length)
  let fence = ''
  let heading = ''
  for (const line of text.split('\n')) {
    if (line.includes('```') || line.includes('~~~')) {
      const [, mark = '', info = ''] = FENCE.exec(line) ?? []
      if (fence === '') fence = mark.startsWith('`') && info.includes('`') ? '' : mark
      else if (mark.startsWith(fence) && info.trim() === '') fence = ''
    } else if (fence === '' && line.includes('#') && HEADING.test(line)) heading = line.trim()
  }
  if (STANDS_FOR_HEADING.test(text.slice(-2))) heading = ''
  return { text, blanks, lineEnds: blanks.split('\n').length - 1, inCode: fence !== '', heading }
}

/**
 * Whether the first `length` code units of an answer, with which the kept text ends too, are that end said again.
 *
 * Two harms are weighed. Words said twice are seen by every reader; words lost are worse, but need chance. Behind a whole
 * line a tail said again brings its line end again, so chance has to make the whole first LINE of what follows equal to
 * the end of the line before: measured on 132 Markdown texts (mostly English; German, Chinese, Japanese among them), never
 * at 4,193 ends of blocks, where texts are kept, and never at 5,878 other ends of lines, however short the piece. In the
 * middle of a line only length and variety tell: 2 of 5,280 places (a name said twice in a command, a drawing).
 */
export function isRepetition(ending: Ending, length: number, start: string, lead: string): boolean {
  const { text, lineEnds, inCode } = ending
  const piece = start.slice(0, length)
  const from = text.length - length
  const before = text.slice(text.lastIndexOf('\n', from - 1) + 1, from)
  const behind = /^[^\S\n]*(?:\n[^\S\n]*)*/.exec(start.slice(length))?.[0] ?? ''
  const over = start.length === length + behind.length
  const endsLine = behind.includes('\n') || over
  if (lineEnds === 0) {
    if (before === '' && endsLine && says(piece)) return true
    return length >= SHORT && isVaried(piece)
  }
  if (!endsLine) return false
  if (length >= LONG) return true
  const indent = lead.slice(lead.lastIndexOf('\n') + 1)
  const wholeLine = before.trim() === ''
  const lines = behind.split('\n').length - 1
  // A fence behind a blank line may open the next block; not where another blank line follows.
  if (isFence(piece)) return (lineEnds === 1 && !lead.includes('\n')) || (wholeLine && lines > 1)
  if (wholeLine && MARKS_ALONE.test(piece)) return !inCode
  // Two lines together are no chance where no code stands.
  if (!inCode && piece.includes('\n')) return true
  if (wholeLine ? before !== indent : !before.endsWith(indent)) return false
  if (inCode) return length >= SHORT && isVaried(piece)
  return (wholeLine && says(piece)) || over || lines >= lineEnds
}

const isFence = (piece: string) => /^(`{3,}|~{3,})$/.test(piece)

const says = (piece: string) => /[\p{L}\p{N}]{2}/u.test(piece)

const isVaried = (piece: string) => new Set(piece.match(/[\p{L}\p{N}]/gu) ?? []).size >= VARIETY
