/**
 * Models that were fed with web pages write some lines in HTML, although they were asked not to. Such a line is read as
 * the Markdown that it stands for; lines are not joined, and a line that holds several elements stays as it is.
 */
const TAG =
  /^\s*<\/?(?:h[1-6]|ul|ol|li|p|div|section|article|details|summary|table|thead|tbody|tr|br|hr|center)\b/i
const ALONE =
  /^\s*(?:<\/?(?:ul|ol|div|section|article|details|table|thead|tbody|p|br|hr|center)(?:\s[^<>]*)?\/?>\s*)+$/i
const HEADING = /^(\s*)<h([1-6])(?:\s[^<>]*)?>(.*?)(?:<\/h\2>)?\s*$/is
const ITEM = /^(\s*)<li(?:\s[^<>]*)?>(.*?)(?:<\/li>)?\s*$/is
const TEXT = /^(\s*)<(p|div|summary)(?:\s[^<>]*)?>(.*?)(?:<\/\2>)?\s*$/is
const ROW = /^\s*<tr(?:\s[^<>]*)?>(.*?)(?:<\/tr>)?\s*$/is
const CELL = /<t[dh](?:\s[^<>]*)?>(.*?)<\/t[dh]>/gis
const STRONG = /<\/?(?:b|strong)>/gi

/** Linear in the line's length. */
export function asMarkdown(line: string): string {
  if (!TAG.test(line)) return line
  if (ALONE.test(line)) return ''
  const heading = HEADING.exec(line)
  if (heading) return `${'#'.repeat(Number(heading[2]))} ${bold(heading[3])}`
  const item = ITEM.exec(line)
  if (item && !/<\/?li\b/i.test(item[2] ?? '')) return `${indent(item[1])}- ${bold(item[2])}`
  const row = ROW.exec(line)
  if (row) {
    const cells = [...(row[1] ?? '').matchAll(CELL)].map((cell) =>
      bold(cell[1]).replaceAll('|', '\\|').trim(),
    )
    return cells.length > 0 ? `| ${cells.join(' | ')} |` : line
  }
  const text = TEXT.exec(line)
  return text ? bold(text[3]) : line
}

const bold = (text = '') => text.replace(STRONG, '**')

/** An item of an outermost list is often indented; four blanks would make code of a heading, of an item they do not. */
const indent = (blanks = '') => blanks.slice(0, 40)
