import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inPlan } from '../sample.ts'
import { normal } from '../statements.ts'

/** Code units: a shorter text may well be said again. */
const LONG = 160
const COMPARED = 400
const COPIED =
  'A village library lends books by a paper list. Shelf keeps the list on one computer and reminds readers by mail. The list is shown to the librarian, who changes it, and to nobody else in the village.'
const { design = '', plan = '' } = inPlan().texts

export const copiedText: Rule = {
  id: 'copied-text',
  severity: 'hint',
  reason: 'A copy is read and paid for twice, and is not changed when the first text is.',
  good: inPlan(),
  bad: {
    texts: {
      design: design.replace('## Requirements', `${COPIED}\n\n## Requirements`),
      plan: plan.replace('## Phase 1', `## Overview\n\n${COPIED}\n\n## Phase 1`),
    },
  },
  *project({ documents }): Generator<Fault> {
    const said = new Map<string, string>()
    for (const { key, stage, statements } of documents) {
      if (stage === 'brief' || stage === 'review' || stage === 'complexity') continue
      for (const { kind, role, text, start, end } of statements) {
        if (kind !== 'paragraph' || role === 'task' || text.length < LONG) continue
        const words = normal(text.slice(0, COMPARED))
        const first = said.get(words)
        if (first === undefined) said.set(words, key)
        else if (first !== key)
          yield {
            document: key,
            start,
            end,
            words,
            message: `This stands in the ${first} already: ${quote(text)}.`,
            suggestion: `Refer to the ${first}.`,
          }
      }
    }
  },
}
