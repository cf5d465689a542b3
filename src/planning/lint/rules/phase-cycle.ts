import { listed } from '../../missing.ts'
import type { Phase } from '../../plan.ts'
import { cyclesIn, phaseFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

/** Phases that wait for each other. */
export function phaseCycles(phases: Phase[]): Phase[][] {
  const byNumber = new Map(phases.map((phase) => [phase.number, phase]))
  return cyclesIn(phases, ({ dependsOn }) =>
    dependsOn.map((number) => byNumber.get(number)).filter((phase) => phase !== undefined),
  )
}

export const phaseCycle: Rule = {
  id: 'phase-cycle',
  severity: 'error',
  reason: 'Phases that wait for each other can never begin.',
  good: inPlan(),
  bad: inPlan('**Requirements:** R-1\n', '**Requirements:** R-1\n\n**Depends on:** Phase 2\n'),
  *document({ plan, text }): Generator<Fault> {
    for (const cycle of phaseCycles(plan?.phases ?? [])) {
      const [first] = cycle
      if (!first) continue
      const names = listed(cycle.map(({ number }) => `phase ${number}`))
      yield {
        ...phaseFault(
          first,
          text,
          `These wait for each other: ${names}.`,
          'Take one of the dependencies out.',
        ),
        words: names,
      }
    }
  },
}
