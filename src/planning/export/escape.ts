/**
 * Plain text as inline Markdown on one line: it is drawn as the same characters, white space runs as one blank. It
 * begins no block, link, tag or emphasis of its own. Linear.
 */
export function inMarkdown(text: string): string {
  return oneLine(text)
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/[`*[\]~]/g, '\\$&')
    .replace(/<(?=[A-Za-z/!?])/g, '\\<')
    .replace(/&(?=#?[A-Za-z0-9]+;)/g, '\\&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^(?:#{1,6}(?=\s|$)|[-+>=])/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
}

/** The same inside a table's cell. */
export const inCell = (text: string): string => inMarkdown(text).replaceAll('|', '\\|')

/** The same as the text of a heading, which may not end in number signs. */
export const inHeading = (text: string): string =>
  inMarkdown(text).replace(/#+$/, (marks) => marks.replaceAll('#', '\\#'))

/** White space as single blanks, control characters left out. */
export function oneLine(text: string): string {
  return text
    .replace(/[^\P{Cc}\s]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** Line feeds alone, no other control characters but tabs: what every file, shell and parser takes. */
export function plainLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\t\n]/gu, '')
}
