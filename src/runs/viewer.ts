import { type Journal, type JournalEvent, RunUnknown } from './journal.ts'
import { isEnd, type Pause } from './run.ts'

export type Sight =
  | { kind: 'events'; events: JournalEvent[] }
  /** The run stands still; nothing follows in this viewing. */
  | { kind: 'interrupted'; pause: Pause }
  /** The reader has numbers that the journal does not hold; everything follows from 1. */
  | { kind: 'reset' }

const AT_ONCE = 256
/** About how much a reader that is behind is given at once, in UTF-16 code units: it is kept until the reader takes it. */
const CHARS_AT_ONCE = 64 * 1024

/**
 * One reading of a run from a number on: first what is there, then what comes, up to the end. It holds a number
 * and never text, so that a reader that reads nothing costs nothing.
 */
export class Viewer {
  private woken = false
  private finished = false
  private atOnce = 16
  private isBehind = false
  /** Until it is known whether the numbers that the reader brought mean the same events still. */
  private isUnsure: boolean
  private resume: (() => void) | undefined
  private readonly unwatch: () => void

  constructor(
    private readonly journal: Journal,
    private readonly id: string,
    /** Number of the last event the reader has seen; 0 for none. */
    private after: number,
  ) {
    // Who begins at the start brings no number that could mean something else.
    this.isUnsure = after > 0
    this.unwatch = journal.watch(id, () => this.wake())
  }

  /** What the reader has not seen yet, as soon as there is any; nothing when the viewing is over. */
  async next(): Promise<Sight | undefined> {
    try {
      while (!this.finished) {
        this.woken = false
        // A long replay must not keep all the others waiting.
        if (this.isBehind) await new Promise((resolve) => setImmediate(resolve))
        if (this.finished) break
        const sight = await this.look()
        if (sight) return sight
        if (!this.finished && !this.woken) await new Promise<void>((resolve) => (this.resume = resolve))
        this.resume = undefined
      }
    } catch (error) {
      this.finish()
      // Deleted while it was read: the stream closes without an end, and coming back finds nothing.
      if (!(error instanceof RunUnknown)) throw error
    }
    return undefined
  }

  /** Has a waiting `next` look once more. */
  wake(): void {
    this.woken = true
    this.resume?.()
  }

  /** Ends the viewing; a waiting `next` resolves to nothing. */
  close(): void {
    this.finish()
    this.resume?.()
  }

  private finish(): void {
    this.finished = true
    this.unwatch()
  }

  private async look(): Promise<Sight | undefined> {
    if (this.isUnsure) {
      this.isUnsure = false
      const { sure, last, ended } = await this.journal.state(this.id)
      const hasAll = ended && last === this.after
      if (sure !== undefined && this.after > sure && !hasAll) {
        this.after = 0
        return { kind: 'reset' }
      }
    }
    const events = await this.journal.read(this.id, this.after, this.atOnce)
    const newest = events.at(-1)
    if (newest) {
      this.after = newest.n
      this.measure(events)
      if (isEnd(newest.type)) this.finish()
      return { kind: 'events', events }
    }
    const state = await this.journal.state(this.id)
    if (state.last < this.after) {
      this.after = 0
      return { kind: 'reset' }
    }
    if (state.last > this.after) this.woken = true
    else if (state.ended) this.finish()
    else if (state.pause) {
      this.finish()
      return { kind: 'interrupted', pause: state.pause }
    }
    return undefined
  }

  private measure(events: JournalEvent[]): void {
    this.isBehind = events.length === this.atOnce
    const chars = events.reduce((sum, { json }) => sum + json.length, 0)
    const fitting = Math.floor((CHARS_AT_ONCE * events.length) / chars)
    this.atOnce = Math.max(1, Math.min(AT_ONCE, fitting))
  }
}
