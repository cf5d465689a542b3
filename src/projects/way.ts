import { createHash } from 'node:crypto'
import { plainText, shorten } from '../planning/inline.ts'
import { parsePlan } from '../planning/plan.ts'
import type { Staleness } from '../planning/portions/stale.ts'
import { noDocument } from '../planning/refusal.ts'
import type { Pause, RunStatus } from '../runs/run.ts'
import type { Source, Version } from '../store/documents.ts'
import type { CouncilPlace } from '../store/stage-runs.ts'
import { FIXED, furtherSourcesOf, phaseKey, phaseOf, sourcesOf, titleOf } from './document-keys.ts'
import { questionsStep } from './questions-step.ts'
import { reviewStep } from './review-step.ts'
import { sourceText } from './source-text.ts'

/**
 * `blocked`: something that it is written from is not there yet. `running`: a run writes it, or waits for its turn.
 * `paused`: its run stands still and can be continued. `stale`: what it was written from has changed since. Of questions
 * alone: `open`, some wait for an answer; `skipped`, nobody wants to be asked; a review that was left out is `skipped` too. Neither keeps anything else from being written.
 */
export type StepState = 'blocked' | 'ready' | 'running' | 'paused' | 'done' | 'stale' | 'open' | 'skipped'

/** One document on the way, and where it stands. */
export interface Step {
  document: string
  title: string
  state: StepState
  /** A sentence for blocked, paused and stale ones, for one whose last run came to nothing, and one that holds a refusal. */
  why?: string
  /** The newest run that wrote it or is writing it. */
  run?: string
  /** Number of its newest version. */
  version?: number
  /** Of a stale one: the sections that are, as far as it has sections. */
  stale?: { key: string; title: string; reasons: string[] }[]
  /** Of a stale one: it is brought up to date by writing the whole anew, not section by section. */
  whole?: boolean
  /** How many proposals wait for a person. */
  proposals?: number
  /** Its newest council: several drafts of it, and one document made of them. */
  council?: string
}

/** What else is known of documents, by their keys. */
export interface Condition {
  /** Of those that can be cut into sections. */
  stale: ReadonlyMap<string, Staleness>
  /** How many proposals wait. */
  waiting: ReadonlyMap<string, number>
}

export interface RunState {
  run: string
  document: string
  /** The one section that it writes. */
  section?: string
  /** Which run of which council it is, where it is one. */
  council?: CouncilPlace
  status: RunStatus
  pause?: Pause
  /** Why it came to nothing, where it did. */
  message?: string
  /** What it wrote waits for a person to take or leave it. */
  isProposed?: true
}

/** Of a text that something stands on. */
export const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 22)

/** What a document stands on when it is written now. */
export function sourcesNow(
  document: string,
  newest: ReadonlyMap<string, Pick<Version, 'number' | 'text'>>,
): Source[] {
  return [...sourcesOf(document), ...furtherSourcesOf(document)].flatMap((key) => {
    const version = newest.get(key)
    const text = sourceText(key, version?.text)
    return version && text ? [{ document: key, number: version.number, hash: hashOf(text) }] : []
  })
}

/** Where a project stands. `runs`: those of its documents, the newest first. */
export function wayOf(
  newest: ReadonlyMap<string, Version>,
  runs: readonly RunState[],
  condition: Condition,
): Step[] {
  const plan = newest.get('plan')
  const planned = new Map(
    (plan ? parsePlan(plan.text).phases : []).map(({ number, title }) => [phaseKey(number), title]),
  )
  // A phase that the plan has no more keeps its text.
  const written = [...newest.keys(), ...runs.map(({ document }) => document)]
  const phases = new Set([...planned.keys(), ...written.filter((key) => phaseOf(key) !== undefined)])
  return [...FIXED, ...phases].map((document) => {
    const step = stepOf(document, newest, runs, condition)
    const title = planned.get(document)
    return title ? { ...step, title: `${step.title}: ${shorten(plainText(title), TITLE_LENGTH)}` } : step
  })
}

/** A phase is named on a line of its own. */
const TITLE_LENGTH = 60

function stepOf(
  document: string,
  newest: ReadonlyMap<string, Version>,
  runs: readonly RunState[],
  { stale, waiting }: Condition,
): Step {
  const version = newest.get(document)
  const own = runs.filter((run) => run.document === document)
  const [last] = own
  const open = own.find(({ status }) => isOpen(status))
  const paused = own.find(({ status }) => status === 'interrupted')
  const proposals = waiting.get(document) ?? 0
  const facts = {
    document,
    title: titleOf(document),
    run: (open ?? paused ?? last)?.run,
    version: version?.number,
    ...(proposals > 0 ? { proposals } : {}),
  }
  if (open) return { ...facts, state: 'running' }
  if (paused) return { ...facts, state: 'paused', why: paused.pause?.message }
  const missing = sourcesOf(document).filter((key) => !newest.has(key))
  if (!version && missing.length > 0)
    return {
      ...facts,
      state: 'blocked',
      why: `It is written from the ${missing.join(' and the ')}, which is not there yet.`,
    }
  const empty = version ? undefined : nothingToGoOn(document, newest)
  if (empty) return { ...facts, state: 'blocked', why: empty }
  if (document === 'questions') return { ...facts, ...questionsStep(newest, last?.message) }
  if (!version && document === 'review') return { ...facts, ...reviewStep(newest, last?.message) }
  if (!version) return { ...facts, state: 'ready', why: last?.message }
  const failed = last && last.run !== version.run ? last.message : undefined
  const outdated = staleOf(version, newest, stale.get(document))
  if (outdated)
    return { ...facts, state: 'stale', ...outdated, why: [outdated.why, failed].filter(Boolean).join(' ') }
  return { ...facts, state: 'done', why: failed ?? emptiness(document, version.text) }
}

/** What a document holds instead of what it should, where a model has refused, for example; a brief may be anything. */
export const emptiness = (document: string, text: string | undefined): string | undefined =>
  document === 'brief' ? undefined : noDocument(text ?? '')

/** A refusal, or code alone, is kept as it came, but nothing is written from it. */
function nothingToGoOn(document: string, newest: ReadonlyMap<string, Version>): string | undefined {
  for (const key of sourcesOf(document)) {
    const why = emptiness(key, newest.get(key)?.text)
    if (why)
      return `The ${key} holds nothing to go on from. ${why} Let it be written again, or write it yourself.`
  }
  return undefined
}

/** Whether it may still write. */
export const isOpenRun = ({ status }: RunState): boolean => isOpen(status) || status === 'interrupted'

const isOpen = (status: RunStatus): boolean =>
  status === 'queued' || status === 'asking' || status === 'writing'

/** What is stale of a document and why; nothing where it is not. */
function staleOf(
  version: Version,
  newest: ReadonlyMap<string, Version>,
  staleness: Staleness | undefined,
): (Pick<Step, 'stale' | 'whole'> & { why: string }) | undefined {
  if (staleness) {
    const { stale, whole } = staleness
    const named = stale.map(({ key, title, reasons }) => ({ key, title, reasons }))
    if (whole !== undefined) return { why: whole, stale: named, whole: true }
    return stale.length > 0 ? { why: whyOf(staleness), stale: named } : undefined
  }
  const changed = changedSources(version, newest)
  if (changed.length === 0) return undefined
  return { why: `The ${changed.join(' and the ')} has changed since it was written.`, whole: true }
}

/** Reasons and titles that one sentence names. */
const NAMED = 3

function whyOf({ stale, total }: Staleness): string {
  const all = [...new Set(stale.flatMap((section) => section.reasons))]
  // What a row of a section says, the section need not say again.
  const reasons = all.filter((reason) => !all.some((other) => other.endsWith(`under ${reason}`)))
  const more = reasons.length > NAMED ? ` And ${reasons.length - NAMED} more.` : ''
  return `${reasons.slice(0, NAMED).join(' ')}${more} That concerns ${stale.length} of ${total} sections.`
}

/** Of documents that cannot be cut into sections. */
function changedSources({ standsOn }: Version, newest: ReadonlyMap<string, Version>): string[] {
  return standsOn
    .filter(({ document, hash }) => hashOf(sourceText(document, newest.get(document)?.text) ?? '') !== hash)
    .map(({ document }) => document)
}
