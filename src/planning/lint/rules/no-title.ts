import { atTop, faultsOfMissing, isOwnForm } from '../missing.ts'
import type { Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const noTitle: Rule = {
  id: 'no-title',
  severity: 'hint',
  reason: 'Exports, folders and pages are named after it.',
  good: inDesign(),
  bad: inDesign('# Shelf\n\n'),
  document: (view) =>
    !isOwnForm(view)
      ? []
      : faultsOfMissing(view, 'title', atTop(view), 'Begin with “# ” and the name of the project.'),
}
