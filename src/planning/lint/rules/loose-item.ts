import type { Rule } from '../rule.ts'
import { inPhase } from '../sample.ts'
import { faultsOfUnread } from '../unread.ts'

export const looseItem: Rule = {
  id: 'loose-item',
  severity: 'hint',
  reason: 'What stands in a list and is in none of its entries is not counted, checked or handed over.',
  good: inPhase(),
  bad: inPhase('## Tasks', '## Odds and ends\n\n- Look at the paper list of last year.\n\n## Tasks'),
  document: (view) =>
    faultsOfUnread(
      view,
      ['phases:unread', 'parts:unread'],
      'Give it an id if it is a task or a requirement, or make it an entry; else leave it as it is.',
    ),
}
