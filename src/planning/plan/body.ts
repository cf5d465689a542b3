import { talkIn } from '../lint/talk.ts'
import { BOLD_LEVEL } from '../outline.ts'
import type { Passage } from '../passages.ts'
import { belongsToTask, isBelow, isRepeated, isTaskHeading, labelOf, OF_TASK } from './belonging.ts'
import { type Draft, emptyDraft, enter, enterText, type TaskDraft, taskDraft } from './draft.ts'
import { afterLabel, type Field, type Pieces, piecesOf } from './fields.ts'
import { isSectionTitle } from './known-sections.ts'
import { type Row, rowOf } from './rows.ts'
import { statedDependency } from './stated-dependencies.ts'
import { type TaskDefinition, taskBehind, taskIn } from './task-id.ts'

/** What stands below a phase's heading, read. */
export interface Body {
  phase: Draft
  tasks: TaskDraft[]
  /** Items and rows that are neither a task nor anything said of one. */
  loose: Passage[]
}

/** A label whose list is being read. */
interface Section {
  field?: Field
  level: number
  /** Items that are indented less do not belong to it. */
  least: number
  /** What it lists is known to be no task. */
  quiet?: boolean
}

interface Options {
  /** The phase's; undefined where the tasks of several stand together. */
  number?: number
  /** Whether what has no id can be a task. */
  counting: boolean
  /** Whether no blank line stands above it. */
  isClose: (passage: Passage) => boolean
  /** More tasks are not read. */
  limit?: number
}

/** Of a whole plan. */
export const TASKS = 2000

/** "Step 1" is a task where nothing else is called so. */
const STEP = /^[^\p{L}]*(?:step|schritt|étape|paso|ステップ|步骤)(?![\p{L}])/iu

/** Reads goal, tasks and the rest from the passages below a phase's heading. */
export function readBody(passages: Passage[], { number, counting, isClose, limit = TASKS }: Options): Body {
  const phase = emptyDraft()
  const tasks: TaskDraft[] = []
  const loose: Passage[] = []
  const known = new Map<string, TaskDraft>()
  /** Said under a label of tasks that come later. */
  const early: { key: string; field: Field; text: string }[] = []
  const stepsOfTasks = passages.some(({ text }) => !STEP.test(text) && taskIn(text)?.bare === false)
  const definition = (text: string): TaskDefinition | undefined => {
    const found = taskIn(text) ?? taskBehind(text)
    if (found && stepsOfTasks && STEP.test(text)) return undefined
    return found?.bare && number !== undefined && found.numbers[0] !== number ? undefined : found
  }
  const hasIds = passages.some(({ kind, text, cells }) =>
    kind === 'row' ? cells.slice(0, 2).some(definition) : definition(text) !== undefined,
  )
  const hasLabel = passages.some((passage) => passage.kind !== 'row' && labelOf(passage) === 'tasks')
  let section: Section | undefined
  let task: TaskDraft | undefined
  /** Of the task. */
  let detail: Section | undefined

  const open = (head: Passage, numbers: number[] | undefined): TaskDraft => {
    const draft = taskDraft(head, numbers)
    tasks.push(draft)
    if (numbers) known.set(numbers.join('.'), draft)
    task = draft
    detail = undefined
    return draft
  }
  const extend = (passage: Passage) => {
    if (task) task.end = Math.max(task.end, passage.end)
  }

  /** `- [ ] 3. Title` */
  const numbered = (passage: Passage): TaskDefinition | undefined => {
    const open = section?.field === undefined || section.field === 'tasks'
    if (!counting || hasIds || !open || passage.kind !== 'item' || (task && isBelow(passage, task)))
      return undefined
    const [, digits, rest] = /^(\d{1,3})[.)]\s+(\p{L}.*)$/su.exec(passage.text) ?? []
    return digits && rest ? { numbers: [Number(digits)], bare: false, rest } : undefined
  }

  const readDefinition = (passage: Passage, { numbers, rest }: TaskDefinition) => {
    const key = numbers.join('.')
    const earlier = known.get(key)
    const field = section?.field
    const keyed = passage.kind !== 'heading' && field && OF_TASK.has(field) && field !== 'about'
    if (keyed && passage.indent >= (section?.least ?? 0)) {
      if (earlier) enter(earlier, field, rest)
      else early.push({ key, field, text: rest })
      task = undefined
      return
    }
    // A table, or a list, may name the tasks before each has a heading of its own.
    if (earlier && isRepeated(earlier, rest, passage)) {
      task = earlier
      detail = undefined
      return
    }
    enterText(open(passage, numbers), rest)
  }

  /** "Acceptance: …" right below the last of several tasks that have no check themselves. */
  const isOfAll = ({ kind, indent }: Passage, field: Field): boolean =>
    field === 'check' &&
    kind === 'paragraph' &&
    tasks.length > 1 &&
    task?.head.kind === 'item' &&
    indent <= task.head.indent &&
    tasks.every(({ checks }) => checks.length === 0)

  const readLabel = (passage: Passage, fields: Pieces['fields']) => {
    const first = fields[0]?.field ?? 'other'
    const last = fields.at(-1) ?? { field: first, text: '' }
    const { level, indent, kind } = passage
    const whole = last.text === '' || /[:：]$/.test(last.text)
    const next: Section = {
      field: last.field,
      level: kind === 'heading' ? level : BOLD_LEVEL + 1,
      least: kind === 'item' ? indent + (whole ? 0 : 1) : whole ? 0 : indent + 1,
    }
    if (task && belongsToTask(passage, first, task, isClose) && !isOfAll(passage, first)) {
      for (const { field, text } of fields) enter(task, field === 'goal' ? 'about' : field, text)
      extend(passage)
      detail = next
      return
    }
    task = undefined
    for (const { field, text } of fields) {
      if (field !== 'tasks') enter(phase, field, text)
      else if (first === 'tasks') {
        readTasksInLine(passage, afterLabel(passage.text))
        break
      }
    }
    section = next
  }

  /** `Tasks: T-1.1 do this; T-1.2 do that` */
  const readTasksInLine = (passage: Passage, text: string) => {
    const pieces = text
      .split(/[;；]\s*|<br ?\/?>|(?<=[,.)]\s)(?=T-?\d{1,3}\.\d)/i)
      .map((piece) => piece.trim())
    for (const piece of pieces.slice(0, limit)) {
      const stripped = piece.replace(/^(?:[-•*]\s+|\d{1,2}[.)]\s+)/, '').replace(/,$/, '')
      if (stripped === '') continue
      const found = definition(stripped)
      if (found) readDefinition(passage, found)
      else if (counting && !/[:：]$/.test(text)) enterText(open(passage, undefined), stripped)
    }
    task = undefined
  }

  const readRow = (passage: Passage) => {
    const row = rowOf(passage, definition, section?.field)
    if (row.numbers && known.has(row.numbers.join('.'))) {
      const earlier = known.get(row.numbers.join('.'))
      if (earlier)
        enterRow(
          earlier,
          row,
          section?.field === 'tasks' || section?.field === undefined ? undefined : section.field,
        )
    } else if (row.isTask && (row.numbers || counting)) enterRow(open(passage, row.numbers), row)
    else if (
      row.label &&
      task?.head.kind === 'heading' &&
      (OF_TASK.has(row.label.field) || row.label.field === 'tasks')
    ) {
      // A table of labels below a task's heading is said of the task, and does not end it.
      enter(task, row.label.field, row.label.text)
      extend(passage)
      return
    } else if (row.label) enter(phase, row.label.field, row.label.text)
    else if (section?.field && section.field !== 'tasks') {
      if (section.field === 'estimate') loose.push(passage)
      else enter(phase, section.field, row.text)
    } else loose.push(passage)
    task = undefined
  }

  const readItem = (passage: Passage, index: number) => {
    const { text, indent } = passage
    if (task && isBelow(passage, task)) {
      if (detail && indent < detail.least) detail = undefined
      if (detail?.field && indent >= detail.least) enter(task, detail.field, text)
      else enterText(task, text)
      extend(passage)
      return
    }
    if (section && indent < section.least) section = { level: section.level, least: 0 }
    const field = section?.field
    if (field !== undefined && field !== 'tasks') {
      const stated = field === 'dependsOn' ? statedDependency(text) : undefined
      if (stated?.numbers) early.push({ key: stated.numbers.join('.'), field, text: stated.text })
      else if (stated?.phase !== undefined && stated.phase !== number) return
      else enter(phase, field, stated?.text ?? text)
      return
    }
    const beside = task !== undefined && task.head.kind === 'item' && task.head.indent === indent
    const taken = counting && (field === 'tasks' || beside || !(hasIds || hasLabel))
    const next = passages[index + 1]
    // What is listed below a name that is no task's may be its tasks.
    const isGroup =
      hasIds && next?.kind === 'item' && next.indent > indent && definition(next.text) !== undefined
    if (taken && !isGroup) enterText(open(passage, undefined), text)
    else if (!isGroup && !section?.quiet) loose.push(passage)
  }

  for (const [index, passage] of passages.entries()) {
    if (tasks.length >= limit) break
    if (passage.kind === 'row') {
      readRow(passage)
      continue
    }
    const found = definition(passage.text) ?? numbered(passage)
    if (found) {
      readDefinition(passage, found)
      continue
    }
    const { head, fields } = piecesOf(passage.text, passage.kind === 'heading')
    if (head === '' && fields.length > 0) readLabel(passage, fields)
    else if (passage.kind === 'heading') {
      if (!hasIds && counting && isTaskHeading(passages, index))
        enterText(open(passage, undefined), passage.text)
      else if (task && task.head.kind === 'heading' && passage.level > task.head.level) extend(passage)
      else {
        task = undefined
        // A heading inside the tasks' list names a group of them.
        const inTasks = section?.field === 'tasks' && passage.level > section.level
        if (!inTasks) section = { level: passage.level, least: 0, quiet: isSectionTitle(passage.text) }
      }
    } else if (passage.kind === 'item') readItem(passage, index)
    else if (task && (isBelow(passage, task) || task.head.kind === 'paragraph')) {
      if (detail?.field && passage.indent >= detail.least) enter(task, detail.field, passage.text)
      else enterText(task, passage.text)
      extend(passage)
    } else if (section?.field && section.field !== 'tasks' && passage.indent >= section.least)
      enter(phase, section.field, passage.text)
    else {
      // What follows a sentence is no longer the list of tasks.
      if (task?.head.kind === 'item') task = undefined
      const { length } = phase.texts
      if (talkIn(passage.text) === undefined) enterText(phase, passage.text)
      // What a phase is for stands in front of its tasks.
      if (tasks.length > 0) phase.texts.length = length
    }
  }
  for (const { key, field, text } of early) {
    const draft = known.get(key)
    if (draft) enter(draft, field, text)
  }
  return { phase, tasks, loose }
}

function enterRow(draft: TaskDraft, row: Row, field?: Field) {
  if (draft.texts.length === 0 && row.text !== '') enterText(draft, row.text)
  else if (field) enter(draft, field, row.text)
  for (const { field: of, text } of row.fields) enter(draft, of, text)
}
