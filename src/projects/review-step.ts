import type { Version } from '../store/documents.ts'
import type { Step } from './way.ts'

/** Where the review of a design stands that nobody has written yet: it keeps nothing else from being written. */
export function reviewStep(
  newest: ReadonlyMap<string, Pick<Version, 'text'>>,
  failed: string | undefined,
): Pick<Step, 'state' | 'why'> {
  if (newest.has('plan') && failed === undefined)
    return { state: 'skipped', why: 'The plan was written without it.' }
  return { state: 'ready', why: failed }
}
