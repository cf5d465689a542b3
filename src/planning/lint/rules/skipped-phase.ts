import { phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

const PLAN = inPlan().texts

export const skippedPhase: Rule = {
  id: 'skipped-phase',
  severity: 'warning',
  reason: 'A phase that is left out was lost on the way, or never meant: nobody can tell.',
  good: inPlan(),
  bad: {
    texts: {
      ...PLAN,
      plan: (PLAN.plan ?? '').replace('## Phase 2', '## Phase 3').replaceAll('T-2.', 'T-3.'),
    },
  },
  *document({ plan, text }): Generator<Fault> {
    const phases = plan?.phases ?? []
    const numbers = new Set(phases.map(({ number }) => number))
    for (const phase of phases) {
      if (phase.number <= 1 || numbers.has(phase.number - 1)) continue
      yield phaseFault(
        phase,
        text,
        `There is no phase ${phase.number - 1} before phase ${phase.number}.`,
        'Write the phase that is missing, or number the later ones anew.',
      )
      numbers.add(phase.number)
    }
  },
}
