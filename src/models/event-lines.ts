import { createParser, type ParseError } from 'eventsource-parser'

/** One event, or one line of an answer, is never longer than this, in UTF-16 code units. */
const LONGEST = 16 * 1024 * 1024
/** Not `^` with the m flag: that takes U+2028 for a line end. */
const NAMES = /(?:^|[\r\n])event:[^\r\n]*/g

export interface EventListener {
  event(data: string, name: string): void
  /** What a line held that is no data: a comment, an id, a name, a time to wait. */
  skipped(line: string): void
  /** A line that is no field of an event stream. */
  foreign(line: string): void
  /** More came without an end than can be kept. */
  overflow(): void
}

/**
 * Text of an event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html), cut anywhere, into events. The parser
 * gets whole lines alone: of a cut line that it does not know it would not tell.
 */
export class EventLines {
  private open: string[] = []
  private openLength = 0
  private readonly parser

  constructor(private readonly listener: EventListener) {
    // What is no data is looked at too: a line end that went missing puts the next event into it.
    this.parser = createParser({
      onEvent: ({ data, event = '' }) => listener.event(data, event),
      onComment: (comment) => listener.skipped(comment),
      onId: (id) => listener.skipped(id),
      onError: (error: ParseError) => {
        const line = error.line ?? ''
        if (error.type === 'max-buffer-size-exceeded') this.overflow()
        // A `retry` that is none is a field all the same; blanks alone are somebody's keep-alive.
        else if (error.type === 'invalid-retry' || line.trim() === '') listener.skipped(line)
        else listener.foreign(line)
      },
      maxBufferSize: LONGEST,
    })
  }

  push(text: string): void {
    const lines = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1
    if (lines > 0) {
      this.open.push(lines === text.length ? text : text.slice(0, lines))
      const whole = this.open.length === 1 ? (this.open[0] ?? '') : this.open.join('')
      this.open = []
      this.openLength = 0
      // A name without data makes no event, so the parser does not tell of it.
      if (whole.includes('event:')) for (const [line] of whole.matchAll(NAMES)) this.listener.skipped(line)
      this.parser.feed(whole)
    }
    if (lines < text.length) {
      this.open.push(text.slice(lines))
      this.openLength += text.length - lines
      if (this.openLength > LONGEST) this.overflow()
    }
  }

  /** Some servers leave the last blank line out. An event that is not whole shows itself by its JSON. */
  end(): void {
    this.push('\n\n')
  }

  private overflow(): void {
    this.open = []
    this.openLength = 0
    this.parser.reset()
    this.listener.overflow()
  }
}
