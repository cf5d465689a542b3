import type { Passage } from '../passages.ts'
import { type Field, fieldOf } from './fields.ts'
import { PHASE_WORDS, type PhaseHeading, phaseIn, titledPhase } from './phase-heading.ts'
import type { PhaseArea } from './phases.ts'
import { taskIn } from './task-id.ts'

/** Phases that stand in a table, a row a phase or a row a task. */
export interface TablePhase extends PhaseArea {
  /** How much is said of it, in passages. */
  weight: number
}

const PHASE_COLUMN = new RegExp(
  `^\\W*(?:${PHASE_WORDS})(?:\\s?(?:#|no\\.?|nr\\.?|number|name|title))?\\W*$`,
  'iu',
)
const TITLE_COLUMN =
  /^\W*(?:title|name|phase name|focus|theme|titel|thema|bezeichnung|titre|nom|título|nombre|名称|标题|名前|タイトル|主题|テーマ)\W*$/i
/** Labels by which a cell is read again; any of the field's names would do. */
const LABELS: Record<Field, string> = {
  goal: 'Goal',
  requirements: 'Requirements',
  tasks: 'Tasks',
  check: 'Check',
  dependsOn: 'Depends on',
  files: 'Files',
  estimate: 'Estimate',
  about: 'Description',
  before: 'Before you start',
  other: 'Notes',
}

export function phaseRows(passages: Passage[], aside: (at: number) => boolean): TablePhase[] {
  const found: TablePhase[] = []
  let open: { phase: TablePhase; columns: string[] } | undefined
  for (const [at, passage] of passages.entries()) {
    if (passage.kind !== 'row') {
      open = undefined
      continue
    }
    const column = phaseColumn(passage)
    if (column === undefined) {
      open = undefined
      continue
    }
    const cell = passage.cells[column] ?? ''
    const heading = headingOf(cell, passage, column)
    const last = open?.phase
    const same =
      last !== undefined &&
      open?.columns === passage.columns &&
      (cell === '' || (heading?.number === last.heading.number && sameTitle(heading, last.heading)))
    if (last && same) {
      last.body.push(...cellsOf(passage, column))
      last.weight += 1
      last.end = passage.end
      continue
    }
    if (!heading) continue
    const phase: TablePhase = {
      heading,
      body: cellsOf(passage, column),
      start: passage.start,
      end: passage.end,
      aside: aside(at),
      weight: Math.max(0, (passage.cells.length - 1) / 2),
    }
    found.push(phase)
    open = { phase, columns: passage.columns }
  }
  return found
}

function phaseColumn({ columns, cells }: Passage): number | undefined {
  const named = columns.findIndex((column) => PHASE_COLUMN.test(column))
  if (named >= 0) return named
  return phaseIn(cells[0] ?? '', true) ? 0 : undefined
}

const sameTitle = (heading: PhaseHeading | undefined, other: PhaseHeading) =>
  heading?.title === '' || heading?.title === other.title

function headingOf(cell: string, { cells, columns }: Passage, column: number): PhaseHeading | undefined {
  if (cell === '') return undefined
  const alone = /^[\s*_]*(\d{1,3})[\s*_.]*$/.exec(cell)?.[1]
  const heading: PhaseHeading = alone
    ? { word: '', number: Number(alone), title: '', remarks: [] }
    : (phaseIn(cell, true) ?? titledPhase(cell))
  const counted = columns.findIndex(
    (name, index) => index !== column && /^\W*(?:#|no\.?|nr\.?|id|number)\W*$/i.test(name),
  )
  if (heading.number === undefined && /^\d{1,3}$/.test(cells[counted] ?? ''))
    heading.number = Number(cells[counted])
  if (heading.title !== '') return heading
  const titled = columns.findIndex((name, index) => index !== column && TITLE_COLUMN.test(name))
  const title = titled < 0 ? '' : titledPhase(cells[titled] ?? '').title
  return { ...heading, title }
}

/** The row's cells as the passages of a phase; a row that is one task stays a row. */
function cellsOf(row: Passage, column: number): Passage[] {
  const rest = { ...row, cells: without(row.cells, column), columns: without(row.columns, column) }
  const isTask = rest.cells.slice(0, 2).some((cell) => isOneTask(cell)) || isTaskColumn(rest.columns)
  if (isTask) {
    const goal = rest.columns.findIndex((name) => fieldOf(name) === 'goal')
    if (goal < 0) return [rest]
    const said: Passage = {
      ...row,
      kind: 'paragraph',
      text: `Goal: ${rest.cells[goal] ?? ''}`,
      cells: [],
      columns: [],
    }
    return [said, { ...rest, cells: without(rest.cells, goal), columns: without(rest.columns, goal) }]
  }
  const passages: Passage[] = []
  const tasks: Passage[] = []
  for (const [index, cell] of rest.cells.entries()) {
    const name = rest.columns[index] ?? ''
    const field = TITLE_COLUMN.test(name) ? undefined : fieldOf(name)
    if (!field || cell === '') continue
    if (field === 'tasks') {
      tasks.push(...tasksOf(cell, row))
      continue
    }
    passages.push({ ...row, kind: 'paragraph', text: `${LABELS[field]}: ${cell}`, cells: [], columns: [] })
  }
  // What is said of the phase must not be taken as said of its last task.
  return [...passages, ...tasks]
}

/** Several in one cell, as the list that they stand for. */
function tasksOf(cell: string, row: Passage): Passage[] {
  // A number alone says how many there are.
  if (/^\d*$/.test(cell)) return []
  const of = { ...row, cells: [], columns: [] }
  const items = cell
    .split(/<br ?\/?>|[;；]|(?<=[,.)]\s)(?=T-?\d{1,3}\.\d)/i)
    .map((piece) => piece.trim().replace(/^(?:[-•*]\s+|\d{1,2}[.)]\s+)|,$/g, ''))
    .filter((piece) => piece !== '')
  return [
    { ...of, kind: 'paragraph', text: 'Tasks:' },
    ...items.map((text): Passage => ({ ...of, kind: 'item', text })),
  ]
}

const without = (cells: string[], column: number) => cells.filter((_, index) => index !== column)

/** "T-1.1" or "T-1.1: Title", not a list of several. */
function isOneTask(cell: string): boolean {
  const task = taskIn(cell)
  return task !== undefined && !/<br|[;；]|T-?\d+\.\d/i.test(task.rest)
}

/** "Task" in the singular has one a row. */
const isTaskColumn = (columns: string[]) =>
  columns.some((column) => /^\W*(?:task|aufgabe|tâche|tarea|任务|タスク|task (?:id|#))\W*$/i.test(column))
