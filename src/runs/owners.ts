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

/** An owner that has not renewed its lease for so long is dead to the others. Milliseconds. */
const LEASE_MS = 4000
/** The owner itself stops sooner, so that it has let go before anybody takes over. */
const HOLD_MS = 3000
const RENEW_MS = 1000

/**
 * The processes that share one data directory. Each renews a file of its own; nobody waits for a lock, and no clocks
 * are compared: others are judged by whether their file changed while this process watched.
 */
export class Owners {
  private readonly seen = new Map<string, { mark: string; at: number; gone: boolean }>()
  private renewedAt = Number.NEGATIVE_INFINITY
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
    this.renewedAt = this.clock()
    this.observe()
    this.timer = setInterval(() => {
      this.renew()
      this.observe()
      beat()
    }, RENEW_MS)
    this.timer.unref()
  }

  /** False when this process was frozen for so long that others may have taken its runs. */
  holds(): boolean {
    return this.clock() - this.renewedAt < HOLD_MS
  }

  isAlive(owner: string): boolean {
    if (owner === this.id) return this.holds()
    const seen = this.seen.get(owner)
    return seen !== undefined && !seen.gone && this.clock() - seen.at < LEASE_MS
  }

  stop(): void {
    clearInterval(this.timer)
    rmSync(this.path(this.id), { force: true })
  }

  private renew(): void {
    try {
      const now = new Date()
      utimesSync(this.path(this.id), now, now)
      this.renewedAt = this.clock()
    } catch {
      // On a full or vanished disk the lease runs out, and with it the right to write.
    }
  }

  /** Looks at every owner's file; what has not changed ages. */
  private observe(): void {
    const files = readdirSync(this.folder)
    for (const name of files) {
      const owner = name.replace(/\.lease$/, '')
      const mark = this.mark(owner)
      const seen = this.seen.get(owner)
      if (!seen) this.seen.set(owner, { mark, at: this.clock(), gone: isGone(this.path(owner)) })
      else if (seen.mark !== mark) Object.assign(seen, { mark, at: this.clock() })
      else if (this.clock() - seen.at > 100 * LEASE_MS) rmSync(this.path(owner), { force: true })
    }
    for (const owner of this.seen.keys()) if (!files.includes(`${owner}.lease`)) this.seen.delete(owner)
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
