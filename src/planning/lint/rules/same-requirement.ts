import { type Fault, inBrief, type Rule } from '../rule.ts'
import { faultOf } from '../said.ts'

export const sameRequirement: Rule = {
  id: 'same-requirement',
  severity: 'warning',
  reason:
    'Two ids for one behaviour are built and tested twice, or one of them was meant to say something else.',
  good: inBrief('- **R-1**: A reader lends a book.\n- **R-2**: A reader returns a book.'),
  bad: inBrief('- **R-1**: A reader lends a book.\n- **R-2**: A reader lends a book.'),
  *block({ statements }): Generator<Fault> {
    for (const statement of statements) {
      const { past, id } = statement
      if (past.requirement !== undefined)
        yield faultOf(
          statement,
          `${id} says the same as ${past.requirement}.`,
          'Write what it should say, or take one of the two out.',
        )
    }
  },
}
