import { type Fault, inBrief, type Rule } from '../rule.ts'
import { faultOf, quote } from '../said.ts'

export const headingJump: Rule = {
  id: 'heading-jump',
  severity: 'hint',
  reason: 'A level that is left out hides what belongs to what, from people and from programs.',
  good: inBrief('## Lending\n\nBooks.\n\n### Limits\n\nFive books.'),
  bad: inBrief('## Lending\n\nBooks.\n\n#### Limits\n\nFive books.'),
  *block({ statements }): Generator<Fault> {
    for (const statement of statements) {
      const { past, level } = statement
      if (past.jump !== undefined)
        yield faultOf(
          statement,
          `The heading ${quote(statement.text)} has level ${level}; the one before has level ${past.jump}.`,
          `Make it level ${past.jump + 1}.`,
        )
    }
  },
}
