import type { Usage } from '../models/provider.ts'
import { NO_USAGE } from '../models/usage.ts'
import type { Finding } from '../planning/lint.ts'
import type { Journal } from './journal.ts'
import {
  type ContinueCause,
  type End,
  type EndType,
  isEnd,
  type Notice,
  type Pause,
  type Run,
} from './run.ts'

/** What a run's events add up to. A run's state lives nowhere else. */
export interface RunState {
  run: Run
  last: number
  text: string
  /** Number of `token` events, about one a token. */
  tokens: number
  /** How often it was continued by itself because the model broke off. */
  autoContinues: number
  /** Restarts of the process in a row at which nothing more was kept than at the one before. */
  idleRestarts: number
  /** Length of the text that was kept at the last restart. */
  restartKeep: number
  lengthContinues: number
  /** Length of the text at the last continuation, which the next one must get past. */
  lastKeep: number
  /** What the answers have taken that are counted in the journal. */
  usage: Usage
  /** UTF-16 code units that came in answers which nobody lived to count. */
  uncounted: number
  /** Of a queued run: why it is to be continued when its turn comes; absent for one that was never written. */
  waitsFor?: ContinueCause
  /** What rules have found in the text while it was written, in that order. */
  findings: Finding[]
  notice?: Notice
  end?: End & { type: EndType }
}

const BEFORE: RunState = {
  run: { id: '', stage: 'design', name: '', model: '', provider: '', status: 'queued', createdAt: '' },
  last: 0,
  text: '',
  tokens: 0,
  autoContinues: 0,
  idleRestarts: 0,
  restartKeep: 0,
  lengthContinues: 0,
  lastKeep: 0,
  usage: NO_USAGE,
  uncounted: 0,
  findings: [],
}

export const emptyState = (): RunState => ({ ...BEFORE, run: { ...BEFORE.run }, findings: [] })

/** Takes the next event, number `state.last + 1`, into the state. */
export function applyEvent(state: RunState, type: string, data: object): void {
  state.last += 1
  if (type === 'token') {
    state.text += (data as { content: string }).content
    state.uncounted += (data as { content: string }).content.length
    state.tokens += 1
    state.run.status = 'writing'
    state.notice = undefined
  } else if (type === 'run') {
    state.run = { ...(data as { run: Run }).run }
  } else if (type === 'notice') {
    applyNotice(state, data as Notice)
  } else if (type === 'finding') {
    state.findings = [...state.findings, data as Finding]
  } else if (isEnd(type)) {
    state.end = { type, ...(data as End) }
    state.run = state.end.run
  }
}

function applyNotice(state: RunState, notice: Notice): void {
  state.notice = notice
  if (notice.kind === 'retrying') return
  state.waitsFor = notice.kind === 'queued' ? notice.cause : undefined
  state.run.status = notice.kind === 'queued' ? 'queued' : 'asking'
  if (notice.kind !== 'continued') return
  state.text = state.text.slice(0, notice.keep)
  state.findings = state.findings.filter(({ place }) => place.end <= notice.keep)
  state.lastKeep = notice.keep
  count(state, notice.usage)
  if (notice.cause === 'length') state.lengthContinues += 1
  if (notice.cause === 'model') state.autoContinues += 1
  if (notice.cause === 'process') {
    state.idleRestarts = notice.keep > state.restartKeep ? 0 : state.idleRestarts + 1
    state.restartKeep = notice.keep
  }
  // A person's word starts the counts anew: they decided to go on paying.
  if (notice.cause === 'person') {
    state.autoContinues = 0
    state.idleRestarts = 0
    state.lengthContinues = 0
  }
}

function count(state: RunState, usage: Usage | undefined): void {
  if (!usage) return
  state.usage = usage
  state.uncounted = 0
}

const AT_ONCE = 1024

/** Reads on from where the state stands to the journal's end now. Throws RunUnknown. */
export async function readOn(journal: Journal, id: string, state: RunState): Promise<RunState> {
  for (;;) {
    const events = await journal.read(id, state.last, AT_ONCE)
    for (const event of events) applyEvent(state, event.type, JSON.parse(event.json) as object)
    if (events.length < AT_ONCE) return state
  }
}

/** The run as it stands now, with the pause it is in, if it is in one. Throws RunUnknown. */
export async function foldRun(journal: Journal, id: string): Promise<RunState & { pause?: Pause }> {
  const state: RunState & { pause?: Pause } = await readOn(journal, id, emptyState())
  const { pause } = await journal.state(id)
  if (pause && !state.end) {
    state.pause = pause
    count(state, pause.usage)
    state.run.status = 'interrupted'
  }
  return state
}
