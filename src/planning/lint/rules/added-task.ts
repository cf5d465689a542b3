import { taskFault } from '../plan-faults.ts'
import { phasePairs } from '../project-view.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPhase } from '../sample.ts'

export const addedTask: Rule = {
  id: 'added-task',
  severity: 'warning',
  reason: 'A task that the plan does not have is not counted, and nothing waits for it.',
  good: inPhase(),
  bad: inPhase(
    'ends within 500 ms.\n',
    'ends within 500 ms.\n- [ ] **T-2.3**: Paint the shelf (R-3). Check: the shelf is blue.\n',
  ),
  *project(view): Generator<Fault> {
    for (const { document, own, planned } of phasePairs(view)) {
      const ids = new Set(planned.tasks.map(({ id }) => id))
      if (ids.size === 0) continue
      for (const task of own.tasks) {
        // T-2.1.1 is a part of T-2.1.
        const parent = task.id.split('.').slice(0, 2).join('.')
        if (!ids.has(task.id) && !ids.has(parent))
          yield {
            ...taskFault(
              task,
              `The plan has no ${task.id}.`,
              'Add it to the plan, or make it a part of another task.',
            ),
            document: document.key,
          }
      }
    }
  },
}
