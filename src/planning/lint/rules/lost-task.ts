import { atHead, phasePairs } from '../project-view.ts'
import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inPhase } from '../sample.ts'

const LAST = '- [ ] **T-2.2**: Index titles for the search (R-3).'

export const lostTask: Rule = {
  id: 'lost-task',
  severity: 'warning',
  reason: 'Who works from the phase’s plan never learns of the task.',
  good: inPhase(),
  bad: inPhase(LAST, '- [ ] **T-2.1.1**: Index titles for the search (R-3).'),
  *project(view): Generator<Fault> {
    for (const { document, own, planned } of phasePairs(view)) {
      if (own.tasks.length === 0) continue
      const ids = new Set(own.tasks.map(({ id }) => id))
      for (const task of planned.tasks)
        if (!ids.has(task.id) && ![...ids].some((id) => id.startsWith(`${task.id}.`)))
          yield {
            ...atHead(document),
            words: task.id,
            message: `${task.id} of the plan is missing here: ${quote(task.text)}.`,
            suggestion: 'Add it, or take it out of the plan.',
          }
    }
  },
}
