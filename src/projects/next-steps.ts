import type { StageRun } from '../store/stage-runs.ts'
import { GOALS, type Goal } from '../store/walks.ts'
import { phaseOf } from './document-keys.ts'
import type { RunState, Step } from './way.ts'

/** What "write it all" does now. */
export interface NextSteps {
  /** Documents that are to be begun. */
  start: string[]
  /** Sentences on what only a person can decide. */
  held: string[]
  /** All that was wished is there. */
  done: boolean
}

export interface Progress {
  until: Goal
  steps: readonly Step[]
  /** Documents that were begun since the wish: each is begun once, whatever has come of it. */
  begun: ReadonlySet<string>
  /** Sentences on documents that are out of date still, although they were begun: what should have renewed them has not. */
  vain: ReadonlyMap<string, string>
  /** Why a document that is there holds nothing to go on from, such as a refusal. */
  empty: ReadonlyMap<string, string>
  /** Whether the design names a requirement, so that a plan has something to stand on. */
  isRequired: boolean
  /** Phases that the plan has. */
  planned: ReadonlySet<string>
  openQuestions: number
  /** How many may be written at once. */
  atOnce: number
}

const NOTHING_REQUIRED =
  'Not one requirement can be read in the design, so a plan would stand on nothing. Write them into it, one a line (“- **R-1**: …”), or have the design written again; or write the plan alone, and the rest follows.'

/** One document after another, phases side by side; what fails or waits for a person holds only what stands on it. */
export function nextSteps(progress: Progress): NextSteps {
  const { until, steps, empty, begun, isRequired, planned, openQuestions, atOnce } = progress
  const held: string[] = []
  const running = steps.filter(({ state }) => state === 'running').length
  for (const goal of GOALS.slice(0, GOALS.indexOf(until) + 1)) {
    const wanted = steps.filter(({ document }) =>
      goal === 'phases' ? phaseOf(document) !== undefined && planned.has(document) : document === goal,
    )
    if (goal === 'phases' && wanted.length === 0)
      return { start: [], held: ['The plan has no phases that could be read.'], done: false }
    const open = wanted.filter((step) => !isSettled(step, progress) || empty.has(step.document))
    if (open.length === 0) continue
    if (goal === 'design' && openQuestions > 0)
      return { start: [], held: ['There are open questions: answer or skip them.'], done: false }
    // Who has had the plan begun by hand has decided.
    if (goal === 'plan' && !isRequired && open.some(({ state }) => state === 'ready'))
      return { start: [], held: [NOTHING_REQUIRED], done: false }
    for (const step of open) held.push(...whatHolds(step, progress))
    const free = open.filter(
      ({ state, document }) => (state === 'ready' || state === 'stale') && !begun.has(document),
    )
    const room = Math.max(0, atOnce - running)
    return { start: free.slice(0, room).map(({ document }) => document), held, done: false }
  }
  return { start: [], held, done: true }
}

/** Also when its sources have changed again since it was written for this wish; not when what was to renew it has failed. */
const isSettled = ({ state, document }: Step, { begun, vain }: Pick<Progress, 'begun' | 'vain'>): boolean =>
  state === 'done' || (state === 'stale' && begun.has(document) && !vain.has(document))

function whatHolds(
  { state, title, document, why }: Step,
  { begun, empty, vain }: Pick<Progress, 'begun' | 'empty' | 'vain'>,
): string[] {
  if (state === 'paused') return [`${title} stands still. ${why ?? ''} Continue it, and the rest follows.`]
  if (state === 'ready' && begun.has(document))
    return [`${title} came to nothing. ${why ?? 'It was stopped.'} Write it again, and the rest follows.`]
  const failure = state === 'stale' && begun.has(document) ? vain.get(document) : undefined
  if (failure !== undefined) return [failure]
  if (state === 'blocked') return why === undefined ? [] : [`${title} cannot be written yet. ${why}`]
  const nothing = state === 'running' ? undefined : empty.get(document)
  return nothing === undefined
    ? []
    : [`${title} holds nothing to go on from. ${nothing} Write it again, and the rest follows.`]
}

export const waitingProposal = (title: string): string =>
  `${title} has a proposal that waits: take it or leave it, and the rest follows.`

/** A run of a document, and what became of it. */
export type Attempt = Pick<RunState, 'section' | 'status' | 'message' | 'isProposed'>

/**
 * Why a document is still out of date, where the last of these attempts at it (those since the wish, the newest first) came to
 * nothing: it failed, was stopped, or answered with what is no such section; or where it waits for a person. Nothing where it
 * renewed what was out of date, and sources have changed again.
 */
export function whyInVain(
  { title, state, stale = [], whole }: Pick<Step, 'title' | 'state' | 'stale' | 'whole'>,
  attempts: readonly Attempt[],
): string | undefined {
  if (state !== 'stale') return undefined
  const sections = whole || stale.length === 0 ? [undefined] : stale.map(({ key }) => key)
  const lasts = sections.map((key) =>
    attempts.find(({ section }) => section === undefined || section === key),
  )
  const failed = lasts.find((last) => last && (last.status !== 'done' || last.message !== undefined))
  if (failed)
    return `${title} is still out of date: what was to renew it came to nothing. ${failed.message ?? 'It was stopped.'} Bring it up to date, and the rest follows.`
  return lasts.some((last) => last?.isProposed) ? waitingProposal(title) : undefined
}

/**
 * Whether all that a document needs has been begun by these runs of it, those since the wish. Of one that is out of date in
 * some sections each has to be: the server may have had no room for the others, or died before them.
 */
export function hasBegun(
  { state, stale = [], whole }: Pick<Step, 'state' | 'stale' | 'whole'>,
  runs: readonly Pick<StageRun, 'section'>[],
): boolean {
  if (state !== 'stale' || whole || stale.length === 0) return runs.length > 0
  const begun = new Set(runs.map(({ section }) => section))
  return begun.has(undefined) || stale.every(({ key }) => begun.has(key))
}
