/** The time, passed in so that tests can hold it still. */
export interface Timers {
  /** Monotonic milliseconds. */
  now(): number
  /** Wall clock, milliseconds since 1970. */
  wall(): number
  set(run: () => void, milliseconds: number): unknown
  clear(timer: unknown): void
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  wall: () => Date.now(),
  set: (run, milliseconds) => setTimeout(run, milliseconds),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
}

/** Rejects with the signal's reason as soon as it is aborted; the timer never outlives the wait. */
export function pause(milliseconds: number, signal: AbortSignal, timers: Timers): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const leave = () => {
      timers.clear(timer)
      reject(signal.reason)
    }
    const timer = timers.set(() => {
      signal.removeEventListener('abort', leave)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', leave, { once: true })
  })
}
