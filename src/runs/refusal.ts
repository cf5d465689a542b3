import type { Run } from './run.ts'

/** Why the conductor does not do what it was asked for. */

/** The run has its end; nothing can be added to it. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded'
  constructor(readonly run: Run) {
    super('the run has ended')
  }
}

/** One Idempotency-Key was used for two different requests. */
export class IntentMismatch extends Error {
  override readonly name = 'IntentMismatch'
}

/** As many runs as may wait for their turn are waiting, of all clients or of this one. */
export class TooManyRuns extends Error {
  override readonly name = 'TooManyRuns'
}

/** One client reads as many streams as it may. */
export class TooManyReaders extends Error {
  override readonly name = 'TooManyReaders'
}

/** The server is ending and takes no new runs. */
export class Draining extends Error {
  override readonly name = 'Draining'
}
