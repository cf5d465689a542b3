import type { MarkdownIt, Token } from 'markdown-it'
import { safeAddress } from './address.ts'

const REL = 'noopener nofollow ugc'

/**
 * Gives links a judged address, or takes the link from around its text. A picture becomes a link with its text: a
 * picture's address is asked for without anybody's doing, and can carry away what stands in it.
 */
export function installLinks(markdown: MarkdownIt): void {
  markdown.core.ruler.push('safe_links', ({ tokens }) => {
    for (const token of tokens) if (token.children) judge(token.children, markdown)
  })
  const { escapeHtml } = markdown.utils
  markdown.renderer.rules.image = (tokens, index, _options, _env, renderer) => {
    const token = tokens[index]
    if (!token) return ''
    const text = escapeHtml(token.content)
    return token.attrs ? `<a${renderer.renderAttrs(token)}>${text}</a>` : text
  }
}

function judge(tokens: Token[], markdown: MarkdownIt): void {
  /** The link that stands around, if it is one to be drawn. Links never stand in links. */
  let link: Token | undefined
  for (const token of tokens) {
    if (token.type === 'link_open') {
      token.attrs = attributes(token, 'href')
      token.hidden = token.attrs === null
      link = token.hidden ? undefined : token
    } else if (token.type === 'link_close') {
      token.hidden = link === undefined
      link = undefined
    } else if (token.type === 'image') {
      const text = markdown.renderer.renderInlineAsText(token.children ?? [], markdown.options, {})
      const attrs = attributes(token, 'src')
      token.content = text.trim() || String(attrs?.[0]?.[1] ?? '')
      token.attrs = link || !attrs ? null : [...attrs, ['class', 'image']]
    }
  }
}

function attributes(token: Token, from: 'href' | 'src'): Token['attrs'] {
  const href = safeAddress(String(token.attrGet(from) ?? ''))
  if (!href) return null
  const title = token.attrGet('title')
  return title
    ? [
        ['href', href],
        ['rel', REL],
        ['title', title],
      ]
    : [
        ['href', href],
        ['rel', REL],
      ]
}
