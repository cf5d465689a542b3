import { taskFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const unknownTask: Rule = {
  id: 'unknown-task',
  severity: 'error',
  reason: 'What waits for a task that does not exist waits for ever.',
  good: inPlan(),
  bad: inPlan('Depends on: T-1.1.', 'Depends on: T-1.9.'),
  *document({ tasks, earlier, stage }): Generator<Fault> {
    const known = new Set([...tasks.map(({ task }) => task.id), ...(earlier.tasks ?? [])])
    for (const { task, phase } of tasks) {
      for (const other of task.dependsOn) {
        // A phase's plan alone does not tell the tasks of the others.
        const hidden = stage === 'phase' && !earlier.tasks && !other.startsWith(`T-${phase}.`)
        if (known.has(other) || hidden) continue
        yield taskFault(
          task,
          `${task.id} waits for ${other}, which does not exist.`,
          'Name the task that is meant.',
          `waits for ${other}`,
        )
      }
    }
  },
}
