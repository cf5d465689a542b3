import type { Token } from 'markdown-it'
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

/**
 * Draws one document, block by block, as safe HTML: balanced elements of a short list, no attribute or address that
 * was not judged, raw HTML as text. A link definition holds from its block on. What cannot be drawn within bounds
 * (too long, too deep, growing too much) is shown as it was written.
 */
export class Renderer {
  private readonly references: References = Object.create(null)

  /** A closed block. Blocks come in the document's order, each once. */
  block(source: string): string {
    if (source.length > BLOCK_LIMIT) return plain(source)
    return draw(source, { references: this.references })
  }

  /** The open tail behind the blocks so far. Keeps nothing, and costs the same however long the tail is. */
  tail(source: string): string {
    if (source.length > TAIL_LIMIT) return plain(`\u2026\n${lastLines(source)}`)
    const references: References = Object.create(this.references)
    return draw(withoutUndecided(source), { references, unfinished: endsOpen(source) })
  }
}

/** What the parser's rules share while they read one text. */
type Environment = Parameters<typeof parser.parse>[1]

function draw(source: string, env: Environment): string {
  const tokens = parser.parse(source, env)
  if (env.refused || tokens.some(hidesDeeper)) return plain(source)
  const html = parser.renderer.render(tokens, parser.options)
  return html.length > MAX_GROWTH * source.length + FREE_GROWTH ? plain(source) : html
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
