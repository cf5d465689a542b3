import { phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const duplicatePhase: Rule = {
  id: 'duplicate-phase',
  severity: 'error',
  reason: 'Two phases with one number share documents, progress and tasks’ ids.',
  good: inPlan(),
  bad: inPlan(
    '## Phase 2: Finding',
    '## Phase 1: Papers\n\n**Goal:** No paper is left.\n\n- [ ] **T-1.3**: Burn the paper list (R-1). Check: the fire is out.\n\n## Phase 2: Finding',
  ),
  *document({ plan, text }): Generator<Fault> {
    const seen = new Set<number>()
    for (const phase of plan?.phases ?? []) {
      if (seen.has(phase.number))
        yield phaseFault(
          phase,
          text,
          `A second phase has the number ${phase.number}.`,
          'Number the phases 1, 2, 3 … in their order, and their tasks with them.',
        )
      seen.add(phase.number)
    }
  },
}
