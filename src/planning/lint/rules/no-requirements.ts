import { atPart, faultsOfMissing, isOwnForm } from '../missing.ts'
import type { Rule } from '../rule.ts'
import { inDesign, inPart } from '../sample.ts'

export const noRequirements: Rule = {
  id: 'no-requirements',
  severity: 'error',
  reason: 'Plan, tests and handoff stand on requirements; none could be read.',
  good: inDesign(),
  bad: inPart('Requirements', 'Books are lent here, and somebody writes it down.'),
  document: (view) =>
    !isOwnForm(view) && !view.design?.sections.some(({ part }) => part === 'requirements')
      ? []
      : faultsOfMissing(
          view,
          'requirements:none',
          atPart(view, 'requirements'),
          'Write one a line: “- **R-1**: …”.',
        ),
}
