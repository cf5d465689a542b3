import { Html } from '@elysiajs/html'
import type { Finding, Severity } from '../src/planning/lint/finding.ts'

export const SEVERITY_WORDS: Record<Severity, string> = { error: 'Error', warning: 'Look at', hint: 'Hint' }

/** What a rule has found, beside the words it is about: said while they are written, and in the list afterwards. */
export function Remark({ finding: { severity, message, suggestion } }: { finding: Finding }): JSX.Element {
  return (
    <>
      <strong safe>{SEVERITY_WORDS[severity]}</strong> <span safe>{message}</span>
      {suggestion ? (
        <>
          {' '}
          <span class="quiet" safe>
            {suggestion}
          </span>
        </>
      ) : undefined}
    </>
  )
}

/** Between the blocks of a document that is being written. */
export const drawRemark = (finding: Finding): string =>
  String(
    <aside class={`remark ${finding.severity}`} aria-label="Found by a rule">
      <Remark finding={finding} />
    </aside>,
  )
