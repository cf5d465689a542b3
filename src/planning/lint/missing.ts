import type { Design } from '../design.ts'
import { PARTS, type Part } from '../parts.ts'
import { mentionsIn } from '../requirement-id.ts'
import type { Statement } from './block-view.ts'
import type { DocumentView } from './document-view.ts'
import type { Fault } from './rule.ts'
import { normal } from './statements.ts'

/** What parsing a design or a plan has found missing, as faults: a rule for each code. */

/** At the title, or where the text begins. */
export const atTop = ({ statements, text }: DocumentView): { start: number; end: number } => {
  const first = statements[0]
  return first ? { start: first.start, end: first.end } : { start: 0, end: Math.min(text.length, 1) }
}

/** At the heading of a part, or at the top. */
export function atPart(view: DocumentView, part: string): { start: number; end: number } {
  const heading = view.statements.find(
    ({ kind, parts }) => kind === 'heading' && parts.some((one) => one === part),
  )
  return heading ? { start: heading.start, end: heading.end } : atTop(view)
}

/** The message of that code, if the design lacks it. */
export const missingOf = ({ design }: DocumentView, code: string): string | undefined =>
  design?.missing.find((missing) => missing.code === code)?.message

const ENOUGH_PARTS = 6
const NEARLY_ALL = 9

/** Whether it has the form that the prompt asks for; a text that has not was written by somebody else's rules. */
export function isOwnForm({ design }: DocumentView): boolean {
  if (!design || design.markdown.trim() === '') return false
  const lacks = (code: string) => design.missing.some((missing) => missing.code === code)
  const parts = PARTS.filter((part) => !lacks(`part:${part}`)).length
  return parts >= NEARLY_ALL || (parts >= ENOUGH_PARTS && hasIds(design) && !lacks('part:techStack'))
}

/** Whether its requirements have ids of their own. */
export const hasIds = ({ requirements, missing }: Design): boolean =>
  requirements.length > 0 && missing.every(({ code }) => code !== 'requirements:ids')

/** A fault of the whole document or a part of it; `words` stay the same while it lasts. */
export function* faultsOfMissing(
  view: DocumentView,
  code: string,
  place: { start: number; end: number },
  suggestion: string,
): Generator<Fault> {
  const message = missingOf(view, code)
  if (message !== undefined) yield { ...place, words: code, message, suggestion }
}

/** The ids that a message of that code names. */
export function idsOfMissing(view: DocumentView, code: string): string[] {
  const message = missingOf(view, code)
  return message === undefined ? [] : [...new Set([...mentionsIn(message)].map(({ id }) => id))]
}

/** Where the requirement stands that comes before or at this id; the part where there is none. */
export function atRequirement(view: DocumentView, id: string): { start: number; end: number } {
  const found = view.design?.requirements.find((requirement) => requirement.id === id)
  return found ? { start: found.start, end: found.end } : atPart(view, 'requirements')
}

const COMPARED = 30

/** Finds the statement of a part that an entry was read from; undefined where it stands in a comment. */
export function entryOf(view: DocumentView, part: Part): (entry: string) => Statement | undefined {
  const listed = view.statements
    .filter(({ kind, parts }) => kind !== 'heading' && parts.includes(part))
    .map((statement) => ({ statement, text: normal(statement.text) }))
  return (entry) => {
    const begin = normal(entry.split('\n')[0]?.slice(0, COMPARED) ?? '').slice(0, COMPARED - 5)
    return listed.find(({ text }) => text.includes(begin))?.statement
  }
}
