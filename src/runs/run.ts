import type { Usage, FinishReason } from '../models/provider.ts'
import type { DesignRequest } from '../planning/design.ts'

/**
 * A run is one document being written by one model. All that is known of it is the fold of its events:
 * `queued` and `asking` until the first token, `writing` until the end; `interrupted` is a pause, not an event.
 */
export type RunStatus = 'queued' | 'asking' | 'writing' | 'interrupted' | 'done' | 'stopped' | 'failed'
export type EndType = 'done' | 'stopped' | 'failed'
export const END_TYPES: ReadonlySet<string> = new Set<EndType>(['done', 'stopped', 'failed'])

export interface Run {
  id: string
  stage: 'design'
  name: string
  model: string
  provider: string
  status: RunStatus
  /** ISO 8601, UTC. */
  createdAt: string
}

/** Everything needed to ask the model again: kept in the journal's first event's side file, never sent to a viewer. */
export interface RunOrder {
  id: string
  stage: 'design'
  input: DesignRequest
  model: string
  provider: string
  temperature?: number
  maxOutputTokens?: number
  createdAt: string
  requestId: string
}

export type NoticeKind = 'retrying' | 'continued'
export interface Notice {
  kind: NoticeKind
  message: string
  /** With `continued`: UTF-16 code units of the text so far that stay. */
  keep?: number
  /** With `continued`: what made it necessary. */
  cause?: 'length' | 'model' | 'process' | 'person'
}
export interface End {
  run: Run
  design?: unknown
  usage: Usage
  finishReason?: FinishReason
  code?: string
  message?: string
}
