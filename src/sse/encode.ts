import type { JournalEvent } from '../runs/journal.ts'

/**
 * The only maker of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). Line ends are
 * LF alone: some readers misread a CRLF that arrives cut in two.
 */
export interface Frame {
  /** A number, or numbers of several things in one line. */
  id?: number | string
  event?: string
  data: string
}

const FORBIDDEN = /\p{Cc}/u

/** Throws a RangeError for an event name or an id that could forge a line. */
export function encodeFrame({ id, event, data }: Frame): string {
  if (event !== undefined && FORBIDDEN.test(event))
    throw new RangeError('an event name holds a control character')
  if (typeof id === 'string' && FORBIDDEN.test(id)) throw new RangeError('an id holds a control character')
  const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`
  // A reader joins the lines of one event with LF, so each kind of line end in the data becomes one.
  const lines = /[\r\n]/.test(data) ? data.split(/\r\n|\r|\n/).join('\ndata: ') : data
  return `${head}data: ${lines}\n\n`
}

/** Shared by all readers of an event, so that it is made once. */
const made = new WeakMap<JournalEvent, string>()

export function encodeEvent(event: JournalEvent): string {
  let frame = made.get(event)
  if (frame === undefined) {
    frame = encodeFrame({ id: event.n, event: event.type, data: event.json })
    made.set(event, frame)
  }
  return frame
}

export const encodeRetry = (milliseconds: number): string => `retry: ${milliseconds}\n\n`

/** A line that readers skip; it keeps a quiet connection alive. */
export const COMMENT = ':\n\n'
