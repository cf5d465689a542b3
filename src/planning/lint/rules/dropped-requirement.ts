import { atHead, phasePairs } from '../project-view.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPhase } from '../sample.ts'

const { texts } = inPhase()

export const droppedRequirement: Rule = {
  id: 'dropped-requirement',
  severity: 'warning',
  reason: 'The plan counts on this phase for a requirement that the phase’s own plan no longer serves.',
  good: inPhase(),
  bad: { texts: { ...texts, 'phase-2': (texts['phase-2'] ?? '').replaceAll('R-2', 'R-3') } },
  *project(view): Generator<Fault> {
    for (const { document, own, planned } of phasePairs(view)) {
      const served = new Set(own.requirements)
      if (served.size === 0) continue
      for (const id of planned.requirements)
        if (!served.has(id))
          yield {
            ...atHead(document),
            words: id,
            message: `By the plan phase ${planned.number} serves ${id}; nothing here does.`,
            suggestion: `Add a task that serves ${id}, or let the plan name another phase for it.`,
          }
    }
  },
}
