import { placeOf } from '../block-view.ts'
import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inPlan } from '../sample.ts'

const LABEL =
  '(?:checks?|acceptance(?: criteria| check)?|done when|verify|verification|test|prüfung|abnahme|akzeptanz|fertig wenn|vérification|acceptation|verificación|aceptación)'
const EMPTY =
  '(?:(?:it|everything|all|that it|the feature|the code|es|alles|tout|todo) )?(?:works?|works? (?:correctly|properly|as expected|fine|well)|is (?:done|complete|completed|finished|implemented|working|tested)|tests? pass|all tests pass|manual(?:ly)? (?:test(?:ed|ing)?|verified|verification)|(?:code )?review(?:ed)?|looks good|ok|yes|funktioniert|läuft|getestet|ist fertig|fonctionne|funciona|done)'
const VAGUE = new RegExp(
  `(?<!\\p{L})${LABEL}[*_]{0,2} ?[:：]?[*_]{0,2} ?(?:that )?${EMPTY}\\W*(?:$|<br|\\|)`,
  'iu',
)

export const vagueCheck: Rule = {
  id: 'vague-check',
  severity: 'warning',
  reason: 'A check that says “it works” is passed by whatever was built.',
  good: inPlan(),
  bad: inPlan('Check: a loan is there after a restart.', 'Check: it works as expected.'),
  *block(block): Generator<Fault> {
    if (block.stage !== 'plan' && block.stage !== 'phase') return
    for (const statement of block.statements) {
      if (statement.kind === 'heading') continue
      const words = VAGUE.exec(statement.text)?.[0]
      if (words === undefined) continue
      yield {
        ...placeOf(block, statement, words),
        words: statement.text,
        message: `The check ${quote(words)} does not say what is seen when it is done.`,
        suggestion: 'Write what somebody does, and what they see then.',
      }
    }
  },
}
