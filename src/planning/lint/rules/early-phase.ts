import { phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'
import { phaseCycles } from './phase-cycle.ts'

const { design = '', plan: sample = '' } = inPlan().texts

export const earlyPhase: Rule = {
  id: 'early-phase',
  severity: 'error',
  reason: 'A phase that waits for a later one is reached before it can begin.',
  good: inPlan(),
  bad: {
    texts: {
      design,
      plan: sample
        .replace('**Depends on:** Phase 1\n\n', '')
        .replace('**Requirements:** R-1\n', '**Requirements:** R-1\n\n**Depends on:** Phase 2\n'),
    },
  },
  *document({ plan, text }): Generator<Fault> {
    const phases = plan?.phases ?? []
    const cyclic = new Set(phaseCycles(phases).flat())
    const numbers = new Set(phases.map(({ number }) => number))
    for (const phase of phases)
      for (const other of phase.dependsOn)
        if (other > phase.number && numbers.has(other) && !cyclic.has(phase))
          yield {
            ...phaseFault(
              phase,
              text,
              `Phase ${phase.number} waits for phase ${other}, which comes later.`,
              'Swap the two, or take the dependency out.',
            ),
            words: `phase ${phase.number} waits for ${other}`,
          }
  },
}
