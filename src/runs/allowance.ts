import { Blocks } from '../markdown/blocks.ts'
import type { RunState } from './fold.ts'

/**
 * Restarts in a row after which a run that has come no further stands still, at least: it may be what kills the process. Where
 * AUTO_CONTINUE is higher, that counts.
 */
export const IDLE_RESTARTS = 3

/** What counts of how a run stands. */
export type Spent = Pick<RunState, 'autoContinues' | 'idleRestarts' | 'restartKeep' | 'text'>

/** Whether a run whose model broke off is to be continued by itself. `autoContinue`: the operator's setting. */
export const isModelAskedAgain = ({ autoContinues }: Spent, autoContinue: number): boolean =>
  autoContinues < autoContinue

/**
 * Whether a run whose process is gone is to be continued by itself. Deploys and crashes take nothing of what the model is
 * allowed: they are counted only where nothing more was kept since the one before, so that a document may be written
 * through any number of them, and one that kills its process each time ends that.
 */
export function isRestarted({ idleRestarts, restartKeep, text }: Spent, autoContinue: number): boolean {
  if (autoContinue === 0) return false
  return idleRestarts < Math.max(autoContinue, IDLE_RESTARTS) || closedIn(text) > restartKeep
}

function closedIn(text: string): number {
  const blocks = new Blocks()
  blocks.push(text)
  return blocks.closedEnd
}
