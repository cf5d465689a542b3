import type { RunList } from '../store/run-list.ts'
import { applyEvent, emptyState, foldRun, type RunState, readOn } from './fold.ts'
import {
  type Journal,
  JournalDamaged,
  type JournalWriter,
  RunExists,
  RunUnknown,
  StorageError,
} from './journal.ts'
import { LEAVE, LiveRun, type LiveRunLimits, type LiveRunParts, type Rest, STOP } from './live-run.ts'
import { Queues } from './queues.ts'
import { Recovery } from './recovery.ts'
import { Draining, IntentMismatch, RunEnded, TooManyRuns } from './refusal.ts'
import { type ContinueCause, newRunId, type Order, type Run } from './run.ts'

export * from './refusal.ts'

export interface Intent {
  client: string
  key: string
  /** Hash of what was asked for. */
  body: string
}

export interface ConductorOptions extends LiveRunParts {
  journal: Journal
  runs: RunList
  /** The model of orders that name none; may be empty, then the provider's default is asked for. */
  model: string
  limits: LiveRunLimits & { runs: number }
  random(bytes: number): Uint8Array
  /** Whether another process of that name still looks after its runs; false for this one's own name. */
  isAlive(owner: string): boolean
  /** How a run came to rest; `error` where something happened that nobody foresaw. */
  report(run: Run, rest: Rest | { kind: 'crashed'; error: unknown }): void
}

/** Starts, stops, continues and forgets runs: the only one that has journals written. */
export class Conductor {
  /** Runs this process writes, until they rest and the list of runs knows it. */
  private readonly live = new Map<string, { run: LiveRun; settled: Promise<void> }>()
  /** What is done to one run is done one after another. */
  private readonly queues = new Queues()
  private readonly recovery: Recovery
  /** Runs that were let in and are not live yet. */
  private readonly starting = new Set<string>()
  private draining = false
  private leaving = false

  constructor(private readonly options: ConductorOptions) {
    this.recovery = new Recovery(options, {
      isDraining: () => this.draining,
      isLive: (id) => this.live.has(id),
      isQueued: (id) => this.queues.has(id),
      oneByOne: (id, change) => this.queues.run(id, change),
      restart: (run) => this.restart(run),
      resume: (state, cause) => this.resume(state, cause),
    })
  }

  get liveRuns(): number {
    return this.live.size
  }

  /** The newest runs first. Those that this process writes stand as they are now, however far behind the list is. */
  newest(limit: number): Run[] {
    return this.options.runs
      .newest(limit)
      .map((run) => ({ ...(this.live.get(run.id)?.run.state.run ?? run) }))
  }

  /** Milliseconds to the first token of a run that this process writes, as far as it is known. */
  firstTokenMs(id: string): number | undefined {
    return this.live.get(id)?.run.firstTokenMs
  }

  /**
   * Starts a run, or finds the one that the same intent has started before. Resolves when its `run` event can be
   * read. Without an intent every call is a run of its own. Throws IntentMismatch, TooManyRuns, Draining or
   * StorageError.
   */
  async start(order: Order, intent?: Intent): Promise<{ id: string; created: boolean }> {
    const earlier = intent && this.options.runs.intent(intent.client, intent.key)
    if (earlier) return this.attach(earlier, intent, order)
    this.admit()
    const run = this.describe(newRunId(this.options.random), order)
    this.starting.add(run.id)
    try {
      const other = await this.queues.run(run.id, () => this.enter(run, order, intent))
      return other && intent ? await this.attach(other, intent, order) : { id: run.id, created: true }
    } finally {
      this.starting.delete(run.id)
    }
  }

  /** Ends a run now and keeps what there is. Throws RunUnknown, RunEnded, JournalTaken or StorageError. */
  async stop(id: string): Promise<void> {
    const live = this.live.get(id)?.run
    if (live?.state.end) throw new RunEnded(live.state.end.run)
    // At once, even when something else is being done to the run.
    live?.abort.abort(STOP)
    await this.queues.run(id, async () => {
      if (await this.stopLive(id)) return
      const state = await foldRun(this.options.journal, id)
      if (state.end) throw new RunEnded(state.end.run)
      await this.resume(state, 'stop')
      await this.live.get(id)?.settled
    })
  }

  /**
   * Goes on with a run that stands still; one that is being written is left alone. Throws RunUnknown, RunEnded,
   * TooManyRuns, Draining, JournalTaken or StorageError.
   */
  async continue(id: string): Promise<void> {
    await this.queues.run(id, async () => {
      const { journal, isAlive } = this.options
      const state = await foldRun(journal, id)
      if (state.end) throw new RunEnded(state.end.run)
      if (!state.pause && (this.live.has(id) || isAlive((await journal.state(id)).owner))) return
      await this.live.get(id)?.settled
      this.admit()
      await this.resume(state, 'person')
    })
  }

  /** Removes a run and all that was written; one that is being written is stopped first. Throws RunUnknown. */
  async forget(id: string): Promise<void> {
    this.live.get(id)?.run.abort.abort(STOP)
    await this.queues.run(id, async () => {
      await this.stopLive(id)
      try {
        await this.options.journal.forget(id)
      } catch (error) {
        // A damaged or lost journal must not keep its entry in the list for ever.
        const lost =
          error instanceof JournalDamaged || (error instanceof RunUnknown && this.options.runs.has(id))
        if (!lost) throw error
      }
      this.recovery.unstrand(id)
      await this.options.runs.remove(id)
    })
  }

  /**
   * Looks after the runs whose writer is gone without an end: continues what may be continued by itself and pauses
   * the rest. To be called at the start and every second or so. Resolves to how many it took over; never rejects.
   */
  recover(): Promise<number> {
    return this.recovery.recover()
  }

  /** Writes down what a full disk did not take. Throws StorageError while it still has no room. */
  heal(): Promise<void> {
    return this.recovery.heal()
  }

  /** No new runs; resolves when every live one has ended, or was left to the next process after `timeoutMs` or at `hurry`. */
  async drain(timeoutMs: number, hurry: AbortSignal): Promise<void> {
    this.draining = true
    const leave = () => {
      this.leaving = true
      for (const { run } of this.live.values()) run.abort.abort(LEAVE)
    }
    const timer = setTimeout(leave, timeoutMs)
    hurry.addEventListener('abort', leave)
    if (hurry.aborted) leave()
    while (this.live.size > 0 || this.queues.size > 0) {
      await Promise.all([this.queues.settled(), ...[...this.live.values()].map((live) => live.settled)])
    }
    clearTimeout(timer)
    hurry.removeEventListener('abort', leave)
  }

  private admit(): void {
    if (this.draining) throw new Draining()
    if (this.live.size + this.starting.size >= this.options.limits.runs) throw new TooManyRuns()
  }

  /** Resolves to the earlier intent where there is one. */
  private async enter(
    run: Run,
    order: Order,
    intent?: Intent,
  ): Promise<{ run: string; body: string } | undefined> {
    const earlier = await this.options.runs.enter(run, intent)
    if (earlier) return earlier
    try {
      await this.begin(run, order)
    } catch (error) {
      // Another process that was asked the same found the entry and made the journal first: it writes the run.
      if (error instanceof RunExists) return undefined
      await this.options.runs.remove(run.id).catch(() => {})
      throw error
    }
    return undefined
  }

  private async attach(earlier: { run: string; body: string }, intent: Intent, order: Order) {
    if (earlier.body !== intent.body) throw new IntentMismatch()
    const id = earlier.run
    await this.queues.run(id, async () => {
      try {
        await this.options.journal.state(id)
      } catch (error) {
        if (!(error instanceof RunUnknown)) throw error
        // Entered, but the process died before its journal was made: it is made now.
        this.admit()
        await this.begin(this.describe(id, order), order).catch((failure: unknown) => {
          if (!(failure instanceof RunExists)) throw failure
        })
      }
    })
    return { id, created: false }
  }

  private describe(id: string, order: Order): Run {
    return {
      id,
      stage: order.stage,
      name: order.input.projectName,
      model: order.model || this.options.model,
      provider: this.options.provider.name,
      status: 'asking',
      createdAt: new Date(this.options.now()).toISOString(),
    }
  }

  private async begin(run: Run, order: Order): Promise<void> {
    const { journal } = this.options
    const writer = await journal.create(run.id, order)
    try {
      await this.open(run, order, writer)
    } catch (error) {
      // A journal without its first event would be found by the next who asks the same, and never go on.
      await journal.forget(run.id).catch(() => {})
      throw error
    }
  }

  /** The process died between making the journal and its first event. */
  private async restart({ id, createdAt }: Run): Promise<void> {
    const { journal } = this.options
    const order = await journal.order(id)
    await this.open({ ...this.describe(id, order), createdAt }, order, await journal.takeOver(id))
  }

  private async open(run: Run, order: Order, writer: JournalWriter): Promise<void> {
    const state = emptyState()
    await writer.append([{ type: 'run', data: { run } }])
    applyEvent(state, 'run', { run })
    this.write(state, order, writer)
  }

  private async resume(state: RunState, cause: ContinueCause | 'stop'): Promise<void> {
    const { id } = state.run
    const { journal } = this.options
    const order = await journal.order(id)
    const writer = await journal.takeOver(id)
    this.recovery.unstrand(id)
    // What the last writer added after it was read counts too.
    await readOn(journal, id, state)
    if (state.end) {
      await writer.close()
      throw new RunEnded(state.end.run)
    }
    state.run.status = 'asking'
    this.write(state, order, writer, cause)
  }

  private write(state: RunState, order: Order, writer: JournalWriter, cause?: ContinueCause | 'stop'): void {
    const { id } = state.run
    const { runs, now } = this.options
    const stop = cause === 'stop'
    const run = new LiveRun(state, order, writer, this.options, stop ? undefined : cause)
    if (stop) run.abort.abort(STOP)
    else if (this.leaving) run.abort.abort(LEAVE)
    else if (cause) runs.update(state.run, now()).catch(() => {})
    this.live.set(id, { run, settled: this.settle(run) })
  }

  private async settle(live: LiveRun): Promise<void> {
    const { id } = live.state.run
    try {
      const rest = await live.rest
      const { run } = live.state
      if (rest.kind === 'paused') run.status = 'interrupted'
      if (rest.kind === 'paused' && rest.fault instanceof StorageError) this.recovery.strand(id, rest.pause)
      const crash = rest.kind === 'paused' && rest.crash
      this.options.report(run, crash ? { kind: 'crashed', error: crash } : rest)
      if (rest.kind !== 'left') await this.options.runs.update(run, this.options.now())
    } catch (error) {
      this.options.report(live.state.run, { kind: 'crashed', error })
    } finally {
      // Behind the list's entry: who has seen the end and asks for the list does not wait for the disk.
      await live.close().catch(() => {})
      this.live.delete(id)
    }
  }

  /** Ends the run where this process writes it; true when it has its end. */
  private async stopLive(id: string): Promise<boolean> {
    const live = this.live.get(id)
    live?.run.abort.abort(STOP)
    const rest = await live?.run.rest.catch(() => undefined)
    await live?.settled
    return rest?.kind === 'ended'
  }
}
