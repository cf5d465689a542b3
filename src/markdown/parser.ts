import Markdown, { type MarkdownIt, type StateBlock, type Token } from 'markdown-it'
import { installDrawing } from './drawing.ts'
import { installLinks } from './links.ts'
import { installMentions } from './mentions.ts'
import { installUnfinished } from './unfinished.ts'

/**
 * Levels of nesting, where a list counts two: a quote's or list's cost is its lines times their depth. A block that is
 * deeper is shown as plain text, since the parser would leave out what stands deeper.
 */
export const MAX_NESTING = 20

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
  boundTables(markdown)
  installUnfinished(markdown)
  installLinks(markdown)
  installDrawing(markdown)
  installMentions(markdown)
  return markdown
}

type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean

function boundDefinitions(markdown: MarkdownIt): void {
  wrapRule(markdown, 'reference', [], (reference) => (state, start, end, silent) => {
    const { lineMax } = state
    state.lineMax = Math.min(lineMax, start + DEFINITION_LINES)
    try {
      return reference(state, start, end, silent)
    } finally {
      state.lineMax = lineMax
    }
  })
}

/**
 * Short rows are filled up to the head's width: a few thousand characters would become a million cells. Such a table is
 * not read, and `refused` in the parser's environment says so.
 */
function boundTables(markdown: MarkdownIt): void {
  wrapRule(markdown, 'table', ['paragraph', 'reference'], (table) => (state, start, end, silent) => {
    if (state.env.refused) return false
    if (!silent && table(state, start, end, true) && isMostlyFilling(state, start, end)) {
      state.env.refused = true
      return false
    }
    return table(state, start, end, silent)
  })
}

const FREE_CELLS = 1000

function isMostlyFilling(state: StateBlock, start: number, end: number): boolean {
  let last = start
  while (last + 1 < end && !state.isEmpty(last + 1) && (state.sCount[last + 1] ?? 0) >= state.blkIndent)
    last += 1
  const from = state.bMarks[start] ?? 0
  const columns = state.src.slice(from, state.eMarks[start]).split('|').length
  return columns * (last - start) > 2 * ((state.eMarks[last] ?? from) - from) + FREE_CELLS
}

/** `interrupts`: the rules whose blocks it may break into, which the ruler forgets with the rule. */
function wrapRule(
  markdown: MarkdownIt,
  name: string,
  interrupts: string[],
  wrap: (rule: BlockRule) => BlockRule,
): void {
  const { ruler } = markdown.block
  // The ruler gives out its functions without their names: the one that is missing without the name is the rule's.
  const all: BlockRule[] = ruler.getRules('')
  ruler.disable(name)
  const others = new Set(ruler.getRules(''))
  ruler.enable(name)
  const rule = all.find((candidate) => !others.has(candidate))
  if (!rule) throw new Error(`markdown-it has no rule ${name}`)
  ruler.at(name, wrap(rule), { alt: interrupts })
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
