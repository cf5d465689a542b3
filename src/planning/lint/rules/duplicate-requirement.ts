import { idsOfMissing } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const duplicateRequirement: Rule = {
  id: 'duplicate-requirement',
  severity: 'error',
  reason: 'Two requirements under one id: a task for the one counts as done for the other.',
  good: inDesign(),
  bad: inDesign('within 500 ms.\n', 'within 500 ms.\n- **R-3**: A librarian takes a book out of the list.\n'),
  *document(view): Generator<Fault> {
    for (const id of idsOfMissing(view, 'requirements:duplicate')) {
      const last = view.design?.requirements.findLast((requirement) => requirement.id === id)
      if (last)
        yield {
          start: last.start,
          end: last.end,
          words: id,
          message: `${id} is used for more than one requirement.`,
          suggestion: 'Give this one the next free number.',
        }
    }
  },
}
