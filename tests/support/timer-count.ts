import { spyOn } from 'bun:test'

/** Counts timers that are set and have neither fired nor been cleared, from its making to `restore`. */
export function countTimers() {
  const active = new Set<unknown>()
  const {
    setTimeout: later,
    setInterval: again,
    clearTimeout: stopLater,
    clearInterval: stopAgain,
  } = globalThis
  const set = spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms?: number) => {
    const timer = later(() => {
      active.delete(timer)
      run()
    }, ms)
    active.add(timer)
    return timer
  }) as typeof setTimeout)
  const repeat = spyOn(globalThis, 'setInterval').mockImplementation(((run: () => void, ms?: number) => {
    const timer = again(run, ms)
    active.add(timer)
    return timer
  }) as typeof setInterval)
  const clear = (stop: (timer: Timer | undefined) => void) => (timer: unknown) => {
    active.delete(timer)
    stop(timer as Timer | undefined)
  }
  const clearLater = spyOn(globalThis, 'clearTimeout').mockImplementation(
    clear(stopLater) as typeof clearTimeout,
  )
  const clearAgain = spyOn(globalThis, 'clearInterval').mockImplementation(
    clear(stopAgain) as typeof clearInterval,
  )
  return {
    get active() {
      return active.size
    },
    restore() {
      for (const spy of [set, repeat, clearLater, clearAgain]) spy.mockRestore()
    },
  }
}
