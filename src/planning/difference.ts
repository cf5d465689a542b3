import { diffLines, diffWordsWithSpace } from 'diff'

/** A line of one text or of both, in pieces; what differs within a line is marked. */
export interface DifferenceLine {
  kind: 'same' | 'gone' | 'new'
  pieces: { text: string; changed: boolean }[]
}

/** Lines that belong together, and how many lines that are the same in both stand before them. */
export interface Hunk {
  skipped: number
  lines: DifferenceLine[]
}

/** Lines around a change that are shown with it. */
const AROUND = 2
/** Lines that may differ; texts that have less in common are shown as one gone and one new. */
const MOST_CHANGES = 1500
/** UTF-16 code units of lines that are compared word by word. */
const WORDS_LENGTH = 4000

/** What changes from one text to the other; empty where they are the same. Ends of lines count as they are. */
export function differenceOf(before: string, after: string): Hunk[] {
  const found = diffLines(before, after, { maxEditLength: MOST_CHANGES })
  const changes = found ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ]
  const lines: DifferenceLine[] = []
  for (let at = 0; at < changes.length; at += 1) {
    const change = changes[at]
    const next = changes[at + 1]
    if (!change || change.value === '') continue
    if (change.removed && next?.added) {
      lines.push(...wordByWord(change.value, next.value))
      at += 1
    } else lines.push(...plain(change.value, change.removed ? 'gone' : change.added ? 'new' : 'same'))
  }
  return hunksOf(lines)
}

function plain(text: string, kind: DifferenceLine['kind']): DifferenceLine[] {
  return splitLines(text).map((line) => ({ kind, pieces: [{ text: line, changed: kind !== 'same' }] }))
}

/** Lines that took the place of others. */
function wordByWord(gone: string, come: string): DifferenceLine[] {
  if (gone.length + come.length > WORDS_LENGTH) return [...plain(gone, 'gone'), ...plain(come, 'new')]
  const words = diffWordsWithSpace(gone, come)
  const side = (kind: 'gone' | 'new'): DifferenceLine[] => {
    const lines: DifferenceLine[] = [{ kind, pieces: [] }]
    for (const { value, added, removed } of words) {
      if (kind === 'gone' ? added : removed) continue
      for (const [index, text] of value.split('\n').entries()) {
        if (index > 0) lines.push({ kind, pieces: [] })
        if (text !== '') lines.at(-1)?.pieces.push({ text, changed: added || removed })
      }
    }
    // The text ends in a line end, behind which there is no line.
    if (lines.at(-1)?.pieces.length === 0) lines.pop()
    return lines
  }
  return [...side('gone'), ...side('new')]
}

function splitLines(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function hunksOf(lines: DifferenceLine[]): Hunk[] {
  const near = new Set<number>()
  for (const [at, { kind }] of lines.entries())
    if (kind !== 'same') for (let by = -AROUND; by <= AROUND; by += 1) near.add(at + by)
  const hunks: Hunk[] = []
  let skipped = 0
  for (const [at, line] of lines.entries()) {
    if (!near.has(at)) {
      skipped += 1
      continue
    }
    if (skipped > 0 || hunks.length === 0) hunks.push({ skipped, lines: [] })
    skipped = 0
    hunks.at(-1)?.lines.push(line)
  }
  return hunks
}
