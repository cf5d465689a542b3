import { splitLabel } from '../inline.ts'
import { BOLD_LEVEL } from '../outline.ts'
import type { Passage } from '../passages.ts'
import type { TaskDraft } from './draft.ts'
import { type Field, fieldOf, firstField, piecesOf } from './fields.ts'
import { taskIn } from './task-id.ts'

/** What belongs to what below a phase's heading. */

/** Fields that are said of a task as well as of a phase. */
export const OF_TASK = new Set<Field>([
  'check',
  'dependsOn',
  'files',
  'estimate',
  'requirements',
  'about',
  'other',
])

export const labelOf = ({ text, kind }: Passage): Field | undefined => firstField(text, kind === 'heading')

/** Whether a label says something of the task that is open. */
export function belongsToTask(
  passage: Passage,
  field: Field,
  { head, checks }: TaskDraft,
  isClose: (passage: Passage) => boolean,
): boolean {
  if (/\b(?:phase|overall)\b/i.test(splitLabel(passage.text)[0])) return false
  if (head.kind === 'row') return false
  if (head.kind === 'item') {
    if (passage.kind === 'heading') return false
    if (passage.indent > head.indent) return true
    if (!OF_TASK.has(field)) return false
    if (passage.kind === 'item') return passage.indent === head.indent
    return isClose(passage) && passage.indent === head.indent && !isLabelAlone(passage.text)
  }
  if (passage.kind !== 'heading') return true
  if (field === 'tasks') return passage.level > head.level && STEPS.test(passage.text)
  if (!OF_TASK.has(field)) return false
  if (head.kind === 'paragraph') return passage.level === BOLD_LEVEL
  if (passage.level > head.level) return true
  // "Done when" as a line of its own behind a task that has its check is said of the phase.
  const again = field === 'check' && checks.length > 0 && isLabelAlone(passage.text)
  return passage.level === BOLD_LEVEL && head.level === BOLD_LEVEL && !again
}

/** What is to be done for one task, and not the tasks of a phase. */
const STEPS =
  /^[^\p{L}]*(?:(?:implementation |detailed )?steps?|sub-?tasks?|to.?dos?|what to do|implementation|schritte|étapes|pasos|(?:实施|操作)?步骤|(?:作業)?手順)[^\p{L}]*$/iu

const isLabelAlone = (text: string) => piecesOf(text).fields.every((field) => field.text === '')

/** Whether something without a label belongs to the task by where it stands. */
export function isBelow(passage: Passage, { head }: TaskDraft): boolean {
  if (head.kind === 'row') return false
  return head.kind === 'item' ? passage.indent > head.indent : passage.kind !== 'heading'
}

export function isRepeated(earlier: TaskDraft, rest: string, passage: Passage): boolean {
  if (earlier.head.kind === 'row' || passage.kind === 'row') return true
  const said = plainKey(earlier.texts[0] ?? '')
  const says = plainKey(rest)
  return said === '' || says === '' || said.startsWith(says) || says.startsWith(said)
}

const plainKey = (text: string) =>
  text
    .slice(0, 80)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** Without a number a heading is a task where a check, files or the like stand right below it. */
export function isTaskHeading(passages: Passage[], index: number): boolean {
  const level = passages[index]?.level ?? 0
  for (let at = index + 1; at < Math.min(passages.length, index + 12); at += 1) {
    const passage = passages[at]
    if (!passage || (passage.kind === 'heading' && passage.level <= level && labelOf(passage) === undefined))
      return false
    const field = passage.kind === 'row' ? undefined : labelOf(passage)
    if (field === 'tasks') return false
    if (field === 'check' || field === 'files' || field === 'dependsOn' || field === 'estimate') return true
  }
  return false
}

/** Headings that stand below a phase's even where they are no deeper than it. */
export const continuesPhase = (title: string): boolean => {
  const field = fieldOf(title)
  return (
    field === 'goal' ||
    field === 'tasks' ||
    field === 'check' ||
    field === 'files' ||
    taskIn(title) !== undefined
  )
}
