import type { Provider } from '../models/provider.ts'
import type { RunList } from '../store/run-list.ts'
import { applyEvent, emptyState, foldRun, type RunState, readOn } from './fold.ts'
import {
  type Journal,
  JournalDamaged,
  JournalTaken,
  type JournalWriter,
  RunExists,
  RunUnknown,
  StorageError,
} from './journal.ts'
import { type Clock, LEAVE, LiveRun, type LiveRunLimits, type Rest, STOP } from './live-run.ts'
import { type ContinueCause, newRunId, type Order, type Pause, type Run } from './run.ts'
import { STAGES } from './stage.ts'

/** The run has its end; nothing can be added to it. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded'
  constructor(readonly run: Run) {
    super('the run has ended')
  }
}

/** One Idempotency-Key was used for two different requests. */
export class IntentMismatch extends Error {
  override readonly name = 'IntentMismatch'
}

export class TooManyRuns extends Error {
  override readonly name = 'TooManyRuns'
}

/** The server is ending and takes no new runs. */
export class Draining extends Error {
  override readonly name = 'Draining'
}

export interface Intent {
  client: string
  key: string
  /** Hash of what was asked for. */
  body: string
}

export interface ConductorOptions {
  journal: Journal
  runs: RunList
  provider: Provider
  /** The model of orders that name none; may be empty, then the provider's default is asked for. */
  model: string
  limits: LiveRunLimits & { runs: number }
  /** Monotonic milliseconds. */
  clock: Clock
  /** Wall clock, milliseconds since 1970. */
  now(): number
  random(bytes: number): Uint8Array
  /** Whether the process of that name still writes its runs. */
  isAlive(owner: string): boolean
  /** How a run came to rest; `error` where something happened that nobody foresaw. */
  report(run: Run, rest: Rest | { kind: 'crashed'; error: unknown }): void
}

/** Starts, stops, continues and forgets runs: the only one that has journals written. */
export class Conductor {
  /** Runs this process writes, until they rest and the list of runs knows it. */
  private readonly live = new Map<string, { run: LiveRun; settled: Promise<void> }>()
  /** What is done to one run is done one after another. */
  private readonly queues = new Map<string, Promise<unknown>>()
  /** Runs whose pause did not fit on a full disk. */
  private readonly stranded = new Map<string, Pause>()
  private starting = 0
  private draining = false

  constructor(private readonly options: ConductorOptions) {}

  get liveRuns(): number {
    return this.live.size
  }

  /** Milliseconds to the first token of a run that this process writes, as far as it is known. */
  firstTokenMs(id: string): number | undefined {
    return this.live.get(id)?.run.firstTokenMs
  }

  /**
   * Starts a run, or finds the one that the same intent has started before. Resolves when its `run` event can be
   * read. Throws IntentMismatch, TooManyRuns, Draining or StorageError.
   */
  async start(order: Order, intent?: Intent): Promise<{ id: string; created: boolean }> {
    const earlier = intent && this.options.runs.intent(intent.client, intent.key)
    if (earlier) return this.attach(earlier, intent, order)
    this.admit()
    const run = this.describe(newRunId(this.options.random), order)
    this.starting += 1
    try {
      const other = await this.oneByOne(run.id, () => this.enter(run, order, intent))
      return other && intent ? await this.attach(other, intent, order) : { id: run.id, created: true }
    } finally {
      this.starting -= 1
    }
  }

  /** Ends a run now and keeps what there is. Throws RunUnknown, RunEnded, JournalTaken or StorageError. */
  async stop(id: string): Promise<void> {
    // At once, even when something else is being done to the run.
    this.live.get(id)?.run.abort.abort(STOP)
    await this.oneByOne(id, async () => {
      if (await this.stopLive(id)) return
      const state = await foldRun(this.options.journal, id)
      if (state.end) throw new RunEnded(state.end.run)
      await this.resume(state, 'stop')
      await this.live.get(id)?.settled
    })
  }

  /**
   * Goes on with a paused run; one that is being written is left alone. Throws RunUnknown, RunEnded, TooManyRuns,
   * Draining, JournalTaken or StorageError.
   */
  async continue(id: string): Promise<void> {
    await this.oneByOne(id, async () => {
      const state = await foldRun(this.options.journal, id)
      if (state.end) throw new RunEnded(state.end.run)
      if (!state.pause) return
      await this.live.get(id)?.settled
      this.admit()
      await this.resume(state, 'person')
    })
  }

  /** Removes a run and all that was written; one that is being written is stopped first. Throws RunUnknown. */
  async forget(id: string): Promise<void> {
    this.live.get(id)?.run.abort.abort(STOP)
    await this.oneByOne(id, async () => {
      await this.stopLive(id)
      try {
        await this.options.journal.forget(id)
      } catch (error) {
        // A damaged or lost journal must not keep its entry in the list for ever.
        const lost =
          error instanceof JournalDamaged || (error instanceof RunUnknown && this.options.runs.has(id))
        if (!lost) throw error
      }
      this.stranded.delete(id)
      await this.options.runs.remove(id)
    })
  }

  /**
   * Looks after the runs whose writer is gone without an end: continues what may be continued by itself and pauses
   * the rest. Resolves to how many it took over.
   */
  async recover(): Promise<number> {
    let taken = 0
    for (const id of this.options.runs.open()) {
      if (this.draining) break
      if (this.live.has(id) || this.queues.has(id)) continue
      try {
        if (await this.oneByOne(id, () => this.recoverRun(id))) taken += 1
      } catch (error) {
        await this.lost(id, error)
      }
    }
    return taken
  }

  /** Writes down what a full disk did not take. Throws StorageError while it still has no room. */
  async heal(): Promise<void> {
    for (const [id, pause] of this.stranded) {
      await this.oneByOne(id, async () => {
        if (!this.stranded.has(id)) return
        const writer = await this.options.journal.takeOver(id)
        await writer.pause(pause)
        await writer.close()
        this.stranded.delete(id)
      })
    }
  }

  /** No new runs; resolves when every live one has ended, or was left to the next process after `timeoutMs` or at `hurry`. */
  async drain(timeoutMs: number, hurry: AbortSignal): Promise<void> {
    this.draining = true
    const leave = () => {
      for (const { run } of this.live.values()) run.abort.abort(LEAVE)
    }
    const timer = setTimeout(leave, timeoutMs)
    hurry.addEventListener('abort', leave)
    if (hurry.aborted) leave()
    while (this.live.size > 0 || this.queues.size > 0) {
      await Promise.allSettled([
        ...this.queues.values(),
        ...[...this.live.values()].map((live) => live.settled),
      ])
    }
    clearTimeout(timer)
    hurry.removeEventListener('abort', leave)
  }

  private admit(): void {
    if (this.draining) throw new Draining()
    if (this.live.size + this.starting >= this.options.limits.runs) throw new TooManyRuns()
  }

  private oneByOne<T>(id: string, change: () => Promise<T>): Promise<T> {
    const result = (this.queues.get(id) ?? Promise.resolve()).then(change)
    const settled: Promise<void> = result.then(
      () => {},
      () => {},
    )
    const last = settled.then(() => {
      if (this.queues.get(id) === last) this.queues.delete(id)
    })
    this.queues.set(id, last)
    return result
  }

  /** Resolves to the earlier intent where there is one. */
  private async enter(
    run: Run,
    order: Order,
    intent?: Intent,
  ): Promise<{ run: string; body: string } | undefined> {
    try {
      const earlier = await this.options.runs.enter(run, intent)
      if (earlier) return earlier
      await this.begin(run, order)
      return undefined
    } catch (error) {
      await this.options.runs.remove(run.id).catch(() => {})
      throw error
    }
  }

  private async attach(earlier: { run: string; body: string }, intent: Intent, order: Order) {
    if (earlier.body !== intent.body) throw new IntentMismatch()
    const id = earlier.run
    await this.oneByOne(id, async () => {
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
    const writer = await this.options.journal.create(run.id, order)
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
    this.stranded.delete(id)
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
    const { provider, limits, clock, runs, now } = this.options
    const stop = cause === 'stop'
    const run = new LiveRun(
      state,
      order,
      writer,
      provider,
      STAGES[order.stage],
      limits,
      clock,
      stop ? undefined : cause,
    )
    if (stop) run.abort.abort(STOP)
    else if (cause) runs.update(state.run, now()).catch(() => {})
    this.live.set(state.run.id, { run, settled: this.settle(run) })
  }

  private async settle(live: LiveRun): Promise<void> {
    const { run } = live.state
    try {
      const rest = await live.rest
      if (rest.kind === 'paused') run.status = 'interrupted'
      if (rest.kind === 'paused' && rest.fault instanceof StorageError) this.stranded.set(run.id, rest.pause)
      this.options.report(run, rest)
      if (rest.kind !== 'left') await this.options.runs.update(live.state.run, this.options.now())
    } catch (error) {
      this.options.report(run, { kind: 'crashed', error })
    } finally {
      this.live.delete(run.id)
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

  private async recoverRun(id: string): Promise<boolean> {
    const { journal, runs, now, isAlive, limits } = this.options
    const state = await foldRun(journal, id)
    const settled = state.end !== undefined || state.pause !== undefined
    if (settled) await runs.update(state.run, now())
    if (settled || isAlive((await journal.state(id)).owner)) return false
    if (state.autoContinues < limits.autoContinue) {
      await this.resume(state, 'process')
      return true
    }
    const writer = await journal.takeOver(id)
    await writer.pause({
      code: 'server_restarted',
      message: 'The server was restarted while this was being written.',
    })
    await writer.close()
    await runs.update({ ...state.run, status: 'interrupted' }, now())
    return true
  }

  private async lost(id: string, error: unknown): Promise<void> {
    // Another process was quicker to take it over: it is looked after.
    if (error instanceof JournalTaken || error instanceof StorageError) return
    this.options.report({ ...emptyState().run, id }, { kind: 'crashed', error })
    if (error instanceof RunUnknown || error instanceof JournalDamaged) await this.options.runs.remove(id)
  }
}
