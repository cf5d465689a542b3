import Markdown, { type MarkdownIt, type StateBlock, type Token } from 'markdown-it'
import { installDrawing } from './drawing.ts'
import { installLinks } from './links.ts'
import { installUnfinished } from './unfinished.ts'

/**
 * Levels of nesting, where a list counts two: a quote's or list's cost is its lines times their depth. A block that is
 * deeper is shown as plain text, since the parser would leave out what stands deeper.
 */
export const MAX_NESTING = 24

/** Lines of a link definition. A bound makes it possible to say where one ends without seeing all that follows. */
export const DEFINITION_LINES = 16

/** The one parser, which draws too: CommonMark with the tables and strikethrough of GFM, raw HTML as text. */
export const parser = createParser()

function createParser(): MarkdownIt {
  const markdown = new Markdown({ html: false, linkify: false, typographer: false, maxNesting: MAX_NESTING })
  // Addresses are judged and written when a link is drawn (links.ts), so that a refused one leaves its text.
  markdown.normalizeLink = (url) => url
  markdown.normalizeLinkText = (url) => url
  markdown.validateLink = () => true
  boundDefinitions(markdown)
  installUnfinished(markdown)
  installLinks(markdown)
  installDrawing(markdown)
  return markdown
}

type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean

function boundDefinitions(markdown: MarkdownIt): void {
  const { ruler } = markdown.block
  // Rules run in a fixed order and only their functions come back: all before `reference` are counted off.
  const all = ruler.getRules('')
  ruler.disable('reference')
  const others = new Set<unknown>(ruler.getRules(''))
  ruler.enable('reference')
  const reference = all.find((rule) => !others.has(rule)) as BlockRule | undefined
  if (!reference) throw new Error('markdown-it has no rule for link definitions')
  ruler.at('reference', (state, start, end, silent) => {
    const { lineMax } = state
    state.lineMax = Math.min(lineMax, start + DEFINITION_LINES)
    try {
      return reference(state, start, end, silent)
    } finally {
      state.lineMax = lineMax
    }
  })
}

/** Whether two lines, without their indentation, are a table's head and its delimiter row. */
export const isTableHead = (head: string, delimiter: string): boolean =>
  blockTokens(`${head}\n${delimiter}`)[0]?.type === 'table_open'

/**
 * How many of the first lines of what looks like a paragraph are link definitions. While more lines may come (not
 * `complete`), only definitions of which every possible line is seen are counted.
 */
export function definitionLines(lines: readonly string[], complete: boolean): number {
  let count = 0
  for (const { type, map } of blockTokens(lines.join('\n'))) {
    if (type !== 'reference_definition' || !map) break
    if (!complete && map[0] + DEFINITION_LINES > lines.length) break
    count = map[1]
  }
  return count
}

function blockTokens(text: string): Token[] {
  const tokens: Token[] = []
  parser.block.parse(text.replaceAll('\0', '\uFFFD'), parser, {}, tokens)
  return tokens
}
