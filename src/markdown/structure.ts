import type { Line } from './line.ts'
import {
  beginsTable,
  CODE_INDENT,
  closesFence,
  endsContainer,
  type Fence,
  isHeading,
  isQuote,
  isRule,
  type ListMarker,
  listMarker,
  openingFence,
  type ParagraphEnd,
  paragraphEnd,
} from './marks.ts'
import { DEFINITION_LINES, definitionLines, MAX_NESTING } from './parser.ts'

type Open =
  /** `lines` are kept while the paragraph may turn out to begin with link definitions. */
  | { kind: 'paragraph'; lines?: Line[] }
  | { kind: 'fence'; fence: Fence }
  | { kind: 'code' }
  | { kind: 'table'; headed: boolean }
  | { kind: 'quote'; inner: Structure }
  | List

interface List {
  kind: 'list'
  mark: string
  /** Columns a line must be indented by to stand in the item. */
  content: number
  inner: Structure
  /** Nothing has followed the item's marker so far. */
  empty: boolean
  /** The last line was blank. */
  blank: boolean
}

/**
 * Finds, line by line, where the blocks of a container end (CommonMark 0.31.2, appendix "A parsing strategy"), in the
 * reading of markdown-it, which draws them. Blocks inside are followed only to tell whether a line that is not
 * indented or quoted goes on with a paragraph there. What a line costs does not depend on the lines before it.
 */
export class Structure {
  private open: Open | undefined

  constructor(
    /** A block ended at this place of the document; places only grow. */
    private readonly ended: (at: number) => void,
    private readonly depth = 0,
  ) {}

  /** `next` is the line below, as far as it stands in the same container. Needed for lines with a "|" alone. */
  take(line: Line, next?: Line): void {
    if (this.depth >= MAX_NESTING) {
      this.open = line.blank ? undefined : { kind: 'paragraph' }
      return
    }
    const { open } = this
    if (!open) this.begin(line, next)
    else if (open.kind === 'paragraph') this.paragraph(open, line, next)
    else if (open.kind === 'table') this.table(open, line, next)
    else if (open.kind === 'quote') this.quote(open, line, next)
    else if (open.kind === 'list') this.list(open, line, next)
    else if (open.kind === 'code') this.code(line, next)
    else if (closesFence(line, open.fence)) this.end(line.end)
  }

  /** The document is over: tells of the ends that only more text could have shown. */
  finish(): void {
    // What follows definitions may begin with definitions again.
    for (let open = this.open; open?.kind === 'paragraph' && open.lines; open = this.open)
      if (this.definitions(open.lines, true) === open.lines.length) return
  }

  private end(at: number): void {
    this.open = undefined
    this.ended(at)
  }

  private endBefore(line: Line, next: Line | undefined): void {
    this.end(line.start)
    this.begin(line, next)
  }

  private begin(line: Line, next: Line | undefined, mayDefine = true): void {
    if (line.blank) return
    const marker = listMarker(line)
    const fence = openingFence(line)
    if (line.indent >= CODE_INDENT) this.open = { kind: 'code' }
    else if (beginsTable(line, next)) this.open = { kind: 'table', headed: false }
    else if (fence) this.open = { kind: 'fence', fence }
    else if (isQuote(line)) this.beginQuote(line, next)
    else if (isRule(line)) this.end(line.end)
    else if (marker) this.beginList(line, next, marker)
    else if (isHeading(line)) this.end(line.end)
    else this.open = { kind: 'paragraph', lines: mayDefine && line.text.startsWith('[') ? [line] : undefined }
  }

  private paragraph(open: Open & { kind: 'paragraph' }, line: Line, next: Line | undefined): void {
    const how = paragraphEnd(line, next)
    if (open.lines && this.defined(open.lines, line, next, how)) return
    if (how === 'block') this.endBefore(line, next)
    else if (how) this.end(line.end)
  }

  /** Looks at a paragraph that may begin with definitions; true when that has dealt with the line. */
  private defined(lines: Line[], line: Line, next: Line | undefined, how: ParagraphEnd | undefined): boolean {
    if (!how) {
      lines.push(line)
      // Settled in windows, since reading the whole paragraph anew at each definition would be quadratic.
      if (lines.length >= 2 * DEFINITION_LINES) this.definitions(lines, false, next)
      return true
    }
    const seen = how === 'underline' ? [...lines, line] : lines
    const count = this.definitions(seen, true, line, lines.length)
    if (count === 0) return false
    if (count > lines.length || (count === lines.length && how === 'blank')) {
      this.end(line.end)
    } else {
      if (count === lines.length) this.end(line.start)
      this.take(line, next)
    }
    return true
  }

  /**
   * Settles which of a paragraph's first lines are link definitions; they are a block, and the lines after them are
   * read anew, because what cannot interrupt a paragraph may begin there. Gives the number of the definitions' lines;
   * when they reach to `length`, ending the block is left to the caller.
   */
  private definitions(seen: Line[], complete: boolean, next?: Line, length = seen.length): number {
    const count = definitionLines(
      seen.map(({ indent, text }) => ' '.repeat(Math.min(indent, CODE_INDENT)) + text),
      complete,
    )
    const last = seen[count - 1]
    if (!last) this.open = { kind: 'paragraph' }
    else if (count < length) {
      this.end(last.end)
      // What stopped the count may be a definition too, of which not all lines are there.
      const mayGoOn = !complete && count + DEFINITION_LINES > seen.length
      for (const [index, line] of seen.slice(count, length).entries()) {
        const below = seen[count + index + 1] ?? next
        if (index === 0) this.begin(line, below, mayGoOn)
        else this.take(line, below)
      }
    }
    return count
  }

  private code(line: Line, next: Line | undefined): void {
    if (!line.blank && line.indent < CODE_INDENT) this.endBefore(line, next)
  }

  private table(open: Open & { kind: 'table' }, line: Line, next: Line | undefined): void {
    // White space of other kinds than blanks and tabs makes no row, but is no blank line either.
    const row =
      line.indent < CODE_INDENT && line.text.trim() !== '' && !endsContainer(line) && !listMarker(line)
    if (!open.headed) open.headed = true
    else if (line.blank) this.end(line.end)
    else if (!row) this.endBefore(line, next)
  }

  private beginQuote(line: Line, next: Line | undefined): void {
    const open: Open = { kind: 'quote', inner: this.nested() }
    this.open = open
    this.quote(open, line, next)
  }

  private quote(open: Open & { kind: 'quote' }, line: Line, next: Line | undefined): void {
    if (line.blank) {
      this.end(line.end)
    } else if (isQuote(line)) {
      // However far it is indented, which is not CommonMark's way but the parser's.
      open.inner.take(quoted(line), next && isQuote(next) ? quoted(next) : undefined)
    } else {
      const ends = line.indent < CODE_INDENT && (endsContainer(line) || listMarker(line))
      if (ends || !open.inner.goesOn(line)) this.endBefore(line, next)
    }
  }

  private beginList(line: Line, next: Line | undefined, marker: ListMarker): void {
    const inner = this.nested()
    const open: List = { kind: 'list', mark: marker.mark, content: 0, inner, empty: true, blank: false }
    this.open = open
    this.item(open, line, next, marker)
  }

  private item(open: List, line: Line, next: Line | undefined, marker: ListMarker): void {
    const rest = line.after(marker.length)
    const gap = rest.blank || rest.indent > CODE_INDENT ? 1 : rest.indent
    open.content = line.indent + marker.length + gap
    open.inner = this.nested()
    open.empty = rest.blank
    open.blank = false
    if (!rest.blank) open.inner.take(rest.without(gap), inItem(open, next))
  }

  private list(open: List, line: Line, next: Line | undefined): void {
    if (line.blank) {
      this.blankInList(open, line)
    } else if (line.indent >= open.content) {
      open.empty = false
      open.blank = false
      open.inner.take(line.without(open.content), inItem(open, next))
    } else {
      const marker = line.indent < CODE_INDENT && !endsContainer(line) ? listMarker(line) : undefined
      if (marker?.mark === open.mark) this.item(open, line, next, marker)
      else if (marker || open.blank || endsContainer(line) || !open.inner.goesOn(line))
        this.endBefore(line, next)
    }
  }

  private blankInList(open: List, line: Line): void {
    // An item can begin with one blank line at most, its own; the parser lets a second one end the list.
    if (open.empty && open.blank) {
      this.end(line.end)
    } else {
      if (open.empty) open.content = Number.POSITIVE_INFINITY
      open.blank = true
      open.inner.take(line)
    }
  }

  /** Whether the innermost open block is a paragraph, which a line goes on with that is not in its containers. */
  private goesOn(line: Line): boolean {
    const { open } = this
    if (open?.kind === 'quote') return open.inner.goesOn(line)
    if (open?.kind === 'list') return !open.blank && open.inner.goesOn(line)
    if (open?.kind !== 'paragraph') return false
    const { lines } = open
    if (!lines) return true
    const count = this.definitions([...lines, line], true, undefined, lines.length)
    if (count === 0) return true
    if (count < lines.length) return this.goesOn(line)
    this.open = undefined
    return count > lines.length
  }

  private nested(): Structure {
    return new Structure(() => {}, this.depth + 1)
  }
}

/** A quote's line without its mark. */
function quoted(line: Line): Line {
  const rest = line.after(1)
  return rest.indent > 0 ? rest.without(1) : rest
}

function inItem(list: List, next: Line | undefined): Line | undefined {
  return next && !next.blank && next.indent >= list.content ? next.without(list.content) : undefined
}
