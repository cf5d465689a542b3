import type { Step, StepState } from '../src/projects/way.ts'

/** What is said to people of a document's place on the way. */

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

export const stateWord = ({ document, state }: Step): string =>
  document === 'questions' && state === 'ready' ? 'can be asked' : STATE_WORDS[state]

/** What the button says that has it written. */
export function writeWord({ document, state }: Step): string {
  if (document === 'questions') return state === 'ready' || state === 'skipped' ? 'Ask me' : 'Ask anew'
  if (document === 'review') return state === 'ready' || state === 'skipped' ? 'Review it' : 'Review it anew'
  return state === 'ready' ? 'Write it' : state === 'stale' ? 'Bring it up to date' : 'Write it anew'
}

/** What is not written by anybody but a person, cannot be written yet, or is being written, has no button. */
export const canBeWritten = ({ document, state }: Step): boolean =>
  document !== 'brief' && !['blocked', 'running', 'paused'].includes(state)
