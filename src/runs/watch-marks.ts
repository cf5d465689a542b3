import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'

/** Marks of runs that ended while their process was not there are of no use to anybody. Milliseconds. */
const STALE_MS = 8 * 86_400_000

/**
 * How the process that writes a run learns that somebody reads it in another: readers touch a file a run, seldom, and
 * the writer looks whether it has changed. No clocks are compared and nobody waits. What the disk refuses is let be: one
 * that takes no marks takes no events either, so that the run stands still anyway.
 */
export class WatchMarks {
  private readonly known = new Map<string, string>()

  /** `now`: milliseconds since 1970. */
  constructor(
    private readonly folder: string,
    private readonly now: () => number,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(folder)) {
      const age = now() - (statSync(`${folder}/${name}`, { throwIfNoEntry: false })?.mtimeMs ?? now())
      if (age > STALE_MS) this.remove(name)
    }
  }

  /** Says that somebody here reads the run. */
  set(run: string): void {
    const at = new Date(this.now())
    try {
      utimesSync(this.path(run), at, at)
    } catch {
      try {
        writeFileSync(this.path(run), '', { mode: 0o600 })
      } catch {}
    }
  }

  /** Whether somebody elsewhere has read the run since the last call. */
  changed(run: string): boolean {
    const stat = statSync(this.path(run), { bigint: true, throwIfNoEntry: false })
    if (!stat) return false
    const mark = String(stat.mtimeNs)
    if (this.known.get(run) === mark) return false
    this.known.set(run, mark)
    return true
  }

  remove(run: string): void {
    this.known.delete(run)
    try {
      rmSync(this.path(run), { force: true })
    } catch {}
  }

  private path(run: string): string {
    return `${this.folder}/${run}`
  }
}
