import { createHash } from 'node:crypto'

/**
 * What people typed, put into a prompt as data. Each piece stands between tags whose names end in a mark that
 * occurs in none of the pieces, so no text can close its own bounds.
 */
export type Material = Record<string, string>

const MARK_LENGTH = 12

/** Names of pieces are lower-case words joined by hyphens. The same material gives the same text. */
export function enclose(material: Material): string {
  const pieces = Object.entries(material)
  const mark = freeMark(pieces.map(([, text]) => text).join('\n'))
  return pieces.map(([name, text]) => `<${name}-${mark}>\n${text}\n</${name}-${mark}>`).join('\n\n')
}

/** The pieces of the first material in `text`, character for character; empty where it holds none. */
export function disclose(text: string): Material {
  const material: Material = {}
  const mark = new RegExp(`<[a-z]+(?:-[a-z]+)*-([0-9a-f]{${MARK_LENGTH}})>\\n`).exec(text)?.[1]
  if (!mark) return material
  const opening = new RegExp(`<([a-z]+(?:-[a-z]+)*)-${mark}>\\n`, 'g')
  for (let tag = opening.exec(text); tag; tag = opening.exec(text)) {
    const name = tag[1] ?? ''
    const end = text.indexOf(`\n</${name}-${mark}>`, opening.lastIndex)
    if (end < 0) break
    material[name] = text.slice(opening.lastIndex, end)
    opening.lastIndex = end
  }
  return material
}

/** Not random: asking again for the same material must be the same request. */
function freeMark(text: string): string {
  for (let attempt = 0; ; attempt += 1) {
    const mark = createHash('sha256').update(`${attempt}\n${text}`).digest('hex').slice(0, MARK_LENGTH)
    if (!text.includes(mark)) return mark
  }
}
