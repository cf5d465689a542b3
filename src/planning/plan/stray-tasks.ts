import { BOLD_LEVEL } from '../outline.ts'
import type { Passage } from '../passages.ts'
import { readBody } from './body.ts'
import { addAll, emptyDraft, type TaskDraft } from './draft.ts'
import { fieldOf } from './fields.ts'
import { isAside } from './known-sections.ts'
import type { PhaseReading } from './settle.ts'
import { taskIn } from './task-id.ts'

/** A task that stands in no phase, but under a heading of its own: `## Tasks`. */
export interface Stray {
  /** The heading above; empty where there is none. */
  title: string
  task: TaskDraft
}

/** Reads them where they have an id that names their phase. */
export function strayTasks(
  outside: Passage[],
  isClose: (passage: Passage) => boolean,
  limit: number,
): Stray[] {
  const found: Stray[] = []
  for (const body of runsOf(outside)) {
    const titles = body.filter(({ kind, text }) => kind === 'heading' && !taskIn(text) && !fieldOf(text))
    let at = 0
    if (found.length >= limit) break
    for (const task of readBody(body, { counting: false, isClose, limit }).tasks) {
      while ((titles[at + 1]?.start ?? Number.POSITIVE_INFINITY) <= task.start) at += 1
      const title = titles[at]
      if ((task.numbers?.length ?? 0) > 1)
        found.push({ title: title && title.start < task.start ? title.text : '', task })
    }
  }
  return found.slice(0, limit)
}

/** Puts each into the phase that its id names; what the phase has already is only added to. */
export function addStrayTasks(readings: PhaseReading[], stray: Stray[]) {
  const known = new Map<string, TaskDraft>()
  const phases = new Map<number, PhaseReading>()
  for (const reading of readings) {
    if (!phases.has(reading.number)) phases.set(reading.number, reading)
    for (const task of reading.body.tasks)
      known.set(
        (task.numbers?.length === 1 ? [reading.number, ...task.numbers] : (task.numbers ?? [])).join('.'),
        task,
      )
  }
  for (const { title, task } of stray) {
    const [number = 0] = task.numbers ?? []
    const earlier = known.get((task.numbers ?? []).join('.'))
    if (earlier) {
      complete(earlier, task)
      continue
    }
    const phase = phases.get(number) ?? newPhase(number, title, task)
    if (!phases.has(number)) {
      phases.set(number, phase)
      readings.push(phase)
    }
    phase.body.tasks.push(task)
    if (phase.end <= task.start && phase.body.tasks[0]?.start === phase.start) phase.end = task.end
    known.set((task.numbers ?? []).join('.'), task)
  }
  readings.sort((a, b) => a.start - b.start)
}

function complete(task: TaskDraft, other: TaskDraft) {
  if (task.texts.length === 0) task.texts.push(...other.texts)
  task.checks.push(...other.checks)
  task.before.push(...other.before)
  task.dependsOn.push(...other.dependsOn)
  addAll(task.requirements, other.requirements)
  addAll(task.files, other.files)
  task.estimate ??= other.estimate
}

const newPhase = (number: number, title: string, task: TaskDraft): PhaseReading => ({
  heading: { word: '', number, title, remarks: [] },
  number,
  start: task.start,
  end: task.end,
  body: { phase: emptyDraft(), tasks: [], loose: [] },
})

/** Those of passages outside all phases that stand below one heading, without the parts that only sum up. */
function runsOf(outside: Passage[]): Passage[][] {
  const runs: Passage[][] = []
  let run: { level: number; body: Passage[] } | undefined
  let aside: number | undefined
  for (const passage of outside) {
    const { kind, text, level } = passage
    if (kind === 'heading') {
      if (aside === undefined || level <= aside) aside = isAside(text) ? level : undefined
      if (run && level <= run.level) run = undefined
    }
    if (aside !== undefined) run = undefined
    else if (run) run.body.push(passage)
    else {
      run = { level: kind === 'heading' ? level : BOLD_LEVEL + 1, body: [passage] }
      runs.push(run.body)
    }
  }
  return runs
}
