import type { Missing, Section } from './design.ts'
import type { Passage } from './passages.ts'
import { readBody, TASKS } from './plan/body.ts'
import { addAll, enter } from './plan/draft.ts'
import { findPlanFaults } from './plan/faults.ts'
import { findPhases, outsideOf, type PhaseArea } from './plan/phases.ts'
import { idOf, type PhaseReading, settle } from './plan/settle.ts'
import { type StatedDependency, statedOutside } from './plan/stated-dependencies.ts'
import { addStrayTasks, strayTasks } from './plan/stray-tasks.ts'
import { planText, withCode } from './plan/text.ts'
import { addTrailingIds } from './plan/trailing-ids.ts'

/** A development plan, and the plan of one phase: the texts that models wrote, taken apart by code. */

/** Offsets are UTF-16 code units of `markdown`. */
export interface Plan {
  /** The model's text, to the byte. */
  markdown: string
  title?: string
  /** In the text's order; deeper ones lie inside those above. */
  sections: Section[]
  /** In the text's order, with the numbers that the text gives; a number can occur twice or be skipped. */
  phases: Phase[]
  /** What the document should have and has not, and what could not be read, each named in a sentence. */
  missing: Missing[]
}

export interface Phase {
  number: number
  title: string
  start: number
  end: number
  goal?: string
  /** Ids of requirements that it says it covers, and those of its tasks; each once, in the text's order. */
  requirements: string[]
  tasks: Task[]
  /** How somebody finds out that all of it is done, beside the checks of its tasks. */
  checks?: string[]
  /** What has to be there, or has to be kept to, before it is begun. */
  before?: string[]
  /** Numbers of the phases that have to be done before. */
  dependsOn: number[]
  /** Those that it names, and those of its tasks. */
  files: string[]
  /** As the text has it: "3 days". */
  estimate?: string
}

export interface Task {
  /** T-2.1 however the text spells it; where it gives no number, the phase's and the task's place in it. */
  id: string
  /** Plain text, without the id, the check and the rest that is read into fields of its own. */
  text: string
  /** How somebody finds out that it is done. */
  check?: string
  requirements: string[]
  /** Ids of tasks. */
  dependsOn: string[]
  files: string[]
  estimate?: string
  start: number
  end: number
}

/** Takes a plan apart, whole or as far as it is written. Never throws; linear in the text's length. */
export function parsePlan(markdown: string): Plan {
  const text = planText(markdown)
  const areas = findPhases(text.passages, text.outline.end)
  const { readings, repeated, numbered } = number(areas, text.isClose)
  const outside = outsideOf(areas, text.passages)
  const stray = strayTasks(
    outside,
    text.isClose,
    TASKS - readings.reduce((sum, { body }) => sum + body.tasks.length, 0),
  )
  addStrayTasks(readings, stray)
  addStated(readings, statedOutside(outside))
  addTrailingIds(readings.flatMap(({ body }) => body.tasks))
  const settled = settle(readings)
  const plan: Plan = {
    markdown,
    title: text.title,
    sections: text.sections,
    phases: settled.phases,
    missing: [],
  }
  plan.missing = findPlanFaults({
    plan,
    text,
    outside: outsideOf(areas, withCode(text)),
    stray,
    settled,
    readings,
    numbered,
    repeated,
  })
  return plan
}

/** Reads the phases, gives those without a number their place, and drops those that only name another one again. */
function number(
  areas: PhaseArea[],
  isClose: (passage: Passage) => boolean,
): { readings: PhaseReading[]; numbered: boolean; repeated: number[] } {
  const numbered = areas.length === 0 || areas.some(({ heading }) => heading.number !== undefined)
  let last = 0
  let limit = TASKS
  const readings = areas.map(({ heading, body, start, end }): PhaseReading => {
    last = heading.number ?? last + 1
    const read = readBody(body, { number: last, counting: true, isClose, limit })
    limit -= read.tasks.length
    return { heading, number: last, start, end, body: read }
  })
  const repeated: number[] = []
  const kept: PhaseReading[] = []
  for (const [index, reading] of readings.entries()) {
    const other = kept.findIndex((earlier) => isSame(earlier, reading))
    const earlier = kept[other]
    if (!earlier) {
      kept.push(reading)
      continue
    }
    const [whole, part] =
      reading.body.tasks.length > earlier.body.tasks.length ? [reading, earlier] : [earlier, reading]
    merge(whole, part)
    kept[other] = whole
    if (part.body.tasks.length > 0 && !areas[index]?.aside) repeated.push(reading.number)
  }
  return { readings: kept, numbered, repeated }
}

/** The same number and the same title, or one of the two has no tasks and no title of its own. */
function isSame(one: PhaseReading, other: PhaseReading): boolean {
  if (one.number !== other.number) return false
  const [a, b] = [key(one.heading.title), key(other.heading.title)]
  if (a === b) return true
  const empty = one.body.tasks.length === 0 || other.body.tasks.length === 0
  return empty && (a === '' || b === '' || a.startsWith(b) || b.startsWith(a))
}

const key = (title: string) => title.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

function merge(whole: PhaseReading, part: PhaseReading) {
  const { phase, tasks } = whole.body
  const other = part.body.phase
  if (phase.goals.length === 0)
    phase.goals.push(...(other.goals.length > 0 ? other.goals : phase.texts.length === 0 ? other.texts : []))
  addAll(phase.requirements, other.requirements)
  addAll(phase.files, other.files)
  phase.checks.push(...other.checks)
  phase.before.push(...other.before)
  phase.dependsOn.push(...other.dependsOn)
  phase.estimate ??= other.estimate ?? part.heading.estimate
  const known = new Set(tasks.map(({ numbers }) => numbers?.join('.')))
  for (const task of part.body.tasks) if (task.numbers && !known.has(task.numbers.join('.'))) tasks.push(task)
}

function addStated(readings: PhaseReading[], stated: StatedDependency[]) {
  if (stated.length === 0) return
  const phases = new Map(readings.map((reading) => [reading.number, reading]))
  const tasks = new Map(
    readings.flatMap(({ number: phase, body }) =>
      body.tasks.map((task) => [task.numbers ? idOf(task.numbers, phase) : '', task] as const),
    ),
  )
  for (const { numbers, phase, text } of stated) {
    const waits = numbers ? tasks.get(idOf(numbers, numbers[0] ?? 0)) : phases.get(phase ?? -1)?.body.phase
    if (waits) enter(waits, 'dependsOn', text)
  }
}
