import { taskFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const misplacedTask: Rule = {
  id: 'misplaced-task',
  severity: 'error',
  reason: 'The id tells in which phase a task is done; here it tells another one.',
  good: inPlan(),
  bad: inPlan('**T-2.2**', '**T-3.1**'),
  *document({ tasks }): Generator<Fault> {
    for (const { task, phase } of tasks) {
      const number = /^T-(\d+)\./.exec(task.id)?.[1]
      if (number !== undefined && Number(number) !== phase)
        yield taskFault(
          task,
          `${task.id} stands in phase ${phase}.`,
          `Move it to phase ${number}, or give it an id of phase ${phase}.`,
        )
    }
  },
}
