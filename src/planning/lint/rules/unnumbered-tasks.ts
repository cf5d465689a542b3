import { phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const unnumberedTasks: Rule = {
  id: 'unnumbered-tasks',
  severity: 'warning',
  reason: 'What has no id cannot be depended on or recorded: a task that is put in moves all the others.',
  good: inPlan(),
  bad: inPlan('- [ ] **T-2.2**: Index titles', '- [ ] Index titles'),
  *document({ missing, phases, text }): Generator<Fault> {
    const message = missing.find(({ code }) => code === 'tasks:ids')?.message
    const [first] = phases
    if (message !== undefined && first)
      yield { ...phaseFault(first, text, message, 'Write the ids: “**T-1.1**: …”.'), words: 'ids' }
  },
}
