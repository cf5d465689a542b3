import { taskFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const baselessTask: Rule = {
  id: 'baseless-task',
  severity: 'warning',
  reason: 'A task that serves no requirement is work that nobody has asked for.',
  good: inPlan(),
  bad: inPlan('Draw the window for lending (R-1).', 'Draw the window for lending.'),
  *document({ tasks, earlier }): Generator<Fault> {
    if (!earlier.requirements) return
    for (const { task } of tasks)
      if (task.requirements.length === 0)
        yield taskFault(
          task,
          `${task.id} names no requirement that it serves.`,
          'Name the requirement in parentheses, or take the task out.',
        )
  },
}
