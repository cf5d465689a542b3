import type { Design } from './design.ts'
import { narrowIds } from './full-width.ts'
import { plainText, shorten } from './inline.ts'
import { namesPhase, phaseIn } from './plan/phase-heading.ts'
import { isSure } from './plan/references.ts'
import { taskIn } from './plan/task-id.ts'
import { definitionIn, mentionsIn } from './requirement-id.ts'
import { referencesOfLine } from './trace/mentions.ts'
import type { Documents } from './trace.ts'

/** What an id stands for: where it is said, and the first sentence of what is said there. */
export interface Saying {
  /** `R-3`, `T-2.1`, `phase-2` */
  id: string
  /** Key of the document. */
  document: string
  /** UTF-16 code units of its text. */
  start: number
  /** Plain text, at most 160 code units; may be empty. */
  text: string
  /** The document spells its ids like names of other things, as in "R2". */
  loose?: boolean
}

/** UTF-16 code units: more than two lines of a hint are not read in passing. */
const TEXT_LENGTH = 160
/** Characters in which a definition's own id stands. */
const START_LENGTH = 60

/** What is said in a project's documents, in their order; an id once a document. Linear. */
export function sayingsOf({ design, plan, phases = [] }: Documents): Saying[] {
  const found = new Map<string, Saying>()
  const add = (document: string, id: string, text: string, start: number, loose = false) => {
    const key = `${document} ${id}`
    if (found.has(key)) return
    found.set(key, { id, document, start, text: firstSentence(text), ...(loose ? { loose } : {}) })
  }
  if (design)
    for (const { id, text, start } of design.requirements)
      add('design', id, text, start, isLoose(design, start))
  for (const { number, title, start, tasks } of plan?.phases ?? []) {
    add('plan', `phase-${number}`, title, start)
    for (const task of tasks) add('plan', task.id, task.text, task.start)
  }
  for (const { number, title = '', sections, tasks } of phases) {
    // Its title says what the whole of it is.
    const [first] = sections
    if (first) add(`phase-${number}`, `phase-${number}`, title, first.start)
    for (const task of tasks) add(`phase-${number}`, task.id, task.text, task.start)
  }
  return [...found.values()]
}

function isLoose({ markdown }: Design, start: number): boolean {
  const text = narrowIds(markdown.slice(start, start + START_LENGTH))
  const [spelled] = mentionsIn(text)
  return spelled !== undefined && !isSure(text.slice(spelled.start, spelled.end))
}

/** The first sentence of a plain text, bounded. */
export function firstSentence(text: string): string {
  const [line = ''] = text.trim().split('\n', 1)
  const end = /[.!?](?=\s)|[。！？]/.exec(line)
  return shorten(end ? line.slice(0, end.index + 1) : line, TEXT_LENGTH)
}

/** An id that a text speaks of. Offsets are UTF-16 code units. */
export interface NamedId {
  id: string
  start: number
  end: number
  /** Spelled like a name of something else, as in "R2". */
  loose: boolean
}

/** The ids in a piece of plain text, in order; they do not overlap. Weeks and sprints are no phases here. Linear. */
export function idsNamedIn(text: string): NamedId[] {
  const narrow = narrowIds(text)
  let isPhase = false
  return referencesOfLine(narrow).flatMap(({ kind, id, start, end, meant, sure }) => {
    if (meant) return []
    if (kind !== 'phase') return [{ id, start, end, loose: !sure }]
    // The later numbers of "Phases 1, 2 and 3" have no word of their own.
    const spelled = narrow.slice(start, end)
    if (/\p{L}/u.test(spelled)) isPhase = namesPhase(spelled)
    return isPhase ? [{ id, start, end, loose: false }] : []
  })
}

/**
 * What a line of a document defines by how it is written, for one of which no more is known yet: a requirement in a design; a
 * phase or a task in a plan. `line` is inline Markdown.
 */
export function definedByLine(
  document: string,
  line: string,
  isHeading: boolean,
): { id: string; text: string; loose?: boolean } | undefined {
  const text = narrowIds(line)
  if (document === 'design') {
    const definition = definitionIn(text)
    if (!definition?.strong || definition.rest === '') return undefined
    const [spelled] = mentionsIn(text.slice(0, START_LENGTH))
    const loose = spelled !== undefined && !isSure(text.slice(spelled.start, spelled.end))
    return {
      id: definition.id,
      text: firstSentence(plainText(definition.rest)),
      ...(loose ? { loose } : {}),
    }
  }
  if (document !== 'plan' && !document.startsWith('phase-')) return undefined
  const phase = isHeading ? phaseIn(text, true) : undefined
  const isOwn = document === 'plan' || document === `phase-${phase?.number}`
  if (phase?.number !== undefined && namesPhase(phase.word) && isOwn)
    return { id: `phase-${phase.number}`, text: firstSentence(phase.title) }
  const task = taskIn(text)
  if (!task || task.bare || task.numbers.length !== 2 || task.rest === '') return undefined
  return { id: `T-${task.numbers.join('.')}`, text: firstSentence(plainText(task.rest)) }
}
