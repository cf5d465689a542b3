import { Html } from '@elysiajs/html'
import type { Step } from '../src/projects/way.ts'
import type { Walk } from '../src/store/walks.ts'

interface WalkPartProps {
  path: string
  steps: Step[]
  walk?: Walk
}

/** The wish that all of a project be written: to have it, to see what it waits for, to take it back. */
export function WalkPart({ path, steps, walk }: WalkPartProps): JSX.Element {
  if (walk?.state === 'going')
    return <Going path={path} walk={walk} isWriting={steps.some(({ state }) => state === 'running')} />
  const hasPhases = steps.some(({ document }) => document.startsWith('phase-'))
  const isWhole = hasPhases && steps.every(({ state }) => !['ready', 'blocked', 'stale'].includes(state))
  if (isWhole) return ''
  return (
    <form method="post" action={`${path}/walk`} class="walk">
      <button type="submit" aria-describedby="walk-help">
        Write it all
      </button>
      <p class="quiet walk-words" id="walk-help">
        Design, plan and every phase, one after another. It stops at open questions and at a cap, and goes on
        by itself.
      </p>
    </form>
  )
}

function Going({
  path,
  walk: { until, why },
  isWriting,
}: {
  path: string
  walk: Walk
  isWriting: boolean
}): JSX.Element {
  return (
    <form method="post" action={`${path}/walk/end`} class="walk">
      <p role="status" class="walk-words" safe>
        {why ? `It waits. ${why}` : `Everything up to the ${until} is being written.`}
      </p>
      <button type="submit" aria-describedby="walk-help">
        Begin nothing more
      </button>
      <p class="quiet walk-words" id="walk-help">
        {isWriting ? 'What is being written now is written to its end.' : 'What is there stays as it is.'}
      </p>
    </form>
  )
}
