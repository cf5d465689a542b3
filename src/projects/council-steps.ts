import type { Council } from '../store/councils.ts'
import { isOpenRun, type RunState, type Step } from './way.ts'

/** The runs of a council by their drafts' numbers, 0 the arbiter, as far as they are still there. */
export const runsOfCouncil = (
  { id }: Pick<Council, 'id'>,
  runs: readonly RunState[],
): Map<number, RunState> =>
  new Map(runs.flatMap((run) => (run.council?.id === id ? [[run.council.draft, run] as const] : [])))

export const isGoing = ({ state }: Pick<Council, 'state'>): boolean =>
  state === 'going' || state === 'stopping'

/** The way, where several drafts of a document are being written or have come to nothing. `councils`: the newest first. */
export function stepsWithCouncils(
  steps: readonly Step[],
  councils: readonly Council[],
  runs: readonly RunState[],
): Step[] {
  return steps.map((step) => {
    const council = councils.find(({ document }) => document === step.document)
    if (!council) return step
    const named = { ...step, council: council.id }
    if (isGoing(council)) {
      // The arbiter's own run says how it stands.
      if (step.state === 'running' || step.state === 'paused') return named
      const drafts = [...runsOfCouncil(council, runs).values()]
      const open = drafts.find(isOpenRun)
      return { ...named, state: 'running', run: open?.run, why: council.why }
    }
    // What came of it later is said by the document itself.
    const isLast = step.state === 'ready' && council.state === 'failed'
    return isLast ? { ...named, why: [step.why, council.why].filter(Boolean).join(' ') } : named
  })
}
