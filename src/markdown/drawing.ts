import type { MarkdownIt, Token } from 'markdown-it'
import { coloured } from './colours.ts'

/** What code is drawn with: `closed` in the parser's environment says that nothing more will come of it. */
export interface Closed {
  closed?: boolean
}

/** No other attribute leaves the renderer, whatever the parser or a rule puts on a token. */
const ATTRIBUTES = new Set(['class', 'href', 'rel', 'title', 'start', 'scope'])

/** How elements are drawn where the library's way would not do: for keyboards, without styles, without surprises. */
export function installDrawing(markdown: MarkdownIt): void {
  const { renderer, utils } = markdown
  const { rules } = renderer
  const code = (text: string, language: string, safeColours?: string) => {
    const attribute = language === '' ? '' : ` class="language-${language}"`
    const safeText = safeColours ?? utils.escapeHtml(text)
    return `<pre tabindex="0" role="group" aria-label="Code"><code${attribute}>${safeText}</code></pre>\n`
  }
  rules.fence = (tokens, index, _options, env) => {
    const { content = '', info = '' } = tokens[index] ?? {}
    const language = languageName(utils.unescapeAll(info))
    // Colours come with the end: in half a text each further quote would turn all of them over.
    const drawn = code(
      content,
      language,
      (env as Closed | undefined)?.closed ? coloured(content, language) : undefined,
    )
    return language === 'mermaid' ? diagram(drawn) : drawn
  }
  rules.code_block = (tokens, index) => code(tokens[index]?.content ?? '', '')
  // The renderer's own (render.ts); an attribute of this name leaves nothing that was read.
  rules.heading_open = (tokens, index) => {
    const { tag = '', meta } = tokens[index] ?? {}
    return typeof meta?.id === 'string' ? `<${tag} id="${utils.escapeHtml(meta.id)}">` : `<${tag}>`
  }
  rules.table_open = () => '<div class="scroll" tabindex="0" role="group" aria-label="Table">\n<table>\n'
  rules.table_close = () => '</table>\n</div>\n'
  rules.th_open = (tokens, index) => `<th scope="col"${alignment(tokens[index])}>`
  rules.td_open = (tokens, index) => `<td${alignment(tokens[index])}>`
  markdown.core.ruler.push('empty_heads', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) unhead(token, tokens[index + 1], tokens[index + 2])
  })
  markdown.core.ruler.push('tasks', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) drawTask(token, tokens[index - 1], tokens[index - 2])
  })
  renderer.renderAttrs = ({ attrs }) =>
    (attrs ?? [])
      .filter(([name]) => ATTRIBUTES.has(name))
      .map(([name, value]) => ` ${name}="${utils.escapeHtml(String(value))}"`)
      .join('')
}

/** A diagram's text (ADR 20). */
const diagram = (safeCode: string): string =>
  `<figure class="diagram">\n<figcaption>Diagram (Mermaid)</figcaption>\n${safeCode}</figure>\n`

/** The first word behind a fence, as far as it can be a language's name. */
function languageName(info: string): string {
  const [word = ''] = info.trim().split(/\s/, 1)
  return word
    .toLowerCase()
    .replace(/[^a-z0-9+#-]/g, '')
    .slice(0, 20)
}

/** A cell of a table's head that says nothing is the head of nothing. */
function unhead(open: Token, inline: Token | undefined, close: Token | undefined): void {
  if (open.type !== 'th_open' || close?.type !== 'th_close' || inline?.content.trim() !== '') return
  open.type = 'td_open'
  open.tag = 'td'
  close.type = 'td_close'
  close.tag = 'td'
}

function alignment(cell: Token | undefined): string {
  const [, side] = /^text-align:(left|right|center)$/.exec(String(cell?.attrGet('style') ?? '')) ?? []
  return side ? ` class="align-${side}"` : ''
}

/** A list item's `[ ]` or `[x]` as a drawn box: a real one could be ticked, and nothing would come of it. */
function drawTask(inline: Token, paragraph: Token | undefined, item: Token | undefined): void {
  if (inline.type !== 'inline' || paragraph?.type !== 'paragraph_open' || item?.type !== 'list_item_open')
    return
  const [first] = inline.children ?? []
  const [box] = first?.type === 'text' ? (/^\[[ xX]\](?=\s|$)/.exec(first.content) ?? []) : []
  if (!first || !box) return
  first.content = (box === '[ ]' ? '\u2610' : '\u2611') + first.content.slice(box.length)
  item.attrSet('class', 'task')
}
