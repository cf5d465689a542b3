import type { Reader } from '../runs/readers.ts'
import { SSE_HEADERS } from '../sse/response.ts'
import { EventFrames } from './event-frames.ts'
import { Problem } from './problem.ts'
import { type Watching, watchedStream } from './watched-stream.ts'

/**
 * The number that a reader has seen last: from Last-Event-ID, which a reconnecting reader sends by itself, else from
 * `?after=`; 0 where neither is there. Throws a Problem (422) that names which of them is no number.
 */
export function lastSeen(request: Request): number {
  const header = request.headers.get('last-event-id')?.trim()
  const query = new URL(request.url).searchParams.get('after')?.trim()
  const [field, value] = header ? ['Last-Event-ID', header] : ['after', query]
  if (!value) return 0
  if (/^\d{1,15}$/.test(value)) return Number(value)
  const message = 'has to be the number of an event: a whole number, 0 or more'
  throw new Problem({
    status: 422,
    code: 'invalid_request',
    detail: `${field} ${message}.`,
    errors: [{ field: field ?? 'after', message }],
  })
}

/**
 * The stream of a run's events for an API client; its reader leaves with it. 204 where the run has ended and the reader
 * has seen its end. Throws RunUnknown or JournalDamaged.
 */
export async function runStream(watching: Watching, headers: Record<string, string> = {}): Promise<Response> {
  const { parts, request, reader, id } = watching
  try {
    const after = lastSeen(request)
    const { ended, last } = await parts.journal.state(id)
    if (ended && after === last) return without(reader, new Response(null, { status: 204, headers }))
    // Elysia runs a GET route for HEAD as well, up to the first bytes of its body: nobody would read them.
    if (request.method === 'HEAD')
      return without(reader, new Response(null, { headers: { ...SSE_HEADERS, ...headers } }))
    reader.watch(id)
    return watchedStream(watching, new EventFrames(parts.journal, id, after), headers)
  } catch (error) {
    reader.leave()
    throw error
  }
}

function without(reader: Reader, answer: Response): Response {
  reader.leave()
  return answer
}
