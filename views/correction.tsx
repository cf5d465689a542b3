import { Html } from '@elysiajs/html'
import type { Finding } from '../src/planning/lint/finding.ts'
import { titleOf } from '../src/projects/document-keys.ts'
import type { Correction, Round } from '../src/store/corrections.ts'
import { attribute } from './attribute.ts'

/** Documents that consist of sections that can be written anew. */
const CORRECTED = /^(?:design|plan|phase-\d+)$/

export const canBeCorrected = (document: string): boolean => CORRECTED.test(document)

/** The form that a finding's tick belongs to; it stands once a document. */
const formOf = (document: string): string => `correct-${document}`

/** Chooses a finding for the form of its document. */
export function Tick({ finding: { id, place } }: { finding: Finding }): JSX.Element {
  if (!canBeCorrected(place.document)) return ''
  return (
    <input
      type="checkbox"
      name="findings"
      value={attribute(id)}
      form={attribute(formOf(place.document))}
      aria-label="Correct it"
      aria-describedby={`finding-${attribute(id)}`}
    />
  )
}

/** Has findings of these documents corrected: what is ticked, or all that is heavy. */
export function CorrectionForms({
  path,
  findings,
  back,
}: {
  path: string
  findings: readonly Finding[]
  /** The page that they stand on, below the project's. */
  back: string
}): JSX.Element {
  const documents = [...new Set(findings.map(({ place }) => place.document))].filter(canBeCorrected)
  return (
    <>
      {documents.map((document) => {
        const own = findings.filter(({ place }) => place.document === document)
        const isHeavy = own.some(({ severity }) => severity !== 'hint')
        const name = titleOf(document)
        return (
          <form
            method="post"
            action={`${path}/corrections?back=${attribute(back)}`}
            id={attribute(formOf(document))}
            class="row"
          >
            <input type="hidden" name="document" value={attribute(document)} />
            <button type="submit" safe>
              {`Correct what is ticked: ${name}`}
            </button>
            {isHeavy ? (
              <button
                type="submit"
                name="all"
                value="true"
                aria-label={attribute(`Correct all errors and warnings: ${name}`)}
              >
                Correct all errors and warnings
              </button>
            ) : undefined}
          </form>
        )
      })}
    </>
  )
}

const STATES: Record<Correction['state'], string> = {
  going: 'It is being corrected.',
  done: 'Corrected.',
  ended: 'It has ended.',
  'called off': 'You have stopped it.',
}

/** A document that is corrected round by round: how far it has come, and the wish that it be. */
export function CorrectionLoop({
  path,
  correction,
  documents,
}: {
  path: string
  correction?: Correction
  /** Keys of those that can be corrected. */
  documents: readonly string[]
}): JSX.Element {
  if (documents.length === 0) return ''
  const isGoing = correction?.state === 'going'
  return (
    <section
      id="correction"
      aria-labelledby="correction-title"
      hx-get={isGoing ? `${path}/findings` : undefined}
      hx-trigger={isGoing ? 'every 2s' : undefined}
      hx-select={isGoing ? '#correction' : undefined}
      hx-swap={isGoing ? 'outerMorph' : undefined}
    >
      <h2 id="correction-title">Correct until nothing heavy is left</h2>
      {correction ? <Progress path={path} correction={correction} /> : undefined}
      {isGoing ? (
        <form method="post" action={`${path}/correction-loop/end`}>
          <button type="submit">Stop correcting</button>
        </form>
      ) : (
        <form method="post" action={`${path}/correction-loop`} class="row">
          <label for="correction-document">Document</label>
          <select id="correction-document" name="document">
            {documents.map((document) => (
              <option value={attribute(document)} safe>
                {titleOf(document)}
              </option>
            ))}
          </select>
          <label>
            <input type="checkbox" name="review" value="true" /> with a review by a model in each round
          </label>
          <button type="submit">Correct it in rounds</button>
        </form>
      )}
      <p class="quiet">
        At most three rounds. Edits are taken by themselves; a round that does not help is put back.
      </p>
    </section>
  )
}

function Progress({
  path,
  correction: { document, state, why, rounds },
}: {
  path: string
  correction: Correction
}): JSX.Element {
  return (
    <>
      <p role="status" safe>
        {[`${titleOf(document)}: ${STATES[state]}`, why].filter(Boolean).join(' ')}
      </p>
      {rounds.length > 0 ? (
        <ol>
          {rounds.map((round) => (
            <li>
              <span safe>{roundWords(round)}</span>{' '}
              {round.edits.map(({ title, run, lost }) => (
                <>
                  {run === undefined ? (
                    <span class="quiet" safe>
                      {title}
                    </span>
                  ) : (
                    <a href={`/runs/${attribute(run)}`} safe>
                      {title}
                    </a>
                  )}
                  {lost === undefined ? (
                    ' '
                  ) : (
                    <span class="quiet" safe>
                      {` (${lost}) `}
                    </span>
                  )}
                </>
              ))}
              {round.after === undefined ? undefined : (
                <a class="quiet" href={`${path}/documents/${attribute(document)}`}>
                  read it
                </a>
              )}
            </li>
          ))}
        </ol>
      ) : undefined}
    </>
  )
}

function roundWords({ before, after, undone, capped }: Round): string {
  if (after === undefined) return `Weight ${before} before.`
  const fate = [undone ? 'put back' : '', capped === undefined ? '' : 'stopped by a cap'].filter(Boolean)
  return `Weight ${before} before, ${[`${after} after`, ...fate].join('; ')}.`
}
