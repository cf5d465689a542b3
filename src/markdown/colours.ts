import { StringStream } from '@codemirror/streamparser'
import { languages } from './languages.ts'

/** UTF-16 code units: longer code, or code with a longer line, is not coloured. It bounds what a hostile text costs. */
export const CODE_LIMIT = 8 * 1024
export const LINE_LIMIT = 400
/** Spans: more than that holds up the browser for nothing. */
const SPANS = 2500
/** Looks at a line's text that a reader may take for each of its characters: some readers never end on some lines (seen). */
const LOOKS = 40
/** Ends of lines to an expression, though not to us: what stands for all else does not stand for them. */
const OTHER_ENDS = /[\r\u2028\u2029]/

/** What a span's class can be, and which of the reader's words mean it; all other words mean nothing. */
const CLASSES: Record<string, string> = {
  keyword: 't-key',
  controlKeyword: 't-key',
  builtin: 't-key',
  tag: 't-key',
  string: 't-str',
  quote: 't-str',
  character: 't-str',
  number: 't-num',
  atom: 't-num',
  comment: 't-com',
  type: 't-type',
  typeName: 't-type',
  header: 't-type',
  macroName: 't-type',
  def: 't-name',
  property: 't-name',
  propertyName: 't-name',
  attribute: 't-name',
  meta: 't-meta',
  inserted: 't-add',
  deleted: 't-del',
}

/**
 * The code as safe HTML with spans of a few classes; nothing where its language is not known, or where colouring it
 * would take too long or grow too much. The same text always gives the same: no clock decides.
 */
export function coloured(code: string, language: string): string | undefined {
  const parser = languages.get(language)
  if (!parser || code.length > CODE_LIMIT || OTHER_ENDS.test(code)) return undefined
  const lines = code.split('\n')
  if (lines.some((line) => line.length > LINE_LIMIT)) return undefined
  const writer = new Writer()
  try {
    const state = parser.startState?.(2)
    for (const [at, line] of lines.entries()) {
      if (at > 0) writer.add('\n', '')
      if (line === '') parser.blankLine?.(state, 2)
      else readLine(line, (stream) => parser.token(stream, state), writer)
      if (writer.spans > SPANS) return undefined
    }
  } catch {
    // The readers are made for editors, where what cannot be read is not coloured either.
    return undefined
  }
  return writer.end()
}

function readLine(line: string, token: (stream: StringStream) => string | null, writer: Writer): void {
  const stream = new BoundedStream(line)
  while (!stream.eol()) {
    const from = stream.pos
    stream.start = from
    const style = token(stream)
    if (stream.pos > from) writer.add(line.slice(from, stream.pos), classOf(style))
  }
}

/** Throws where a reader looks at its line for ever. */
class BoundedStream extends StringStream {
  private left: number

  constructor(line: string) {
    super(line, 2, 2)
    this.left = LOOKS * (line.length + 10)
  }

  override eol(): boolean {
    this.look()
    return super.eol()
  }

  override peek(): string | undefined {
    this.look()
    return super.peek()
  }

  override next(): string | undefined {
    this.look()
    return super.next() ?? undefined
  }

  override eat(...wanted: Parameters<StringStream['eat']>): string | undefined {
    this.look()
    return super.eat(...wanted) ?? undefined
  }

  override match(...wanted: Parameters<StringStream['match']>): boolean | RegExpMatchArray | null {
    this.look()
    return super.match(...wanted)
  }

  private look(): void {
    this.left -= 1
    if (this.left < 0) throw new Error('the reader does not come to an end')
  }
}

function classOf(style: string | null): string {
  for (const word of style?.split(/[ .]/) ?? []) {
    const name = Object.hasOwn(CLASSES, word) ? CLASSES[word] : undefined
    if (name) return name
  }
  return ''
}

/** Joins neighbours of one class: of white space nobody sees which it has. */
class Writer {
  spans = 0
  private html = ''
  private text = ''
  private name = ''

  add(text: string, name: string): void {
    if (name !== this.name && (name !== '' || text.trim() !== '' || text === '\n')) {
      this.flush()
      this.name = name
    }
    this.text += text
  }

  end(): string {
    this.flush()
    return this.html
  }

  private flush(): void {
    if (this.text === '') return
    const safe = Bun.escapeHTML(this.text)
    if (this.name !== '') this.spans += 1
    this.html += this.name === '' ? safe : `<span class="${this.name}">${safe}</span>`
    this.text = ''
  }
}
