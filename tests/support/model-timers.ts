import type { Timers } from '../../src/models/timers.ts'

/** Time that stands still until a test moves it on. */
export class ManualTimers implements Timers {
  private time = 0
  private readonly due = new Map<number, { at: number; run: () => void }>()
  private last = 0
  /** The wall clock at the start, milliseconds since 1970. */
  constructor(private readonly start = Date.UTC(2026, 0, 1)) {}

  /** Timers that are set. */
  get waiting(): number {
    return this.due.size
  }

  /** Milliseconds until the next timer is due; Infinity without one. */
  get nextIn(): number {
    return Math.min(...[...this.due.values()].map(({ at }) => at)) - this.time
  }

  now(): number {
    return this.time
  }

  wall(): number {
    return this.start + this.time
  }

  set(run: () => void, milliseconds: number): number {
    this.last += 1
    this.due.set(this.last, { at: this.time + milliseconds, run })
    return this.last
  }

  clear(timer: unknown): void {
    this.due.delete(timer as number)
  }

  /** Moves on, and runs what falls due on the way, in order. */
  advance(milliseconds: number): void {
    const until = this.time + milliseconds
    for (;;) {
      const next = [...this.due].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0]
      if (!next) break
      const [timer, { at, run }] = next
      this.due.delete(timer)
      this.time = Math.max(this.time, at)
      run()
    }
    this.time = until
  }
}
