import type { Clock } from './runs/live-run.ts'

/** A proxy that has just been told of the new live colour may still send the last requests. Milliseconds. */
const LINGER_MS = 5000
/** So long there must have been nothing to do. Milliseconds. */
const IDLE_MS = 1000

export interface RetirementOptions {
  clock: Clock
  /** Runs that this process writes, those that wait for their turn among them. */
  liveRuns(): number
  /** Requests in flight, streams among them. */
  pending(): number
  /** Whether a newer process has this one's name. */
  isReplaced(): boolean
  closePort(): void
  /** Milliseconds after which what is left is left to others. */
  mostMs: number
}

/**
 * The end of a process that has been live and is no longer: its port closes when the proxy has surely noticed, what it
 * writes and what is read at it goes on to its end, and then it is over.
 */
export class Retirement {
  private readonly since: number
  private idleSince: number | undefined

  constructor(private readonly options: RetirementOptions) {
    this.since = options.clock()
  }

  /** To be called a few times a second; true when the process can end. */
  look(): boolean {
    const { clock, liveRuns, pending, isReplaced, closePort, mostMs } = this.options
    const now = clock()
    const lingered = now - this.since >= LINGER_MS
    // What asks for the newer one by this one's name must not find this one.
    if (lingered || isReplaced()) closePort()
    if (now - this.since >= mostMs) return true
    const isIdle = lingered && liveRuns() === 0 && pending() === 0
    if (!isIdle) this.idleSince = undefined
    else this.idleSince ??= now
    return this.idleSince !== undefined && now - this.idleSince >= IDLE_MS
  }
}
