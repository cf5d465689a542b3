import { PART_TITLES } from '../../parts.ts'
import { atPart, missingOf } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign, inPart } from '../sample.ts'

const LISTS = ['objectives', 'techStack', 'risks'] as const

export const nothingReadable: Rule = {
  id: 'nothing-readable',
  severity: 'warning',
  reason: 'What code cannot read from its part is missing in the plan, the handoff and the exports.',
  good: inDesign(),
  bad: inPart('Objectives', '| 1 | 2 |'),
  *document(view): Generator<Fault> {
    for (const part of LISTS) {
      const message = missingOf(view, `${part}:none`)
      if (message !== undefined)
        yield {
          ...atPart(view, part),
          words: part,
          message,
          suggestion: `Write a list or a table below “${PART_TITLES[part]}”.`,
        }
    }
  },
}
