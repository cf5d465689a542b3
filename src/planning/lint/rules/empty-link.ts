import { placeOf } from '../block-view.ts'
import { type Fault, inBrief, type Rule } from '../rule.ts'
import { quote } from '../said.ts'

const LINK = /(?<![\\\w\])])\[(?!['"])([^\][]{1,200})\]\((?:\s*|#|https?:\/\/|url|link|todo)\)/i

export const emptyLink: Rule = {
  id: 'empty-link',
  severity: 'warning',
  reason: 'A link that leads nowhere was left to be filled in, or its source was made up.',
  good: inBrief('The rules of the [village](https://example.org/rules) hold.'),
  bad: inBrief('The rules of the [village](#) hold for the library.'),
  *block(block): Generator<Fault> {
    for (const statement of block.statements) {
      const found = LINK.exec(statement.text.replace(/`[^`]{1,200}`/g, ''))
      if (!found) continue
      yield {
        ...placeOf(block, statement, found[0]),
        words: found[0],
        message: `The link ${quote(found[1] ?? '')} leads nowhere.`,
        suggestion: 'Write its address, or only its text.',
      }
    }
  },
}
