import { taskFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

const numberOf = (id: string) => /^T-\d+\.(\d+)$/.exec(id)?.[1]

export const skippedTask: Rule = {
  id: 'skipped-task',
  severity: 'warning',
  reason: 'A number that is left out was lost on the way, or was never there: nobody can tell.',
  good: inPlan(),
  bad: inPlan('**T-2.2**', '**T-2.4**'),
  *document({ tasks }): Generator<Fault> {
    const ids = new Set(tasks.map(({ task }) => task.id))
    for (const { task } of tasks) {
      const number = Number(numberOf(task.id) ?? 1)
      const before = task.id.replace(/\d+$/, String(number - 1))
      if (number <= 1 || ids.has(before)) continue
      yield taskFault(task, `There is no ${before} before ${task.id}.`, 'Write the task that is missing.')
    }
  },
}
