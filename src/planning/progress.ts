import type { Phase, Task } from './plan.ts'

/** What happened to a task. */
export interface Progress {
  state: 'done' | 'blocked'
  /** What came of it, or what is in the way. */
  note?: string
}

/** A task with the phase that it stands in. */
export interface Place {
  phase: Phase
  task: Task
}

/** Where the work on a plan stands. */
export interface Standing {
  done: number
  all: number
  /** What is to be done next; nothing when all is done, or what is left waits for something that is blocked. */
  next?: Place
  blocked: { task: Task; note?: string }[]
}

/**
 * The next task is the first in the plan's order that is neither done nor blocked and whose own dependencies, and those of
 * its phase, are done. A dependency on what the plan does not have holds nothing up: lint names it.
 */
export function standingOf(phases: readonly Phase[], progress: ReadonlyMap<string, Progress>): Standing {
  const tasks = phases.flatMap((phase) => phase.tasks.map((task) => ({ phase, task })))
  const isDone = (id: string) => progress.get(id)?.state === 'done'
  const known = new Set(tasks.map(({ task }) => task.id))
  const isPhaseDone = (number: number) =>
    phases.every((phase) => phase.number !== number || phase.tasks.every(({ id }) => isDone(id)))
  const isFree = ({ phase, task }: Place): boolean =>
    !progress.has(task.id) &&
    task.dependsOn.every((id) => !known.has(id) || isDone(id)) &&
    phase.dependsOn.every((number) => number === phase.number || isPhaseDone(number))
  return {
    done: tasks.filter(({ task }) => isDone(task.id)).length,
    all: tasks.length,
    next: tasks.find(isFree),
    blocked: tasks.flatMap(({ task }) => {
      const { state, note } = progress.get(task.id) ?? {}
      return state === 'blocked' ? [{ task, note }] : []
    }),
  }
}

/** Ids under which something is recorded and that the plan does not have, or has no more. */
export function lostFrom(phases: readonly Phase[], progress: ReadonlyMap<string, Progress>): string[] {
  const known = new Set(phases.flatMap(({ tasks }) => tasks.map(({ id }) => id)))
  return [...progress.keys()].filter((id) => !known.has(id))
}
