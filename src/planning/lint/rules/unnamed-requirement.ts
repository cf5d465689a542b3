import { atPart, faultsOfMissing } from '../missing.ts'
import type { Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const unnamedRequirement: Rule = {
  id: 'unnamed-requirement',
  severity: 'warning',
  reason: 'What has no id beside others that have one is traced to no task and no test.',
  good: inDesign(),
  bad: inDesign('within 500 ms.\n', 'within 500 ms.\n- The window of the program is blue.\n'),
  document: (view) =>
    faultsOfMissing(
      view,
      'requirements:unnamed',
      atPart(view, 'requirements'),
      'Give it the next free id, or move it to the part that it belongs to.',
    ),
}
