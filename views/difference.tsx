import { Html } from '@elysiajs/html'
import { type DifferenceLine, differenceOf } from '../src/planning/difference.ts'

interface DifferenceProps {
  before: string
  after: string
  /** For those who do not see it: what is compared with what. */
  label: string
}

/** What changes from one text to the other, line by line, with the words that differ marked. */
export function Difference({ before, after, label }: DifferenceProps): JSX.Element {
  const hunks = differenceOf(before, after)
  if (hunks.length === 0) return <p class="quiet">Both texts are the same.</p>
  return (
    <section class="difference" tabindex="0" aria-label={Html.escapeHtml(label)} hx-ignore>
      {hunks.map(({ skipped, lines }) => (
        <>
          {skipped > 0 ? (
            <p class="quiet" safe>{`${skipped} ${skipped === 1 ? 'line' : 'lines'} the same`}</p>
          ) : undefined}
          {lines.map((line) => (
            <Line line={line} />
          ))}
        </>
      ))}
    </section>
  )
}

const WORDS = { gone: 'gone: ', new: 'new: ' } as const

function Line({ line: { kind, pieces } }: { line: DifferenceLine }): JSX.Element {
  const parts = pieces.map(({ text, changed }) =>
    changed ? <mark safe>{text}</mark> : <span safe>{text}</span>,
  )
  if (kind === 'same') return <p class="line">{parts}</p>
  const mark = <span class="unseen">{WORDS[kind]}</span>
  return kind === 'gone' ? (
    <del>
      {mark}
      {parts}
    </del>
  ) : (
    <ins>
      {mark}
      {parts}
    </ins>
  )
}
