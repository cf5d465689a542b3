import { listed } from '../../missing.ts'
import type { Task } from '../../plan.ts'
import { cyclesIn, taskFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

/** Tasks that wait for each other. */
export function taskCycles(tasks: Task[]): Task[][] {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  return cyclesIn(tasks, ({ dependsOn }) =>
    dependsOn.map((id) => byId.get(id)).filter((task) => task !== undefined),
  )
}

export const taskCycle: Rule = {
  id: 'task-cycle',
  severity: 'error',
  reason: 'Tasks that wait for each other can never begin.',
  good: inPlan(),
  bad: inPlan(
    'Keep books and loans in SQLite (R-1).',
    'Keep books and loans in SQLite (R-1). Depends on: T-1.2.',
  ),
  *document({ tasks }): Generator<Fault> {
    for (const cycle of taskCycles(tasks.map((placed) => placed.task))) {
      const [first] = cycle
      if (!first) continue
      const names = listed(cycle.map(({ id }) => id))
      yield {
        ...taskFault(first, `These wait for each other: ${names}.`, 'Take one of the dependencies out.'),
        words: names,
      }
    }
  },
}
