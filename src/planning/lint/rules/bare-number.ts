import { placeOf } from '../block-view.ts'
import { type Fault, inBrief, type Rule } from '../rule.ts'
import { nameOf, quote } from '../said.ts'

/** A limit whose number is followed by the end of the phrase. "HTTP 200" and "by 2030" are none. */
const LIMIT =
  /(?<![\p{L}\p{N}])(?:within|in under|in less than|(?:responds?|loads?|answers?|ends?) in|timeout of|every|under|innerhalb von|alle|en moins de|toutes les|en menos de|dentro de) \d{1,9}(?:[.,]\d{1,3})?(?=\s*(?:[.;)]\s|[.;)]?$|,\s))/iu

export const bareNumber: Rule = {
  id: 'bare-number',
  severity: 'warning',
  reason: 'A number without a unit is read as seconds by one and as milliseconds by the other.',
  good: inBrief('- **R-1**: The search answers within 500 ms.'),
  bad: inBrief('- **R-1**: The search answers within 500.'),
  *block(block): Generator<Fault> {
    for (const statement of block.statements) {
      if (statement.role !== 'requirement' && statement.role !== 'objective') continue
      const words = LIMIT.exec(statement.prose)?.[0]
      if (words === undefined) continue
      yield {
        ...placeOf(block, statement, words),
        words: `${statement.id} ${words}`,
        message: `${nameOf(statement)} gives a number without its unit: ${quote(words)}.`,
        suggestion: 'Write the unit behind the number.',
      }
    }
  },
}
