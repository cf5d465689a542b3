import { createParser } from 'eventsource-parser'

/** A delay as a reader at a socket sees it. */
export interface SocketDelay {
  /** Milliseconds since 1970. */
  at: number
  ms: number
  /** Whether the process that served it wrote the run itself. */
  own: boolean
}

/** Readers of one process over HTTP, each on one run of anybody after the other, until `over` is aborted. */
export function startReaders(port: number, owner: string, count: number, over: AbortSignal): SocketDelay[] {
  const delays: SocketDelay[] = []
  for (let place = 0; place < count; place += 1) void readOn(port, owner, place, over, delays)
  return delays
}

async function readOn(
  port: number,
  owner: string,
  place: number,
  over: AbortSignal,
  delays: SocketDelay[],
): Promise<void> {
  while (!over.aborted) {
    try {
      // The server ends it after a while, or with the run.
      const answer = await fetch(`http://127.0.0.1:${port}/?place=${place}`, { signal: over })
      const parser = createParser({
        onEvent({ event, data }) {
          if (event !== 'token') return
          const at = performance.timeOrigin + performance.now()
          const told = JSON.parse(data) as { at: number; content: string }
          delays.push({ at, ms: at - told.at, own: told.content.startsWith(owner) })
        },
      })
      const decoder = new TextDecoder()
      for await (const bytes of answer.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }))
    } catch {
      // The process was killed: its readers have nobody to go back to.
      return
    }
  }
}
