import type { Fault, Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'

const CODES = ['text:unread', 'phases:unread', 'dependencies:unread', 'text:refused', 'text:only-code']

export const notRead: Rule = {
  id: 'not-read',
  severity: 'warning',
  reason: 'What code could not read is in no task, no handoff and no export.',
  good: inPlan(),
  bad: inPlan('Depends on: T-1.1.', 'Depends on: the carpenter.'),
  *document({ missing, statements, plan, stage, text }): Generator<Fault> {
    if (!plan && stage !== 'phase') return
    for (const { code, message } of missing) {
      if (!CODES.includes(code)) continue
      const quoted = /“([^”…]{3,60})/.exec(message)?.[1]
      const statement = quoted === undefined ? undefined : statements.find((one) => one.text.includes(quoted))
      yield {
        start: statement?.start ?? 0,
        end: statement?.end ?? Math.min(text.length, 1),
        words: message,
        message,
        suggestion: 'Write it as a task, or as what it is: “Goal:”, “Check:”, “Depends on: T-1.1”.',
      }
    }
  },
}
