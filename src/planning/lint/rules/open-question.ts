import { isOwnForm } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inDesign } from '../sample.ts'

/** How an assumption is marked; a question with a second sentence may hold one without a mark. */
const ASSUMED =
  /assum|until|default|for now|meanwhile|otherwise|decided|recommend|we take|proposal|annahme|angenommen|bis dahin|vorerst|suppos|hypoth|par défaut|en attendant|supuest|se asume|por defecto|仮定|想定|前提|とする|暫定|假设|默认|→|->/i

export const openQuestion: Rule = {
  id: 'open-question',
  severity: 'hint',
  reason:
    'Until it is answered somebody has to build: with the assumption that is written, or with their own.',
  good: inDesign(),
  bad: inDesign('Who pays for the second disk? Assumed: the village.', 'Who pays for the second disk?'),
  *document(view): Generator<Fault> {
    if (!isOwnForm(view)) return
    for (const [at, statement] of view.statements.entries()) {
      const { kind, indent, parts, text } = statement
      if (!parts.includes('openQuestions') || kind !== 'item' || indent > 1 || !/[?？]\W*$/.test(text))
        continue
      const next = view.statements[at + 1]
      const details = next && next.start < statement.end + 400 && next.indent > indent ? next.text : ''
      if (ASSUMED.test(`${text} ${details}`)) continue
      yield {
        start: statement.start,
        end: statement.end,
        words: text,
        message: `The question ${quote(text)} has no assumption to build on until it is answered.`,
        suggestion: 'Write what is assumed until then.',
      }
    }
  },
}
