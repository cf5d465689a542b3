import { type Fault, inBrief, type Rule } from '../rule.ts'
import { faultOf, quote } from '../said.ts'

export const duplicateHeading: Rule = {
  id: 'duplicate-heading',
  severity: 'warning',
  reason: 'Two places with one name: who reads the one does not know of the other.',
  good: inBrief('## Lending\n\nBooks.\n\n## Returning\n\nBooks too.'),
  bad: inBrief('## Lending\n\nBooks.\n\n## Lending\n\nMore books.'),
  *block({ statements }): Generator<Fault> {
    for (const statement of statements)
      if (statement.past.heading)
        yield faultOf(
          statement,
          `A second section is called ${quote(statement.text)}.`,
          'Put both together, or give this one a name of its own.',
        )
  },
}
