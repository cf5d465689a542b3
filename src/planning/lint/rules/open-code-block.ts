import { outline } from '../../outline.ts'
import type { Fault, Rule } from '../rule.ts'
import { inBrief } from '../rule.ts'

export const openCodeBlock: Rule = {
  id: 'open-code-block',
  severity: 'error',
  reason: 'All that stands behind an open code block is drawn and read as code.',
  good: inBrief('The way of a mail:\n\n```text\ntimer -> mail\n```\n'),
  bad: inBrief('The way of a mail:\n\n```text\ntimer -> mail\n'),
  *document({ text }): Generator<Fault> {
    const line = outline(text).openFence
    if (line)
      yield {
        start: line.start,
        end: line.end,
        words: line.text,
        message: `The code block that begins in line ${line.number} is never closed.`,
        suggestion: 'Close it with the marks that it begins with.',
      }
  },
}
