import { createParser, type ParseError } from 'eventsource-parser'

/** One event, or one line of an answer, is never longer than this, in UTF-16 code units. */
const LONGEST = 16 * 1024 * 1024

export interface EventListener {
  event(data: string, name: string | undefined): void
  /** A line that is none of the format, or one too long; what it held is lost. */
  lost(line: string): void
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
    this.parser = createParser({
      onEvent: ({ data, event }) => listener.event(data, event),
      onError: (error: ParseError) => {
        if (error.type === 'unknown-field') listener.lost(error.line ?? '')
        else if (error.type === 'max-buffer-size-exceeded') this.overflow()
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
    this.listener.lost('data:')
  }
}
