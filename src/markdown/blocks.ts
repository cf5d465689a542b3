import { Line } from './line.ts'
import { Structure } from './structure.ts'

/** A top-level block of a document: a paragraph, a heading, a whole list, table, quote, code block … */
export interface Block {
  /** UTF-16 code units from the document's start. */
  start: number
  end: number
  /** The document's text from `start` to `end`: line ends as they came, blank lines before the block included. */
  source: string
}

/**
 * Takes a growing text apart into closed blocks and an open tail (CommonMark 0.31.2 with the tables of GFM).
 *
 * A block is closed once the text up to the end of the closed blocks proves it: whatever follows, and wherever the text
 * is cut behind that end, they stay as they are. A paragraph, table or quote is closed by its blank line, a heading,
 * rule or fence by its own last line. A list, indented code, or a paragraph into which another block breaks, ends where
 * the next block begins, so it is closed together with that one. Only whole lines count, a lone CR as a line end proves
 * nothing (it may be half of a CRLF). The blank line that closes a block belongs to it, further ones to the next block;
 * blank lines at the very end are a last block that draws as nothing.
 *
 * All of it is linear in the text: a piece costs what it is long, however long the document or the open block is.
 */
export class Blocks {
  private start = 0
  private open = ''
  /** Where blocks end that nothing has proven yet. */
  private ends: number[] = []
  /** What has come of the line that is not whole yet, and where it begins. */
  private line = ''
  private lineStart = 0
  /** A CR that may be half of a CRLF. */
  private cr = false
  /** A whole line with a "|", read when the next has come: together they may be a table's head. */
  private held: Line | undefined
  private structure = this.newStructure()

  /** Where the last closed block ends; never falls. */
  get closedEnd(): number {
    return this.start
  }

  /** The text behind the closed blocks. */
  get tail(): string {
    return this.open
  }

  /** Gives the blocks that this piece closed. */
  push(text: string): Block[] {
    if (text === '') return []
    this.open += text
    let piece = this.cr ? `\r${text}` : text
    this.cr = piece.endsWith('\r')
    if (this.cr) piece = piece.slice(0, -1)
    let from = 0
    let proven = 0
    for (const { 0: lineEnd, index } of piece.matchAll(/\r\n?|\n/g)) {
      if (this.endLine(piece.slice(from, index), lineEnd)) proven = this.ends.length
      from = index + lineEnd.length
    }
    this.line += from === 0 ? piece : piece.slice(from)
    return this.close(proven)
  }

  /** The document is over: closes what is open. Nothing is pushed after this, except after a cut. */
  end(): Block[] {
    if (this.cr) this.endLine('', '\r')
    else if (this.line !== '') this.endLine('', '')
    if (this.held) this.structure.take(this.held)
    this.structure.finish()
    const end = this.start + this.open.length
    if ((this.ends.at(-1) ?? this.start) < end) this.ends.push(end)
    const closed = this.close(this.ends.length)
    this.reset()
    return closed
  }

  /**
   * Forgets the text from `keep` (UTF-16 code units from the document's start) on, as if it had never come.
   * Throws a RangeError when that would cut into a closed block, or lies behind the text's end.
   */
  cut(keep: number): void {
    if (!Number.isInteger(keep) || keep < this.start || keep > this.start + this.open.length)
      throw new RangeError(
        `cannot cut at ${keep}: the tail is ${this.start} to ${this.start + this.open.length}`,
      )
    const kept = this.open.slice(0, keep - this.start)
    this.reset()
    this.push(kept)
  }

  /** Whether the text up to this line's end proves the blocks that end there. */
  private endLine(content: string, lineEnd: string): boolean {
    const text = this.line + content
    const end = this.lineStart + text.length + lineEnd.length
    const line = Line.of(text, this.lineStart, end)
    this.line = ''
    this.lineStart = end
    if (this.held) this.structure.take(this.held, line)
    this.held = text.includes('|') ? line : undefined
    if (this.held) return false
    this.structure.take(line)
    return lineEnd.endsWith('\n') && this.ends.at(-1) === end
  }

  private close(count: number): Block[] {
    if (count === 0) return []
    const blocks: Block[] = []
    const origin = this.start
    for (const end of this.ends.splice(0, count)) {
      blocks.push({ start: this.start, end, source: this.open.slice(this.start - origin, end - origin) })
      this.start = end
    }
    this.open = this.open.slice(this.start - origin)
    return blocks
  }

  private reset(): void {
    this.open = ''
    this.ends = []
    this.line = ''
    this.lineStart = this.start
    this.cr = false
    this.held = undefined
    this.structure = this.newStructure()
  }

  private newStructure(): Structure {
    return new Structure((at) => this.ends.push(at))
  }
}
