import type { Fault, Rule } from '../rule.ts'
import { inBrief } from '../rule.ts'

export const emptyText: Rule = {
  id: 'empty-text',
  severity: 'error',
  reason: 'Nothing can be made from a document that says nothing.',
  good: inBrief('A village library lends books.'),
  bad: inBrief(' \n'),
  *document({ text }): Generator<Fault> {
    if (text.trim() === '')
      yield {
        start: 0,
        end: text.length,
        words: '',
        message: 'The text is empty.',
        suggestion: 'Let it be written again.',
      }
  },
}
