import { createHash } from 'node:crypto'

/** Texts as words and documents of a POSIX shell (POSIX.1-2024, 2.2.2 and 2.7.4): nothing in them is carried out. */

/** One word, whatever it holds. A NUL cannot be part of one. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`
}

/** A here-document of the text and one line feed; its end is a line that the text does not have. */
export function heredoc(text: string): string {
  const lines = new Set(text.split('\n'))
  let mark = 'END_OF_TEXT'
  for (let attempt = 0; lines.has(mark); attempt += 1)
    mark = `END_OF_TEXT_${createHash('sha256').update(`${attempt}\n${text}`).digest('hex').slice(0, 12)}`
  return `<<'${mark}'\n${text.replaceAll('\0', '')}\n${mark}`
}
