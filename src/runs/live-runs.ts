import type { ConductorOptions } from './conductor.ts'
import type { RunState } from './fold.ts'
import { type JournalWriter, StorageError } from './journal.ts'
import { ABANDON, type Beginning, LEAVE, LiveRun, OVERTIME, STOP } from './live-run.ts'
import type { Order, Pause, Run } from './run.ts'

interface Held {
  run: LiveRun
  /** Resolves when it rests and the list of runs knows it. */
  settled: Promise<void>
}

/** The runs that this process writes, those that wait for their turn among them, until they rest. */
export class LiveRuns {
  private readonly held = new Map<string, Held>()
  private leaving = false

  constructor(
    private readonly options: ConductorOptions,
    /** Told of a run whose pause did not fit on a full disk. */
    private readonly strand: (id: string, pause: Pause) => void,
  ) {}

  get size(): number {
    return this.held.size
  }

  get(id: string): LiveRun | undefined {
    return this.held.get(id)?.run
  }

  /** Begins to write. */
  add(state: RunState, order: Order, writer: JournalWriter, beginning: Beginning): void {
    const { runs, now } = this.options
    const enter = (run: Run) => void runs.update(run, now()).catch(() => {})
    const run = new LiveRun(state, order, writer, { ...this.options, began: enter }, beginning)
    if (!beginning.seat) run.abort.abort(STOP)
    else if (this.leaving) run.abort.abort(LEAVE)
    this.held.set(state.run.id, { run, settled: this.settle(run) })
  }

  /** Resolves when the run rests and the list knows it; at once where this process does not write it. */
  async settled(id: string): Promise<void> {
    await this.held.get(id)?.settled
  }

  async allSettled(): Promise<void> {
    await Promise.all([...this.held.values()].map(({ settled }) => settled))
  }

  /** Ends the run where this process writes it; true when it has its end. */
  async stop(id: string, reason = STOP): Promise<boolean> {
    const held = this.held.get(id)
    held?.run.abort.abort(reason)
    const rest = await held?.run.rest.catch(() => undefined)
    await held?.settled
    return rest?.kind === 'ended'
  }

  /** Leaves to the next process what only waits for its turn. */
  leaveWaiting(): void {
    for (const { run } of this.held.values()) if (run.isWaiting) run.abort.abort(LEAVE)
  }

  /** Leaves all to the next process, and what comes too. */
  leaveAll(): void {
    this.leaving = true
    for (const { run } of this.held.values()) run.abort.abort(LEAVE)
  }

  /** Ends what takes too long, or what nobody has watched for too long. To be called every second or so. */
  look(): void {
    const { clock, limits, readers } = this.options
    readers.beat(new Set(this.held.keys()), limits.abandonAfterMs)
    for (const [id, { run }] of this.held) {
      if (run.writtenForMs > limits.runMs) run.abort.abort(OVERTIME)
      const unwatchedMs = clock() - Math.max(run.heldSince, readers.lastSeen(id))
      if (limits.abandonAfterMs > 0 && unwatchedMs > limits.abandonAfterMs) run.abort.abort(ABANDON)
    }
  }

  private async settle(live: LiveRun): Promise<void> {
    const { report, runs, now, readers } = this.options
    const { id } = live.state.run
    try {
      const rest = await live.rest
      const { run } = live.state
      if (rest.kind === 'paused') run.status = 'interrupted'
      if (rest.kind === 'paused' && rest.fault instanceof StorageError) this.strand(id, rest.pause)
      const crash = rest.kind === 'paused' && rest.crash
      report(run, crash ? { kind: 'crashed', error: crash } : rest)
      if (rest.kind !== 'left') {
        readers.forget(id)
        // What is not kept here is made again from the journal.
        await live.keepCost().catch(() => {})
        await runs.update(run, now())
      }
    } catch (error) {
      report(live.state.run, { kind: 'crashed', error })
    } finally {
      // Behind the list's entry: who has seen the end and asks for the list does not wait for the disk.
      await live.close().catch(() => {})
      this.held.delete(id)
    }
  }
}
