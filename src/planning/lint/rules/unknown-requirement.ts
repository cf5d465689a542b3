import { mentionsIn } from '../../requirement-id.ts'
import { placeOf } from '../block-view.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

const SURE = /[A-Z]-\d/

export const unknownRequirement: Rule = {
  id: 'unknown-requirement',
  severity: 'error',
  reason: 'Work for a requirement that the design does not have was made up, or belongs to another one.',
  good: inPlan(),
  bad: inPlan(
    'Check: a loan is there after a restart.',
    'Check: a loan is there after a restart, as R-9 asks.',
  ),
  *block(block): Generator<Fault> {
    const known = block.earlier.requirements
    if (!known) return
    for (const statement of block.statements) {
      if (!SURE.test(statement.text)) continue
      const named = new Set<string>()
      for (const { id, start, end } of mentionsIn(statement.text)) {
        const words = statement.text.slice(start, end)
        if (!SURE.test(words) || known.has(id) || known.has(id.split('.', 1)[0] ?? id) || named.has(id))
          continue
        named.add(id)
        yield {
          ...placeOf(block, statement, words),
          words: id,
          message: `${id} is no requirement of the design.`,
          suggestion: 'Name the requirement that is meant, or add it to the design first.',
        }
      }
    }
  },
}
