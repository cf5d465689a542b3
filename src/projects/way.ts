import { createHash } from 'node:crypto'
import { plainText, shorten } from '../planning/inline.ts'
import { parsePlan } from '../planning/plan.ts'
import type { Pause, RunStatus } from '../runs/run.ts'
import type { Source, Version } from '../store/documents.ts'
import { FIXED, phaseKey, phaseOf, sourcesOf, titleOf } from './document-keys.ts'

/**
 * `blocked`: something that it is written from is not there yet. `running`: a run writes it, or waits for its turn.
 * `paused`: its run stands still and can be continued. `stale`: what it was written from has changed since.
 */
export type StepState = 'blocked' | 'ready' | 'running' | 'paused' | 'done' | 'stale'

/** One document on the way, and where it stands. */
export interface Step {
  document: string
  title: string
  state: StepState
  /** A sentence for blocked, paused and stale ones, and for one whose last run came to nothing. */
  why?: string
  /** The newest run that wrote it or is writing it. */
  run?: string
  /** Number of its newest version. */
  version?: number
}

export interface RunState {
  run: string
  document: string
  status: RunStatus
  pause?: Pause
  /** Why it came to nothing, where it did. */
  message?: string
}

/** Of a text that something stands on. */
export const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 22)

/** What a document stands on when it is written now. */
export function sourcesNow(
  document: string,
  newest: ReadonlyMap<string, Pick<Version, 'number' | 'text'>>,
): Source[] {
  return sourcesOf(document).flatMap((key) => {
    const version = newest.get(key)
    return version ? [{ document: key, number: version.number, hash: hashOf(version.text) }] : []
  })
}

/** Where a project stands. `runs`: those of its documents, the newest first. */
export function wayOf(newest: ReadonlyMap<string, Version>, runs: readonly RunState[]): Step[] {
  const plan = newest.get('plan')
  const planned = new Map(
    (plan ? parsePlan(plan.text).phases : []).map(({ number, title }) => [phaseKey(number), title]),
  )
  // A phase that the plan has no more keeps its text.
  const written = [...newest.keys(), ...runs.map(({ document }) => document)]
  const phases = new Set([...planned.keys(), ...written.filter((key) => phaseOf(key) !== undefined)])
  return [...FIXED, ...phases].map((document) => {
    const step = stepOf(document, newest, runs)
    const title = planned.get(document)
    return title ? { ...step, title: `${step.title}: ${shorten(plainText(title), TITLE_LENGTH)}` } : step
  })
}

/** A phase is named on a line of its own. */
const TITLE_LENGTH = 60

function stepOf(document: string, newest: ReadonlyMap<string, Version>, runs: readonly RunState[]): Step {
  const version = newest.get(document)
  const last = runs.find((run) => run.document === document)
  const facts = { document, title: titleOf(document), run: last?.run, version: version?.number }
  if (last && isOpen(last.status)) return { ...facts, state: 'running' }
  if (last?.status === 'interrupted') return { ...facts, state: 'paused', why: last.pause?.message }
  const missing = sourcesOf(document).filter((key) => !newest.has(key))
  if (!version && missing.length > 0)
    return {
      ...facts,
      state: 'blocked',
      why: `It is written from the ${missing.join(' and the ')}, which is not there yet.`,
    }
  if (!version) return { ...facts, state: 'ready', why: last?.message }
  const changed = changedSources(version, newest)
  if (changed.length > 0)
    return {
      ...facts,
      state: 'stale',
      why: `The ${changed.join(' and the ')} has changed since it was written.`,
    }
  return { ...facts, state: 'done', why: last?.run === version.run ? undefined : last?.message }
}

const isOpen = (status: RunStatus): boolean =>
  status === 'queued' || status === 'asking' || status === 'writing'

/** What a person wrote stands on nothing. */
function changedSources({ standsOn }: Version, newest: ReadonlyMap<string, Version>): string[] {
  return standsOn
    .filter(({ document, hash }) => hashOf(newest.get(document)?.text ?? '') !== hash)
    .map(({ document }) => document)
}
