import type { RunList } from '../store/run-list.ts'
import type { StageLink } from '../store/stage-runs.ts'
import { Admission, type AdmissionLimits, orLeave, type Seat } from './admission.ts'
import { applyEvent, emptyState, foldRun, type RunState, readOn } from './fold.ts'
import { type Journal, JournalDamaged, type JournalWriter, RunExists, RunUnknown } from './journal.ts'
import { FORGET, type LiveRunLimits, type LiveRunParts, type Rest, STOP } from './live-run.ts'
import { LiveRuns } from './live-runs.ts'
import { Queues } from './queues.ts'
import type { Readers } from './readers.ts'
import { Recovery } from './recovery.ts'
import { Draining, IntentMismatch, RunEnded } from './refusal.ts'
import { type ContinueCause, newRunId, type Order, type Run } from './run.ts'

export * from './refusal.ts'

export interface Intent {
  client: string
  key: string
  /** Hash of what was asked for. */
  body: string
}

export interface Limits extends LiveRunLimits, AdmissionLimits {
  /** How long the model may write one run without a break. */
  runMs: number
  /** A run that nobody has watched for so long is ended; 0: never. */
  abandonAfterMs: number
}

export interface ConductorOptions extends LiveRunParts {
  journal: Journal
  runs: RunList
  readers: Readers
  /** The model of orders of a stage that name none; may be empty, then the provider's default is asked for. */
  model(stage: string): string
  limits: Limits
  random(bytes: number): Uint8Array
  /** Whether another process of that name still looks after its runs; false for this one's own name. */
  isAlive(owner: string): boolean
  /** Runs of each client that have their turn in processes that are about to leave; none where not told. */
  turnsElsewhere?(): ReadonlyMap<string, number>
  /** How a run came to rest; `error` where something happened that nobody foresaw. */
  report(run: Run, rest: Rest | { kind: 'crashed'; error: unknown }): void
}

/** Starts, stops, continues and forgets runs: the only one that has journals written. */
export class Conductor {
  private readonly live: LiveRuns
  private readonly admission: Admission
  /** What is done to one run is done one after another. */
  private readonly queues = new Queues()
  private readonly recovery: Recovery
  private draining = false

  constructor(private readonly options: ConductorOptions) {
    this.live = new LiveRuns(options, (id, pause) => this.recovery.strand(id, pause))
    this.admission = new Admission(options.limits, options.clock, options.turnsElsewhere)
    this.recovery = new Recovery(options, {
      isDraining: () => this.draining,
      isLive: (id) => this.live.get(id) !== undefined,
      isQueued: (id) => this.queues.has(id),
      oneByOne: (id, change) => this.queues.run(id, change),
      restart: (run) => this.restart(run),
      resume: (state, cause) => this.resume(state, cause),
    })
  }

  /** Those that this process writes, and those that wait here for their turn. */
  get liveRuns(): number {
    return this.live.size
  }

  get queuedRuns(): number {
    return this.admission.queued
  }

  /** The newest runs first. Those that this process writes stand as they are now, however far behind the list is. */
  newest(limit: number): Run[] {
    return this.options.runs.newest(limit).map((run) => this.asItStands(run))
  }

  /** A run of the list; one that this process writes as it is now, however far behind the list is. */
  asItStands(run: Run): Run {
    return { ...(this.live.get(run.id)?.state.run ?? run) }
  }

  /** Milliseconds to the first token of a run that this process writes, as far as it is known. */
  firstTokenMs(id: string): number | undefined {
    return this.live.get(id)?.firstTokenMs
  }

  /**
   * Starts a run, or finds the one that the same intent has started before. Resolves when its `run` event can be
   * read, though it may have to wait for its turn to be written. Without an intent every call is a run of its own.
   * `link`: the run's place in a project, entered with it. Throws IntentMismatch, TooManyRuns, Draining or StorageError,
   * and what the meter throws where it would pass a cap.
   */
  async start(order: Order, intent?: Intent, link?: StageLink): Promise<{ id: string; created: boolean }> {
    if (!intent) return this.startNew(order, undefined, link)
    // One after another, so that the same request, sent twice at one moment, takes one place and not two.
    return this.queues.run(`${intent.client} ${intent.key}`, () => this.startNew(order, intent, link))
  }

  private async startNew(
    order: Order,
    intent?: Intent,
    link?: StageLink,
  ): Promise<{ id: string; created: boolean }> {
    const earlier = intent && this.options.runs.intent(intent.client, intent.key)
    if (earlier) return this.attach(earlier, intent, order)
    const release = this.options.meter?.hold(order, link)
    try {
      const seat = this.admit(order)
      const run = this.describe(newRunId(this.options.random), order, seat)
      const other = await this.queues.run(run.id, () => this.enter(run, order, seat, intent, link))
      return other && intent ? await this.attach(other, intent, order) : { id: run.id, created: true }
    } finally {
      release?.()
    }
  }

  /** Ends a run now and keeps what there is. Throws RunUnknown, RunEnded, JournalTaken or StorageError. */
  async stop(id: string): Promise<void> {
    const live = this.live.get(id)
    if (live?.state.end) throw new RunEnded(live.state.end.run)
    // At once, even when something else is being done to the run.
    live?.abort.abort(STOP)
    await this.queues.run(id, async () => {
      if (await this.live.stop(id)) return
      const state = await foldRun(this.options.journal, id)
      if (state.end) throw new RunEnded(state.end.run)
      await this.resume(state, 'stop')
      await this.live.settled(id)
    })
  }

  /**
   * Goes on with a run that stands still, when its turn comes; one that is being written is left alone. Throws
   * RunUnknown, RunEnded, TooManyRuns, Draining, JournalTaken or StorageError.
   */
  async continue(id: string): Promise<void> {
    await this.queues.run(id, async () => {
      const { journal, isAlive } = this.options
      const state = await foldRun(journal, id)
      if (state.end) throw new RunEnded(state.end.run)
      if (!state.pause && (this.live.get(id) || isAlive((await journal.state(id)).owner))) return
      await this.live.settled(id)
      if (this.draining) throw new Draining()
      this.options.meter?.checkContinue(state.run, await journal.order(id), state.usage)
      await this.resume(state, 'person')
    })
  }

  /** Removes a run and all that was written; one that is being written is stopped first. Throws RunUnknown. */
  async forget(id: string): Promise<void> {
    // Whoever reads it while it is written learns by its end that nothing of it is kept.
    this.live.get(id)?.abort.abort(FORGET)
    await this.queues.run(id, async () => {
      await this.live.stop(id, FORGET)
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
      // Begun anew meanwhile by who was asked for it once more and still found the entry.
      await this.options.journal.forget(id).catch(() => {})
    })
  }

  /**
   * Looks after all runs: ends those of this process that take too long or that nobody watches, and of those whose
   * writer is gone without an end continues what may be continued by itself and pauses the rest. To be called at the
   * start and every second or so. Resolves to how many it took over; never rejects.
   */
  recover(): Promise<number> {
    this.look()
    return this.recovery.recover()
  }

  /** The part of it that concerns the runs of this process alone. */
  look(): void {
    this.live.look()
    this.admission.look()
  }

  /** How many runs of each client have their turn here. */
  get turns(): ReadonlyMap<string, number> {
    return this.admission.turns
  }

  /** Writes down what a full disk did not take. Throws StorageError while it still has no room. */
  heal(): Promise<void> {
    return this.recovery.heal()
  }

  /**
   * No new runs, and what waits for its turn is left to the next process at once. Resolves when every other one has
   * ended, or was left as well after `timeoutMs` or at `hurry`.
   */
  async drain(timeoutMs: number, hurry: AbortSignal): Promise<void> {
    this.draining = true
    this.live.leaveWaiting()
    const leave = () => this.live.leaveAll()
    const timer = setTimeout(leave, timeoutMs)
    hurry.addEventListener('abort', leave)
    if (hurry.aborted) leave()
    while (this.live.size > 0 || this.queues.size > 0) {
      await Promise.all([this.queues.settled(), this.live.allSettled()])
    }
    clearTimeout(timer)
    hurry.removeEventListener('abort', leave)
  }

  private admit(order: Order): Seat {
    if (this.draining) throw new Draining()
    return this.admission.enter(order.client ?? '')
  }

  /** Resolves to the earlier intent where there is one. */
  private async enter(
    run: Run,
    order: Order,
    seat: Seat,
    intent?: Intent,
    link?: StageLink,
  ): Promise<{ run: string; body: string } | undefined> {
    const { runs } = this.options
    const earlier = await orLeave(seat, () => runs.enter(run, intent, link))
    if (earlier) {
      seat.leave()
      return earlier
    }
    try {
      await this.begin(run, order, seat)
    } catch (error) {
      // Another process that was asked the same found the entry and made the journal first: it writes the run.
      if (error instanceof RunExists) return undefined
      await runs.remove(run.id).catch(() => {})
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
        const seat = this.admit(order)
        await this.begin(this.describe(id, order, seat), order, seat).catch((failure: unknown) => {
          if (!(failure instanceof RunExists)) throw failure
        })
        // Or it was being deleted, which takes the entry away last: a run without an entry would go on unseen.
        if (this.options.runs.has(id)) return
        await this.live.stop(id)
        await this.options.journal.forget(id).catch(() => {})
        throw new RunUnknown(id)
      }
    })
    return { id, created: false }
  }

  private describe(id: string, order: Order, seat: Seat): Run {
    return {
      id,
      stage: order.stage,
      name: order.input.projectName,
      model: order.model || this.options.model(order.stage),
      provider: this.options.provider.name,
      status: seat.place > 0 ? 'queued' : 'asking',
      createdAt: new Date(this.options.now()).toISOString(),
    }
  }

  private begin(run: Run, order: Order, seat: Seat): Promise<void> {
    const { journal } = this.options
    return orLeave(seat, async () => {
      const writer = await journal.create(run.id, order)
      try {
        await this.open(run, order, writer, seat)
      } catch (error) {
        // A journal without its first event would be found by the next who asks the same, and never go on.
        await journal.forget(run.id).catch(() => {})
        throw error
      }
    })
  }

  /** The process died between making the journal and its first event. */
  private async restart({ id, createdAt }: Run): Promise<void> {
    const { journal } = this.options
    const order = await journal.order(id)
    const seat = this.admission.enter(order.client ?? '', true)
    await orLeave(seat, async () => {
      const run = { ...this.describe(id, order, seat), createdAt }
      await this.open(run, order, await journal.takeOver(id), seat)
    })
  }

  private async open(run: Run, order: Order, writer: JournalWriter, seat: Seat): Promise<void> {
    const state = emptyState()
    await writer.append([{ type: 'run', data: { run } }])
    applyEvent(state, 'run', { run })
    this.live.add(state, order, writer, { seat })
  }

  /** Lets a run go on when its turn comes, or makes it live only to be stopped. */
  private async resume(state: RunState, why: ContinueCause | 'stop'): Promise<void> {
    const { journal, runs, now } = this.options
    const { id } = state.run
    const order = await journal.order(id)
    // What was let in before is not turned away when its process has died.
    const seat = why === 'stop' ? undefined : this.admission.enter(order.client ?? '', why === 'process')
    await orLeave(seat, async () => {
      const writer = await journal.takeOver(id)
      this.recovery.unstrand(id)
      // What the last writer added after it was read counts too.
      await readOn(journal, id, state)
      if (state.end) {
        await writer.close()
        throw new RunEnded(state.end.run)
      }
      // It may have gone on by itself once more: two processes together do so no more often than one.
      if (why === 'process' && !this.recovery.mayGoOn(state)) {
        seat?.leave()
        return this.recovery.standStill(state, writer)
      }
      // Not waited for: an owner that froze may hold the list's lock.
      if (seat)
        runs.update({ ...state.run, status: seat.place > 0 ? 'queued' : 'asking' }, now()).catch(() => {})
      // One that was queued goes on as it would have, had its process lived.
      const cause = state.run.status === 'queued' ? state.waitsFor : why
      this.live.add(state, order, writer, { seat, cause: cause === 'stop' ? undefined : cause })
    })
  }
}
