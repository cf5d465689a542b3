import { placeOf } from '../block-view.ts'
import { type Fault, inBrief, type Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { talkIn } from '../talk.ts'

export const chatRemains: Rule = {
  id: 'chat-remains',
  severity: 'warning',
  reason:
    'What a model says to the one who asked is no part of the document; the next reader takes it for one.',
  good: inBrief('The library lends books. A librarian can help with the list.'),
  bad: inBrief('The library lends books.\n\nLet me know if you want more details of the list.'),
  *block(block): Generator<Fault> {
    for (const statement of block.statements) {
      if (statement.kind === 'row' || statement.kind === 'heading') continue
      const words = talkIn(statement.text)
      if (words === undefined) continue
      yield {
        ...placeOf(block, statement, words),
        words: statement.text.slice(0, 200),
        message: `${quote(statement.text)} is said to the one who asked, and is no part of the document.`,
        suggestion: 'Leave it out.',
      }
    }
  },
}
