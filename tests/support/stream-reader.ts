import { createParser } from 'eventsource-parser'
import { isEnd } from '../../src/runs/run.ts'
import type { EventData } from './events.ts'
import { checkReading, checkWholeReading } from './reading.ts'

/** How one connection of a reader came to its close. */
export type Close = 'ended' | 'interrupted' | 'lost' | 'left'

/** Milliseconds; far below what `retry:` tells, so that tests are quick. */
const RETRY_MS = 40

/**
 * An API client that reads a run's stream as the contract says: it comes back with its last number until it has the end. `ask` is
 * given a path and answers as fetch does, from whatever server stands there now.
 */
export class StreamReader {
  readonly events: { n: number; type: string; data: EventData }[] = []
  text = ''
  id = ''
  resets = 0
  /** What it saw, told shortly: `run`, `text` for any number of tokens, `lost`, `continued:model`, `done` … */
  readonly trail: string[] = []
  private leaving = new AbortController()

  constructor(
    private readonly ask: (path: string, init: RequestInit) => Promise<Response>,
    readonly from = 0,
  ) {}

  get last(): number {
    return this.events.at(-1)?.n ?? this.from
  }

  get end(): string | undefined {
    return this.events.find(({ type }) => isEnd(type))?.type
  }

  /** Lets its connection go; `follow` resolves to `left`. */
  leave(): void {
    this.leaving.abort()
  }

  /**
   * Reads on, from the answer that is there or by asking, and comes back as often as the connection is lost; resolves when the run
   * ended or stands still, or the reader left.
   */
  async follow(answer?: Response): Promise<Close> {
    this.leaving = new AbortController()
    for (let response = answer; ; response = undefined) {
      const close = await this.once(response)
      if (close === 'left') this.note('left')
      if (close !== 'lost') return close
      this.note('lost')
      await Bun.sleep(RETRY_MS)
    }
  }

  /** Throws LawBroken where what it has read breaks a law. */
  check(whole?: string): void {
    checkReading(this, whole)
  }

  /** The same of a reader that was there to the end. */
  checkWhole(whole: string): void {
    checkWholeReading(this, whole)
  }

  private async once(answer?: Response): Promise<Close> {
    const { signal } = this.leaving
    try {
      const response = answer ?? (await this.ask(`/api/runs/${this.id}/events`, this.asking(signal)))
      if (response.status === 204) return 'ended'
      if (!response.ok) {
        await response.body?.cancel()
        if (response.status >= 500) return 'lost'
        throw new Error(`the stream was refused with ${response.status}`)
      }
      return await this.read(response, signal)
    } catch (error) {
      if (signal.aborted) return 'left'
      if (error instanceof Error && /refused with/.test(error.message)) throw error
      return 'lost'
    }
  }

  private asking(signal: AbortSignal): RequestInit {
    return { signal, headers: this.last > 0 ? { 'last-event-id': String(this.last) } : {} }
  }

  private async read(response: Response, signal: AbortSignal): Promise<Close> {
    let close: Close = 'lost'
    const parser = createParser({
      onEvent: ({ id, event = 'message', data }) => {
        this.take(id === undefined ? undefined : Number(id), event, JSON.parse(data) as EventData)
        if (event === 'interrupted' || isEnd(event)) close = isEnd(event) ? 'ended' : 'interrupted'
      },
    })
    const reader = response.body?.getReader()
    const leave = () => void reader?.cancel().catch(() => {})
    signal.addEventListener('abort', leave)
    const decoder = new TextDecoder()
    try {
      for (;;) {
        const piece = await reader?.read()
        if (signal.aborted) return 'left'
        if (!piece || piece.done) return close
        parser.feed(decoder.decode(piece.value, { stream: true }))
      }
    } catch (error) {
      // What came before the connection broke counts.
      if (signal.aborted || close === 'lost') throw error
      return close
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  private take(n: number | undefined, type: string, data: EventData): void {
    if (type === 'reset') this.reset()
    else if (type === 'interrupted') this.note(`interrupted:${data.code}`)
    else if (n !== undefined) {
      this.events.push({ n, type, data })
      this.apply(type, data)
    }
  }

  private apply(type: string, data: EventData): void {
    if (type === 'run') this.id = data.run?.id ?? ''
    if (type === 'token') {
      this.text += data.content ?? ''
      this.note('text')
    } else if (data.kind === 'continued') {
      this.text = this.text.slice(0, data.keep)
      this.note(`continued:${data.cause}`)
    } else this.note(data.kind ?? (isEnd(type) && data.code ? `${type}:${data.code}` : type))
  }

  private reset(): void {
    this.resets += 1
    this.events.length = 0
    this.text = ''
    this.note('reset')
  }

  private note(what: string): void {
    if (this.trail.at(-1) !== what) this.trail.push(what)
  }
}
