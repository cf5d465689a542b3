import { phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const aimlessPhase: Rule = {
  id: 'aimless-phase',
  severity: 'warning',
  reason: 'Without a goal nobody can say when the phase is over, or what may be left out of it.',
  good: inPlan(),
  bad: inPlan('**Goal:** A librarian lends books at the desk.\n\n'),
  *document({ plan, text }): Generator<Fault> {
    for (const phase of plan?.phases ?? [])
      if (!phase.goal)
        yield phaseFault(
          phase,
          text,
          `Phase ${phase.number} has no goal.`,
          'Write what is possible after it that was not possible before.',
        )
  },
}
