import type { DesignRequest } from './design.ts'
import type { PlanRequest } from './plan-request.ts'

/** One of several drafts of a document, and what rules have found in it. */
export interface DraftText {
  text: string
  /** A line each; empty where nothing was found. */
  faults: string
}

/** What one document is written of several drafts from. */
export type ArbiterRequest = {
  projectName: string
  /** Two to five. */
  drafts: DraftText[]
} & ({ document: 'design'; request: DesignRequest } | { document: 'plan'; request: PlanRequest })

/** Documents that several drafts can be written of. */
export const DRAFTED = ['design', 'plan'] as const
export type Drafted = (typeof DRAFTED)[number]

export const isDrafted = (document: unknown): document is Drafted => DRAFTED.some((key) => key === document)

export const FEWEST_DRAFTS = 2
export const MOST_DRAFTS = 5

/** What the drafts were written from, by the documents' keys, as rules ask for it. */
export function sourcesOfDrafts(
  input: Pick<ArbiterRequest, 'document'> & { request: DesignRequest | PlanRequest },
): Record<string, string> {
  const { request } = input
  return 'design' in request
    ? { brief: request.brief, design: request.design }
    : { brief: request.requirements }
}
