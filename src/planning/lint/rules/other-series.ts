import { atPart, faultsOfMissing } from '../missing.ts'
import type { Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const otherSeries: Rule = {
  id: 'other-series',
  severity: 'hint',
  reason: 'Two series of numbers are mixed up in speech and in commits.',
  good: inDesign(),
  bad: { texts: { design: (inDesign().texts.design ?? '').replaceAll('R-', 'FR-') } },
  document: (view) =>
    faultsOfMissing(
      view,
      'requirements:series',
      atPart(view, 'requirements'),
      'Number all of them R-1, R-2 … in one list.',
    ),
}
