import type { Sheet } from '../src/runs/manuscript.ts'

/** What the page says of a run besides its text. */
export interface RunFacts {
  sheet: Sheet
  /** Milliseconds since the run was started; absent where it stood still in between. */
  elapsedMs?: number
  /** Milliseconds to the first token, as far as this process knows. */
  firstTokenMs?: number
  /** Where what it wrote lives, once it rests, where it is written for a project. */
  home?: { project: string; document: string }
}

export const isLive = ({ resting }: Sheet): boolean => !resting

export function seconds(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const whole = Math.round(ms / 1000)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** The run's state in a sentence, for eyes and for screen readers: it changes with the state, never with a token. */
export function sentence({ state, pause, gone }: Sheet): string {
  if (gone) return 'This run was deleted.'
  if (pause) return `Interrupted. ${pause.message}`
  switch (state.run.status) {
    case 'done':
      return 'Done.'
    case 'stopped':
      return state.end?.message ?? 'Stopped. What was written is kept.'
    case 'failed':
      return `Failed. ${state.end?.message ?? 'The model did not answer.'}`
    case 'queued':
      return state.notice?.message ?? 'Waiting for its turn…'
    case 'writing':
      return 'Writing…'
    default:
      return state.notice?.message ?? 'Asking the model…'
  }
}

/** Who writes it, or was only asked to. */
export function byline({ state: { run, text } }: Sheet): string {
  const who = run.provider === 'demo' ? 'the demo' : run.model || 'the model'
  return text === '' ? `Asked: ${who}` : `Written by ${who}`
}

/** For the browser's tab. */
export function pageTitle({ state, pause, gone }: Sheet): string {
  const { status, name } = state.run
  const word = gone ? 'Deleted' : pause ? 'Interrupted' : TITLE_WORDS[status]
  return `${word} · ${name} · devussy`
}

const TITLE_WORDS = {
  queued: 'Waiting',
  asking: 'Asking',
  writing: 'Writing',
  interrupted: 'Interrupted',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
}

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`

/** Figures of a run: tokens, time, time to the first token. */
export function figures({ sheet: { state }, elapsedMs, firstTokenMs }: RunFacts): string {
  const tokens = state.end?.usage.outputTokens || state.tokens
  return [
    tokens > 0 ? count(tokens, 'token') : '',
    elapsedMs === undefined ? '' : state.end ? `in ${seconds(elapsedMs)}` : seconds(elapsedMs),
    firstTokenMs === undefined ? '' : `first after ${seconds(firstTokenMs)}`,
  ]
    .filter(Boolean)
    .join(' · ')
}
