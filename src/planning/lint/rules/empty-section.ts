import { type Fault, inBrief, type Rule } from '../rule.ts'
import { quote } from '../said.ts'

export const emptySection: Rule = {
  id: 'empty-section',
  severity: 'warning',
  reason: 'A heading promises something; with nothing below it nobody knows whether it was forgotten.',
  good: inBrief('## Lending\n\nA reader lends a book.\n\n## Mails\n\nA mail reminds.'),
  bad: inBrief('## Lending\n\n## Mails\n\nA mail reminds.'),
  *block({ statements }): Generator<Fault> {
    for (const { past } of statements) {
      if (!past.empty) continue
      const { title, start, end } = past.empty
      yield {
        start,
        end,
        words: title,
        message: `Nothing stands below the heading ${quote(title)}.`,
        suggestion: 'Write it, or take the heading out.',
      }
    }
  },
}
