import { PART_TITLES, PARTS } from '../../parts.ts'
import { atTop, isOwnForm, missingOf } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const missingPart: Rule = {
  id: 'missing-part',
  severity: 'warning',
  reason:
    'Each part answers a question that the builder has; they answer it themselves if the design does not.',
  good: inDesign(),
  bad: inDesign('## Data\n\nA loan has a book, a reader and a day on which it is due.\n\n', ''),
  *document(view): Generator<Fault> {
    if (!isOwnForm(view)) return
    for (const part of PARTS) {
      if (missingOf(view, `part:${part}`) === undefined) continue
      yield {
        ...atTop(view),
        words: part,
        message: `The part “${PART_TITLES[part]}” is missing.`,
        suggestion: `Add “## ${PART_TITLES[part]}”.`,
      }
    }
  },
}
