import { readEvents } from '../../support/events.ts'
import { KEY } from '../stack.ts'
import type { TlsSite } from './site.ts'
import { type Answer, Http2 } from './visitor.ts'

/** Streams at once over TLS: half of them HTTP/1.1 connections, the rest in two HTTP/2 connections. */
export class Crowd {
  readonly names: string[]
  private readonly readers: Reader[]
  private readonly connections: Http2[]

  constructor(
    private readonly site: TlsSite,
    count: number,
  ) {
    this.names = Array.from({ length: count }, (_, at) => `load-tls-${at}`)
    this.connections = [new Http2(site.where, site.name), new Http2(site.where, site.name)]
    this.readers = this.names.map((name, at) => {
      const http2 = this.connections[at % 4]
      return new Reader((onText) =>
        http2
          ? http2.ask('/api/design/stream', order(name), onText)
          : site.ask('/api/design/stream', order(name), site.name, onText),
      )
    })
  }

  get live(): number {
    return this.readers.filter(({ isLive }) => isLive).length
  }

  /** Resolves when each of them has had its first words. */
  async started(): Promise<void> {
    await Promise.all(this.readers.map((reader) => reader.hears(/^event: token$/m)))
  }

  /** Resolves when each of them has had words from now on. */
  async hearMore(): Promise<void> {
    await Promise.all(this.readers.map((reader) => reader.hearsMore()))
  }

  /** Ends the runs; returns what each has read. Throws where a stream was cut, has a gap or no good end. */
  async stop(): Promise<string[]> {
    const headers = { 'x-streaming-proxy-key': KEY }
    for (const { run } of this.readers)
      await this.site.ask(`/api/runs/${run}/stop`, { method: 'POST', headers })
    const texts = await Promise.all(this.readers.map((reader) => reader.document()))
    for (const connection of this.connections) connection.close()
    return texts
  }
}

/** Who reads one stream. */
class Reader {
  isLive = true
  private text = ''
  private wanted: { what: RegExp; from: number; found: () => void } | undefined
  private readonly answer: Promise<Answer>

  constructor(ask: (onText: (piece: string) => void) => Promise<Answer>) {
    this.answer = ask((piece) => this.take(piece))
    const over = () => {
      this.isLive = false
    }
    this.answer.then(over, over)
  }

  get run(): string {
    return /"id":"([^"]+)"/.exec(this.text)?.[1] ?? ''
  }

  hears(what: RegExp, from = 0): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.wanted = { what, from, found: resolve }
    this.take('')
    // A stream that ends before is no stream that was heard.
    const ended = this.answer.then(({ status, body }) =>
      Promise.reject(new Error(`the stream has ended: ${status} ${body.slice(-500)}`)),
    )
    return Promise.race([promise, ended])
  }

  hearsMore = (): Promise<void> => this.hears(/^event: token$/m, this.text.length)

  async document(): Promise<string> {
    const { body } = await this.answer
    const events = await readEvents(new Response(body))
    events.forEach(({ id }, at) => {
      if (id !== at + 1) throw new Error(`event ${at + 1} came as ${id}`)
    })
    if (events.at(-1)?.type !== 'stopped') throw new Error(`the last event is ${events.at(-1)?.type}`)
    return events.map(({ data }) => data.content ?? '').join('')
  }

  private take(piece: string): void {
    this.text += piece
    if (this.wanted?.what.test(this.text.slice(this.wanted.from))) {
      this.wanted.found()
      this.wanted = undefined
    }
  }
}

const order = (name: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-streaming-proxy-key': KEY },
  body: JSON.stringify({ projectName: name, requirements: `Write ${name}.`, languages: ['TypeScript'] }),
})
