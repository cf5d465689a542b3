import type { Standing } from '../planning/progress.ts'
import { phaseOf } from './document-keys.ts'
import type { Step } from './way.ts'

/** What a person does next in a project; one thing, however much could be done. */
export type NextThing =
  /** Questions wait for answers. */
  | { kind: 'answer'; step: Step }
  /** A run stands still until somebody continues it. */
  | { kind: 'continue'; step: Step }
  /** Proposals wait. */
  | { kind: 'decide'; count: number }
  /** `step`: what could be begun beside it. */
  | { kind: 'watch'; running: Step[]; step?: Step }
  | { kind: 'write'; step: Step }
  /** Nothing can be written, since what this one stands on holds nothing to go on from. */
  | { kind: 'mend'; step: Step }
  /** All is written, and tasks are left. */
  | { kind: 'work'; standing: Standing }
  | { kind: 'hand on' }

export function nextThing(steps: readonly Step[], standing: Standing): NextThing {
  const paused = steps.find(({ state }) => state === 'paused')
  const running = steps.filter(({ state }) => state === 'running')
  const count = steps.reduce((sum, { proposals = 0 }) => sum + proposals, 0)
  // A review is no condition of what comes behind it.
  const step = steps.find(
    ({ state, document }) => document !== 'review' && (state === 'ready' || state === 'stale'),
  )
  const blocked = steps.find(({ state }) => state === 'blocked')
  const open = steps.find(({ state }) => state === 'open')
  if (open) return { kind: 'answer', step: open }
  if (paused) return { kind: 'continue', step: paused }
  if (count > 0) return { kind: 'decide', count }
  if (running.length > 0) return { kind: 'watch', running, step }
  if (step) return { kind: 'write', step }
  if (blocked) return { kind: 'mend', step: blocked }
  const plan = steps.find(({ document, version }) => document === 'plan' && version !== undefined)
  if (plan && !steps.some(({ document }) => phaseOf(document) !== undefined))
    return { kind: 'mend', step: { ...plan, why: 'No phase could be read in the plan.' } }
  return standing.all > standing.done ? { kind: 'work', standing } : { kind: 'hand on' }
}
