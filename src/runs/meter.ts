import type { Usage } from '../models/provider.ts'
import type { StageLink } from '../store/stage-runs.ts'
import type { RunState } from './fold.ts'
import type { Order, Run } from './run.ts'

/** What one live run takes, counted while it is written. */
export interface Tab {
  /** As `take`, before the model is asked: what would pass a cap by the question alone is not asked, and is not taken. */
  mayAsk(model: string, usage: Usage): boolean
  /** All that the run has taken until now, what is being asked included. False: a cap was reached, and the run is to end. */
  take(model: string, usage: Usage): boolean
  /** Which cap was reached and what to do, for users; empty until then. */
  readonly reached: string
  /** Keeps what it has taken, once it rests. Throws StorageError. */
  keep(state: RunState): Promise<void>
  /** This process writes it no more. */
  close(): void
}

/** Counts what runs take, and knows how much they may. */
export interface Meter {
  /** `halt` is called where another run of the same project has reached the project's cap. */
  open(run: Run, order: Order, usage: Usage, halt: () => void): Tab
  /**
   * Holds what a run that is about to be started is expected to take, until what comes back is called, which is to be done
   * when it has been started. Throws where it would pass a cap.
   */
  hold(order: Order, link?: Pick<StageLink, 'project' | 'document'>): () => void
  /** Throws where a run that stands still could not go on without passing a cap. */
  checkContinue(run: Run, order: Order, usage: Usage): void
}
