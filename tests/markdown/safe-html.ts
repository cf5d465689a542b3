/** What may come out of the renderer, said once more and independently of it. */
const ELEMENTS: Record<string, string[]> = {
  ...Object.fromEntries(
    [
      'p',
      'h1',
      'h2',
      'h3',
      'h4',
      'h5',
      'h6',
      'ul',
      'blockquote',
      'hr',
      'br',
      'em',
      'strong',
      's',
      'table',
      'thead',
    ].map((name) => [name, []]),
  ),
  tbody: [],
  tr: [],
  ol: ['start'],
  li: ['class'],
  th: ['scope', 'class'],
  td: ['class'],
  pre: ['tabindex', 'class', 'role', 'aria-label'],
  code: ['class'],
  span: ['class'],
  figure: ['class'],
  figcaption: [],
  div: ['class', 'tabindex', 'role', 'aria-label'],
  a: ['href', 'rel', 'title', 'class'],
}
const VALUES: Record<string, RegExp> = {
  class:
    /^(?:language-[a-z0-9+#-]{1,20}|align-(?:left|right|center)|scroll|task|plain|image|diagram|t-(?:key|str|num|com|type|name|meta|add|del))$/,
  start: /^\d{1,9}$/,
  scope: /^col$/,
  tabindex: /^0$/,
  role: /^group$/,
  'aria-label': /^(?:Table|Code|Text)$/,
  rel: /^noopener nofollow ugc$/,
  href: /^(?:https?:\/\/[^\s@"'<>\\/?#]+(?:[/?#][^\s"<>\\]*)?$|mailto:[^\s"<>\\/][^\s"<>\\]*$)/,
  title: /(?:)/,
}
const EMPTY = new Set(['br', 'hr'])

/** Everything in a piece of HTML that is not allowed, as a real parser sees it, and elements that are not balanced. */
export function faults(html: string): string[] {
  const found: string[] = []
  new HTMLRewriter()
    .on('*', {
      element({ tagName, attributes }) {
        const allowed = ELEMENTS[tagName]
        if (!allowed) found.push(`element ${tagName}`)
        const seen = [...attributes].map(([name = '', value = '']) => ({ name, value: decoded(value) }))
        for (const { name, value } of seen)
          if (!allowed?.includes(name) || !VALUES[name]?.test(value)) found.push(`attribute ${name}=${value}`)
        if (tagName === 'a' && !seen.some(({ name }) => name === 'rel')) found.push('link without rel')
        if (tagName === 'a' && !seen.some(({ name }) => name === 'href')) found.push('link without address')
      },
      comments: () => void found.push('comment'),
    })
    .onDocument({ doctype: () => void found.push('doctype'), comments: () => void found.push('comment') })
    .transform(html)
  return [...found, ...unbalanced(html)]
}

function unbalanced(html: string): string[] {
  const open: string[] = []
  for (const [tag = '', slash, name = ''] of html.matchAll(/<(\/?)([a-zA-Z][^\s/>]*)[^>]*>/g)) {
    if (EMPTY.has(name)) continue
    if (!slash) {
      if (name === 'a' && open.includes('a')) return ['link in a link']
      open.push(name)
    } else if (open.pop() !== name) return [`unbalanced ${tag}`]
  }
  return open.map((name) => `open ${name}`)
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' }

/** An attribute's value as a browser takes it. */
function decoded(value: string): string {
  return value.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));?/gi, (all, decimal, hex, name) => {
    if (name) return NAMED[name] ?? all
    return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16))
  })
}

/** The text that a person reads. */
export function visibleText(html: string): string {
  return decoded(html.replace(/<[^>]*>/g, ''))
}
