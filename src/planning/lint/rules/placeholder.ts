import { placeholders } from '../../placeholders.ts'
import { placeOf } from '../block-view.ts'
import { type Fault, inBrief, type Rule } from '../rule.ts'
import { quote } from '../said.ts'

export const placeholder: Rule = {
  id: 'placeholder',
  severity: 'warning',
  reason: 'What was left to be filled in is filled in by whoever builds it, as they think.',
  good: inBrief('A librarian lends a book for 3 weeks.'),
  bad: inBrief('A librarian lends a book for TBD weeks.'),
  *block(block): Generator<Fault> {
    for (const statement of block.statements) {
      if (statement.parts.includes('openQuestions')) continue
      const words = placeholders([statement], [])[0]?.text
      if (words === undefined || isVerb(words, statement.text)) continue
      yield {
        ...placeOf(block, statement, words),
        words: statement.text,
        message: `Something was left to be filled in: ${quote(words)}.`,
        suggestion: 'Decide it, or move it to the open questions with the assumption made until then.',
      }
    }
  },
}

/** "Fields to be added to the form" leave nothing open. */
function isVerb(words: string, text: string): boolean {
  if (!/^to be (?:added|written|defined|announced|decided)$/i.test(words)) return false
  return !/^\W{0,3}(?:$|[.;,)|])/.test(text.slice(text.indexOf(words) + words.length))
}
