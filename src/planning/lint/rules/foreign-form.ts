import { PART_TITLES, PARTS } from '../../parts.ts'
import { atTop, missingOf } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'
import { OWN_FORM } from './missing-part.ts'

export const foreignForm: Rule = {
  id: 'foreign-form',
  severity: 'hint',
  reason: 'A text in another form is read by what it has; a plan made from it lacks the rest.',
  good: inDesign(),
  bad: { texts: { design: '# Shelf\n\n## Summary\n\nA village library lends books.\n' } },
  *document(view): Generator<Fault> {
    const missing = PARTS.filter((part) => missingOf(view, `part:${part}`) !== undefined)
    if (PARTS.length - missing.length >= OWN_FORM || missing.length === 0) return
    const names = missing.map((part) => PART_TITLES[part]).join(', ')
    yield {
      ...atTop(view),
      words: 'form',
      message: `The design has ${PARTS.length - missing.length} of ${PARTS.length} parts; it lacks ${names}.`,
      suggestion: 'Add what the plan will need.',
    }
  },
}
