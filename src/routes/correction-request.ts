import type { Correction } from '../store/corrections.ts'
import { type Reader, readForm } from './field-readers.ts'

const MOST_CHOSEN = 200

const DOCUMENT: Reader = (value, fail) =>
  typeof value === 'string' && value !== '' && value.length <= 20
    ? value
    : fail('has to be the key of a document: design, plan, or phase-1 and so on')

/** A list, or what a form sends: one, or several of the same name. */
const FINDINGS: Reader = (value, fail) => {
  const list = Array.isArray(value) ? value : [value]
  if (list.length === 0 || list.length > MOST_CHOSEN) return fail(`has to hold 1 to ${MOST_CHOSEN} ids`)
  return list.every((id) => typeof id === 'string' && /^[0-9a-f]{16}$/.test(id))
    ? list
    : fail('has to be a list of ids of findings')
}

const FLAG: Reader = (value, fail) =>
  typeof value === 'boolean'
    ? value
    : value === 'true' || value === 'on' || (value === 'false' ? false : fail('has to be true or false'))

export interface CorrectionAsked {
  document: string
  /** All errors and warnings of the document where it is absent. */
  findings?: string[]
}

/** Throws a Problem (422). */
export const readCorrection = (fields: Record<string, unknown>): CorrectionAsked =>
  readForm(fields, {
    readers: { document: DOCUMENT, findings: FINDINGS },
    required: ['document'],
  }) as unknown as CorrectionAsked

/** Which document is corrected in rounds, and whether each begins with a review. Throws a Problem (422). */
export function readLoop(fields: Record<string, unknown>): { document: string; review: boolean } {
  const { document = 'design', review = false } = readForm(fields, {
    readers: { document: DOCUMENT, review: FLAG },
    required: [],
  }) as { document?: string; review?: boolean }
  return { document, review }
}

/** What the API tells of it: whose it is stays here. */
export const correctionAsJson = ({ document, reviews, state, why, rounds, beganAt }: Correction) => ({
  document,
  review: reviews,
  state,
  why,
  beganAt,
  rounds: rounds.map(({ number, before, after, review, edits, undone = false, capped }) => ({
    number,
    before,
    after,
    review,
    undone,
    capped,
    edits: edits.map(({ section, findings, run, lost }) => ({ section, findings, run, lost })),
  })),
})
