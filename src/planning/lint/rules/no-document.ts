import { noDocument } from '../../refusal.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const noDocumentRule: Rule = {
  id: 'no-document',
  severity: 'error',
  reason:
    'A model that refuses ends its answer like any other; a plan made from it would be made of nothing.',
  good: inDesign(),
  bad: { texts: { design: 'I am unable to write this design.\n' } },
  *document({ stage, text }): Generator<Fault> {
    const message = stage === 'design' || stage === 'phase' ? noDocument(text) : undefined
    if (message !== undefined)
      yield {
        start: 0,
        end: text.length,
        words: '',
        message,
        suggestion: 'Let it be written again, by another model or from a clearer brief.',
      }
  },
}
