import type { Missing } from './design.ts'
import { listed } from './missing.ts'
import { type Heading, outline } from './outline.ts'
import { requirementsNamedIn } from './plan/references.ts'
import { documentStart } from './plan/text.ts'
import { piecesOf, portionsOf } from './portions.ts'
import type { RevisionRequest } from './revision-request.ts'
import { mentions } from './trace/mentions.ts'

/** A section that a model has written anew. */
export interface Revision {
  /** The model's text, to the byte. */
  markdown: string
  /** The section in it: without a code block around it, and without what stands before its heading. */
  text: string
  /** Why it does not fit in the old one's place, each in a sentence; empty where it does. */
  missing: Missing[]
}

/** Takes an answer apart. Never throws; linear. */
export function readRevision({ section, text: before, keep }: RevisionRequest, markdown: string): Revision {
  const answer = bare(markdown)
  const [old] = outline(before, documentStart(before)).headings
  const headed = old && before.slice(0, old.start).trim() === '' ? old : undefined
  const { headings } = outline(answer)
  const first = headed && (headings.find((heading) => isSame(heading, headed)) ?? headings[0])
  const text = answer.slice(first?.start ?? 0).trim()
  const missing: Missing[] = []
  if (text === '') missing.push({ code: 'revision:empty', message: 'The answer holds no section.' })
  else if (headed && first?.level !== headed.level)
    missing.push({
      code: 'revision:heading',
      message: `The answer does not begin with the heading of “${section}” at its level.`,
    })
  else if (
    headed &&
    headings.some((heading) => heading.start > (first?.start ?? 0) && heading.level <= headed.level)
  )
    missing.push({ code: 'revision:several', message: 'The answer holds more than the one section.' })
  const there = new Set([...requirementsNamedIn(text), ...mentions(text).map(({ id }) => id)])
  const lost = keep.split(/\s+/).filter((id) => id !== '' && !there.has(id))
  if (text !== '' && lost.length > 0)
    missing.push({ code: 'revision:ids', message: `The answer has lost ${listed(lost)}.` })
  return { markdown, text, missing }
}

const isSame = (one: Heading, other: Heading): boolean =>
  one.level === other.level && one.title === other.title

/** Without thoughts, and without a code block around the whole. */
function bare(markdown: string): string {
  const text = markdown.slice(documentStart(markdown)).trim()
  const fence = /^(?:[^\n`~#|-][^\n]{0,200}\n+){0,3}(`{3,}|~{3,})(?:markdown|md)?[ \t]*\n/i.exec(text)
  if (!fence) return text
  const inner = text.slice(fence[0].length)
  const end = inner.lastIndexOf(`\n${fence[1]}`)
  // A block that is only a part of the section stays.
  return end >= 0 &&
    inner
      .slice(end + 1 + (fence[1] ?? '').length)
      .trim()
      .split('\n').length <= 2
    ? inner.slice(0, end)
    : text
}

export type Spliced = { text: string } | { problem: string }

/**
 * Puts a section in the place of the one of that key. What does not leave every other byte and every other section as it was
 * is a problem, never a text.
 */
export function splice(document: string, text: string, key: string, section: string): Spliced {
  const portion = portionsOf(document, text).find((each) => each.key === key)
  if (!portion) return { problem: `The document has no section “${key}” any more.` }
  const old = text.slice(portion.start, portion.end)
  const gap = /\s*$/.exec(old)?.[0] ?? ''
  const lines = section.trim().replaceAll('\r\n', '\n')
  const body = old.includes('\r\n') ? lines.replaceAll('\n', '\r\n') : lines
  const spliced = text.slice(0, portion.start) + body + gap + text.slice(portion.end)
  const before = piecesOf(document, text)
  const after = piecesOf(document, spliced)
  const fits =
    before.length === after.length &&
    before.every((piece, at) => {
      const other = after[at]
      return piece.key === other?.key && (piece.key === `section ${key}` || piece.text === other.text)
    })
  return fits
    ? { text: spliced }
    : { problem: `What was written does not fit in the place of “${portion.title}”.` }
}
