import { Html } from '@elysiajs/html'
import type { ProjectCosts } from '../src/projects/costs.ts'
import type { Step, StepState } from '../src/projects/way.ts'
import type { Walk } from '../src/store/walks.ts'
import { attribute } from './attribute.ts'
import { CouncilPart } from './council-form.tsx'
import { StepCosts } from './project-costs.tsx'
import { Outdated, Waiting } from './upkeep.tsx'
import { WalkPart } from './walk.tsx'

const STATE_WORDS: Record<StepState, string> = {
  blocked: 'not yet',
  ready: 'can be written',
  running: 'being written',
  paused: 'stands still',
  done: 'done',
  stale: 'out of date',
  open: 'waits for answers',
  skipped: 'skipped',
}

interface WayProps {
  path: string
  steps: Step[]
  costs: ProjectCosts
  walk?: Walk
}

/** Where a project stands, document by document, and what can be done next. */
export function Way({ path, steps, costs, walk }: WayProps): JSX.Element {
  return (
    <section aria-labelledby="way-title" id="way">
      <WayContent path={path} steps={steps} costs={costs} walk={walk} />
    </section>
  )
}

export function WayContent({ path, steps, costs, walk }: WayProps): JSX.Element {
  // A review is no condition of what comes behind it.
  const next = steps.find(
    ({ state, document }) => document !== 'review' && (state === 'ready' || state === 'stale'),
  )
  return (
    <>
      <h2 id="way-title">The way</h2>
      <ol class="way">
        {steps.map((step) => (
          <StepRow path={path} step={step} isNext={step === next && !steps.some(isAsking)} costs={costs} />
        ))}
      </ol>
      <WalkPart path={path} steps={steps} walk={walk} />
    </>
  )
}

/** Questions are there to be answered before anything else, or will be in a moment. */
const isAsking = ({ document, state }: Step): boolean =>
  state === 'open' || (document === 'questions' && state === 'running')

function StepRow({
  path,
  step,
  isNext,
  costs,
}: {
  path: string
  step: Step
  isNext: boolean
  costs: ProjectCosts
}): JSX.Element {
  const { document, title, state, why, run, version, proposals } = step
  const place = `${path}/documents/${attribute(document)}`
  const canWrite = document !== 'brief' && !['blocked', 'running', 'paused'].includes(state)
  const word = wordFor(step)
  return (
    <li class={`step ${state}`}>
      <span class="name">
        {version === undefined ? (
          <span safe>{title}</span>
        ) : (
          <a href={place} safe>
            {title}
          </a>
        )}
      </span>
      <span class="quiet">
        <span safe>
          {document === 'questions' && state === 'ready' ? 'can be asked' : STATE_WORDS[state]}
        </span>
        {run && (state === 'running' || state === 'paused') ? (
          <>
            {' · '}
            <a href={`/runs/${attribute(run)}`}>{state === 'running' ? 'read along' : 'look at it'}</a>
          </>
        ) : undefined}
      </span>
      {canWrite ? (
        <form method="post" action={`${place}/${state === 'stale' ? 'update' : 'write'}`}>
          <button
            type="submit"
            class={isNext ? 'primary' : undefined}
            aria-label={attribute(`${word}: ${title}`)}
            safe
          >
            {word}
          </button>
        </form>
      ) : undefined}
      {why ? (
        <p class="quiet why" safe>
          {why}
        </p>
      ) : undefined}
      <StepCosts costs={costs} step={step} />
      <CouncilPart path={path} step={step} costs={costs} />
      {state === 'stale' ? <Outdated place={place} step={step} /> : undefined}
      {proposals ? <Waiting path={path} count={proposals} /> : undefined}
    </li>
  )
}

function wordFor({ document, state }: Step): string {
  if (document === 'questions') return state === 'ready' || state === 'skipped' ? 'Ask me' : 'Ask anew'
  if (document === 'review') return state === 'ready' || state === 'skipped' ? 'Review it' : 'Review it anew'
  return state === 'ready' ? 'Write it' : state === 'stale' ? 'Bring it up to date' : 'Write it anew'
}
