import { Html } from '@elysiajs/html'
import { type Mentions, withMentions } from '../src/markdown/mentions.ts'
import type { Finding, Severity } from '../src/planning/lint/finding.ts'

export const SEVERITY_WORDS: Record<Severity, string> = { error: 'Error', warning: 'Look at', hint: 'Hint' }

/** What a rule has found, beside the words it is about: said while they are written, and in the list afterwards. */
export function Remark({
  finding: { severity, message, suggestion },
  mentions,
}: {
  finding: Finding
  /** The ids that it names become links. */
  mentions?: Mentions
}): JSX.Element {
  return (
    <>
      <strong safe>{SEVERITY_WORDS[severity]}</strong> <Said text={message} mentions={mentions} />
      {suggestion ? (
        <>
          {' '}
          <span class="quiet">
            <Said text={suggestion} mentions={mentions} />
          </span>
        </>
      ) : undefined}
    </>
  )
}

/** A plain text, its ids as links where it is known what they stand for. */
export function Said({ text, mentions }: { text: string; mentions?: Mentions }): JSX.Element {
  const safeText = mentions ? withMentions(text, mentions) : Html.escapeHtml(text)
  return <span>{safeText}</span>
}

/** Between the blocks of a document that is being written. */
export const drawRemark = (finding: Finding): string =>
  String(
    <aside class={`remark ${finding.severity}`} aria-label="Found by a rule">
      <Remark finding={finding} />
    </aside>,
  )
