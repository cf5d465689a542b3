/** What a person typed, made fit to stand inside one line of Markdown. */

/** One line: no control or bidi-override characters (they would reorder what stands around them), white space as single blanks. */
export function oneLine(text: string): string {
  return text
    .replace(/[\u202A-\u202E\u2066-\u2069\uFEFF]/g, '')
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .toWellFormed()
    .trim()
}

/** Escapes what Markdown or HTML would read as a mark within a line, a table's cell or a heading; never begin a line with it. */
export function inline(text: string): string {
  return oneLine(text)
    .replace(/[\\`*[\]<>|]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=#?[a-z0-9]{1,32};)/gi, '\\&')
    .replace(/~~/g, '\\~\\~')
    .replace(/(^|\s)(#+)$/, '$1\\$2')
}

/** At most `limit` characters, cut between words where there are any, an ellipsis where something is gone. */
export function shorten(text: string, limit: number): string {
  const characters = [...text.slice(0, limit * 2 + 2)]
  if (characters.length <= limit && characters.join('') === text) return text
  const cut = characters.slice(0, limit - 1).join('')
  const blank = cut.lastIndexOf(' ')
  const whole = (blank > limit * 0.6 ? cut.slice(0, blank) : cut).replace(/[\s,;:–—-]+$/, '')
  return `${whole}…`
}

const TRANSLITERATIONS: Record<string, string> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  ł: 'l',
}

/** Lower-case ASCII words joined by hyphens; empty where nothing of the text can be written so. */
export function slug(text: string): string {
  return oneLine(text)
    .toLowerCase()
    .replace(/[äöüßæøœł]/g, (letter) => TRANSLITERATIONS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .slice(0, 40)
    .trim()
    .replaceAll(' ', '-')
}

export const capital = (text: string) => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

export const aOrAn = (noun: string) => `${/^(?:[aeiou](?!ni|se|ur)|HTTP)/i.test(noun) ? 'an' : 'a'} ${noun}`

/** Matches the words whole, so that "ai" is not found in "email"; scripts without blanks have no word borders. */
export function wholeWords(pattern: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${pattern})(?![\\p{L}\\p{N}_])`, 'iu')
}

/** A Markdown table. Cells are Markdown already; their own bars have to be escaped. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join('\n')
}

export const bullets = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n')
