import { taskFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const uncheckedTask: Rule = {
  id: 'unchecked-task',
  severity: 'warning',
  reason: 'Without a check a task is done when somebody is tired of it.',
  good: inPlan(),
  bad: inPlan(' Check: one mail is in the fake server 3 days before the day.', ''),
  *document({ tasks }): Generator<Fault> {
    for (const { task } of tasks)
      if (!task.check)
        yield taskFault(
          task,
          `${task.id} has no check.`,
          'Write “Check: …”: what somebody does, and sees then.',
        )
  },
}
