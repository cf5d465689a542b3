import { phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

/** What planning/complexity estimates at most. */
const MOST = 15
const MORE = Array.from({ length: 14 }, (_, index) => {
  const phase = index + 3
  return `\n## Phase ${phase}: Room ${phase}\n\n**Goal:** Room ${phase} has shelves.\n\n- [ ] **T-${phase}.1**: Furnish room ${phase} (R-3). Check: room ${phase} has shelves.\n`
}).join('')

export const tooManyPhases: Rule = {
  id: 'too-many-phases',
  severity: 'warning',
  reason: 'Nobody keeps so many phases in mind; each costs a document, and half of them will have changed.',
  good: inPlan(),
  bad: inPlan('ends within 500 ms.\n', `ends within 500 ms.\n${MORE}`),
  *document({ plan, text }): Generator<Fault> {
    const next = plan?.phases[MOST]
    if (plan && next)
      yield {
        ...phaseFault(
          next,
          text,
          `The plan has ${plan.phases.length} phases.`,
          `Put some together: at most ${MOST} are planned in full.`,
        ),
        words: 'phases',
      }
  },
}
