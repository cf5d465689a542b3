import { Html } from '@elysiajs/html'
import type { Step } from '../src/projects/way.ts'
import type { Walk } from '../src/store/walks.ts'

/** Nothing is left that "write it all" would begin. */
export function isWhole(steps: readonly Step[]): boolean {
  const hasPhases = steps.some(({ document }) => document.startsWith('phase-'))
  return hasPhases && steps.every(({ state }) => !['ready', 'blocked', 'stale'].includes(state))
}

/** The wish that all of a project be written; what it means is said by the element `walk-help`. */
export function WalkWish({ path }: { path: string }): JSX.Element {
  return (
    <form method="post" action={`${path}/walk`}>
      <button type="submit" aria-describedby="walk-help">
        Write it all
      </button>
    </form>
  )
}

/** What the wish waits for, and how it is taken back. */
export function WalkGoing({
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
