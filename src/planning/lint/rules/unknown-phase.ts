import { phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const unknownPhase: Rule = {
  id: 'unknown-phase',
  severity: 'error',
  reason: 'What waits for a phase that does not exist waits for ever.',
  good: inPlan(),
  bad: inPlan('**Depends on:** Phase 1', '**Depends on:** Phase 5'),
  *document({ plan, text }): Generator<Fault> {
    const phases = plan?.phases ?? []
    const numbers = new Set(phases.map(({ number }) => number))
    for (const phase of phases)
      for (const other of phase.dependsOn)
        if (!numbers.has(other))
          yield {
            ...phaseFault(
              phase,
              text,
              `Phase ${phase.number} waits for phase ${other}, which the plan does not have.`,
              'Name the phase that is meant.',
            ),
            words: `phase ${phase.number} waits for ${other}`,
          }
  },
}
