import { narrowIds } from './full-width.ts'
import { asMarkdown } from './html-lines.ts'
import { plainText } from './inline.ts'
import { partOf } from './parts.ts'

/** A Markdown text as lines and headings, in the shapes that models write. Offsets are UTF-16 code units. */
export interface Outline {
  lines: Line[]
  headings: Heading[]
  /** Where the document ends: before the fence that closes one around the whole, if there is one. */
  end: number
  /** The line of a code block that is never closed. */
  openFence?: Line
}

export interface Line {
  /** As Markdown: where the line is written in HTML, it is shorter than the line itself. */
  text: string
  start: number
  end: number
  /** Counted from 1. */
  number: number
  /** A fence, or a line between two. */
  code: boolean
}

export interface Heading {
  /** 1 to 6; BOLD_LEVEL for a line that is nothing but bold text, or a part's name and a colon. */
  level: number
  title: string
  start: number
  /** Its first line, as an index into `lines`; a setext heading has one more. */
  line: number
  /** Its last line. */
  lastLine: number
}

export const BOLD_LEVEL = 7
/** No document has as many; what comes behind them is text. */
const HEADINGS = 5000

// The flag `s` matters in all patterns for lines: without it U+2028 ends `.*`, and what stands before is tried again and again.
const FENCE = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})(.*)$/s
// Most lines hold neither mark: looking for them costs a third of the pattern.
const fenceIn = (text: string) => (text.includes('```') || text.includes('~~~') ? FENCE.exec(text) : null)
const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/** `from`: where the document begins; what stands before it is passed over. Never throws. Linear. */
export function outline(markdown: string, from = 0): Outline {
  const lines = splitLines(markdown, from)
  const headings: Heading[] = []
  const lastFence = lines.findLastIndex((line) => fenceIn(line.text) !== null)
  let fence: { mark: string; line: Line } | undefined
  let wrapped = false
  for (const [index, line] of lines.entries()) {
    const [, mark = '', info = ''] = fenceIn(line.text) ?? []
    if (fence) {
      line.code = true
      const closes = mark.startsWith(fence.mark) && info.trim() === '' && line.text.trim() === mark
      if (closes) fence = undefined
    } else if (mark !== '' && !(mark.startsWith('`') && info.includes('`'))) {
      line.code = true
      if (headings.length === 0 && !wrapped && wrapsDocument(info, lines, index)) wrapped = true
      else if (wrapped && index === lastFence && info.trim() === '') {
        // What follows the fence is read too: half a document may stand there.
        if (isClosing(lines.slice(index + 1)))
          return { lines: lines.slice(0, index), headings, end: line.start }
        wrapped = false
      } else fence = { mark, line }
    } else {
      const heading = headings.length < HEADINGS ? headingAt(lines, index) : undefined
      if (heading) headings.push(heading)
    }
  }
  return { lines, headings, end: markdown.length, openFence: fence?.line }
}

/** Nothing, or a word to the one who asked. */
function isClosing(lines: Line[]): boolean {
  const said = lines.map(({ text }) => text.trim()).filter((text) => text !== '')
  return said.length === 0 || (CLOSING.test(said[0] ?? '') && !said.some((text) => MARKED.test(text)))
}

const CLOSING =
  /^\W*(?:let me know|feel free|i hope|hope |would you|do you want|if you|please |this (?:design|plan|document)|ご不明|以上|如果|希望)/i
const MARKED = /^(?:#{1,6}\s|[-*+•・]\s|\d{1,3}[.)]\s|\||\*\*)/

function splitLines(markdown: string, from: number): Line[] {
  const lines: Line[] = []
  let start = 0
  const add = (end: number) => {
    const text = end <= from ? '' : narrowIds(asMarkdown(markdown.slice(Math.max(start, from), end)))
    lines.push({ text, start, end, number: lines.length + 1, code: false })
  }
  for (let index = 0; index < markdown.length; index += 1) {
    const unit = markdown.charCodeAt(index)
    if (unit !== LINE_FEED && unit !== CARRIAGE_RETURN) continue
    add(index)
    if (unit === CARRIAGE_RETURN && markdown.charCodeAt(index + 1) === LINE_FEED) index += 1
    start = index + 1
  }
  add(markdown.length)
  return lines
}

/** A model may put its whole document into a code block, although it was asked not to. */
function wrapsDocument(info: string, lines: Line[], index: number): boolean {
  if (/^\s*(?:markdown|md)\s*$/i.test(info)) return true
  const next = lines.slice(index + 1, index + 4).find((line) => line.text.trim() !== '')
  return info.trim() === '' && /^#{1,2}\s/.test(next?.text ?? '')
}

function headingAt(lines: Line[], index: number): Heading | undefined {
  const line = lines[index]
  const text = line?.text.trim()
  if (!line || !text) return undefined
  const before = lines[index - 1]

  if (text.startsWith('#')) {
    // Models that write Chinese or Japanese often leave out the blank behind the number signs.
    const atx = /^ {0,3}(#{1,6})[ \t]+(.*)$/s.exec(line.text) ?? /^ {0,3}(#{2,6})([^\s#].*)$/s.exec(line.text)
    return atx ? heading((atx[1] ?? '').length, withoutClosing(atx[2] ?? ''), line, index) : undefined
  }

  if (text.startsWith('=') || text.startsWith('--')) {
    const underline = /^ {0,3}(=+|--+)[ \t]*$/.exec(line.text)?.[1]
    if (underline && before && !before.code && isUnderlined(before.text, underline, lines[index - 2]))
      return heading(underline.startsWith('=') ? 1 : 2, before.text, before, index - 1, index)
    return undefined
  }

  const afterBlank = !before || before.code || before.text.trim() === ''
  if (!afterBlank && !/^ {0,3}#/.test(before.text)) return undefined
  const title = /^[*_\d]/.test(text) ? boldTitle(line.text) : plainTitle(line.text)
  return title === undefined ? undefined : heading(BOLD_LEVEL, title, line, index)
}

function heading(level: number, title: string, first: Line, line: number, lastLine = line): Heading {
  return { level, title: plainText(title).replace(/[:：]$/, ''), start: first.start, line, lastLine }
}

/** `## Title ##` */
function withoutClosing(title: string): string {
  const text = title.trimEnd()
  let end = text.length
  while (text[end - 1] === '#') end -= 1
  return end === 0 || text[end - 1] === ' ' ? text.slice(0, end).trim() : text
}

/** More careful than CommonMark with `---`, which models also draw right under a sentence. */
function isUnderlined(title: string, underline: string, above: Line | undefined): boolean {
  if (above && !above.code && above.text.trim() !== '') return false
  if (!/^ {0,3}[^\s#>|]/.test(title) || /^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(title)) return false
  const text = title.trim()
  return (
    underline.startsWith('=') || partOf(text) !== undefined || (text.length < 80 && !/[.:;,!?|]$/.test(text))
  )
}

/** Characters: a longer line of bold text is a remark. */
const TITLE_LENGTH = 200

function boldTitle(text: string): string | undefined {
  if (text.length > TITLE_LENGTH || /^ {4}/.test(text)) return undefined
  const numbered = /^\s*\d{1,2}[.)]\s+(.*)$/s.exec(text)
  const line = (numbered?.[1] ?? text).trim().replace(/[:：]$/, '')
  const title = /^(\*\*|__)(?=\S)([^*]+)\1$/.exec(line)?.[2]
  // `1. **Login**` is a list item; `1. **Requirements**` alone on its line is a heading.
  return title !== undefined && numbered && !partOf(title) ? undefined : title
}

/** `Requirements:` alone on its line. */
function plainTitle(text: string): string | undefined {
  if (text.length > 60 || !/^\S.*[:：]\s*$/s.test(text)) return undefined
  const title = text.trim().slice(0, -1)
  return partOf(title) ? title : undefined
}
