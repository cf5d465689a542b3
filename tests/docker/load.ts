import { LawBroken } from '../support/reading.ts'
import { StreamReader } from '../support/stream-reader.ts'
import { documentOf, type Model } from './model.ts'
import { PageFollower } from './page-follower.ts'
import { ShortRequests } from './short-requests.ts'
import { Failed, Visitor } from './wire.ts'

export interface LoadOptions {
  /** What nginx is reached at. */
  address: string
  key: string
  /** `name=value` of a session. */
  cookie: string
  model: Model
  /** Streams at once: half of them are answers to who asked, the rest API clients and pages that read along. */
  streams: number
}

/** A document that is being written. */
interface Writing {
  name: string
  id: string
  last: number
}

/**
 * People at work: documents asked for one after the other, each read by who asked, by API clients and by pages that come in the
 * middle; and short requests of every kind beside them. It counts what a deploy may not do; nobody comes back to a stream that was cut.
 */
export class Load {
  live = 0
  streams = 0
  documents = 0
  events = 0
  readonly shorts: ShortRequests
  /** A sentence a stream that closed before its end. */
  readonly cut: string[] = []
  /** Events that came twice, or not at all, or a text that is not the document. */
  readonly wrong: string[] = []
  /** Streams and starts that were not let in. */
  readonly refused: string[] = []
  /** Model's answers paid for twice. */
  readonly paidTwice: string[] = []
  private readonly writing: Writing[] = []
  private working: Promise<unknown> = Promise.resolve()
  private isOver = false
  private count = 0
  private readonly prefix = Math.random().toString(36).slice(2, 7)
  private readonly api: Visitor

  constructor(private readonly options: LoadOptions) {
    const { address, key, cookie } = options
    this.api = new Visitor(address, { 'x-streaming-proxy-key': key })
    this.shorts = new ShortRequests({ address, key, cookie })
  }

  start(): void {
    const { streams } = this.options
    const writers = Math.ceil(streams / 2)
    const readers = streams - writers
    const people = Array.from({ length: writers }, (_, at) => this.repeat(() => this.write(), at * 300))
    for (let at = 0; at < readers; at += 1)
      people.push(this.repeat(() => (at % 2 === 0 ? this.readAlong() : this.watchPage()), at * 300))
    this.working = Promise.all([...people, this.shorts.start()])
  }

  /** Resolves when as many streams live as were asked for; throws where that does not come to be. */
  async full(): Promise<void> {
    const until = performance.now() + 60_000
    // A reader between two documents is away for a moment.
    while (this.live < this.options.streams * 0.9) {
      if (performance.now() > until) throw new Error(`only ${this.live} streams live: ${this.complaint()}`)
      await Bun.sleep(50)
    }
  }

  /** Asks for nothing more, and waits for the streams that are open. */
  async end(): Promise<void> {
    this.isOver = true
    this.shorts.stop()
    await this.working
  }

  get faults(): { cut: number; 'lost or doubled': number; refused: number; 'paid twice': number } {
    const { cut, wrong, refused, paidTwice, shorts } = this
    return {
      cut: cut.length,
      'lost or doubled': wrong.length,
      refused: refused.length + shorts.refused.length,
      'paid twice': paidTwice.length,
    }
  }

  /** The first things that went wrong, for who reads a failed test. */
  complaint(): string {
    const all = [...this.cut, ...this.wrong, ...this.refused, ...this.shorts.refused, ...this.paidTwice]
    return all.slice(0, 12).join('\n')
  }

  private async repeat(act: () => Promise<void>, delay: number): Promise<void> {
    await Bun.sleep(delay)
    while (!this.isOver) {
      try {
        await act()
      } catch (error) {
        this.note(this.refused, error instanceof Error ? error.message : String(error))
        await Bun.sleep(200)
      }
    }
  }

  private note(list: string[], what: string): void {
    list.push(`${new Date().toISOString().slice(11, 23)} ${what}`)
  }

  private async write(): Promise<void> {
    this.count += 1
    const name = `load-${this.prefix}-${this.count}`
    const body = JSON.stringify({
      projectName: name,
      requirements: `Write ${name}.`,
      languages: ['TypeScript'],
    })
    const answer = await this.api.fetch('/api/design/stream', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'idempotency-key': name },
    })
    const id = /^\/api\/runs\/(\w+)$/.exec(answer.headers.get('location') ?? '')?.[1]
    if (!answer.ok || !id) throw new Error(`the start of ${name} was answered with ${answer.status}`)
    const writing: Writing = { name, id, last: 0 }
    this.writing.push(writing)
    const reader = this.reader(id, true)
    try {
      await this.follow(reader, name, answer)
    } finally {
      this.writing.splice(this.writing.indexOf(writing), 1)
    }
    this.documents += 1
    this.events += reader.events.length
    await this.compare(reader, name)
    this.shorts.remember({ key: name, body, id })
    const continued = reader.events.filter(({ data }) => data.kind === 'continued').length
    if ((this.options.model.asked.get(name) ?? 0) > 1)
      this.note(this.paidTwice, `${name}, ${continued} times continued`)
  }

  /** Asks for its stream once: to come back is what no deploy may make necessary. */
  private reader(id: string, hasAnswer = false): StreamReader {
    let isAsking = !hasAnswer
    const reader: StreamReader = new StreamReader((path, init) => {
      if (isAsking) {
        isAsking = false
        return this.api.fetch(path, init)
      }
      reader.leave()
      return Promise.reject(new Error('it does not come back'))
    })
    reader.id = id
    return reader
  }

  /** A stream to its end, which is its first close. */
  private async follow(reader: StreamReader, name: string, answer?: Response): Promise<void> {
    this.live += 1
    this.streams += 1
    const from = performance.now()
    try {
      const close = await reader.follow(answer)
      if (reader.trail.includes('lost'))
        this.note(this.cut, `${name} ${reader.id}: ${reader.trail.join(', ')}, after ${at(from)} s`)
      if (close === 'interrupted')
        this.note(this.cut, `${name} ${reader.id} stands still: ${reader.trail.join(', ')}`)
    } finally {
      this.live -= 1
    }
  }

  private async readAlong(): Promise<void> {
    const writing = await this.anyWriting()
    if (!writing) return
    const reader = this.reader(writing.id)
    await this.follow(reader, writing.name)
    this.events += reader.events.length
    await this.compare(reader, writing.name)
  }

  private async compare(reader: StreamReader, name: string): Promise<void> {
    const whole = documentOf(name, this.options.model.pace.tokens).join('')
    try {
      reader.checkWhole(whole)
      if (reader.end !== 'done') throw new LawBroken(`it ended with ${reader.end}`)
    } catch (error) {
      this.note(this.wrong, `${name} ${reader.id}: ${String(error)}; it saw ${reader.trail.join(', ')}`)
    }
    const answer = await this.api.fetch(`/api/runs/${reader.id}`)
    const { text } = (await answer.json()) as { text?: string }
    if (text !== whole) this.note(this.wrong, `${name} ${reader.id}: its run is kept with another text`)
  }

  private async watchPage(): Promise<void> {
    const writing = await this.anyWriting()
    if (!writing) return
    const follower = new PageFollower(this.options.address, this.options.cookie, writing.id)
    await follower.open()
    this.live += 1
    this.streams += 1
    const from = performance.now()
    try {
      await follower.read()
    } catch (error) {
      if (!(error instanceof Failed)) throw error
    } finally {
      this.live -= 1
    }
    if (!follower.hasEnded) this.note(this.cut, `page of ${writing.name} ${writing.id} after ${at(from)} s`)
    else {
      const difference = await follower.difference()
      if (difference) this.note(this.wrong, `page of ${writing.name} ${writing.id}: ${difference}`)
    }
  }

  private async anyWriting(): Promise<Writing | undefined> {
    if (this.writing.length === 0) await Bun.sleep(200)
    return this.writing[Math.floor(Math.random() * this.writing.length)]
  }
}

const at = (from: number): string => ((performance.now() - from) / 1000).toFixed(1)
