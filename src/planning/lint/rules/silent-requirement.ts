import { atRequirement, idsOfMissing } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const silentRequirement: Rule = {
  id: 'silent-requirement',
  severity: 'error',
  reason: 'An id that says nothing is planned and tested as if it did.',
  good: inDesign(),
  bad: inDesign('A mail reminds a reader 3 days before a book is due.', ''),
  *document(view): Generator<Fault> {
    for (const id of idsOfMissing(view, 'requirements:empty'))
      yield {
        ...atRequirement(view, id),
        words: id,
        message: `Nothing is said of ${id}.`,
        suggestion: 'Write what it asks for, or take it out.',
      }
  },
}
