import { taskFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const skippedTask: Rule = {
  id: 'skipped-task',
  severity: 'warning',
  reason: 'A number that is left out was lost on the way, or was never there: nobody can tell.',
  good: inPlan(),
  bad: inPlan('**T-2.2**', '**T-2.4**'),
  *document({ tasks }): Generator<Fault> {
    const ids = new Set(tasks.map(({ task }) => task.id))
    for (const { task } of tasks) {
      const [, phase = '', digits = '1'] = NUMBERS.exec(task.id) ?? []
      const before = `T-${phase}.${Number(digits) - 1}`
      // Where a phase goes on with the numbers of the one before, none is missing.
      if (Number(digits) <= 1 || ids.has(before) || !ids.has(`T-${phase}.1`)) continue
      yield taskFault(task, `There is no ${before} before ${task.id}.`, 'Write the task that is missing.')
    }
  },
}

const NUMBERS = /^T-(\d+)\.(\d+)$/
