import type { Passage } from '../passages.ts'
import { type Field, fieldOf } from './fields.ts'
import type { TaskDefinition } from './task-id.ts'

/** A table's row that may be a task. */
export interface Row {
  numbers?: number[]
  /** By its id, or by the table's columns. */
  isTask: boolean
  /** The cells that say what the task is. */
  text: string
  fields: { field: Field; text: string }[]
  /** Of a table of two columns that names fields in the first: `| Goal | … |`. */
  label?: { field: Field; text: string }
}

const ID_COLUMN = /^\W*(?:#|id|no\.?|nr\.?|num(?:ber)?|task (?:id|no\.?|#)|编号|番号|序号|nº|n°)\W*$/i
const ASIDE = /^(?:[-–—\s]*|\d{1,3})$/

/** `definition` reads a task's id; `section` is the field whose label stands above the table. */
export function rowOf(
  { cells, columns }: Passage,
  definition: (text: string) => TaskDefinition | undefined,
  section: Field | undefined,
): Row {
  const kinds = columns.map((column) => (ID_COLUMN.test(column) ? 'id' : fieldOf(column)))
  const label = fieldOf(cells[0] ?? '')
  // `| Field | Value |`: it says something of the task or phase above.
  const says =
    cells.length === 2 && label !== undefined && kinds.every((kind) => kind === undefined || kind === 'about')
  // `| Depends on | T-1.1 |` says what the task waits for, and is not that task.
  const { at, numbers, rest } = says ? { rest: '' } : idIn(cells, kinds, definition)
  const texts: string[] = rest === '' ? [] : [rest]
  const others: string[] = []
  const fields: Row['fields'] = []
  for (const [index, cell] of cells.entries()) {
    const kind = kinds[index]
    if (index === at || cell === '' || kind === 'id') continue
    if (kind === 'tasks' || kind === 'about') texts.push(cell)
    else if (kind === undefined) others.push(cell)
    else if (!/^[-–—]+$/.test(cell)) fields.push({ field: kind, text: cell })
  }
  const plain = others.filter((cell) => !ASIDE.test(cell))
  const text = (texts.length > 0 ? texts : plain.slice(0, 1)).join(': ')
  const named = kinds.includes('tasks') || (section === 'tasks' && !says)
  const row: Row = {
    numbers,
    isTask: (numbers !== undefined || named) && (text !== '' || numbers !== undefined),
    text,
    fields,
  }
  if (!row.isTask && says && label) row.label = { field: label, text: cells[1] ?? '' }
  return row
}

function idIn(
  cells: string[],
  kinds: (Field | 'id' | undefined)[],
  definition: (text: string) => TaskDefinition | undefined,
): { at?: number; numbers?: number[]; rest: string } {
  for (const [at, cell] of cells.slice(0, 3).entries()) {
    const kind = kinds[at]
    if (kind !== 'id' && kind !== 'tasks' && kind !== undefined) continue
    const bare = /^[\s*_`]*(\d{1,3}(?:\.\d{1,3}){0,2})\.?[\s*_`]*$/.exec(cell)?.[1]
    // "1" counts the rows; "1.1" names a task.
    if (bare && (bare.includes('.') || kind === 'id'))
      return { at, numbers: bare.split('.').map(Number), rest: '' }
    const found = definition(cell)
    if (found) return { at, numbers: found.numbers, rest: found.rest }
  }
  return { rest: '' }
}
