import { readdirSync, readFileSync } from 'node:fs'
import { LogJournal } from '../../src/runs/log-journal.ts'

/** What a server process holds, counted from inside: loaded before it, by `--preload`. */
export interface Holdings {
  rssBytes: number
  heapBytes: number
  timers: number
  /** On targets that are still there; those of an aborted signal are none. */
  listeners: number
  /** Watches of journals that nobody has called off. */
  watches: number
  files: number
}

const timers = new Set<unknown>()

/** A timer counts until it fires for the last time or is cleared. */
function countTimers(): void {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis
  const once = (run: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run(...args)
    }, milliseconds)
    timers.add(timer)
    return timer
  }
  const again = (run: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]) => {
    const timer = setInterval(run, milliseconds, ...args)
    timers.add(timer)
    return timer
  }
  const forget = (clear: (timer?: Timer) => void) => (timer?: Timer) => {
    timers.delete(timer)
    clear(timer)
  }
  Object.assign(globalThis, {
    setTimeout: once,
    setInterval: again,
    clearTimeout: forget(clearTimeout),
    clearInterval: forget(clearInterval),
  })
}

interface Heard {
  target: WeakRef<EventTarget>
  listeners: WeakSet<object>
  count: number
}

const heard = new Set<Heard>()

function countListeners(): void {
  const known = new WeakMap<EventTarget, Heard>()
  const { addEventListener, removeEventListener } = EventTarget.prototype
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    let entry = known.get(this)
    if (!entry) {
      entry = { target: new WeakRef(this), listeners: new WeakSet(), count: 0 }
      known.set(this, entry)
      heard.add(entry)
    }
    if (listener && !entry.listeners.has(listener)) {
      entry.listeners.add(listener)
      entry.count += 1
    }
    addEventListener.call(this, type, listener, options)
  }
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const entry = known.get(this)
    if (entry && listener && entry.listeners.delete(listener)) entry.count -= 1
    removeEventListener.call(this, type, listener, options)
  }
}

function listenersNow(): number {
  let count = 0
  for (const entry of heard) {
    const target = entry.target.deref()
    if (!target || (target instanceof AbortSignal && target.aborted)) heard.delete(entry)
    else count += entry.count
  }
  return count
}

let watches = 0

function countWatches(): void {
  const { watch } = LogJournal.prototype
  LogJournal.prototype.watch = function (id, wake) {
    const unwatch = watch.call(this, id, wake)
    let there = true
    watches += 1
    return () => {
      if (there) watches -= 1
      there = false
      unwatch()
    }
  }
}

function holdings(): Holdings {
  Bun.gc(true)
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return {
    rssBytes: Number(rss) * 1024,
    heapBytes: process.memoryUsage().heapUsed,
    timers: timers.size,
    listeners: listenersNow(),
    watches,
    files: readdirSync('/proc/self/fd').length,
  }
}

const socket = process.env.FAULTS_PROBE
if (socket) {
  countTimers()
  countListeners()
  countWatches()
  Bun.serve({ unix: socket, fetch: () => Response.json(holdings()) })
}
