import { placeOf } from '../block-view.ts'
import { type Fault, inBrief, type Rule } from '../rule.ts'
import { nameOf, quote } from '../said.ts'

const SHARE =
  /(?<![\d.,])(\d{3,6})(?:[.,]\d{1,3})? ?(?:%|percent|prozent)(?: (?:of (?:all |the )?\p{L}+|der \p{L}+|aller \p{L}+|des \p{L}+|de los \p{L}+|de las \p{L}+|uptime|availability|coverage))/iu
/** "200 % of the budget" can be. */
const WHOLES =
  /\b(?:original|baseline|size|price|cost|budget|width|height|length|value|time|speed|load|capacity|previous|current|normal|last)\b/i

export const impossibleShare: Rule = {
  id: 'impossible-share',
  severity: 'error',
  reason: 'More than all of something cannot be reached.',
  good: inBrief('- **R-1**: At least 95 % of the mails leave within 60 seconds.'),
  bad: inBrief('- **R-1**: At least 950 % of the mails leave within 60 seconds.'),
  *block(block): Generator<Fault> {
    for (const statement of block.statements) {
      if (statement.role !== 'requirement' && statement.role !== 'objective') continue
      const found = SHARE.exec(statement.prose)
      if (!found || Number(found[1]) <= 100 || WHOLES.test(statement.prose.slice(found.index))) continue
      yield {
        ...placeOf(block, statement, found[0]),
        words: `${statement.id} ${found[0]}`,
        message: `${nameOf(statement)} asks for more than all: ${quote(found[0])}.`,
        suggestion: 'Write a share of at most 100 %.',
      }
    }
  },
}
