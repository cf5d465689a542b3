import { narrowIds } from '../full-width.ts'
import { outline } from '../outline.ts'
import { PHASE_WORDS } from '../plan/phase-heading.ts'
import { isSure, phaseReferences, requirementReferences } from '../plan/references.ts'
import { taskMentionsIn } from '../plan/task-id.ts'
import { documentStart } from '../plan/text.ts'

/** An id in a text, where it stands. Offsets are UTF-16 code units. */
export interface Mention {
  kind: 'requirement' | 'task' | 'phase'
  /** R-1, T-1.1, `phase-1`; of a task with one number alone T-3. */
  id: string
  start: number
  end: number
}

/** A mention, or what a range means between its ends. */
export interface Reference extends Mention {
  meant?: boolean
  /** Spelled so that it is nothing else: "R2" is also a product. */
  sure: boolean
}

/**
 * Every id of a requirement, task or phase in the text's order; they do not overlap. "R-1 to R-4" names two. None in
 * blocks of code, nor in what a model thought in front of its document. Whether there is such a requirement or task is not
 * known here. Never throws; linear.
 */
export function mentions(markdown: string): Mention[] {
  return referencesIn(markdown)
    .filter(({ meant }) => !meant)
    .map(({ kind, id, start, end }) => ({ kind, id, start, end }))
}

/** The same with what ranges mean. */
export function referencesIn(markdown: string): Reference[] {
  const found: Reference[] = []
  const from = documentStart(markdown)
  for (const { code, start, end } of outline(markdown, from).lines) {
    // What stands before the document's begin is left out of its first line.
    const text = code ? '' : narrowIds(markdown.slice(Math.max(start, from), end))
    for (const reference of referencesOfLine(text, end - text.length)) found.push(reference)
  }
  return found
}

/** Those in a piece of one line, its ids in narrow characters; `offset` is added to all places. Linear. */
export function referencesOfLine(text: string, offset = 0): Reference[] {
  if (!NUMBER.test(text)) return []
  const found: Reference[] = []
  const all = [...inLine(text, offset)].sort((a, b) => a.start - b.start || b.end - a.end)
  let before: Reference | undefined
  for (const reference of all) {
    const { start, kind } = reference
    const overlaps = before !== undefined && start < before.end
    if (overlaps && !(kind === before?.kind && start === before.start)) continue
    found.push(reference)
    before = reference
  }
  return found
}

/** Numbers of phases may be written out. */
const NUMBER = new RegExp(`\\d|[一二三四五六七八九十]|(?:${PHASE_WORDS})`, 'iu')

function* inLine(text: string, offset: number): Generator<Reference> {
  const place = ({ start, end }: { start: number; end: number }) => ({
    start: offset + start,
    end: offset + end,
  })
  for (const reference of requirementReferences(text)) {
    const { id, start, end, meant } = reference
    yield { kind: 'requirement', id, ...place(reference), meant, sure: isSure(text.slice(start, end)) }
  }
  for (const mention of taskMentionsIn(text))
    yield { kind: 'task', id: `T-${mention.numbers.join('.')}`, ...place(mention), sure: true }
  for (const reference of phaseReferences(text))
    yield {
      kind: 'phase',
      id: `phase-${reference.number}`,
      ...place(reference),
      meant: reference.meant,
      sure: true,
    }
}
