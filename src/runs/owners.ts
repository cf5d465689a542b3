import {
  type FSWatcher,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs'
import type { Clock } from './live-run.ts'

/**
 * An owner that has not renewed its lease for so long is dead to the others. Milliseconds. Short enough that a run goes
 * on within 5 s of its owner's last sign of life; it may be wrong about a process that froze: that costs a question to
 * the model, never a journal (see LogWriter).
 */
const LEASE_MS = 2500
/**
 * The same for one that is leaving: a deploy has just started another beside it, which takes the processor from it, and to
 * be wrong about all that it still writes would be dear.
 */
const LEAVING_LEASE_MS = 10_000
const LOOK_MS = 500
/** Between two looks no more than this passes for the others: this process may have been the frozen one. */
const MOST_BETWEEN_LOOKS = 2 * LOOK_MS
const FORGOTTEN_MS = 100 * LEASE_MS

/** What a process says of itself to the others; versions before 0.2 say nothing. */
export interface Description {
  colour?: string
  version?: string
  /** Whether new requests come to it. */
  live?: boolean
  /** When it started, in milliseconds since 1970. */
  since?: number
  /** How many runs of each client have their turn there. */
  turns?: Record<string, number>
}

export interface Lease extends Description {
  owner: string
}

interface Seen {
  mark: string
  /** Milliseconds for which it was watched without a change. */
  age: number
  gone: boolean
  says: Description
}

const isFresh = ({ age, gone, says }: Seen): boolean =>
  !gone && age < (says.live === false ? LEAVING_LEASE_MS : LEASE_MS)

/**
 * The processes that share one data directory. Each renews a file of its own; nobody waits for a lock, and no clocks
 * are compared: others are judged by whether their file changed while this process watched.
 */
export class Owners {
  private readonly seen = new Map<string, Seen>()
  private observedAt: number | undefined
  private timer: Timer | undefined
  private watcher: FSWatcher | undefined
  private description: Description = {}

  constructor(
    private readonly folder: string,
    /** This process; never used before. */
    readonly id: string,
    private readonly clock: Clock,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /**
   * Takes the lease and keeps it. `beat` is called once a second, and as soon as another process is missed or has laid
   * down its lease. Throws where the folder cannot be written.
   */
  start(beat: () => void): void {
    this.writeLease()
    this.observe()
    let looks = 0
    this.timer = setInterval(() => {
      this.renew()
      const before = this.alive
      this.observe()
      looks += 1
      if (looks % 2 === 0 || this.alive < before) beat()
    }, LOOK_MS)
    this.timer.unref()
    this.watcher = this.watchFolder(beat)
  }

  /** Whether another process still looks after its runs; this one knows itself which it writes. */
  isAlive(owner: string): boolean {
    if (owner === this.id) return false
    // One that has come since the last look has a lease all the same.
    if (!this.seen.has(owner)) this.look(owner, 0)
    const seen = this.seen.get(owner)
    return seen !== undefined && isFresh(seen)
  }

  private get alive(): number {
    return [...this.seen.values()].filter(isFresh).length
  }

  /**
   * The other processes that live, and what each says of itself; with `withinMs` also those that have been silent for
   * less than that.
   */
  others(withinMs = 0): Lease[] {
    const others: Lease[] = []
    for (const [owner, seen] of this.seen)
      if (owner !== this.id && (isFresh(seen) || (!seen.gone && seen.age < withinMs)))
        others.push({ ...seen.says, owner })
    return others
  }

  /** Says something else of this process from now on. */
  describe(description: Description): void {
    this.description = description
    // Not before it has one, and not behind one that was laid down.
    if (this.timer) this.comeBack()
  }

  /** Lays the lease down: others take over at once what this process has left. */
  stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
    this.watcher?.close()
    rmSync(this.path(this.id), { force: true })
  }

  /** Whole from the first moment: others read it at any time. */
  private writeLease(): void {
    const draft = `${this.path(this.id)}.new`
    try {
      writeFileSync(draft, JSON.stringify({ ...whereabouts(), ...this.description }), { mode: 0o600 })
      renameSync(draft, this.path(this.id))
    } finally {
      rmSync(draft, { force: true })
    }
  }

  private renew(): void {
    try {
      const now = new Date()
      utimesSync(this.path(this.id), now, now)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.comeBack()
      // Otherwise the lease runs out, and others look after the runs.
    }
  }

  /** Writes the lease anew: others have swept it up while this process slept for long, or it says something else. */
  private comeBack(): void {
    try {
      this.writeLease()
    } catch {
      // The folder has vanished, or the disk is full: what stands there goes on to hold.
    }
  }

  /** Looks at every owner's file; what has not changed ages. */
  private observe(): void {
    const files = this.files()
    if (!files) return
    const now = this.clock()
    const passed = Math.min(now - (this.observedAt ?? now), MOST_BETWEEN_LOOKS)
    for (const owner of files) this.look(owner, passed)
    for (const owner of this.seen.keys()) if (!files.includes(owner)) this.seen.delete(owner)
    this.observedAt = now
  }

  private look(owner: string, passed: number): void {
    const mark = this.mark(owner)
    if (mark === undefined) return
    const seen = this.seen.get(owner)
    if (seen?.mark === mark) {
      seen.age += passed
      seen.gone ||= isGone(this.path(owner))
      if (seen.age > FORGOTTEN_MS && owner !== this.id) rmSync(this.path(owner), { force: true })
    } else {
      const gone = seen === undefined && isGone(this.path(owner))
      this.seen.set(owner, { mark, age: 0, gone, says: readDescription(this.path(owner)) })
    }
  }

  private watchFolder(beat: () => void): FSWatcher | undefined {
    try {
      const watcher = watch(this.folder, (event) => {
        // Renewals are changes; a lease that comes or goes is a rename.
        if (event !== 'rename') return
        const before = this.seen.size
        const files = this.files()?.length ?? before
        if (files >= before) return
        this.observe()
        beat()
      })
      watcher.on('error', () => watcher.close())
      return watcher
    } catch {
      // The next beat has to do.
      return undefined
    }
  }

  private files(): string[] | undefined {
    try {
      return readdirSync(this.folder).flatMap((name) => /^(.+)\.lease$/.exec(name)?.[1] ?? [])
    } catch {
      // Nothing can be said about anybody now.
      return undefined
    }
  }

  /** Changes with each renewal; nothing where there is no lease. */
  private mark(owner: string): string | undefined {
    try {
      return String(statSync(this.path(owner), { bigint: true }).mtimeNs)
    } catch {
      return undefined
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

function readDescription(path: string): Description {
  try {
    const { colour, version, live, since, turns } = JSON.parse(readFileSync(path, 'utf8')) as Description
    return { colour, version, live, since, turns }
  } catch {
    return {}
  }
}

/** True where it is certain that the process is no more, so that nobody need wait for its lease to run out. */
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
