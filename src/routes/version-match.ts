import { cleanText, mergeDocuments } from '../planning/merge.ts'
import { DocumentUnknown } from '../projects/workshop.ts'
import { StoreConflict } from '../store/conflict.ts'
import type { Version } from '../store/documents.ts'
import { Problem } from './problem.ts'

/** Which version is asked for by `?version=`; none where the newest is. Throws DocumentUnknown for what is no number of one. */
export function versionAsked(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given)
  throw new DocumentUnknown(given)
}

/**
 * Number of the version that a change is meant to follow: `If-Match: "3"`, or `If-None-Match: *` where there is none yet
 * (RFC 9110, section 13.1). Throws a Problem (428, 422).
 */
export function expectedVersion(request: Request): number {
  if (request.headers.get('if-none-match')?.trim() === '*') return 0
  const given = request.headers.get('if-match')
  if (given === null)
    throw new Problem({
      status: 428,
      code: 'version_needed',
      detail:
        'Say which version you have changed: If-Match with the ETag that came with it, or If-None-Match: * for a first one.',
      errors: [{ field: 'If-Match', message: 'is missing' }],
    })
  const number = /^\s*"([1-9]\d{0,8})"\s*$/.exec(given)?.[1]
  if (number !== undefined) return Number(number)
  throw new Problem({
    status: 422,
    code: 'invalid_request',
    detail: 'If-Match has to be the ETag of one version, such as "3".',
    errors: [{ field: 'If-Match', message: 'is no ETag of a version' }],
  })
}

/** What both edits make together; nothing where they touch the same place, or nobody knows what they began with. */
export function mergedEdits(
  newest: Version | undefined,
  text: string,
  base: Version | undefined,
): string | undefined {
  if (!newest || !base) return undefined
  return cleanText(mergeDocuments(newest.document, newest.text, base.text, text))
}

/**
 * Somebody was quicker: the answer holds both texts, so that nothing is lost, and what they make together where they do not
 * touch each other. `base`: what the edit began with. Any other error is itself.
 */
export function versionConflict(
  error: unknown,
  newest: Version | undefined,
  text: string,
  base?: Version,
): unknown {
  if (!(error instanceof StoreConflict)) return error
  const merged = mergedEdits(newest, text, base)
  const todo =
    merged === undefined
      ? 'Both texts are in this answer; put them together and send them'
      : 'Both texts are in this answer, and what they make together as `merged`; look at it and send it'
  return new Problem({
    status: 412,
    code: 'version_changed',
    detail: newest
      ? `The document has changed meanwhile: its newest version is ${newest.number}. ${todo} with If-Match: "${newest.number}".`
      : 'There is no version of this document. Send it with If-None-Match: *.',
    more: {
      newest: newest && withoutSections(newest),
      yours: text,
      ...(merged === undefined ? {} : { merged }),
    },
    headers: newest ? { etag: `"${newest.number}"` } : {},
  })
}

const withoutSections = ({ sections: _, ...version }: Version) => version
