import type { FinishReason, Usage } from '../models/provider.ts'
import type { ArbiterRequest } from '../planning/arbiter-request.ts'
import type { DesignRequest } from '../planning/design.ts'
import type { PhaseRequest, PlanRequest } from '../planning/plan-request.ts'
import type { QuestionsRequest } from '../planning/questions-request.ts'
import type { ReviewRequest } from '../planning/review-request.ts'
import type { RevisionRequest } from '../planning/revision-request.ts'
import type { Parsed } from './stage.ts'

/**
 * A run is one document being written by one model. All that is known of it is the fold of its events
 * (runs/fold). `queued` and `asking` come before the first token; `interrupted` is a pause, never an event.
 */
export type RunStatus = 'queued' | 'asking' | 'writing' | 'interrupted' | 'done' | 'stopped' | 'failed'
export type EndType = 'done' | 'stopped' | 'failed'

export function isEnd(type: string): type is EndType {
  return type === 'done' || type === 'stopped' || type === 'failed'
}

/** What readers are told of a run. */
export interface Run {
  id: string
  stage: Order['stage']
  name: string
  model: string
  provider: string
  status: RunStatus
  /** ISO 8601, UTC. */
  createdAt: string
}

/** What was asked for: enough to ask the model again. Kept in the journal, never sent to a reader. */
export type Order = OrderFacts &
  (
    | { stage: 'design'; input: DesignRequest }
    | { stage: 'questions'; input: QuestionsRequest }
    | { stage: 'plan'; input: PlanRequest }
    | { stage: 'phase'; input: PhaseRequest }
    | { stage: 'review'; input: ReviewRequest }
    | { stage: 'revision'; input: RevisionRequest }
    | { stage: 'arbiter'; input: ArbiterRequest }
  )

interface OrderFacts {
  /** Empty: the provider's default. */
  model: string
  temperature?: number
  /** Where the model's server refuses the temperature, it is asked without one. */
  temperatureIsWish?: boolean
  maxOutputTokens?: number
  /** Of prompts and answers together, after which the run is stopped. */
  maxTokens?: number
  /** In the currency of the list of prices, after which the run is stopped. */
  maxPrice?: number
  requestId: string
  /** Whose run it is, for the limits of each client; nothing of it tells who that is. */
  client?: string
}

/** Why a run stands still although it has no end. */
export interface Pause {
  code: string
  /** A sentence for the user. */
  message: string
  /** What the run has taken until then; absent where its process did not live to say so. */
  usage?: Usage
}

export type ContinueCause = 'length' | 'model' | 'process' | 'person'

/** Data of a `notice` event. */
export type Notice =
  | { kind: 'retrying'; message: string; attempt: number; waitMs: number }
  /**
   * `keep`: UTF-16 code units of the text so far that stay; a reader cuts its text to that. `usage`: what all answers
   * before have taken.
   */
  | { kind: 'continued'; message: string; keep: number; cause: ContinueCause; usage?: Usage }
  /**
   * It waits for its turn; 1 is the next. `cause`: why it is to be continued then; absent for one that was never
   * written. `left`: its process is ending and leaves it to the next one, which gives it a place anew.
   */
  | { kind: 'queued'; message: string; place: number; cause?: ContinueCause; left?: true }
  /** Its turn has come for the first time; one that is continued says `continued` instead. */
  | { kind: 'started'; message: string }

/** Data of the one event that ends a run. */
export interface End extends Parsed {
  run: Run
  usage: Usage
  finishReason?: FinishReason
  code?: string
  message?: string
  /** ISO 8601, UTC. */
  endedAt: string
  /** Milliseconds; absent where no token came, or where another process saw the first one. */
  firstTokenMs?: number
}

export const RUN_ID = /^[0-9a-v]{26}$/

/** 128 random bits in lower-case base32hex: safe in paths and file names, not to be guessed. */
export function newRunId(random: (bytes: number) => Uint8Array): string {
  let number = random(16).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  let id = ''
  for (let digit = 0; digit < 26; digit += 1) {
    id = (number & 31n).toString(32) + id
    number >>= 5n
  }
  return id
}
