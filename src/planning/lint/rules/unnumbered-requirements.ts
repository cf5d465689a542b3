import { atPart, faultsOfMissing, isOwnForm } from '../missing.ts'
import type { Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

const WITHOUT_IDS = inDesign()
  .texts.design?.replace(/- \*\*R-\d\*\*: /g, '- ')
  .replace(/ \(R-\d(?:, R-\d)*\)/g, '')
const TESTS = /## Testing[\s\S]*?## Open/

export const unnumberedRequirements: Rule = {
  id: 'unnumbered-requirements',
  severity: 'warning',
  reason: 'What has no id cannot be traced: a line that is put in moves all the others.',
  good: inDesign(),
  bad: {
    texts: { design: (WITHOUT_IDS ?? '').replace(TESTS, '## Testing\n\nR-1 to R-3 by hand.\n\n## Open') },
  },
  document: (view) =>
    !isOwnForm(view)
      ? []
      : faultsOfMissing(
          view,
          'requirements:ids',
          atPart(view, 'requirements'),
          'Number them: “- **R-1**: …”.',
        ),
}
