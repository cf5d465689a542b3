import { type Fault, inBrief, type Rule } from '../rule.ts'
import { faultOf, nameOf } from '../said.ts'

const WORDS = 70
const CHARACTERS = 200

const long = 'a reader who has a book that is due within the next days and has not been prolonged before '

export const longRequirement: Rule = {
  id: 'long-requirement',
  severity: 'hint',
  reason: 'Who has to read it three times builds one third of it.',
  good: inBrief(`- **R-1**: A mail reminds ${long}.`),
  bad: inBrief(`- **R-1**: A mail reminds ${long.repeat(5).trim()}.`),
  *block({ statements }): Generator<Fault> {
    for (const statement of statements) {
      if (statement.role !== 'requirement' || statement.kind === 'heading') continue
      const count = statement.said.split(/\s+/).length
      const length = statement.language === 'ja' ? statement.said.length : 0
      if (count > WORDS || length > CHARACTERS)
        yield faultOf(
          statement,
          `${nameOf(statement)} is ${length > CHARACTERS ? `${length} characters` : `${count} words`} long.`,
          'Say one behaviour in one sentence; put conditions into a list or requirements of their own.',
        )
    }
  },
}
