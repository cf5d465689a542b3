import { Html } from '@elysiajs/html'
import type { ProjectCosts } from '../src/projects/costs.ts'
import { furtherSourcesOf, sourcesOf, titleOf } from '../src/projects/document-keys.ts'
import type { RunState, Step } from '../src/projects/way.ts'
import { attribute } from './attribute.ts'
import { stepCostWords } from './cost-words.ts'
import { CouncilForm, CouncilLink } from './council-form.tsx'
import type { RailFacts } from './rail.tsx'
import { canBeWritten, writeWord } from './step-words.ts'
import { OutdatedActions, OutdatedSections } from './upkeep.tsx'

/** How a document stands, and what can be had written of it. */
export interface Standing {
  step: Step
  costs: ProjectCosts
  /** Its last run, where that came to nothing or was stopped. */
  lost?: Pick<RunState, 'run' | 'status'>
}

interface HeadProps extends Standing {
  rail: RailFacts
}

/** Above a document: where it stands and, as far as there is something, what is to be done about it. */
export function DocumentHead({ rail, step, costs, lost }: HeadProps): JSX.Element {
  const { path } = rail
  const { document, state, why, proposals = 0 } = step
  return (
    <div class="document-head">
      {state === 'running' || state === 'paused' ? <Open path={path} step={step} /> : undefined}
      {why && state !== 'paused' ? <p safe>{why}</p> : undefined}
      {state === 'blocked' ? <Sources rail={rail} document={document} /> : undefined}
      {state === 'open' ? (
        <p>
          <a href={`${path}#questions-title`}>Answer them</a>
        </p>
      ) : undefined}
      {lost ? (
        <p>
          <span>{lost.status === 'stopped' ? 'The last run was stopped' : 'The last run failed'}</span>
          {': '}
          <a href={`/runs/${attribute(lost.run)}`}>what there is of it</a>
        </p>
      ) : undefined}
      {proposals > 0 ? (
        <p>
          <a href={`${path}/proposals`} safe>
            {proposals === 1 ? 'A proposal waits for you' : `${proposals} proposals wait for you`}
          </a>
        </p>
      ) : undefined}
      <CouncilLink path={path} step={step} />
      {canBeWritten(step) ? <Writing path={path} step={step} costs={costs} /> : undefined}
    </div>
  )
}

function Open({
  path,
  step: { document, state, why, run, council },
}: {
  path: string
  step: Step
}): JSX.Element {
  return (
    <p role="status">
      <span safe>{state === 'running' ? 'It is being written.' : `It stands still. ${why ?? ''}`}</span>{' '}
      {run === undefined ? undefined : (
        <a href={`/runs/${attribute(run)}`}>{state === 'running' ? 'Read along' : 'Look at it'}</a>
      )}
      {run === undefined && council === undefined ? (
        <a href={path} aria-label={attribute(`See how far it is: ${titleOf(document)}`)}>
          See how far it is
        </a>
      ) : undefined}
    </p>
  )
}

/** What it is written from, with the way there. */
function Sources({ rail: { path, steps }, document }: { rail: RailFacts; document: string }): JSX.Element {
  const further = furtherSourcesOf(document).filter((key) => steps.some((step) => step.document === key))
  const keys = [...sourcesOf(document), ...further]
  return (
    <p class="row">
      {keys.map((key) => {
        const isThere = steps.some((step) => step.document === key && step.version !== undefined)
        return (
          <a href={`${path}/documents/${attribute(key)}`} safe>
            {isThere ? titleOf(key) : `${titleOf(key)}, which is missing`}
          </a>
        )
      })}
    </p>
  )
}

function Writing({ path, step, costs }: { path: string; step: Step; costs: ProjectCosts }): JSX.Element {
  const { document, title, state, version } = step
  const place = `${path}/documents/${attribute(document)}`
  const word = writeWord(step)
  const isUrgent = version === undefined || state === 'stale'
  const words = stepCostWords(costs, step)
  const back = `documents/${attribute(document)}`
  const form = (
    <>
      <OutdatedSections step={step} />
      <div class="row">
        <form method="post" action={`${place}/${state === 'stale' ? 'update' : 'write'}?back=${back}`}>
          <button
            type="submit"
            class={isUrgent ? 'primary' : undefined}
            data-key={isUrgent ? 'n' : undefined}
            aria-label={attribute(`${word}: ${title}`)}
            safe
          >
            {word}
          </button>
        </form>
        {state === 'stale' ? <OutdatedActions place={place} step={step} /> : undefined}
      </div>
      {words ? (
        <p class="quiet cost" safe>
          {words}
        </p>
      ) : undefined}
      <CouncilForm path={path} step={step} costs={costs} />
    </>
  )
  if (isUrgent) return <div class="writing">{form as 'safe'}</div>
  return (
    <details class="writing">
      <summary class="quiet">Have it written anew</summary>
      {form as 'safe'}
    </details>
  )
}
