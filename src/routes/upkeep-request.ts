import type { Taking } from '../projects/proposal-desk.ts'
import { type Reader, readForm, readLongText } from './field-readers.ts'
import { DOCUMENT_TEXT } from './project-request.ts'

export interface Decision extends Taking {
  decision: 'take' | 'leave'
}

const oneOf =
  (...words: string[]): Reader =>
  (value, fail) =>
    words.includes(value as string) ? value : fail(`has to be one of ${words.join(', ')}`)

const DECISION: Record<string, Reader> = {
  decision: oneOf('take', 'leave'),
  conflicts: oneOf('mine', 'theirs'),
  text: DOCUMENT_TEXT,
}

/** What becomes of a proposal. Throws a Problem (422). */
export function readDecision(fields: Record<string, unknown>): Decision {
  const { decision, conflicts, text } = readForm(fields, { readers: DECISION, required: ['decision'] }) as {
    decision: Decision['decision']
    conflicts?: Taking['side']
    text?: string
  }
  return {
    decision,
    ...(conflicts === undefined ? {} : { side: conflicts }),
    ...(text === undefined ? {} : { text }),
  }
}

export interface RevisionAsked {
  section: string
  reason: string
  /** Whether it waits to be taken. */
  proposal: boolean
}

const REVISION: Record<string, Reader> = {
  section: (value, fail) =>
    typeof value === 'string' && value !== '' ? value : fail('has to be the key of a section'),
  reason: readLongText,
  proposal: (value, fail) =>
    typeof value === 'boolean'
      ? value
      : value === 'true' || (value === 'false' ? false : fail('has to be true or false')),
}

/** Which section is to be written anew, and why. Throws a Problem (422). */
export function readRevisionAsked(fields: Record<string, unknown>): RevisionAsked {
  const {
    section,
    reason,
    proposal = true,
  } = readForm(fields, {
    readers: REVISION,
    required: ['section', 'reason'],
  }) as { section: string; reason: string; proposal?: boolean }
  return { section, reason, proposal }
}
