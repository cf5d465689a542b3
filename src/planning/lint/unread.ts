import type { DocumentView } from './document-view.ts'
import type { Fault } from './rule.ts'
import { talkIn } from './talk.ts'

/** What a plan or a phase's plan says that was not read, for these codes of what is missing in it. */
export function* faultsOfUnread(
  { missing, statements, plan, design, stage, text }: DocumentView,
  codes: readonly string[],
  suggestion: string,
): Generator<Fault> {
  if (!plan && !design && stage !== 'phase') return
  for (const { code, message } of missing) {
    if (!codes.includes(code)) continue
    const quoted = /“([^”…]{3,60})/.exec(message)?.[1]
    const statement = quoted === undefined ? undefined : statements.find((one) => one.text.includes(quoted))
    // That it is no part of the document is said by a rule of its own.
    if (quoted !== undefined && talkIn(quoted) !== undefined) continue
    yield {
      start: statement?.start ?? 0,
      end: statement?.end ?? Math.min(text.length, 1),
      words: message,
      message,
      suggestion,
    }
  }
}
