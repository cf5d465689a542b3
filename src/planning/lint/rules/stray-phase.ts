import { atHead, phaseNumber } from '../project-view.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPhase, SAMPLE_DESIGN, SAMPLE_PHASE, SAMPLE_PLAN } from '../sample.ts'

const STRAY = SAMPLE_PHASE.replace('Phase 2', 'Phase 4').replaceAll('T-2.', 'T-4.')

export const strayPhase: Rule = {
  id: 'stray-phase',
  severity: 'error',
  reason: 'A phase that the plan does not have is never reached, or was left from an older plan.',
  good: inPhase(),
  bad: { texts: { design: SAMPLE_DESIGN, plan: SAMPLE_PLAN, 'phase-4': STRAY } },
  *project({ documents, plan }): Generator<Fault> {
    if (!plan || plan.phases.length === 0) return
    const numbers = new Set(plan.phases.map(({ number }) => number))
    for (const document of documents) {
      if (document.stage !== 'phase' || numbers.has(phaseNumber(document.key))) continue
      const number = phaseNumber(document.key)
      yield {
        ...atHead(document),
        words: `phase ${number}`,
        message: `The plan has no phase ${number}.`,
        suggestion: 'Add it to the plan, or take this document out.',
      }
    }
  },
}
