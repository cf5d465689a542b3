import type { MarkdownIt, Token } from 'markdown-it'

/** Ids in a document (R-3, T-2.1, phase-2): where they are named, and what is known of them. */
export interface Mentions {
  /** Those in a piece of plain text, in order, not overlapping; offsets in UTF-16 code units. */
  find(text: string): Named[]
  /** What a line of the document says what it is of; nothing for most. */
  definedBy(line: DefiningLine): Definition | undefined
  /** Where else it is said; nothing for what nobody knows. */
  known(id: string): Known | undefined
}

export interface Named {
  id: string
  start: number
  end: number
  /** Spelled like a name of something else. */
  loose: boolean
}

export interface Definition {
  id: string
  /** Plain text. */
  saying: string
  /** The document spells its ids like names of other things. */
  loose?: boolean
}

export interface Known {
  /** Path and fragment, made by code alone. */
  address: string
  /** Plain text. */
  saying: string
  loose?: boolean
}

/** A line of a paragraph, an item, a heading, or a table's row. */
export interface DefiningLine {
  /** Inline Markdown; of a row its first cell. */
  text: string
  isHeading: boolean
  /** UTF-16 code units of the document. */
  start: number
  end: number
}

/** Links in one block; a text that names more is a list of ids. */
const MOST = 400
/** The ids that code makes. Nothing else becomes part of an address or of an element's id. */
const ID = /^(?:[A-Z]{1,3}-\d{1,6}(?:\.\d{1,3}){0,2}|phase-\d{1,4})$/

/** The element's id where an id is said; the page's own ids never begin like it. */
export const saidAt = (prefix: string, id: string): string => `${prefix}said-${id}`

/** How the ids of a document's headings begin. */
export const partAt = (prefix: string, number: number): string => `${prefix}part-${number}`

/** A link to where an id is said, which shows on hover and focus what it says. Safe HTML. */
export function drawMention(spelled: string, { address, saying }: Known, withTip = true): string {
  const tip =
    withTip && saying !== '' ? `<span class="tip" role="tooltip">${Bun.escapeHTML(saying)}</span>` : ''
  return `<a class="mention" href="${Bun.escapeHTML(address)}">${Bun.escapeHTML(spelled)}${tip}</a>`
}

/** A plain text as safe HTML, the ids in it as links. */
export function withMentions(text: string, mentions: Pick<Mentions, 'find' | 'known'>): string {
  const told = new Set<string>()
  let at = 0
  let html = ''
  for (const named of mentions.find(text)) {
    const known = knownOf(named, mentions)
    if (!known) continue
    html += Bun.escapeHTML(text.slice(at, named.start))
    html += drawMention(text.slice(named.start, named.end), known, !told.has(named.id))
    told.add(named.id)
    at = named.end
  }
  return html + Bun.escapeHTML(text.slice(at))
}

function knownOf({ id, loose }: Named, mentions: Pick<Mentions, 'known'>): Known | undefined {
  const known = ID.test(id) ? mentions.known(id) : undefined
  return known && (!loose || known.loose) ? known : undefined
}

/** Draws what `MentionWriter` puts into a text: tokens that no parser makes. */
export function installMentions(markdown: MarkdownIt): void {
  markdown.renderer.rules.mention = (tokens, index) => tokens[index]?.content ?? ''
}

/** Puts links and places to jump to into the blocks of one document, in their order. */
export class MentionWriter {
  /** What the document itself has said so far. */
  private readonly said = new Map<string, Known>()
  /** Links that the block may still have, and the HTML that it got beyond its own. */
  private left = MOST
  private added = 0

  constructor(
    private readonly mentions: Mentions,
    private readonly prefix: string,
  ) {}

  /** Changes the tokens of a block that begins at `start`. Gives how many characters of HTML that adds. */
  write(source: string, start: number, tokens: Token[]): number {
    this.left = MOST
    this.added = 0
    const lines = lineStarts(source, start)
    const passages = passagesIn(tokens)
    // What is said anywhere in a block is known in all of it.
    const defined = passages.map((passage) => this.define(passage, lines))
    for (const [at, { inline }] of passages.entries())
      inline.children = this.linked(inline.children ?? [], defined[at] ?? [])
    return this.added
  }

  /** What the lines of a passage define, each id once a document. */
  private define({ inline, isHeading, map }: Passage, lines: number[]): Place[] {
    if (map === undefined) return []
    const places: Place[] = []
    for (const [line, text] of inline.content.split('\n').entries()) {
      const [start, end] = [lines[map + line], lines[map + line + 1]]
      if (start === undefined || end === undefined) break
      const definition = this.mentions.definedBy({ text, isHeading, start, end })
      if (!definition || !ID.test(definition.id) || this.said.has(definition.id)) continue
      const { id, saying, loose } = definition
      this.said.set(id, { address: `#${saidAt(this.prefix, id)}`, saying, loose })
      places.push({ id, line })
    }
    return places
  }

  private linked(children: Token[], places: Place[]): Token[] {
    const own = new Set(places.map(({ id }) => id))
    const told = new Set<string>()
    const waiting = [...places]
    const written: Token[] = []
    let line = 0
    let isLinked = false
    const anchors = (to: number, like: Token) => {
      for (let place = waiting[0]; place && place.line <= to; place = waiting[0]) {
        waiting.shift()
        written.push(this.drawn(like, `<span id="${saidAt(this.prefix, place.id)}"></span>`))
      }
    }
    for (const child of children) {
      anchors(line, child)
      if (child.type === 'link_open' && !child.hidden) isLinked = true
      if (child.type === 'link_close' && !child.hidden) isLinked = false
      if (child.type === 'softbreak' || child.type === 'hardbreak') line += 1
      if (child.type === 'text' && !isLinked) written.push(...this.pieces(child, own, told))
      else written.push(child)
    }
    const last = children.at(-1)
    if (last) anchors(Number.POSITIVE_INFINITY, last)
    return written
  }

  /** A text with links in it. `told`: what has its hint in this passage already. */
  private pieces(text: Token, own: ReadonlySet<string>, told: Set<string>): Token[] {
    const { content } = text
    const pieces: Token[] = []
    let at = 0
    for (const named of this.mentions.find(content)) {
      const known = own.has(named.id) ? undefined : this.knownOf(named)
      if (!known || this.left <= 0) continue
      this.left -= 1
      if (named.start > at) pieces.push(copyOf(text, 'text', content.slice(at, named.start)))
      const spelled = content.slice(named.start, named.end)
      pieces.push(this.drawn(text, drawMention(spelled, known, !told.has(named.id)), spelled.length))
      told.add(named.id)
      at = named.end
    }
    if (at === 0) return [text]
    return at < content.length ? [...pieces, copyOf(text, 'text', content.slice(at))] : pieces
  }

  private drawn(like: Token, html: string, instead = 0): Token {
    this.added += html.length - instead
    return copyOf(like, 'mention', html)
  }

  private knownOf(named: Named): Known | undefined {
    return knownOf(named, { known: (id) => this.said.get(id) ?? this.mentions.known(id) })
  }
}

/** The library gives out no way to make a token. */
const copyOf = (token: Token, type: string, content: string): Token =>
  Object.assign(Object.create(Object.getPrototypeOf(token) as object) as Token, token, {
    ...{ type, content, tag: '', nesting: 0, attrs: null, children: null },
  })

/** An id that is said in a line of a passage. */
interface Place {
  id: string
  line: number
}

interface Passage {
  inline: Token
  isHeading: boolean
  /** The block's line that it begins in; absent where nothing can be defined. */
  map?: number
}

/** All that names ids. What can say what one is of: paragraphs, items, headings, and a row's first cell. */
function passagesIn(tokens: Token[]): Passage[] {
  const found: Passage[] = []
  let row: number | undefined
  for (const [at, inline] of tokens.entries()) {
    if (inline.type === 'tr_open') row = inline.map?.[0]
    if (inline.type !== 'inline') continue
    const before = tokens[at - 1]?.type
    const isCell = before === 'td_open' || before === 'th_open'
    const isFirst = tokens[at - 2]?.type === 'tr_open'
    const map = isCell ? (isFirst ? row : undefined) : inline.map?.[0]
    found.push({ inline, isHeading: before === 'heading_open', map })
  }
  return found
}

/** Where the lines of a block begin, and where the last one ends. */
function lineStarts(source: string, start: number): number[] {
  const starts = [start]
  for (const { 0: end, index } of source.matchAll(/\r\n?|\n/g)) starts.push(start + index + end.length)
  if (starts.at(-1) !== start + source.length) starts.push(start + source.length)
  return starts
}
