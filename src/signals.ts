/** SIGTERM and SIGINT: the first asks the process to end in peace, the second at once. */
export class Signals {
  /** Resolves at the first signal. */
  readonly first: Promise<void>
  private readonly second = new AbortController()
  private readonly listener: () => void

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.first = promise
    let seen = 0
    this.listener = () => {
      seen += 1
      if (seen === 1) resolve()
      else this.second.abort()
    }
    process.on('SIGTERM', this.listener)
    process.on('SIGINT', this.listener)
  }

  /** Aborted at the second signal. */
  get hurry(): AbortSignal {
    return this.second.signal
  }

  /** Resolves after so many milliseconds, or at the second signal. */
  async wait(milliseconds: number): Promise<void> {
    if (this.hurry.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, milliseconds)
    this.hurry.addEventListener('abort', () => resolve(), { once: true })
    await promise
    clearTimeout(timer)
  }

  stop(): void {
    process.off('SIGTERM', this.listener)
    process.off('SIGINT', this.listener)
  }
}
