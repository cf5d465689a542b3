import type { Clock } from './live-run.ts'
import { TooManyRuns } from './refusal.ts'

export interface AdmissionLimits {
  /** Runs that are written at once. */
  runs: number
  runsPerClient: number
  /** Runs that wait for their turn. */
  queued: number
  queuedPerClient: number
}

/** A place changes with each run that ends; a reader does not read faster than this. Milliseconds. */
const TELL_MS = 1000

/** A run's right to ask the model: it has its turn, or waits for it. */
export class Seat {
  /** 0: it has its turn; 1: it is the next. As last told, so that places do not change all the time. */
  place = 0
  private wake = () => {}

  constructor(
    readonly client: string,
    private readonly left: (seat: Seat) => void,
  ) {}

  /** Resolves when its place is another than `told`. Rejects with the signal's reason. */
  async moved(told: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.place !== told) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort)
    this.wake = resolve
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  move(place: number): void {
    if (this.place === place) return
    this.place = place
    this.wake()
  }

  /** Gives it up for the next one, whether it had its turn or not. */
  leave(): void {
    this.left(this)
  }
}

/** Gives the seat up when it comes to nothing. */
export async function orLeave<T>(seat: Seat | undefined, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    seat?.leave()
    throw error
  }
}

/**
 * Who may ask the model now. Those who have to wait get their turns round robin over the clients, and first come first
 * served within one: whoever starts a hundred runs does not keep another waiting for more than one of them.
 */
export class Admission {
  private readonly seated = new Map<string, Set<Seat>>()
  private seatedCount = 0
  /** In the order in which the clients have their turns; a client that had one goes to the end. */
  private readonly waiting = new Map<string, Seat[]>()
  private waitingCount = 0
  private toldAt = Number.NEGATIVE_INFINITY
  private timer: Timer | undefined

  /**
   * `elsewhere`: the runs of each client that other processes still write, whose places this one may not give away; it may be
   * a second behind.
   */
  constructor(
    private readonly limits: AdmissionLimits,
    private readonly clock: Clock,
    private readonly elsewhere: () => ReadonlyMap<string, number> = () => new Map(),
  ) {}

  /** How many runs of each client have their turn. */
  get turns(): ReadonlyMap<string, number> {
    return new Map([...this.seated].map(([client, seats]) => [client, seats.size]))
  }

  /** Gives away what has become free elsewhere. To be called every second or so. */
  look(): void {
    if (this.waitingCount === 0) return
    this.fill()
    this.tell()
  }

  get queued(): number {
    return this.waitingCount
  }

  /**
   * A seat for a run of that client. Throws TooManyRuns where too many wait already; `again`: not for a run that was
   * let in before, which would be lost otherwise.
   */
  enter(client: string, again = false): Seat {
    const seat = new Seat(client, (left) => this.leave(left))
    if (this.hasRoom(client)) {
      this.sit(seat)
      return seat
    }
    const own = this.waiting.get(client) ?? []
    const full = this.waitingCount >= this.limits.queued || own.length >= this.limits.queuedPerClient
    if (full && !again) throw new TooManyRuns()
    own.push(seat)
    this.waiting.set(client, own)
    this.waitingCount += 1
    // Nobody waits for it yet, so that it need not be told.
    seat.place = this.line().indexOf(seat) + 1
    this.tell()
    return seat
  }

  private hasRoom(client: string): boolean {
    const elsewhere = this.elsewhere()
    let all = this.seatedCount
    for (const count of elsewhere.values()) all += count
    const own = (this.seated.get(client)?.size ?? 0) + (elsewhere.get(client) ?? 0)
    return all < this.limits.runs && own < this.limits.runsPerClient
  }

  private sit(seat: Seat): void {
    const own = this.seated.get(seat.client) ?? new Set()
    this.seated.set(seat.client, own.add(seat))
    this.seatedCount += 1
    seat.move(0)
  }

  private leave(seat: Seat): void {
    const seated = this.seated.get(seat.client)
    const waiting = this.waiting.get(seat.client)
    if (seated?.delete(seat)) {
      this.seatedCount -= 1
      if (seated.size === 0) this.seated.delete(seat.client)
    } else if (waiting?.includes(seat)) {
      this.waitingCount -= 1
      waiting.splice(waiting.indexOf(seat), 1)
      if (waiting.length === 0) this.waiting.delete(seat.client)
    } else return
    this.fill()
    this.tell()
  }

  private fill(): void {
    for (let seat = this.takeNext(); seat; seat = this.takeNext()) this.sit(seat)
  }

  private takeNext(): Seat | undefined {
    for (const [client, own] of this.waiting) {
      if (!this.hasRoom(client)) continue
      const seat = own.shift()
      this.waiting.delete(client)
      if (own.length > 0) this.waiting.set(client, own)
      this.waitingCount -= 1
      return seat
    }
    return undefined
  }

  /** All that wait, in the order of their turns, as far as that can be foreseen. */
  private line(): Seat[] {
    const line: Seat[] = []
    const queues = [...this.waiting.values()]
    for (let round = 0; line.length < this.waitingCount; round += 1)
      for (const own of queues) line.push(...own.slice(round, round + 1))
    return line
  }

  /** Tells the places now where nothing was told a moment ago, else when that moment is over. */
  private tell(): void {
    const moved = this.line().some((seat, at) => seat.place !== at + 1)
    const wait = this.toldAt + TELL_MS - this.clock()
    if (!moved) this.cancelTelling()
    else if (wait <= 0) this.tellNow()
    else this.timer ??= setTimeout(() => this.tellNow(), wait).unref()
  }

  private tellNow(): void {
    this.cancelTelling()
    this.toldAt = this.clock()
    for (const [at, seat] of this.line().entries()) seat.move(at + 1)
  }

  private cancelTelling(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }
}
