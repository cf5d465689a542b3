import { shorten } from '../../inline.ts'
import { entryOf, isOwnForm } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inDesign } from '../sample.ts'

export const unmetRisk: Rule = {
  id: 'unmet-risk',
  severity: 'warning',
  reason: 'A risk that is only named is met by nobody.',
  good: inDesign(),
  bad: inDesign('| Low | High | A copy is made each night on a second disk. |', '| Low | High | |'),
  *document(view): Generator<Fault> {
    const find = entryOf(view, 'risks')
    const own = isOwnForm(view)
    for (const { risk, mitigation } of view.design?.risks ?? []) {
      if (mitigation || NONE.test(risk)) continue
      const statement = find(risk)
      // Other forms say in prose what is done about a risk.
      if (!statement || !(own || statement.columns.some((column) => MITIGATION.test(column)))) continue
      yield {
        start: statement.start,
        end: statement.end,
        words: shorten(risk, 200),
        message: `Nothing is planned against ${quote(risk)}.`,
        suggestion: 'Write what somebody does about it tomorrow, or that it is borne and why.',
      }
    }
  },
}

const MITIGATION = /mitigat|maßnahme|gegenma|atténuat|mitigaci|対策|緩和/i
const NONE = /^\W*(?:none|no |n\/a|keine|aucun|ningun|なし)/i
