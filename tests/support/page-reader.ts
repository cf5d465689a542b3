import { createParser } from 'eventsource-parser'

const PARTIAL = /<hx-partial hx-target="#([\w-]+)" hx-swap="(\w+)">([\s\S]*?)<\/hx-partial>/g

/** A run's page as htmx would keep it: takes the page, then the frames of its stream. */
export class PageReader {
  readonly parts: Record<string, string> = {}
  /** The id of the last frame, as htmx sends it when it comes back. */
  lastEventId = ''
  frames = 0
  ended = false
  /** Address of the stream, where the page asks for one. */
  readonly feed: string | undefined

  constructor(page: string) {
    for (const id of ['written', 'tail']) {
      const from = page.indexOf(`<div id="${id}">`) + `<div id="${id}">`.length
      const to = page.indexOf(id === 'written' ? '</div><div id="tail">' : '</div></article>', from)
      this.parts[id] = page.slice(from, to)
    }
    for (const id of ['sentence', 'figures', 'actions', 'afterword'])
      this.parts[id] = new RegExp(`id="${id}"[^>]*>([\\s\\S]*?)</(?:p|section|aside)>`).exec(page)?.[1] ?? ''
    this.feed = /hx-sse:connect="([^"]+)"/.exec(page)?.[1]
  }

  get document(): string {
    return `${this.parts.written}${this.parts.tail}`
  }

  /** Reads a stream until its end, or until `enough` says so after a frame (then the connection is let go). */
  async read(response: Response, enough: () => boolean = () => false): Promise<void> {
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        if (id !== undefined) this.lastEventId = id
        if (event === 'end') this.ended = true
        else if (event === undefined) this.take(data)
      },
    })
    const reader = response.body?.getReader()
    const decoder = new TextDecoder()
    while (reader && !enough()) {
      const { done, value } = await reader.read()
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
    }
    await reader?.cancel()
  }

  private take(html: string): void {
    this.frames += 1
    for (const [, target = '', swap, content = ''] of html.matchAll(PARTIAL))
      this.parts[target] = swap === 'beforeend' ? (this.parts[target] ?? '') + content : content
  }
}
