import { placeOf } from '../block-view.ts'
import { type Fault, inBrief, type Rule } from '../rule.ts'
import { quote } from '../said.ts'

const DATE = /(?<![\d-])(19\d\d|20\d\d)-(\d\d)-(\d\d)(?![\d-])/g

/** The days of the Gregorian calendar. */
function exists(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return days !== undefined && day >= 1 && day <= days
}

export const impossibleDate: Rule = {
  id: 'impossible-date',
  severity: 'error',
  reason: 'A day that is in no calendar was made up, and the date that was meant is not known.',
  good: inBrief('The list is kept since 2024-02-29 by the librarian.'),
  bad: inBrief('The list is kept since 2025-02-29 by the librarian.'),
  *block(block): Generator<Fault> {
    for (const statement of block.statements) {
      for (const [words, year, month, day] of statement.prose.matchAll(DATE)) {
        if (exists(Number(year), Number(month), Number(day))) continue
        yield {
          ...placeOf(block, statement, words),
          words,
          message: `There is no day ${quote(words)}.`,
          suggestion: 'Write the day that is meant, or none.',
        }
      }
    }
  },
}
