import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import type { Clock } from './live-run.ts'

/**
 * An owner that has not renewed its lease for so long is dead to the others. Milliseconds. It may be wrong about a
 * process that froze: that costs a question to the model, never a journal (see LogWriter).
 */
const LEASE_MS = 4000
const RENEW_MS = 1000

/**
 * The processes that share one data directory. Each renews a file of its own; nobody waits for a lock, and no clocks
 * are compared: others are judged by whether their file changed while this process watched.
 */
export class Owners {
  private readonly seen = new Map<string, { mark: string; at: number; gone: boolean }>()
  private observedAt = Number.NEGATIVE_INFINITY
  private timer: Timer | undefined

  constructor(
    private readonly folder: string,
    /** This process; never used before. */
    readonly id: string,
    private readonly clock: Clock,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /** Takes the lease and keeps it; `beat` is called after each renewal. Throws where the folder cannot be written. */
  start(beat: () => void): void {
    writeFileSync(this.path(this.id), JSON.stringify(whereabouts()), { mode: 0o600 })
    this.observe()
    this.timer = setInterval(() => {
      this.renew()
      this.observe()
      beat()
    }, RENEW_MS)
    this.timer.unref()
  }

  /** Whether another process still looks after its runs; this one knows itself which it writes. */
  isAlive(owner: string): boolean {
    if (owner === this.id) return false
    const seen = this.seen.get(owner)
    // Only time through which it was watched counts: this process may have been the frozen one.
    return seen !== undefined && !seen.gone && this.observedAt - seen.at < LEASE_MS
  }

  stop(): void {
    clearInterval(this.timer)
    rmSync(this.path(this.id), { force: true })
  }

  private renew(): void {
    try {
      const now = new Date()
      utimesSync(this.path(this.id), now, now)
    } catch {
      // On a vanished disk the lease runs out, and others look after the runs.
    }
  }

  /** Looks at every owner's file; what has not changed ages. */
  private observe(): void {
    const files = this.files()
    if (!files) return
    const now = this.clock()
    for (const owner of files) {
      const mark = this.mark(owner)
      const seen = this.seen.get(owner)
      if (!seen) this.seen.set(owner, { mark, at: now, gone: isGone(this.path(owner)) })
      else if (seen.mark !== mark) Object.assign(seen, { mark, at: now })
      else if (now - seen.at > 100 * LEASE_MS) rmSync(this.path(owner), { force: true })
    }
    for (const owner of this.seen.keys()) if (!files.includes(owner)) this.seen.delete(owner)
    this.observedAt = now
  }

  private files(): string[] | undefined {
    try {
      return readdirSync(this.folder).flatMap((name) => /^(.+)\.lease$/.exec(name)?.[1] ?? [])
    } catch {
      // Nothing can be said about anybody now.
      return undefined
    }
  }

  private mark(owner: string): string {
    try {
      return String(statSync(this.path(owner), { bigint: true }).mtimeNs)
    } catch {
      return 'gone'
    }
  }

  private path(owner: string): string {
    return `${this.folder}/${owner}.lease`
  }
}

interface Whereabouts {
  pid: number
  /** Kernel and process namespace: a process number means something only where both are the same. */
  machine: string
}

function whereabouts(): Whereabouts {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return { pid: process.pid, machine: `${boot} ${readlinkSync('/proc/self/ns/pid')}` }
  } catch {
    return { pid: process.pid, machine: '' }
  }
}

/** True where it is certain that the process is no more, so that a restart need not wait for the lease to run out. */
function isGone(path: string): boolean {
  try {
    const { pid, machine } = JSON.parse(readFileSync(path, 'utf8')) as Whereabouts
    const here = whereabouts()
    if (machine === '' || machine !== here.machine) return false
    if (pid === here.pid) return true
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
