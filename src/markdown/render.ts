import type { Token } from 'markdown-it'
import { type Mentions, MentionWriter, partAt } from './mentions.ts'
import { MAX_NESTING, parser } from './parser.ts'
import { endsOpen, withoutUndecided } from './unfinished.ts'

/** UTF-16 code units: a longer block is shown as plain text. Nobody writes one, and its drawing would hold up all others. */
export const BLOCK_LIMIT = 32 * 1024
/** UTF-16 code units: of a longer tail only the end is shown, as plain text, until it closes. It is drawn 20 times a second. */
export const TAIL_LIMIT = 16 * 1024
const TAIL_SHOWN = 4 * 1024
/** A block whose HTML is so many times as long as its text, and more than a little, is shown as plain text. */
const MAX_GROWTH = 16
const FREE_GROWTH = 8 * 1024

type References = Record<string, { href: string; title: string }>

/** What a document is drawn with besides its text. */
export interface Drawing {
  /** Headings get ids that begin so, to jump to: the prefix of one document differs from that of all others on a page. */
  prefix?: string
  /** Ids that it names become links; needs a prefix. */
  mentions?: Mentions
}

/** A heading of the document's own level, no quoted one. */
export interface DrawnHeading {
  /** Counted from 1. */
  number: number
  /** Of its element. */
  id: string
  /** 1 to 6. */
  level: number
  /** Plain text. */
  text: string
  /** UTF-16 code units of the document. */
  start: number
}

/** A document of so many headings is none that a person looks through by them. */
const HEADINGS = 500

/**
 * Draws one document, block by block, as safe HTML: balanced elements of a short list, no attribute or address that
 * was not judged, raw HTML as text. A link definition holds from its block on. What cannot be drawn within bounds
 * (too long, too deep, growing too much) is shown as it was written.
 */
export class Renderer {
  private readonly references: References = Object.create(null)
  private readonly writer: MentionWriter | undefined
  private at = 0
  /** Those drawn so far. */
  readonly headings: DrawnHeading[] = []

  constructor(private readonly drawing: Drawing = {}) {
    const { mentions, prefix } = drawing
    this.writer = mentions && prefix !== undefined ? new MentionWriter(mentions, prefix) : undefined
  }

  /** A closed block. Blocks come in the document's order, each once, without gaps. */
  block(source: string): string {
    const start = this.at
    this.at += source.length
    if (source.length > BLOCK_LIMIT) return plain(source)
    return draw(source, { references: this.references, closed: true }, (tokens) => {
      this.markHeadings(source, start, tokens)
      return this.writer?.write(source, start, tokens) ?? 0
    })
  }

  /** The open tail behind the blocks so far. Keeps nothing, and costs the same however long the tail is. */
  tail(source: string): string {
    if (source.length > TAIL_LIMIT) return plain(`\u2026\n${lastLines(source)}`)
    const references: References = Object.create(this.references)
    return draw(withoutUndecided(source), { references, unfinished: endsOpen(source) })
  }

  private markHeadings(source: string, start: number, tokens: Token[]): void {
    const { prefix } = this.drawing
    if (prefix === undefined) return
    for (const [at, token] of tokens.entries()) {
      if (token.type !== 'heading_open' || token.level > 0 || this.headings.length >= HEADINGS) continue
      const number = this.headings.length + 1
      const id = partAt(prefix, number)
      token.meta = { id }
      const inline = tokens[at + 1]?.children ?? []
      this.headings.push({
        number,
        id,
        level: Number(token.tag.slice(1)),
        text: parser.renderer.renderInlineAsText(inline, parser.options, {}).trim(),
        start: start + lineStart(source, token.map?.[0] ?? 0),
      })
    }
  }
}

function lineStart(source: string, line: number): number {
  let at = 0
  for (const { 0: end, index } of line === 0 ? [] : source.matchAll(/\r\n?|\n/g)) {
    at = index + end.length
    line -= 1
    if (line === 0) break
  }
  return at
}

/** What the parser's rules share while they read one text. */
type Environment = Parameters<typeof parser.parse>[1]

/** `change` may add to what is drawn, and says how much, since that is no growth of the text's own. */
function draw(source: string, env: Environment, change: (tokens: Token[]) => number = () => 0): string {
  const tokens = parser.parse(source, env)
  if (env.refused || tokens.some(hidesDeeper)) return plain(source)
  const added = change(tokens)
  const html = parser.renderer.render(tokens, parser.options, env)
  return html.length - added > MAX_GROWTH * source.length + FREE_GROWTH ? plain(source) : html
}

/** Whether the parser left out what stands inside. */
const hidesDeeper = ({ type, level }: Token): boolean =>
  level >= MAX_NESTING - 1 && (type === 'blockquote_open' || type === 'list_item_open')

function plain(text: string): string {
  const clean = text.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD')
  return `<pre class="plain" tabindex="0" role="group" aria-label="Text">${Bun.escapeHTML(clean)}</pre>\n`
}

function lastLines(source: string): string {
  const end = source.slice(-TAIL_SHOWN)
  const line = end.search(/[\r\n]/)
  // Without a line's start, at least not from the middle of a character.
  return line >= 0 && line < end.length - 1 ? end.slice(line + 1) : end.replace(/^[\uDC00-\uDFFF]/, '')
}
