import { type Fault, inBrief, type Rule } from '../rule.ts'
import { faultOf, quote } from '../said.ts'

const long = 'A reader who has a book that is due within the next days gets a mail, which names the book.'

export const repeatedText: Rule = {
  id: 'repeated-text',
  severity: 'warning',
  reason:
    'What stands twice is changed once, and then contradicts itself; a model that repeats itself has lost its thread.',
  good: inBrief(`${long}\n\nA librarian gets none.`),
  bad: inBrief(`${long}\n\nA librarian gets none.\n\n${long}`),
  *block({ statements }): Generator<Fault> {
    for (const statement of statements)
      if (statement.past.said && statement.past.requirement === undefined)
        yield faultOf(
          statement,
          `This has been said before: ${quote(statement.said)}.`,
          'Say it once and refer to it.',
        )
  },
}
