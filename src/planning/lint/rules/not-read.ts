import type { Rule } from '../rule.ts'
import { inPlan } from '../sample.ts'
import { faultsOfUnread } from '../unread.ts'

const CODES = ['text:unread', 'dependencies:unread', 'text:refused', 'text:only-code']

export const notRead: Rule = {
  id: 'not-read',
  severity: 'warning',
  reason: 'What code could not read is in no task, no handoff and no export.',
  good: inPlan(),
  bad: inPlan('Depends on: T-1.1.', 'Depends on: the carpenter.'),
  document: (view) =>
    faultsOfUnread(
      view,
      CODES,
      'Write it as a task, or as what it is: “Goal:”, “Check:”, “Depends on: T-1.1”.',
    ),
}
