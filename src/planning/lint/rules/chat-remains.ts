import { placeOf } from '../block-view.ts'
import { type Fault, inBrief, type Rule } from '../rule.ts'
import { quote } from '../said.ts'

/** What models say to the one who asked, at the start of a passage. */
const TALK =
  /^(?:as an ai(?: language model| assistant)?\b|i(?:'|’)m sorry,? but\b|i (?:cannot|can(?:'|’)t) (?:help|assist|provide|fulfil)|certainly[!,] |of course! |sure[!,] (?:here|i)|absolutely! |great (?:question|idea)[!.]|here(?:'|’)?s? (?:is |are )?(?:the|your|a|an) (?:[\w-]+ ){0,4}(?:design|document|plan|version|draft|response|outline)\b|i hope this (?:helps|meets)|let me know if\b|feel free to (?:ask|reach|let)|would you like me to\b|do you want me to\b|if you(?:'|’)d like,? i can\b|i(?:'|’)ve (?:created|written|prepared|updated|drafted) |i have (?:created|written|prepared|drafted) |gerne[!,] |hier ist (?:der|das|dein|ihr|euer) |ich hoffe,? (?:das|dies) hilft|als ki-|sag(?:en sie)? (?:mir )?bescheid|bien sûr[ !,]|voici (?:le|la|votre) (?:document|plan|conception)|j(?:'|’)espère que|por supuesto[!,]|claro[!,] |aquí (?:está|tienes) |espero que (?:esto|te)|もちろんです|以下に.{0,20}(?:設計書|計画書)を(?:示し|作成し|提示し)|ご不明な点)/i

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
      const words = TALK.exec(statement.text.slice(0, 200))?.[0]
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
