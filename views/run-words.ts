import type { Range } from '../src/planning/complexity.ts'
import type { Sheet } from '../src/runs/manuscript.ts'

/** What the page says of a run besides its text. */
export interface RunFacts {
  sheet: Sheet
  /** Milliseconds since the run was started; absent where it stood still in between. */
  elapsedMs?: number
  /** Milliseconds to the first token, as far as this process knows. */
  firstTokenMs?: number
  /** Tokens that are expected of it. */
  expected?: Range
  /** Path of the icons. */
  icons?: string
  /** Where what it wrote lives, once it rests, where it is written for a project. */
  home?: { project: string; document: string }
}

export const isLive = ({ resting }: Sheet): boolean => !resting

export function seconds(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const whole = Math.round(ms / 1000)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** A model that says nothing for so long is spoken of; then each time that this has doubled, so that nobody hears it every second. */
const QUIET_SECONDS = 12

/** How long a model that should be writing has said nothing, as far as it is said: 0, 12, 24, 48 … seconds. */
export function quietSeconds({ state: { run }, quietMs, resting }: Sheet): number {
  if (resting || (run.status !== 'asking' && run.status !== 'writing')) return 0
  const doubled = Math.floor(Math.log2(quietMs / 1000 / QUIET_SECONDS))
  return doubled < 0 || !Number.isFinite(doubled) ? 0 : QUIET_SECONDS * 2 ** doubled
}

const still = (sheet: Sheet): string => {
  const quiet = quietSeconds(sheet)
  return quiet === 0 ? '' : ` Nothing for ${seconds(quiet * 1000)}, still waiting.`
}

/** The run's state in a sentence, for eyes and for screen readers: it changes with the state, never with a token. */
export function sentence(sheet: Sheet): string {
  const { state, pause, gone } = sheet
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
      return `Writing…${still(sheet)}`
    default:
      return `${state.notice?.message ?? 'Asking the model…'}${still(sheet)}`
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
  const word = gone ? '✕ Deleted' : pause ? '! Interrupted' : TITLE_WORDS[status]
  return `${word} · ${name} · devussy`
}

const TITLE_WORDS = {
  queued: '✎ Waiting',
  asking: '✎ Asking',
  writing: '✎ Writing',
  interrupted: '! Interrupted',
  done: '✓ Done',
  stopped: '✕ Stopped',
  failed: '✕ Failed',
}

/** The picture in the browser's tab. */
export function iconOf({ state: { end }, resting }: Sheet): 'writing' | 'done' | 'rest' {
  return resting ? (end?.type === 'done' ? 'done' : 'rest') : 'writing'
}

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`

/** Below so many tokens, or so many milliseconds of writing, nothing can be said of how fast it is. */
const TELLING = { tokens: 20, ms: 2000 }

/** Tokens a second since the first one; undefined where nobody can say. */
function rateOf({ sheet: { state }, elapsedMs, firstTokenMs }: RunFacts): number | undefined {
  const tokens = state.end?.usage.outputTokens || state.tokens
  if (elapsedMs === undefined || firstTokenMs === undefined || tokens < TELLING.tokens) return undefined
  const writingMs = elapsedMs - firstTokenMs
  return writingMs < TELLING.ms ? undefined : (1000 * tokens) / writingMs
}

/** The share of what is expected that is written, at most 0.98 while it is being written; undefined where nothing is expected. */
export function shareOf({ sheet: { state, resting }, expected }: RunFacts): number | undefined {
  if (resting || !expected) return undefined
  return Math.min(0.98, (2 * state.tokens) / (expected.least + expected.most))
}

/** About how long it will go on; '' where nobody can say. */
function stillToCome(facts: RunFacts): string {
  const { sheet, expected } = facts
  const { tokens } = sheet.state
  if (sheet.resting || !expected || tokens >= expected.most) return ''
  if (tokens === 0)
    return `${expected.least.toLocaleString('en')} to ${expected.most.toLocaleString('en')} tokens expected`
  const rate = rateOf(facts)
  if (!rate) return ''
  const middle = (expected.least + expected.most) / 2
  // A long answer is not said to end at each moment.
  const left = Math.max(middle - tokens, (expected.most - tokens) / 2) / rate
  return left < 57.5
    ? `about ${Math.max(5, 5 * Math.round(left / 5))} s more`
    : `about ${Math.round(left / 60)} min more`
}

/** Figures of a run: tokens, how fast, time, what is still expected, time to the first token. */
export function figures(facts: RunFacts): string {
  const { sheet, elapsedMs, firstTokenMs } = facts
  const { state } = sheet
  const tokens = state.end?.usage.outputTokens || state.tokens
  const rate = rateOf(facts)
  return [
    tokens > 0 ? count(tokens, 'token') : '',
    rate === undefined
      ? ''
      : `${rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en')} a second`,
    elapsedMs === undefined ? '' : state.end ? `in ${seconds(elapsedMs)}` : seconds(elapsedMs),
    stillToCome(facts),
    firstTokenMs === undefined ? '' : `first after ${seconds(firstTokenMs)}`,
  ]
    .filter(Boolean)
    .join(' · ')
}
