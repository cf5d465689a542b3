import { taskFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'
import { taskCycles } from './task-cycle.ts'

export const earlyTask: Rule = {
  id: 'early-task',
  severity: 'warning',
  reason: 'A task that waits for a later one is reached before it can begin.',
  good: inPlan(),
  bad: inPlan('Depends on: T-1.1.', 'Depends on: T-2.1.'),
  *document({ tasks }): Generator<Fault> {
    const places = new Map<string, number>()
    for (const [place, { task }] of tasks.entries()) if (!places.has(task.id)) places.set(task.id, place)
    const cyclic = new Set(taskCycles(tasks.map((placed) => placed.task)).flat())
    for (const [place, { task }] of tasks.entries())
      for (const other of task.dependsOn)
        if ((places.get(other) ?? -1) > place && !cyclic.has(task))
          yield taskFault(
            task,
            `${task.id} waits for ${other}, which comes later.`,
            'Put the tasks in the order of the work.',
            `waits for ${other}`,
          )
  },
}
