import { phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

const MOST = 20
const MORE = Array.from(
  { length: 20 },
  (_, index) => `- [ ] **T-2.${index + 3}**: Paint shelf ${index} (R-3). Check: shelf ${index} is blue.\n`,
).join('')

export const crowdedPhase: Rule = {
  id: 'crowded-phase',
  severity: 'hint',
  reason: 'A phase with so many tasks is a project: it shows nothing until its end.',
  good: inPlan(),
  bad: inPlan('ends within 500 ms.\n', `ends within 500 ms.\n${MORE}`),
  *document({ phases, text }): Generator<Fault> {
    for (const phase of phases)
      if (phase.tasks.length > MOST)
        yield phaseFault(
          phase,
          text,
          `Phase ${phase.number} has ${phase.tasks.length} tasks.`,
          `Split it into phases of at most ${MOST} tasks.`,
        )
  },
}
