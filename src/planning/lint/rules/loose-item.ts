import type { Rule } from '../rule.ts'
import { inPhase } from '../sample.ts'
import { faultsOfUnread } from '../unread.ts'

export const looseItem: Rule = {
  id: 'loose-item',
  severity: 'hint',
  reason: 'What is listed in a phase and is no task is not counted, checked or handed over.',
  good: inPhase(),
  bad: inPhase('## Tasks', '## Before you begin\n\n- Look at the paper list of last year.\n\n## Tasks'),
  document: (view) =>
    faultsOfUnread(
      view,
      ['phases:unread'],
      'Give it an id and a check if it is a task; else leave it as it is.',
    ),
}
