import { plainText, shorten } from '../inline.ts'
import type { Phase, Task } from '../plan.ts'
import type { Body } from './body.ts'
import { addAll, type Draft, joined, type TaskDraft } from './draft.ts'
import type { PhaseHeading } from './phase-heading.ts'
import { phasesNamedIn, requirementsNamedIn } from './references.ts'
import { tasksNamedIn } from './task-id.ts'

/** What was read of a phase, before tasks have their ids. */
export interface PhaseReading {
  heading: PhaseHeading
  number: number
  start: number
  end: number
  body: Body
}

export interface Settled {
  phases: Phase[]
  /** Tasks that got their id by their place. */
  counted: Task[]
  /** Dependencies that name nothing that can be read. */
  unread: { of: string; text: string }[]
}

const FIELD_LENGTH = 500
const GOAL_LENGTH = 1000

/** Gives every task its id, and says by ids what depends on what. */
export function settle(readings: PhaseReading[]): Settled {
  const ids = idsOf(readings)
  const counted: Task[] = []
  const unread: Settled['unread'] = []
  const singles = singleNumbers(readings, ids)
  const numbers = readings.map(({ number }) => number)
  const phases = readings.map((reading): Phase => {
    const { body, number } = reading
    const own = body.phase
    const before = new Set<number>()
    const tasks = body.tasks.map((draft): Task => {
      const id = ids.get(draft) ?? ''
      const named = dependencies(draft, (task) => idOfNumbers(task, number, singles))
      for (const text of named.unread) {
        const bare = bareNumbers(text)
        if (bare.length === 0) unread.push({ of: id, text })
        for (const one of bare) named.tasks.push(idOfNumbers([one], number, singles))
      }
      // A task that waits for a phase makes its own phase wait.
      addAll(before, named.phases)
      const task = taskOf(draft, id, named.tasks)
      if (!draft.numbers) counted.push(task)
      return task
    })
    const named = dependencies(own, (task) => idOfNumbers(task, number, singles))
    addAll(before, named.phases)
    for (const id of named.tasks) before.add(Number(/^T-(\d+)\./.exec(id)?.[1] ?? number))
    for (const text of named.unread) {
      const earlier = numbers.slice(0, readings.indexOf(reading))
      const bare = bareNumbers(text)
      if (bare.length > 0) addAll(before, bare)
      else if (/\ball\b.*\b(?:previous|prior|earlier|preceding|phases)\b|^(?:all|alle)\b/i.test(text))
        addAll(before, earlier)
      else if (
        /\b(?:previous|prior|preceding|vorherige|précédente|anterior)\b|前一?(?:阶段|フェーズ)/i.test(text)
      )
        addAll(before, earlier.slice(-1))
      else unread.push({ of: `phase ${number}`, text })
    }
    before.delete(number)
    return phaseOf(reading, tasks, [...before])
  })
  return { phases, counted, unread }
}

/** "1, 2 and 3" */
const bareNumbers = (text: string): number[] =>
  /^(?:[\s\d,;.&#]|and|und|et|y){1,60}$/.test(text) ? (text.match(/\d{1,3}/g) ?? []).map(Number) : []

function taskOf(draft: TaskDraft, id: string, dependsOn: string[]): Task {
  const task: Task = {
    id,
    text: joined([...draft.texts, ...draft.before]),
    requirements: [...draft.requirements],
    dependsOn: dependsOn.filter((other) => other !== id),
    files: [...draft.files],
    start: draft.start,
    end: draft.end,
  }
  const check = joined(draft.checks)
  if (check !== '') task.check = check
  if (draft.estimate) task.estimate = shorten(plainText(draft.estimate), FIELD_LENGTH)
  return task
}

function phaseOf(
  { heading, number, start, end, body }: PhaseReading,
  tasks: Task[],
  dependsOn: number[],
): Phase {
  const own = body.phase
  const requirements = new Set(requirementsNamedIn(heading.title, true))
  for (const remark of heading.remarks) addAll(requirements, requirementsNamedIn(remark))
  addAll(requirements, own.requirements)
  const files = new Set(own.files)
  for (const task of tasks) {
    addAll(requirements, task.requirements)
    addAll(files, task.files)
  }
  const phase: Phase = {
    number,
    title: shorten(heading.title, FIELD_LENGTH),
    start,
    end,
    requirements: [...requirements],
    tasks,
    dependsOn,
    files: [...files],
  }
  const goal = joined(own.goals.length > 0 ? own.goals : own.texts.slice(0, 1), '\n', GOAL_LENGTH)
  if (goal !== '') phase.goal = goal
  const checks = plainOf(own.checks)
  if (checks.length > 0) phase.checks = checks
  const before = plainOf(own.before)
  if (before.length > 0) phase.before = before
  const estimate = own.estimate ?? heading.estimate
  if (estimate) phase.estimate = shorten(plainText(estimate), FIELD_LENGTH)
  return phase
}

const plainOf = (texts: readonly string[]): string[] =>
  texts.map((text) => shorten(plainText(text), GOAL_LENGTH)).filter((text) => text !== '')

/** T-1.2 of [1, 2]; T-2.3 of [3] in phase 2. */
export const idOf = (numbers: number[], phase: number) =>
  `T-${(numbers.length > 1 ? numbers : [phase, ...numbers]).join('.')}`

function idsOf(readings: PhaseReading[]): Map<TaskDraft, string> {
  const ids = new Map<TaskDraft, string>()
  const used = new Set<string>()
  for (const { body, number } of readings)
    for (const draft of body.tasks) {
      if (!draft.numbers) continue
      const id = idOf(draft.numbers, number)
      ids.set(draft, id)
      used.add(id)
    }
  const next = new Map<number, number>()
  for (const { body, number } of readings) {
    let place = 0
    for (const draft of body.tasks) {
      place += 1
      if (ids.has(draft)) continue
      let count = Math.max(place, next.get(number) ?? 1)
      while (used.has(`T-${number}.${count}`)) count += 1
      ids.set(draft, `T-${number}.${count}`)
      used.add(`T-${number}.${count}`)
      next.set(number, count + 1)
    }
  }
  return ids
}

/** Ids of the tasks that the text gives one number, by phase and number, and by number alone. */
function singleNumbers(readings: PhaseReading[], ids: Map<TaskDraft, string>): Map<string, string> {
  const singles = new Map<string, string>()
  for (const { body, number } of readings)
    for (const draft of body.tasks) {
      const id = ids.get(draft)
      if (!id || draft.numbers?.length !== 1) continue
      singles.set(`${number} ${draft.numbers[0]}`, id)
      const alone = String(draft.numbers[0])
      if (!singles.has(alone)) singles.set(alone, id)
    }
  return singles
}

function idOfNumbers(numbers: number[], phase: number, singles: Map<string, string>): string {
  if (numbers.length > 1) return idOf(numbers, phase)
  return singles.get(`${phase} ${numbers[0]}`) ?? singles.get(String(numbers[0])) ?? idOf(numbers, phase)
}

function dependencies(
  { dependsOn }: Draft,
  idOfTask: (numbers: number[]) => string,
): { tasks: string[]; phases: number[]; unread: string[] } {
  const tasks = new Set<string>()
  const phases = new Set<number>()
  const unread: string[] = []
  for (const text of dependsOn) {
    const named = tasksNamedIn(text, true)
    const before = phasesNamedIn(text)
    for (const numbers of named) tasks.add(idOfTask(numbers))
    addAll(phases, before)
    if (named.length > 0 || before.length > 0) continue
    unread.push(text)
  }
  return { tasks: [...tasks], phases: [...phases], unread }
}
