import { COMMENT, encodeRetry } from './encode.ts'

/** Where a stream's text comes from: what is there now, as soon as there is any; nothing at the end. */
export interface FrameSource {
  next(): Promise<string | undefined>
  /** The reader is gone, or the stream was ended: a waiting `next` rejects or resolves to nothing. */
  cancel(): void
}

export interface SseOptions {
  /** Ends the stream properly: between two frames, so that the reader comes back with its last number. */
  signal: AbortSignal
  /** Milliseconds of silence after which a comment is sent. */
  heartbeatMs?: number
  /** Milliseconds a reader waits before it comes back. */
  retryMs?: number
  headers?: Record<string, string>
  /** Milliseconds after which a reader that takes nothing of what is there for it is let go. */
  slowReaderMs?: number
  /** Closes the connection of a reader that is let go: what it has not taken would hold it open for ever. */
  hangUp?(): void
  /** Told why the source broke; its reader sees a stream that closes without an end. */
  onError?(error: unknown): void
}

export const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/**
 * How much is encoded at once, in UTF-16 code units: a reader that takes nothing holds so much of its own, and a place in
 * text that others share.
 */
const PIECE = 32 * 1024

/** The start of a text, at most a piece, that ends in a whole character. */
function pieceOf(text: string): string {
  if (text.length <= PIECE) return text
  const last = text.charCodeAt(PIECE - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? PIECE - 1 : PIECE)
}

/** A response whose frames are pulled as fast as the reader takes them: a slow one holds a place, never text. */
export function sseResponse(source: FrameSource, options: SseOptions): Response {
  const { signal, heartbeatMs = 10_000, retryMs = 1000, slowReaderMs = 60_000 } = options
  const encoder = new TextEncoder()
  let lastSent = performance.now()
  let timer: Timer | undefined
  let ended = false
  /** What is not sent yet of what was asked for last. */
  let rest = ''
  const end = () => {
    if (ended) return
    ended = true
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    source.cancel()
  }
  const next = async () => {
    try {
      return ended || signal.aborted ? undefined : await source.next()
    } catch (error) {
      // After the end it is only the waiting that was called off.
      if (!ended) options.onError?.(error)
      return undefined
    }
  }
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      signal.addEventListener('abort', end)
      // At once, so that the headers leave however long the source is silent.
      controller.enqueue(encoder.encode(encodeRetry(retryMs)))
      // One timer a stream, set again only when it fires: a token costs no timer.
      const beat = () => {
        const silence = performance.now() - lastSent
        // What was sent last is not taken yet. Such a reader is sent nothing more.
        const isStuck = (controller.desiredSize ?? 0) <= 0
        if (isStuck && silence >= slowReaderMs) {
          end()
          controller.close()
          options.hangUp?.()
          return
        }
        if (!isStuck && rest === '' && silence >= heartbeatMs) {
          lastSent = performance.now()
          controller.enqueue(encoder.encode(COMMENT))
        }
        const wait = silence >= heartbeatMs ? heartbeatMs : heartbeatMs - silence
        timer = setTimeout(beat, Math.min(wait, slowReaderMs))
      }
      timer = setTimeout(beat, Math.min(heartbeatMs, slowReaderMs))
    },
    async pull(controller) {
      const text = rest === '' ? await next() : rest
      if (text !== undefined && (!ended || rest !== '')) {
        const piece = pieceOf(text)
        rest = text.slice(piece.length)
        lastSent = performance.now()
        controller.enqueue(encoder.encode(piece))
        return
      }
      const gone = ended && !signal.aborted
      end()
      if (!gone) controller.close()
    },
    cancel: end,
  })
  return new Response(body, { headers: { ...SSE_HEADERS, ...options.headers } })
}
