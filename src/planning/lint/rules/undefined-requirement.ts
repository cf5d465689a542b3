import { mentionsIn } from '../../requirement-id.ts'
import { atTop, idsOfMissing } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const undefinedRequirement: Rule = {
  id: 'undefined-requirement',
  severity: 'error',
  reason: 'A part that serves a requirement which is not there was designed for nothing, or for another one.',
  good: inDesign(),
  bad: inDesign('a timer (R-2)', 'a timer (R-2, R-7)'),
  *document(view): Generator<Fault> {
    const unknown = new Set(idsOfMissing(view, 'requirements:undefined'))
    if (unknown.size === 0) return
    for (const id of unknown) {
      const statement = view.statements.find(({ text }) =>
        [...mentionsIn(text)].some((mention) => mention.id === id),
      )
      const place = statement ? { start: statement.start, end: statement.end } : atTop(view)
      yield {
        ...place,
        words: id,
        message: `The text speaks of ${id}, which is no requirement of it.`,
        suggestion: 'Name the requirement that is meant, or write it down.',
      }
    }
  },
}
