import { phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

export const idlePhase: Rule = {
  id: 'idle-phase',
  severity: 'error',
  reason: 'A phase without tasks is no work that somebody could begin.',
  good: inPlan(),
  bad: inPlan(
    '## Phase 1: Lending',
    '## Phase 0: Papers\n\n**Goal:** The paper list is found.\n\n## Phase 1: Lending',
  ),
  *document({ phases, text }): Generator<Fault> {
    if (text.trim() === '') return
    for (const phase of phases)
      if (phase.tasks.length === 0)
        yield phaseFault(
          phase,
          text,
          `No task stands in phase ${phase.number}.`,
          `Write its tasks: “- [ ] **T-${phase.number}.1**: …”, each with a check.`,
        )
  },
}
