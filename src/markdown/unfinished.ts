import type { MarkdownIt, StateInline, Token } from 'markdown-it'

/** What a text that is still being written is drawn with: `unfinished` in the parser's environment asks for it. */
export interface Unfinished {
  unfinished?: boolean
  /** Openers without their closers in the last text, for the one that is looked at. */
  openers?: { text: string; found: Opener[] }
}

interface Opener {
  /** Index of its token. */
  token: number
  mark: string
}

/** UTF-16 code units: a longer last paragraph is left as it stands, since finding out takes reading it several times. */
const TEXT_LIMIT = 4096
/** UTF-16 code units: a link whose address is longer is not looked for. */
const LINK_WINDOW = 2400
const MARKS = '*_~`'

/** Lets the last words of an open tail look as they will when their closing marks have come. */
export function installUnfinished(markdown: MarkdownIt): void {
  markdown.inline.ruler2.after('balance_pairs', 'openers', collectOpeners)
  markdown.core.ruler.after('inline', 'unfinished', ({ tokens, env }) => {
    const token = (env as Unfinished).unfinished ? lastText(tokens) : undefined
    if (!token || token.content.length > TEXT_LIMIT) return
    const finished = finish(token.content, markdown, env)
    if (finished === token.content) return
    token.children = []
    markdown.inline.parse(finished, markdown, env, token.children)
  })
}

/**
 * Without a last line that cannot be told yet: "-" may become an item, a rule, or make a heading of the paragraph above,
 * and would flicker; so may the first marks of a fence or of a table's delimiter row.
 */
export function withoutUndecided(source: string): string {
  const start = Math.max(source.lastIndexOf('\n'), source.lastIndexOf('\r')) + 1
  if (source.length - start > 80) return source
  return /^[-+*=_~`#>|: \t]*(?:\d{1,9}[.)]?|[-+*][ \t]+\[[ xX]?\]?)?[ \t]*$/.test(source.slice(start))
    ? source.slice(0, start)
    : source
}

/** Whether more text may still go on with the last paragraph. */
export const endsOpen = (source: string): boolean =>
  !/\n[ \t]*\n[ \t]*$/.test(source.slice(-200).replace(/\r\n?/g, '\n'))

/** The text that stands at the very end; a row's cells that have not come are there already, empty. */
function lastText(tokens: Token[]): Token | undefined {
  const last = tokens.findLast(
    ({ type, nesting, content }) =>
      nesting >= 0 && type !== 'td_open' && (type !== 'inline' || content !== ''),
  )
  return last?.type === 'inline' ? last : undefined
}

function finish(content: string, markdown: MarkdownIt, env: object): string {
  let text = withoutOpenLink(content)
  const bare = withoutLastMarks(text)
  if (/\s$|^$/.test(bare)) text = bare.trimEnd()
  let openers = openersOf(text, markdown, env)
  if (openers.length > 0 && bare !== text) {
    // A part of the closing marks has come: taken for itself it would close something else.
    text = bare
    openers = openersOf(text, markdown, env)
  }
  return (
    text +
    openers
      .map(({ mark }) => mark)
      .reverse()
      .join('')
  )
}

function openersOf(text: string, markdown: MarkdownIt, env: object): Opener[] {
  const found: Opener[] = []
  const tokens: Token[] = []
  markdown.inline.parse(text, markdown, { ...env, openers: { text, found } }, tokens)
  return found
}

function collectOpeners({ src, env, tokens, delimiters }: StateInline): void {
  const { openers } = env as Unfinished
  if (openers?.text !== src) return
  // What follows an open code mark will be code: openers behind it are none.
  const code = tokens.findIndex(({ type, content }) => type === 'text' && content.includes('`'))
  for (const { open, end, token } of delimiters) {
    if (!open || end >= 0 || (code >= 0 && token > code)) continue
    openers.found.push({ token, mark: tokens[token]?.content ?? '' })
  }
  const [mark] = code < 0 ? [] : (/`+/.exec(tokens[code]?.content ?? '') ?? [])
  if (mark) openers.found.push({ token: code, mark })
}

function withoutLastMarks(text: string): string {
  let end = text.length
  while (end > 0 && MARKS.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** `[text](https://exam` as `text`: an address is no text while it is written. */
function withoutOpenLink(text: string): string {
  const from = Math.max(0, text.length - LINK_WINDOW)
  const middle = text.lastIndexOf('](')
  if (middle < from || /[)\s]/.test(text.slice(middle))) return text
  const start = text.lastIndexOf('[', middle)
  if (start < from) return text
  const before = text.slice(0, start)
  return (before.endsWith('!') ? before.slice(0, -1) : before) + text.slice(start + 1, middle)
}
