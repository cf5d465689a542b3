import { phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

const { design = '', plan = '' } = inPlan().texts
const SECOND = plan.indexOf('## Phase 2')
const FIRST = plan.indexOf('## Phase 1')

export const phaseOrder: Rule = {
  id: 'phase-order',
  severity: 'error',
  reason: 'Who works from top to bottom begins with what has to wait.',
  good: inPlan(),
  bad: {
    texts: { design, plan: `${plan.slice(0, FIRST)}${plan.slice(SECOND)}\n${plan.slice(FIRST, SECOND)}` },
  },
  *document({ plan: read, text }): Generator<Fault> {
    let before = Number.NEGATIVE_INFINITY
    for (const phase of read?.phases ?? []) {
      if (phase.number < before)
        yield phaseFault(
          phase,
          text,
          `Phase ${phase.number} stands behind phase ${before}.`,
          'Put the phases in the order of their numbers, which is that of the work.',
        )
      before = Math.max(before, phase.number)
    }
  },
}
