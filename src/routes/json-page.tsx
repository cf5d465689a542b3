import { Html } from '@elysiajs/html'
import { JsonPage } from '../../views/json-page.tsx'
import type { Parts } from '../parts.ts'
import { wantsPage } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { frameOf } from './visitor.tsx'

/** An answer in JSON as a page, where a browser asked for one; nothing where it may go out as it is. */
export async function asPage(parts: Parts, request: Request, answer: unknown): Promise<Response | undefined> {
  if (!(answer instanceof Response) || answer.headers.get('content-type') !== 'application/json')
    return undefined
  const path = new URL(request.url).pathname
  if (!wantsPage(request)) return undefined
  const page = <JsonPage frame={frameOf(parts, request)} path={path} value={await answer.json()} />
  return pageResponse(page, { status: answer.status })
}
