import { PART_TITLES, PARTS } from '../../parts.ts'
import { noDocument } from '../../refusal.ts'
import { atTop, isOwnForm, missingOf } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const foreignForm: Rule = {
  id: 'foreign-form',
  severity: 'hint',
  reason: 'A text in another form is read by what it has; a plan made from it lacks the rest.',
  good: inDesign(),
  bad: { texts: { design: '# Shelf\n\n## Summary\n\nA village library lends books.\n' } },
  *document(view): Generator<Fault> {
    if (!view.design || view.text.trim() === '' || isOwnForm(view) || noDocument(view.text)) return
    const missing = PARTS.filter((part) => missingOf(view, `part:${part}`) !== undefined)
    const names = missing.map((part) => PART_TITLES[part]).join(', ')
    const unnumbered =
      view.design.requirements.length === 0 || missingOf(view, 'requirements:ids')
        ? ', and ids of its requirements'
        : ''
    yield {
      ...atTop(view),
      words: 'form',
      message: `The design has ${PARTS.length - missing.length} of ${PARTS.length} parts; it lacks ${names}${unnumbered}.`,
      suggestion: 'Add what the plan will need.',
    }
  },
}
