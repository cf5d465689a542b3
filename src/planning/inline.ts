/** Inline Markdown without its marks: escapes resolved, emphasis and code marks dropped, links as their text. Linear. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^\][]*)\]\([^()\s]*\)/g, '$1')
    .replace(
      /\\([!-/:-@[-`{-~])|\*+|_+|~~|`+/g,
      (mark, escaped: string | undefined, at: number, whole: string) => {
        if (escaped !== undefined) return escaped
        const before = whole[at - 1] ?? ' '
        const after = whole[at + mark.length] ?? ' '
        if (before === ' ' && after === ' ') return mark
        return mark.startsWith('_') && WORD.test(before) && WORD.test(after) ? mark : ''
      },
    )
    .trim()
}

const WORD = /[\p{L}\p{N}]/u

/** The text without the marks of strong emphasis, which models put around labels: `**Risk:** …`. */
export function withoutStrong(markdown: string): string {
  return markdown.replace(/\*\*([^*]+)\*\*/g, '$1').trim()
}

/** Splits at the first of the separators that stand between a name and what is said of it. */
export function splitLabel(text: string): [label: string, rest: string] {
  const strong = /^\*\*([^*]{1,120})\*\*/.exec(text)
  if (strong) return [trimLabel(strong[1] ?? ''), text.slice(strong[0].length).replace(/^[\s:：–—-]+/, '')]
  const at = /[:：](?=\s|$)|\s[–—-]\s|\s(?=because\s)|：/.exec(text)
  if (!at || at.index > 120) return [trimLabel(text), '']
  return [trimLabel(text.slice(0, at.index)), text.slice(at.index + at[0].length).trim()]
}

const trimLabel = (text: string) => text.trim().replace(/[:：]$/, '').trim()
