import { shorten } from '../../inline.ts'
import { atPart } from '../missing.ts'
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
    for (const { risk, mitigation } of view.design?.risks ?? []) {
      if (mitigation || NONE.test(risk)) continue
      const begin = risk.split('\n')[0]?.slice(0, 30) ?? ''
      const row = view.statements.find(
        ({ parts, kind, text }) => kind !== 'heading' && parts.includes('risks') && text.includes(begin),
      )
      yield {
        ...(row ? { start: row.start, end: row.end } : atPart(view, 'risks')),
        words: shorten(risk, 200),
        message: `Nothing is planned against ${quote(risk)}.`,
        suggestion: 'Write what somebody does about it tomorrow, or that it is borne and why.',
      }
    }
  },
}

const NONE = /^\W*(?:none|no |n\/a|keine|aucun|ningun|なし)/i
