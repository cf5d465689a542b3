import { diff3Merge } from 'node-diff3'
import { piecesOf } from './portions.ts'

/** A place that both sides have changed, each in its own way; with the line ends. */
export interface Conflict {
  mine: string
  base: string
  theirs: string
}

/** Texts that joined are the merged text, with the places on which nobody but a person can decide. */
export interface Merge {
  pieces: (string | Conflict)[]
  conflicts: Conflict[]
}

/** Three-way, line by line: what only one side has changed counts. */
export function mergeTexts(mine: string, base: string, theirs: string): Merge {
  if (mine === theirs || theirs === base) return settled(mine)
  if (mine === base) return settled(theirs)
  const [a, o, b] = [linesOf(mine), linesOf(base), linesOf(theirs)]
  // The library tries every line with each that is the same.
  if (pairsOf(a, o) + pairsOf(b, o) > MOST_PAIRS) return asMerge([{ mine, base, theirs }])
  const regions = diff3Merge(a, o, b, { excludeFalseConflicts: true })
  return asMerge(
    regions.map(({ ok, conflict }) =>
      conflict
        ? { mine: conflict.a.join(''), base: conflict.o.join(''), theirs: conflict.b.join('') }
        : (ok ?? []).join(''),
    ),
  )
}

/**
 * The same for a document, section by section where all three have the same ones: then a section that one side alone has
 * changed is that side's, and what lies outside it is as it was, to the byte.
 */
export function mergeDocuments(document: string, mine: string, base: string, theirs: string): Merge {
  const [a, o, b] = [mine, base, theirs].map((text) => piecesOf(document, text)) as [
    Piece[],
    Piece[],
    Piece[],
  ]
  if (!haveSameKeys(a, o) || !haveSameKeys(o, b)) return mergeTexts(mine, base, theirs)
  return asMerge(a.flatMap(({ text }, at) => mergeTexts(text, o[at]?.text ?? '', b[at]?.text ?? '').pieces))
}

/** The merged text; nothing where there is a conflict. */
export function cleanText({ pieces, conflicts }: Merge): string | undefined {
  return conflicts.length > 0 ? undefined : pieces.join('')
}

/** The merged text with one side's words, or both after one another, wherever the two are in conflict. */
export function withSide({ pieces }: Merge, side: 'mine' | 'theirs' | 'both'): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece
      return side === 'both' ? piece.mine + piece.theirs : piece[side]
    })
    .join('')
}

type Piece = ReturnType<typeof piecesOf>[number]

const haveSameKeys = (one: readonly Piece[], other: readonly Piece[]): boolean =>
  one.length === other.length && one.every(({ key }, at) => key === other[at]?.key)

const settled = (text: string): Merge => ({ pieces: [text], conflicts: [] })

const asMerge = (pieces: (string | Conflict)[]): Merge => ({
  pieces,
  conflicts: pieces.filter((piece) => typeof piece !== 'string'),
})

/** A line with the blank lines below it, which are the same everywhere and hold nothing together. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)(?![\r\n])/))

/** Half a second's work; documents that people write have a hundredth. */
const MOST_PAIRS = 300_000

function pairsOf(one: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const line of other) counts.set(line, (counts.get(line) ?? 0) + 1)
  return one.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0)
}
