import { Html } from '@elysiajs/html'
import { ProblemPage } from '../../views/problem-page.tsx'
import type { Parts } from '../parts.ts'
import { wantsPage } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { type ProblemDetails, problemOf, problemResponse, titleOf } from './problem.ts'
import { requestIdOf } from './request-id.ts'
import { frameOf } from './visitor.tsx'

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
  const { status, code, detail, retryAfter, headers = {} } = details
  const requestId = requestIdOf(request)
  if (status >= 500)
    parts.log.error({ requestId, code, err: code === 'internal' ? error : undefined }, 'a request failed')
  if (!wantsPage(request)) return problemResponse(details, requestId)
  const page = (
    <ProblemPage
      frame={frameOf(parts, request)}
      status={status}
      title={titleOf(status)}
      detail={detail}
      requestId={requestId}
    />
  )
  const wait: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  return pageResponse(page, { status, headers: { ...headers, ...wait, 'cache-control': 'no-store' } })
}
