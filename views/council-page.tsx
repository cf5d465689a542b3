import { Html } from '@elysiajs/html'
import { lowered } from '../src/markdown/outline.ts'
import type { CouncilExpectation } from '../src/projects/council-costs.ts'
import { isGoing } from '../src/projects/council-steps.ts'
import type { CouncilView, DraftView } from '../src/projects/council-view.ts'
import { attribute } from './attribute.ts'
import { expectedWords } from './cost-words.ts'
import { ProjectShell, type Shell, shellTitle } from './project-shell.tsx'

/** A draft with what can be seen of it. */
export interface DraftShown extends DraftView {
  /** Safe HTML of its text, once it is whole. */
  safeHtml?: string
  /** What rules have found in it, a line each. */
  faults: string[]
}

interface CouncilPageProps {
  shell: Shell
  council: CouncilView
  drafts: DraftShown[]
  remark?: string
}

/** Seconds between two looks while something is being written. */
const REFRESH = 3

const STATE_WORDS: Record<CouncilView['state'], string> = {
  going: 'The drafts are being written; then one document is written of them.',
  stopping: 'It is being stopped.',
  done: 'Done.',
  failed: 'It came to nothing.',
  stopped: 'Stopped.',
}

const DRAFT_WORDS: Record<DraftView['status'], string> = {
  waiting: 'waits for its turn',
  queued: 'waits for its turn',
  asking: 'the model is asked',
  writing: 'being written',
  interrupted: 'stands still',
  done: 'whole',
  stopped: 'stopped',
  failed: 'failed',
  deleted: 'deleted',
}

/** Several drafts of one document, and what has become of them. */
export function CouncilPage({ shell, council, drafts, remark }: CouncilPageProps): JSX.Element {
  const { path } = shell.rail
  const place = `${path}/councils/${attribute(council.id)}`
  const title = `Drafts of the ${council.document}`
  const going = isGoing(council)
  const { arbiter } = council
  return (
    <ProjectShell
      shell={shell}
      title={shellTitle(title, shell)}
      refresh={going ? REFRESH : undefined}
      remark={remark}
    >
      <h1 safe>{title}</h1>
      <p role="status" safe>
        {[
          arbiter && going ? 'One document is written of the drafts.' : STATE_WORDS[council.state],
          council.why,
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      {arbiter ? (
        <p>
          <a href={`/runs/${attribute(arbiter.run)}`}>The run that writes one document of them</a>
        </p>
      ) : undefined}
      {council.state === 'done' ? (
        <p>
          <a href={`${path}/documents/${attribute(council.document)}`} safe>
            {`The ${council.document} as it is now`}
          </a>
        </p>
      ) : undefined}
      {going ? (
        <form method="post" action={`${place}/stop`}>
          <button type="submit">Stop all of it</button>
        </form>
      ) : undefined}
      {council.repeatable === undefined ? undefined : (
        <form method="post" action={`${place}/again`}>
          <input type="hidden" name="arbiter" value={attribute(council.repeatable)} />
          <p>
            <button type="submit" class="primary">
              Ask the arbiter again
            </button>{' '}
            <span class="quiet">The drafts stay as they are, and are not paid for again.</span>
          </p>
        </form>
      )}
      {drafts.map((draft) => (
        <Draft place={place} draft={draft} />
      ))}
    </ProjectShell>
  )
}

/** By whom, and how freely. */
const byWords = ({ model, temperature }: Pick<DraftView, 'model' | 'temperature'>): string =>
  [model ?? 'the usual model', temperature === undefined ? '' : `temperature ${temperature}`]
    .filter(Boolean)
    .join(', ')

function Draft({ place, draft }: { place: string; draft: DraftShown }): JSX.Element {
  const { number, run, status, message, safeHtml, faults, readable, version } = draft
  const name = `Draft ${number}`
  const id = `draft-${number}`
  const errors = faults.filter((fault) => fault.startsWith('- error')).length
  const found = faults.length === 0 ? 'nothing found by rules' : foundWords(errors, faults.length)
  return (
    <section aria-labelledby={id}>
      <h2 id={id} safe>
        {name}
      </h2>
      <p class="quiet">
        <span safe>
          {[byWords(draft), DRAFT_WORDS[status], safeHtml === undefined ? '' : found]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {run && status !== 'deleted' ? (
          <>
            {' · '}
            <a href={`/runs/${attribute(run)}`} safe>{`the run of ${name.toLowerCase()}`}</a>
          </>
        ) : undefined}
      </p>
      {message ? <p safe>{message}</p> : undefined}
      {readable === false ? <p>It holds nothing that can be read as such a document.</p> : undefined}
      {faults.length > 0 ? (
        <details>
          <summary>What rules have found</summary>
          <ul>
            {faults.map((fault) => (
              <li safe>{fault.replace(/^- /, '')}</li>
            ))}
          </ul>
        </details>
      ) : undefined}
      {safeHtml === undefined ? undefined : (
        <>
          <details>
            <summary safe>{`Read ${name.toLowerCase()}`}</summary>
            <article aria-label={name} class="drawn" hx-ignore>
              {lowered(safeHtml, 2) as 'safe'}
            </article>
          </details>
          {version === undefined ? (
            <form method="post" action={`${place}/take`}>
              <input type="hidden" name="draft" value={String(number)} />
              <button type="submit" safe>
                {`Take ${name.toLowerCase()} as the document`}
              </button>
            </form>
          ) : (
            <p safe>{`It was taken: version ${version}.`}</p>
          )}
        </>
      )}
    </section>
  )
}

const foundWords = (errors: number, all: number): string =>
  [
    errors === 1 ? '1 error' : `${errors} errors`,
    all - errors === 1 ? '1 warning' : `${all - errors} warnings`,
  ].join(', ')

/** What a council would take, before it is begun. */
export function CouncilAsk({
  shell,
  document,
  drafts,
  expected,
  currency,
  fields,
}: {
  shell: Shell
  document: string
  drafts: Pick<DraftView, 'model' | 'temperature'>[]
  /** Nothing where it cannot be written now. */
  expected?: CouncilExpectation
  currency: string
  /** What is sent when it is wished. */
  fields: [name: string, value: string][]
}): JSX.Element {
  const { path } = shell.rail
  const title = `Several drafts of the ${document}`
  return (
    <ProjectShell shell={shell} title={shellTitle(title, shell)}>
      <h1 safe>{title}</h1>
      <ol>
        {drafts.map((draft) => (
          <li safe>{byWords(draft)}</li>
        ))}
      </ol>
      {expected ? (
        <>
          <p safe>
            {`All of it together, with the run that writes one document of them: ${expectedWords({ ...expected, model: '' }, currency)}.`}
          </p>
          <form method="post" action={`${path}/councils`}>
            {fields.map(([name, value]) => (
              <input type="hidden" name={attribute(name)} value={attribute(value)} />
            ))}
            <button type="submit" class="primary">
              Write the drafts
            </button>
          </form>
        </>
      ) : (
        <p safe>{`The ${document} cannot be written now.`}</p>
      )}
    </ProjectShell>
  )
}
