import { shorten } from '../../inline.ts'
import { atPart } from '../missing.ts'
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
    for (const { choice, reason } of view.design?.techStack ?? []) {
      if (reason) continue
      const begin = choice.split('\n')[0]?.slice(0, 30) ?? ''
      const row = view.statements.find(
        ({ parts, kind, text }) => kind !== 'heading' && parts.includes('techStack') && text.includes(begin),
      )
      yield {
        ...(row ? { start: row.start, end: row.end } : atPart(view, 'techStack')),
        words: shorten(choice, 200),
        message: `No reason is given for ${quote(choice)}.`,
        suggestion: 'Write why here, for these requirements.',
      }
    }
  },
}
