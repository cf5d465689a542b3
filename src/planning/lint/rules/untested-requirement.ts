import { atPart, atRequirement, idsOfMissing, isOwnForm, missingOf } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const untestedRequirement: Rule = {
  id: 'untested-requirement',
  severity: 'warning',
  reason: 'What no test names is found broken by the user.',
  good: inDesign(),
  bad: inDesign('| R-3 | Search 20,000 made-up books. |\n', ''),
  *document(view): Generator<Fault> {
    const message = missingOf(view, 'testing:requirements')
    // Requirements that have no ids cannot be named: that is said of them, and enough.
    if (message === undefined || missingOf(view, 'requirements:ids') !== undefined || !isOwnForm(view)) return
    const ids = idsOfMissing(view, 'testing:requirements')
    if (ids.length === 0)
      yield {
        ...atPart(view, 'testing'),
        words: 'all',
        message,
        suggestion: 'Write a table: requirement, test.',
      }
    for (const id of ids)
      yield {
        ...atRequirement(view, id),
        words: id,
        message: `No test is named for ${id}.`,
        suggestion: `Name ${id} among the tests, and how it is found true.`,
      }
  },
}
