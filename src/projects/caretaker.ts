import { Draining, TooManyRuns } from '../runs/refusal.ts'
import { ProjectUnknown } from '../store/projects.ts'

/** What is the same for everything that is kept in the store and has to go on. */
export interface Charge {
  /** Whether it is this process's to do. */
  isInCharge(): boolean
  /** Monotonic milliseconds. */
  clock(): number
  /** Told what could not be done; it is tried again. */
  onFault(error: unknown): void
}

export interface Ward<Thing> {
  /** Those that are not over yet. */
  going(): Thing[]
  keyOf(thing: Thing): string
  /** Another one whenever there may be something to do. */
  markOf(thing: Thing): string | undefined
  /** Does what can be done now. */
  goOn(thing: Thing): Promise<void>
  /** Whether the error will pass by itself; besides those that tell of a full or ending server. */
  isPassing?(error: unknown): boolean
}

/** What waits is looked at again after so long, although nothing seems to have changed. */
const LOOK_AGAIN_MS = 15_000

/** Has things go on that are kept in the store, one after another. It remembers nothing that counts. */
export class Caretaker<Thing> {
  /** The marks at the last look. */
  private readonly quiet = new Map<string, { mark: string | undefined; at: number }>()
  private looking: Promise<void> = Promise.resolve()
  private isLooking = false
  private again = false
  private stopped = false

  constructor(
    private readonly charge: Charge,
    private readonly ward: Ward<Thing>,
  ) {}

  /** Looks at all that are going. To be called every second or so. Never rejects. */
  look(): Promise<void> {
    if (this.stopped || !this.charge.isInCharge()) return Promise.resolve()
    if (this.isLooking) {
      this.again = true
      return this.looking
    }
    this.isLooking = true
    this.looking = this.lookAtAll()
    return this.looking
  }

  /** The same, whether anything seems to have changed or not: a run has come to rest, which the list knows later. */
  wake(): Promise<void> {
    this.quiet.clear()
    return this.look()
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.stopped = true
    await this.looking
  }

  private async lookAtAll(): Promise<void> {
    const { going, keyOf } = this.ward
    do {
      this.again = false
      try {
        const things = going()
        const keys = new Set(things.map(keyOf))
        for (const key of this.quiet.keys()) if (!keys.has(key)) this.quiet.delete(key)
        for (const thing of things) if (!this.stopped) await this.lookAt(thing)
      } catch (error) {
        this.charge.onFault(error)
      }
    } while (this.again && !this.stopped)
    // In the same breath as the last look at the wish for another one, so that none is lost.
    this.isLooking = false
  }

  private async lookAt(thing: Thing): Promise<void> {
    const { clock, onFault } = this.charge
    const { keyOf, markOf, goOn, isPassing } = this.ward
    const key = keyOf(thing)
    const mark = markOf(thing)
    const last = this.quiet.get(key)
    if (last && last.mark === mark && clock() - last.at < LOOK_AGAIN_MS) return
    const rest = () => this.quiet.set(key, { mark, at: clock() })
    try {
      await goOn(thing)
      rest()
    } catch (error) {
      // Until there is room, or the next process is there.
      if (error instanceof TooManyRuns || error instanceof Draining || isPassing?.(error)) return
      if (error instanceof ProjectUnknown) return
      rest()
      onFault(error)
    }
  }
}
