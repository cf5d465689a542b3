import { shorten } from '../../inline.ts'
import { entryOf } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inDesign } from '../sample.ts'

export const unfoundedChoice: Rule = {
  id: 'unfounded-choice',
  severity: 'hint',
  reason: 'Without the reason nobody dares to change the choice, or everybody does.',
  good: inDesign(),
  bad: inDesign('| SQLite | Storage | One computer needs no server. |', '| SQLite | Storage | |'),
  *document(view): Generator<Fault> {
    const find = entryOf(view, 'techStack')
    for (const { choice, reason } of view.design?.techStack ?? []) {
      if (reason) continue
      const statement = find(choice)
      if (!statement) continue
      yield {
        start: statement.start,
        end: statement.end,
        words: shorten(choice, 200),
        message: `No reason is given for ${quote(choice)}.`,
        suggestion: 'Write why here, for these requirements.',
      }
    }
  },
}
