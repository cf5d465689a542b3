import type { Server } from 'bun'
import type { Parts } from '../parts.ts'
import type { Reader } from '../runs/readers.ts'
import { type FrameSource, sseResponse } from '../sse/response.ts'

export interface Watching {
  parts: Parts
  request: Request
  server: Server<unknown> | null
  /** Already entered; it leaves with its stream. */
  reader: Reader
  /** The run, for the log. */
  id: string
}

/** A run's stream whose reader is counted, and of which nothing is left when it has gone, whichever way it went. */
export function watchedStream(
  { parts, request, server, reader, id }: Watching,
  frames: FrameSource,
  headers: Record<string, string>,
): Response {
  const source: FrameSource = {
    next: () => frames.next(),
    cancel: () => {
      request.signal.removeEventListener('abort', source.cancel)
      reader.leave()
      frames.cancel()
    },
  }
  request.signal.addEventListener('abort', source.cancel)
  if (request.signal.aborted) source.cancel()
  // Elysia's listen cuts a connection that was quiet for some time.
  server?.timeout(request, 0)
  return sseResponse(source, {
    signal: parts.ending,
    heartbeatMs: parts.settings.HEARTBEAT,
    slowReaderMs: parts.settings.SLOW_READER_TIMEOUT,
    // Seen: neither closing nor breaking off a stream frees a connection that is not read; only its time limit does.
    hangUp: () => server?.timeout(request, 1),
    headers,
    onError: (error) => parts.log.error({ run: id, err: error }, 'a stream broke'),
  })
}
