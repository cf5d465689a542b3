import type { Parts } from '../parts.ts'
import { type ProblemDetails, problemOf, problemResponse } from './problem.ts'
import { requestIdOf } from './request-id.ts'

/** Elysia's own errors carry a code and a status; ours do not. */
function detailsOf(error: unknown): ProblemDetails {
  const { code, status } = error as { code?: unknown; status?: unknown }
  if (code === 'PARSE' || code === 'VALIDATION') {
    const detail = 'The request cannot be read. Check its body and its address.'
    return { status: typeof status === 'number' ? status : 400, code: 'unreadable', detail }
  }
  return problemOf(error)
}

/** What a client is told of an error, in the form it asked for. The log learns of those nobody foresaw. */
export function answerError(parts: Parts, request: Request, error: unknown): Response {
  const details = detailsOf(error)
  const requestId = requestIdOf(request)
  if (details.status >= 500)
    parts.log.error(
      { requestId, code: details.code, err: details.code === 'internal' ? error : undefined },
      'request failed',
    )
  return problemResponse(details, requestId)
}
