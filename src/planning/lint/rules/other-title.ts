import { atHead, phasePairs } from '../project-view.ts'
import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inPhase } from '../sample.ts'
import { normal } from '../statements.ts'

const bare = (title: string) => normal(title).replace(/[^\p{L}\p{N}]+/gu, '')

export const otherTitle: Rule = {
  id: 'other-title',
  severity: 'warning',
  reason: 'Two names for one phase: the plan was changed and the phase was not, or it is another one.',
  good: inPhase(),
  bad: inPhase('# Phase 2: Finding and reminding', '# Phase 2: Painting the shelves'),
  *project(view): Generator<Fault> {
    for (const { document, own, planned } of phasePairs(view)) {
      const [a, b] = [bare(own.title), bare(planned.title)]
      if (a === '' || b === '' || a.includes(b) || b.includes(a)) continue
      yield {
        ...atHead(document),
        words: own.title,
        message: `The plan calls phase ${planned.number} ${quote(planned.title)}, here it is ${quote(own.title)}.`,
        suggestion: 'Let both have the same title, or write the phase anew from the plan.',
      }
    }
  },
}
