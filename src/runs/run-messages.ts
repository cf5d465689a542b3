import type { StorageError } from './journal.ts'
import type { ContinueCause, End, Notice, Pause } from './run.ts'

/** What the conductor's side tells readers of a run, sentence by sentence. */

/** Why a run ends before its document is whole; with each, what its end says. */
export type Cut =
  | 'stopped'
  | 'document_too_long'
  | 'too_many_tokens'
  | 'price_cap'
  | 'too_much_time'
  | 'abandoned'
  | 'deleted'

export const CONTINUED: Record<ContinueCause, string> = {
  length: 'The model reached its limit for one answer and goes on.',
  model: 'The model broke off and was asked to go on.',
  process: 'The server was restarted and goes on.',
  person: 'Going on where it stopped.',
}

export const CUTS: Record<Cut, Pick<End, 'code' | 'message'>> = {
  stopped: {},
  document_too_long: {
    code: 'document_too_long',
    message: 'The document grew past the limit set by the operator and was stopped there.',
  },
  too_many_tokens: {
    code: 'too_many_tokens',
    message: 'The model wrote more tokens than the operator allows for one run and was stopped there.',
  },
  price_cap: {
    code: 'price_cap',
    message: 'The cap on what this may take was reached. What was written is kept.',
  },
  too_much_time: {
    code: 'too_much_time',
    message: 'The model took longer than the operator allows for one run and was stopped there.',
  },
  abandoned: {
    code: 'abandoned',
    message: 'Nobody had watched this run for some time, so it was stopped. What was written is kept.',
  },
  deleted: { code: 'deleted', message: 'This run was deleted.' },
}

export const UNFORESEEN: Pause = {
  code: 'internal_error',
  message: 'Something went wrong on the server. What was written until now is kept.',
}

export const STARTED: Notice = { kind: 'started', message: 'Its turn has come; asking the model…' }

export function queued(place: number, cause?: ContinueCause): Notice {
  const where = place === 1 ? 'it is the next' : `number ${place} in the queue`
  return { kind: 'queued', place, message: `Waiting for its turn: ${where}.`, cause }
}

export const left = (place: number, cause?: ContinueCause): Notice => ({
  kind: 'queued',
  place,
  message: 'The server is restarting; this run waits for its turn with the next one.',
  cause,
  left: true,
})

export function retrying(attempt: number, waitMs: number): Notice {
  const seconds = Math.max(1, Math.round(waitMs / 1000))
  return {
    kind: 'retrying',
    attempt,
    waitMs,
    message: `The model's server did not take the request; trying again in ${seconds} s.`,
  }
}

export function storagePause(error: StorageError): Pause {
  const why =
    error.code === 'storage_full' ? "The server's disk is full" : "The server's disk cannot be written"
  return {
    code: error.code,
    message: `${why}. What was written until now is kept; it can go on when there is room again.`,
  }
}
