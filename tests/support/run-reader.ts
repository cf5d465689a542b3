import type { Journal, JournalEvent } from '../../src/runs/journal.ts'
import { isEnd, type Notice, type Pause } from '../../src/runs/run.ts'
import { Viewer } from '../../src/runs/viewer.ts'
import { checkReading } from './reading.ts'

/** A client that reads a run as the contract says, and comes back with its last number whenever it likes. */
export class RunReader {
  readonly events: JournalEvent[] = []
  text = ''
  pause: Pause | undefined
  resets = 0
  /** Told of the newest event of all that came together, when it comes. */
  onNewest: ((event: JournalEvent) => void) | undefined
  private viewer: Viewer | undefined
  private reading: Promise<void> = Promise.resolve()

  constructor(
    readonly id: string,
    /** Reads on from here: what came before it has seen elsewhere. */
    readonly from = 0,
  ) {}

  get last(): number {
    return this.events.at(-1)?.n ?? this.from
  }

  get types(): string[] {
    return this.events.map(({ type }) => type)
  }

  get end(): JournalEvent | undefined {
    return this.events.find(({ type }) => isEnd(type))
  }

  /** Comes, or comes back; reads until it leaves, or until the viewing is over. */
  join(journal: Journal): this {
    this.leave()
    const viewer = new Viewer(journal, this.id, this.last)
    this.viewer = viewer
    this.pause = undefined
    this.reading = this.read(viewer)
    return this
  }

  leave(): void {
    this.viewer?.close()
    this.viewer = undefined
  }

  /** Resolves when the viewing is over. */
  async over(): Promise<this> {
    await this.reading
    return this
  }

  /** Throws where what it has read breaks a law. `whole`: the document of a reader that was there from the start. */
  check(whole?: string): void {
    checkReading(this, whole)
  }

  private async read(viewer: Viewer): Promise<void> {
    for (let sight = await viewer.next(); sight && this.viewer === viewer; sight = await viewer.next()) {
      if (sight.kind === 'interrupted') this.pause = sight.pause
      else if (sight.kind === 'events') {
        for (const event of sight.events) this.take(event)
        const newest = sight.events.at(-1)
        if (newest) this.onNewest?.(newest)
      } else {
        this.resets += 1
        this.events.length = 0
        this.text = ''
      }
    }
  }

  private take(event: JournalEvent): void {
    this.events.push(event)
    const data = JSON.parse(event.json) as { content?: string } & Partial<Notice>
    if (event.type === 'token') this.text += data.content ?? ''
    else if (data.kind === 'continued') this.text = this.text.slice(0, data.keep)
  }
}

/** Data of the first event of that type. */
export const dataOf = <T>(reader: RunReader, type: string): T =>
  JSON.parse(reader.events.find((event) => event.type === type)?.json ?? '{}') as T

/** The notices by which the run was continued. */
export const continuedOf = (reader: RunReader): Notice[] =>
  reader.events
    .filter((event) => event.type === 'notice')
    .map((event) => JSON.parse(event.json) as Notice)
    .filter(({ kind }) => kind === 'continued')
