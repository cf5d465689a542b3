import { createHash } from 'node:crypto'
import { type Design, parseDesign } from '../design.ts'
import { plainText, splitLabel } from '../inline.ts'
import { outline } from '../outline.ts'
import { type Passage, passages, passagesBetween } from '../passages.ts'
import { requirementsNamedIn } from '../plan/references.ts'
import { documentStart } from '../plan/text.ts'
import { parsePlan } from '../plan.ts'
import { type Portion, phaseNumber, portionsOf } from '../portions.ts'

/** What others can stand on in a document, at its finest: a requirement, a row, a task. */
export interface Unit {
  /** `R-4`, `T-1.2`, `phase-1`, a section's title, `Data › reminder`; a list of ids begins with "all ". */
  key: string
  kind: 'requirement' | 'task' | 'phase' | 'section' | 'entry' | 'list'
  text: string
  hash: string
  /** Requirements that it names. */
  ids: ReadonlySet<string>
  /** Of an entry: the words it is called by. */
  name?: string
}

/** Between a section's title and the name of a row or an item in it. */
export const ENTRY = ' › '

/** The key of what a plan has to cover as a whole. */
export const ALL_REQUIREMENTS = 'all requirements'
export const allTasks = (phase: number): string => `all tasks of phase-${phase}`

/** Of a text that something stands on; line ends and white space around it do not count. */
export const unitHash = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n').trim()).digest('base64url').slice(0, 22)

/** The units of a design or a plan by their keys; none of other documents, which are stood on as a whole. Never throws. */
export function unitsOf(document: string, text: string): Map<string, Unit> {
  const units = document === 'design' ? designUnits(text) : document === 'plan' ? planUnits(text) : []
  const found = new Map<string, Unit>()
  for (const unit of units) {
    const there = found.get(unit.key)
    // An id that is defined twice is one unit, so that a change of either is a change.
    found.set(
      unit.key,
      there ? { ...there, ...asUnit(there.kind, there.key, `${there.text}\n${unit.text}`) } : unit,
    )
  }
  return found
}

function asUnit(kind: Unit['kind'], key: string, text: string, name?: string): Unit {
  const ids = new Set(requirementsNamedIn(text))
  return { kind, key, text: text.trim(), hash: unitHash(text), ids, ...(name ? { name } : {}) }
}

const listOf = (key: string, ids: string[]): Unit => asUnit('list', key, [...new Set(ids)].sort().join(' '))

function* designUnits(text: string): Generator<Unit> {
  const design = parseDesign(text)
  for (const { id, start, end } of design.requirements)
    yield asUnit('requirement', id, text.slice(start, end))
  yield listOf(
    ALL_REQUIREMENTS,
    design.requirements.map(({ id }) => id),
  )
  const all = passages(outline(text, documentStart(text)), () => false)
  for (const portion of portionsOf('design', text)) {
    yield asUnit('section', portion.key, text.slice(portion.start, portion.end))
    if (!holdsRequirements(portion, design)) yield* entriesOf(text, portion, all)
  }
}

const holdsRequirements = ({ start, end }: Portion, { requirements }: Design): boolean =>
  requirements.some((requirement) => start <= requirement.start && requirement.start < end)

/** Rows, items and paragraphs of a section; what is nested belongs to the item above. */
function* entriesOf(text: string, { key: title, start, end }: Portion, all: Passage[]): Generator<Unit> {
  const own = passagesBetween(all, start, end).filter(({ kind }) => kind !== 'heading')
  const heads = own.filter(
    ({ kind, indent }, at) => kind !== 'item' || indent === 0 || own[at - 1]?.kind !== 'item',
  )
  const seen = new Map<string, number>()
  for (const [at, head] of heads.entries()) {
    const next = heads[at + 1]?.start ?? end
    const name = nameOf(head)
    const key = `${title}${ENTRY}${name || `${head.kind} ${at + 1}`}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    const said = text.slice(head.start, head.kind === 'item' ? next : head.end)
    // A figure below an item is no part of it.
    const body = said.split(/\n\s*\n/)[0] ?? said
    yield asUnit('entry', count === 1 ? key : `${key} (${count})`, body, name)
  }
}

const NAME_LENGTH = 60
/** A name of fewer letters is found everywhere. */
const NAME_LEAST = 3

function nameOf({ kind, cells, text }: Passage): string {
  const said = (kind === 'row' ? plainText(cells[0] ?? '') : strongLabel(text)).replace(/\s*\([^()]*\)/g, '')
  return said.length < NAME_LEAST || said.length > NAME_LENGTH ? '' : said
}

/** `**Rules** decides …`; a sentence has no name. */
function strongLabel(text: string): string {
  if (!/^(?:\*\*|__|`)/.test(text)) return ''
  const [label] = splitLabel(text)
  return label.replace(/[.:]$/, '')
}

function* planUnits(text: string): Generator<Unit> {
  const { phases } = parsePlan(text)
  for (const { number, start, end, tasks } of phases) {
    let own = ''
    let at = start
    for (const task of tasks) {
      if (task.start < at || task.end > end) continue
      own += text.slice(at, task.start)
      at = task.end
    }
    yield asUnit('phase', `phase-${number}`, own + text.slice(at, end))
    for (const task of tasks) yield asUnit('task', task.id, text.slice(task.start, task.end))
    yield listOf(
      allTasks(number),
      tasks.map(({ id }) => id),
    )
  }
  for (const portion of portionsOf('plan', text))
    if (phaseNumber(portion.key) === undefined)
      yield asUnit('section', portion.key, text.slice(portion.start, portion.end))
}
