import { taskFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const duplicateTask: Rule = {
  id: 'duplicate-task',
  severity: 'error',
  reason: 'Two tasks under one id: progress of the one counts for the other.',
  good: inPlan(),
  bad: inPlan('**T-2.2**', '**T-2.1**'),
  *document({ tasks }): Generator<Fault> {
    const seen = new Set<string>()
    for (const { task } of tasks) {
      if (seen.has(task.id))
        yield taskFault(
          task,
          `${task.id} is used for more than one task.`,
          'Give this one the next free number.',
        )
      seen.add(task.id)
    }
  },
}
