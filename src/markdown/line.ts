/**
 * A line of a text, or what is left of it inside a container. Indentation counts in columns; a tab reaches to the next
 * multiple of four of the whole line (CommonMark 0.31.2, section 2.2), so what is left must remember where it stands.
 */
export class Line {
  /** Columns of white space before the first other character. */
  readonly indent: number
  /** From the first character that is no white space on. */
  readonly text: string

  private constructor(
    /** Where the whole line begins and ends in the document, its line end included, in UTF-16 code units. */
    readonly start: number,
    readonly end: number,
    private readonly content: string,
    private readonly column: number,
    /** Columns left over from a tab of which a container took a part. */
    private readonly pad: number,
  ) {
    let at = 0
    let columns = column
    for (; at < content.length; at += 1) {
      const width = blankWidth(content, at, columns)
      if (width === 0) break
      columns += width
    }
    this.indent = pad + columns - column
    this.text = content.slice(at)
  }

  /** `content` without its line end. */
  static of(content: string, start: number, end: number): Line {
    return new Line(start, end, content, 0, 0)
  }

  get blank(): boolean {
    return this.text === ''
  }

  /** Without its first columns, which are white space. */
  without(columns: number): Line {
    if (columns <= this.pad)
      return new Line(this.start, this.end, this.content, this.column, this.pad - columns)
    const until = this.column + columns - this.pad
    let column = this.column
    let at = 0
    while (column < until) {
      const width = blankWidth(this.content, at, column)
      if (width === 0) break
      column += width
      at += 1
    }
    return new Line(this.start, this.end, this.content.slice(at), column, Math.max(0, column - until))
  }

  /** What follows a marker of so many characters at the start of `text`. */
  after(marker: number): Line {
    const column = this.column + this.indent - this.pad + marker
    return new Line(this.start, this.end, this.text.slice(marker), column, 0)
  }
}

function blankWidth(content: string, at: number, column: number): number {
  const code = content.charCodeAt(at)
  if (code === 0x20) return 1
  return code === 0x09 ? 4 - (column % 4) : 0
}
