import type { Timers } from './timers.ts'

/**
 * A limit on silence. A sign of life only notes the time; the one timer looks at the note when it fires and sleeps
 * for the rest, so a token costs no timer.
 */
export class Deadline {
  private timer: unknown
  private since = 0
  private limitMs = 0
  private held = false

  constructor(
    private readonly timers: Timers,
    private readonly expire: () => void,
  ) {}

  /** Starts to wait with another limit. */
  limit(milliseconds: number): void {
    this.clear()
    this.limitMs = milliseconds
    this.touch()
    this.arm(milliseconds)
  }

  touch(): void {
    this.since = this.timers.now()
  }

  /** While somebody works with what came, nobody waits for the model. */
  hold(): void {
    this.held = true
  }

  release(): void {
    this.held = false
    this.touch()
  }

  clear(): void {
    this.timers.clear(this.timer)
  }

  private arm(milliseconds: number): void {
    this.timer = this.timers.set(() => this.look(), milliseconds)
  }

  private look(): void {
    const left = this.since + this.limitMs - this.timers.now()
    if (this.held) this.arm(this.limitMs)
    else if (left > 0) this.arm(Math.ceil(left))
    else this.expire()
  }
}
