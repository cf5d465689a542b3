export type EndSignal = 'SIGTERM' | 'SIGINT'

/** SIGTERM and SIGINT: the first asks the process to end in peace, the second at once. */
export class Signals {
  /** Resolves at the first signal, to its name: SIGTERM comes from a supervisor, SIGINT from a person at a terminal. */
  readonly first: Promise<EndSignal>
  private readonly second = new AbortController()
  private readonly listener: (signal: EndSignal) => void

  constructor() {
    const { promise, resolve } = Promise.withResolvers<EndSignal>()
    this.first = promise
    let seen = 0
    this.listener = (signal) => {
      seen += 1
      if (seen === 1) resolve(signal)
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
