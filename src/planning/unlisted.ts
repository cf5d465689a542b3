import type { Design } from './design.ts'
import { plainText, shorten } from './inline.ts'
import { talkIn } from './lint/talk.ts'
import type { Part } from './parts.ts'
import type { Passage } from './passages.ts'

/** Parts of a design that are lists: whatever stands in them should be in an entry. */
const LISTS = ['requirements', 'objectives', 'techStack', 'risks', 'openQuestions'] as const

/** Passages of a part that are looked at, and code units of its entries; a longer part is not compared. */
const PASSAGES = 200
const VALUES = 100_000
/** Letters and digits by which a passage is found in an entry. */
const COMPARED = 12

/** Quotes of what stands in such a part and in none of its entries, with their lines; without those in `named`. */
export function unlistedIn(
  design: Design,
  inPart: (part: Part) => Passage[],
  named: readonly Passage[],
): string[] {
  const said = new Set(named.map(({ start }) => start))
  return LISTS.flatMap((part) => {
    const passages = inPart(part)
    const values = key(textsOf(design, part))
    if (values === '' || values.length > VALUES || passages.length > PASSAGES) return []
    return withoutExcluded(passages)
      .filter((passage) => passage.kind !== 'heading' && !said.has(passage.start) && !isIn(passage, values))
      .map(quote)
  })
}

/** Quotes of what stands in front of the first heading and is neither the title nor said to the one who asked. */
export function inFront({ markdown, sections, title }: Design, passages: Passage[]): string[] {
  const [first] = sections
  // A file's own head between lines of dashes is nobody's text.
  if (first === undefined || /^\s*---[ \t]*\r?\n/.test(markdown)) return []
  return passages
    .slice(0, PASSAGES)
    .filter(
      ({ start, text }) => start < first.start && talkIn(text) === undefined && !text.includes(title ?? text),
    )
    .map(quote)
}

const quote = ({ text, line }: Passage): string => `“${shorten(plainText(text), 60)}” in line ${line}`

const textsOf = (design: Design, part: (typeof LISTS)[number]): string =>
  design[part]
    .map((entry) => (typeof entry === 'string' ? entry : Object.values(entry).join('\n')))
    .join('\n')

/** An introduction ends in a colon; a part without entries says "None". */
const SAYS_NOTHING = /[:：][\s*_]*$|^\W*(?:none|no open|nothing|n\/a|keine|aucune|ninguna|无|無|なし|没有)/iu

function isIn({ kind, text, cells }: Passage, values: string): boolean {
  if (SAYS_NOTHING.test(text) || talkIn(text) !== undefined) return true
  const pieces = kind === 'row' ? cells : text.split(/[:：|—–→]|\s-\s|\*\*|__/)
  const said = pieces.map((piece) => key(piece)).filter((piece) => /\p{L}{3}|[\u3040-\u9fff]/u.test(piece))
  return said.length === 0 || said.some((piece) => values.includes(piece.slice(0, COMPARED)))
}

const key = (text: string): string =>
  plainText(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

const EXCLUDED =
  /out of scope|non-?goals|not included|assumptions|constraints|legend|nicht enthalten|annahmen/i

/** Without what stands under headings that say what is not asked for. */
function withoutExcluded(passages: Passage[]): Passage[] {
  let excluded = false
  return passages.filter((passage) => {
    if (passage.kind === 'heading') excluded = EXCLUDED.test(passage.text)
    return !excluded
  })
}
