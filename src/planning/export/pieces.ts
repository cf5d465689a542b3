import type { Design } from '../design.ts'
import { BOLD_LEVEL, outline } from '../outline.ts'
import type { Part } from '../parts.ts'

/** A design cut into the parts that other tools have places for. */
export interface Piece {
  part?: Part
  title: string
  /** Without its heading, to the byte but for the level of ATX headings inside, which is at least `least`. */
  body: string
}

/**
 * All of the text, in its order: what stands before the first part is a piece without a part. Headings inside bodies begin
 * at level `least`, so that they lie below the heading that the caller gives a piece; a block of code that is left open is closed.
 */
export function piecesOf({ markdown, sections, title }: Design, least = 4): Piece[] {
  const [begin, end] = insideOf(markdown)
  const levels = sections.filter(({ part }) => part).map(({ level }) => level)
  const level = Math.min(...levels)
  const cuts = sections.filter((section) => section.level <= level && section.title !== title)
  if (levels.length === 0 || cuts.length === 0)
    return [{ title: title ?? 'Design', body: leveled(markdown.slice(begin, end), least, title) }]
  const pieces: Piece[] = []
  const preamble = leveled(markdown.slice(begin, cuts[0]?.start), least, title)
  if (preamble !== '') pieces.push({ title: title ?? 'Design', body: preamble })
  for (const [index, { part, title: name, start }] of cuts.entries()) {
    const own = markdown.slice(start, cuts[index + 1]?.start ?? end)
    pieces.push({ part, title: name, body: leveled(own, least, name) })
  }
  return pieces
}

/** A text that was put whole into a code block is what stands in it. */
function insideOf(markdown: string): [begin: number, end: number] {
  const { lines, end } = outline(markdown)
  const fence = end < markdown.length ? lines.find(({ code }) => code) : undefined
  return [fence ? fence.end : 0, end]
}

/** Without the heading that it begins with; deeper ones are moved down together, and never below level 6. */
function leveled(text: string, least: number, title: string | undefined): string {
  const { lines, headings } = outline(text)
  const own = headings.find(({ start }) => text.slice(0, start).trim() === '')
  const inner = headings.filter((heading) => heading !== own && heading.level < BOLD_LEVEL)
  const shift = Math.max(0, least - Math.min(6, ...inner.map(({ level }) => level)))
  const from =
    own && (title === undefined || own.title.startsWith(title.slice(0, 20)) || own.level < BOLD_LEVEL)
      ? own
      : undefined
  const changed = new Map(inner.map((heading) => [heading.line, heading]))
  const kept: string[] = []
  for (const [index, line] of lines.entries()) {
    if (from && index >= from.line && index <= from.lastLine) continue
    const heading = changed.get(index)
    if (heading && shift > 0 && /^ {0,3}#/.test(line.text))
      kept.push(line.text.replace(/^( {0,3})#+/, `$1${'#'.repeat(Math.min(6, heading.level + shift))}`))
    else if (heading && heading.lastLine > heading.line)
      kept.push(`${'#'.repeat(Math.min(6, heading.level + shift))} ${line.text.trim()}`)
    else if (inner.some((one) => one.lastLine === index && one.line < index)) continue
    else kept.push(line.text)
  }
  const body = kept.join('\n').replace(/^\s*\n|\s+$/g, '')
  // What follows would be code as well.
  const mark = outline(body).openFence?.text.match(/`{3,}|~{3,}/)?.[0]
  return mark ? `${body}\n${mark}` : body
}

/** Those of the parts named, in the text's order, under headings of the second level; what is left of the pieces beside. */
export function take(pieces: readonly Piece[], parts: readonly Part[]): [taken: Piece[], rest: Piece[]] {
  const isTaken = ({ part }: Piece) => part !== undefined && parts.includes(part)
  return [pieces.filter(isTaken), pieces.filter((piece) => !isTaken(piece))]
}

/** Bodies one after another, each but a single one under its own title. */
export function joined(pieces: readonly Piece[], level = 3): string {
  if (pieces.length === 1) return pieces[0]?.body ?? ''
  return pieces.map(({ title, body }) => `${'#'.repeat(level)} ${title}\n\n${body}`).join('\n\n')
}
