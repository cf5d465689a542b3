/**
 * Inline Markdown without its marks: escapes resolved, emphasis and code marks dropped, links as their text, `<br>` as
 * a blank. Linear.
 */
export function plainText(markdown: string): string {
  if (!MARKS.test(markdown)) return markdown.trim()
  return markdown
    .replace(/<br ?\/?>/gi, ' ')
    .replace(/!?\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(
      /`([^`]+)`|\\([!-/:-@[-`{-~])|\*+|_+|~~|`+/g,
      (mark, code: string | undefined, escaped: string | undefined, at: number, whole: string) => {
        if (code !== undefined) return code
        if (escaped !== undefined) return escaped
        const before = whole[at - 1] ?? ' '
        const after = whole[at + mark.length] ?? ' '
        if (before === ' ' && after === ' ') return mark
        return mark.startsWith('_') && WORD.test(before) && WORD.test(after) ? mark : ''
      },
    )
    .trim()
}

const MARKS = /[`\\*_~[<]/
const WORD = /[\p{L}\p{N}]/u
const LABEL_LENGTH = 120

/**
 * Splits a name from what is said of it: `**Name**: rest`, `Name: rest`, `Name — rest`, `Name because rest`. Where
 * nothing separates them, all of it is the name.
 */
export function splitLabel(text: string): [label: string, rest: string] {
  const strong = /^(?:\*\*([^*]{1,120})\*\*|__([^_]{1,120})__)/.exec(text)
  if (strong) {
    const rest = text.slice(strong[0].length).replace(/^[\s:：–—-]+/, '')
    return [trimLabel(strong[1] ?? strong[2] ?? ''), rest]
  }
  const at = /[:：][*_]{0,2}(?=\s|$)|\s[–—-]\s|\s(?=because\s)|：/.exec(text)
  if (!at || at.index > LABEL_LENGTH) return [trimLabel(text), '']
  const end = at.index + at[0].length
  // `*Reason:* …`: the mark behind the colon closes the label's.
  const label = /[*_]$/.test(at[0]) ? text.slice(0, end) : text.slice(0, at.index)
  return [trimLabel(label), text.slice(end).trim()]
}

const trimLabel = (text: string) =>
  plainText(text)
    .replace(/[:：]$/, '')
    .trim()

/** At most `length` UTF-16 code units, never ending in half a character. */
export function shorten(text: string, length: number): string {
  return text.length <= length
    ? text
    : `${text
        .slice(0, length - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')
        .trimEnd()}…`
}
