import type { Clock } from './live-run.ts'
import { TooManyReaders } from './refusal.ts'
import type { WatchMarks } from './watch-marks.ts'

export interface ReadersOptions {
  /** Streams that one client may read at once in this process. */
  perClient: number
  clock: Clock
  /** Where runs end that nobody has watched for some time: the marks shared with other processes. */
  marks?: WatchMarks
}

/** One that reads, until it leaves. */
export interface Reader {
  /** From now on it watches that run. */
  watch(run: string): void
  /** Can be called again. */
  leave(): void
}

const add = (counts: Map<string, number>, name: string, by: number): void => {
  const count = (counts.get(name) ?? 0) + by
  if (count > 0) counts.set(name, count)
  else counts.delete(name)
}

/** Who reads which run: how many streams each client holds, and when a run was last watched by anybody. */
export class Readers {
  private readonly byClient = new Map<string, number>()
  private readonly byRun = new Map<string, number>()
  /** When a run was last watched; kept only where runs end that nobody watches. */
  private readonly seen = new Map<string, number>()
  private beatAt = Number.NEGATIVE_INFINITY

  constructor(private readonly options: ReadersOptions) {}

  /** How many read now. */
  get count(): number {
    return [...this.byClient.values()].reduce((sum, count) => sum + count, 0)
  }

  /** The runs that are read now, and by how many. */
  get watched(): ReadonlyMap<string, number> {
    return this.byRun
  }

  /** Throws TooManyReaders. */
  enter(client: string): Reader {
    if ((this.byClient.get(client) ?? 0) >= this.options.perClient) throw new TooManyReaders()
    add(this.byClient, client, 1)
    let watched: string | undefined
    let gone = false
    return {
      watch: (run) => {
        if (gone || watched !== undefined) return
        watched = run
        add(this.byRun, run, 1)
        this.glance(run)
      },
      leave: () => {
        if (gone) return
        gone = true
        add(this.byClient, client, -1)
        if (watched === undefined) return
        add(this.byRun, watched, -1)
        this.glance(watched)
      },
    }
  }

  /** Somebody has looked at the run, without staying. */
  glance(run: string): void {
    if (this.options.marks) this.seen.set(run, this.options.clock())
  }

  /** When the run was last watched, by the clock; longer ago than anything where that is not known. */
  lastSeen(run: string): number {
    if (this.byRun.has(run)) return this.options.clock()
    return this.seen.get(run) ?? Number.NEGATIVE_INFINITY
  }

  /**
   * Exchanges with other processes who is watched: to be called every second or so. `written`: the runs that this
   * process writes. What was seen longer ago than `keepMs` is forgotten.
   */
  beat(written: ReadonlySet<string>, keepMs: number): void {
    const { clock, marks } = this.options
    if (!marks) return
    const now = clock()
    for (const run of this.byRun.keys()) this.seen.set(run, now)
    for (const [run, at] of this.seen) {
      if (!written.has(run) && at >= this.beatAt) marks.set(run)
      if (now - at > keepMs) this.seen.delete(run)
    }
    for (const run of written) if (marks.changed(run)) this.seen.set(run, now)
    this.beatAt = now
  }

  /** The run has come to rest: nobody asks any more who watches it. */
  forget(run: string): void {
    this.seen.delete(run)
    this.options.marks?.remove(run)
  }
}
