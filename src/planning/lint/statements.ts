import { plainText } from '../inline.ts'
import { outline } from '../outline.ts'
import type { Part } from '../parts.ts'
import { type Passage, passages } from '../passages.ts'
import { definitionIn } from '../requirement-id.ts'
import type { Role, Stage } from './block-view.ts'

/**
 * The text with comments as blanks, at the same places; `inside` where it begins within one. Only a comment at the start
 * of a line is left open by the end of a block. Linear.
 */
export function withoutComments(source: string, inside: boolean): { text: string; inside: boolean } {
  const pieces: string[] = []
  let from = 0
  let at = inside ? 0 : source.indexOf('<!--')
  while (at >= 0) {
    const end = source.indexOf('-->', at)
    if (end < 0 && !inside && !/^ {0,3}$/m.test(source.slice(source.lastIndexOf('\n', at) + 1, at))) break
    const behind = end < 0 ? source.length : end + 3
    pieces.push(source.slice(from, at), source.slice(at, behind).replace(/[^\r\n]/g, ' '))
    from = behind
    inside = end < 0
    at = inside ? -1 : source.indexOf('<!--', from)
  }
  return { text: `${pieces.join('')}${source.slice(from)}`, inside }
}

/** Whether a block is nothing but a fence and what stands in it. */
export const isFenced = (source: string): boolean => /^\s*(?:```|~~~)/.test(source.slice(0, FENCE_NEAR))

const FENCE_NEAR = 200

/** A block's passages, with places in the whole text. */
export function passagesOf(source: string, start: number, first: boolean): Passage[] {
  // Only a fence around the whole document holds statements; others hold code.
  if (!first && isFenced(source)) return []
  const found = passages(
    outline(source),
    (line) => BOLD_LINE.test(line) || definitionIn(line)?.strong === true,
  )
  for (const passage of found) {
    passage.start += start
    passage.end += start
  }
  return found
}

/** Right below a list it begins a group of its own. */
const BOLD_LINE = /^\*\*[^*]{1,120}\*\*:?$/

/** What a passage is, and what it says behind its id. */
export interface Reading {
  role: Role
  said: string
  id?: string
}

/** `titles` are those of the headings above it, in lower case. */
export function readingOf(
  passage: Passage,
  stage: Stage,
  parts: readonly Part[],
  titles: readonly string[],
): Reading {
  if (stage === 'plan' || stage === 'phase' || stage === 'handoff') {
    const task = TASK.exec(passage.text)
    return task && passage.kind !== 'heading'
      ? { role: 'task', said: passage.text.slice(task[0].length) }
      : { role: 'other', said: passage.text }
  }
  const other: Reading = { role: 'other', said: passage.text }
  if (parts.some((part) => NO_STATEMENTS.has(part))) return other
  const excluded = titles.some((title) => EXCLUSIONS.test(title))
  const cells = passage.kind === 'row' ? passage.cells.slice(0, 2) : [passage.text]
  for (const [index, cell] of cells.entries()) {
    const definition = definitionIn(cell)
    if (!definition?.strong || excluded) continue
    const rest = passage.cells.filter((_, column) => column !== index)
    const said = [definition.rest, ...rest].filter((text) => text !== '').join(': ')
    return { role: 'requirement', said, id: definition.id }
  }
  if (passage.kind === 'heading' || excluded || DETAIL.test(passage.text)) return other
  const isList =
    (passage.kind === 'item' && passage.indent < 2) || (passage.kind === 'row' && passage.columns.length > 0)
  const duty = passage.kind === 'paragraph' && DUTY.test(passage.text)
  if (parts.includes('requirements') && (isList || duty)) return { role: 'requirement', said: passage.text }
  if (parts.includes('objectives') && isList) return { role: 'objective', said: passage.text }
  return other
}

/** What is listed there speaks of requirements and is none. */
const NO_STATEMENTS = new Set<Part>(['testing', 'openQuestions', 'risks'])
const TASK =
  /^[*_`~\s]{0,6}(?:T|Task |Aufgabe |Tâche |Tarea )-?\d{1,3}(?:\.\d{1,3}){0,2}[*_`~]{0,4}[\s:：.)–—-]*/i
const EXCLUSIONS =
  /out of scope|non-?goals|not included|assumptions|constraints|exclu|later|future|entities|glossary|definitions|nicht enthalten|annahmen|hors périmètre|fuera de alcance|対象外/i
/** Labels of what is said about a requirement beside it, and the steps of a scenario. */
const DETAIL =
  /^[*_]{0,3}(?:acceptance|priority|rationale|reason|source|verification|test|status|type|notes?|example|given|when|then|and|why|independent)(?![\p{L}\p{N}])/iu
const DUTY = /\b(?:SHALL|MUST)\b/

/** A text of the same length in which nothing is left that only names or quotes something. */
export function proseOf(text: string): string {
  if (!NAMED.test(text)) return text
  return text.replace(QUOTED, (quoted) => ' '.repeat(quoted.length))
}

const NAMED = /[`"“„«「『:@]/
const QUOTED =
  /`[^`]{1,200}`|"[^"]{1,80}"|“[^”]{1,80}”|„[^“”]{1,80}[“”]|«[^»]{1,80}»|「[^」]{1,80}」|『[^』]{1,80}』|(?:https?|ftp|mailto):[^\s)>]{1,500}|[\w.+-]{1,60}@[\w.-]{1,60}/g

/** For comparisons: without marks, in lower case, blanks as one. */
export const normal = (text: string): string => plainText(text).toLowerCase().replace(/\s+/g, ' ').trim()
