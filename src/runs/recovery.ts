import { isRestarted } from './allowance.ts'
import type { ConductorOptions } from './conductor.ts'
import { foldRun, type RunState } from './fold.ts'
import { JournalDamaged, JournalTaken, type JournalWriter, RunUnknown, StorageError } from './journal.ts'
import { RunEnded } from './refusal.ts'
import type { Pause, Run } from './run.ts'

/** What recovery needs of the conductor. */
export interface Hands {
  isDraining(): boolean
  /** Whether this process writes the run. */
  isLive(id: string): boolean
  /** Whether something is being done to the run. */
  isQueued(id: string): boolean
  oneByOne<T>(id: string, change: () => Promise<T>): Promise<T>
  /** Writes a run anew whose journal has nothing but the order. */
  restart(run: Run): Promise<void>
  resume(state: RunState, cause: 'process'): Promise<void>
}

const PAUSE: Pause = {
  code: 'server_restarted',
  message: 'The server was restarted while this was being written.',
}

/** As far as anybody knows, it is this run that ends the process. */
const IN_VAIN: Pause = {
  code: PAUSE.code,
  message:
    'The server was restarted again and again while this was being written, and it came no further. What there is is kept; Continue asks the model once more.',
}

/** Another process enters a run a moment before it makes its journal. */
const BEING_MADE_MS = 60_000

/** Looks after runs that nobody writes any more although they have no end. */
export class Recovery {
  /** Runs whose pause did not fit on a full disk. */
  private readonly stranded = new Map<string, Pause>()
  private first = true

  constructor(
    private readonly options: ConductorOptions,
    private readonly hands: Hands,
  ) {}

  strand(id: string, pause: Pause): void {
    this.stranded.set(id, pause)
  }

  unstrand(id: string): void {
    this.stranded.delete(id)
  }

  /** Resolves to how many runs it took over; never rejects. */
  async recover(): Promise<number> {
    // All at once: each waits for the disk, and the last one's readers should not wait for them all.
    const taken = await Promise.all(this.open().map((run) => this.lookAfter(run)))
    return taken.filter(Boolean).length
  }

  private async lookAfter(run: Run): Promise<boolean> {
    if (this.hands.isDraining()) return false
    if (this.hands.isLive(run.id) || this.hands.isQueued(run.id) || this.stranded.has(run.id)) return false
    try {
      return await this.hands.oneByOne(run.id, () => this.recoverRun(run))
    } catch (error) {
      await this.lost(run, error)
      return false
    }
  }

  /** Writes down what a full disk did not take. Throws StorageError while it still has no room. */
  async heal(): Promise<void> {
    for (const [id, pause] of this.stranded) {
      await this.hands.oneByOne(id, async () => {
        if (!this.stranded.has(id)) return
        try {
          const writer = await this.options.journal.takeOver(id)
          await writer.pause(pause)
          await writer.close()
        } catch (error) {
          if (error instanceof StorageError) throw error
          // Removed, damaged or in other hands by now.
        }
        this.stranded.delete(id)
      })
    }
  }

  /** Those to look at. What the list calls interrupted stays so until somebody says Continue: one look is enough. */
  private open(): Run[] {
    try {
      const open = this.options.runs.open()
      const some = this.first ? open : open.filter((run) => run.status !== 'interrupted')
      this.first = false
      // Who came first has its turn first.
      return some.sort((a, b) => a.createdAt.localeCompare(b.createdAt))
    } catch (error) {
      this.report('', error)
      return []
    }
  }

  private async recoverRun(run: Run): Promise<boolean> {
    const { id } = run
    const { journal, isAlive } = this.options
    if (this.hands.isLive(id)) return false
    const { last, ended, pause, owner } = await journal.state(id)
    if (!ended && !pause && isAlive(owner) && !(await this.wasLeft(run, last))) return false
    if (last === 0) {
      await this.hands.restart(run)
      return true
    }
    const state = await foldRun(journal, id)
    if (state.end || state.pause) {
      if (state.run.status !== run.status) this.list(state.run)
      return false
    }
    if (this.mayGoOn(state)) await this.hands.resume(state, 'process')
    else await this.standStill(state, await journal.takeOver(id))
    return true
  }

  /** What only waited has cost nothing, and waits anew. */
  mayGoOn(state: RunState): boolean {
    return state.run.status === 'queued' || isRestarted(state, this.options.limits.autoContinue)
  }

  /** Pauses a run until somebody says Continue. */
  async standStill({ run, idleRestarts }: RunState, writer: JournalWriter): Promise<void> {
    await writer.pause(idleRestarts > 0 ? IN_VAIN : PAUSE)
    await writer.close()
    this.list({ ...run, status: 'interrupted' })
  }

  /** Nothing waits for it: an owner that froze may hold the list's lock. What could not be written is found again. */
  private list(run: Run): void {
    this.options.runs.update(run, this.options.now()).catch(() => {})
  }

  /** Whether the process that has it, though it lives, has left it to the next one to write. */
  private async wasLeft(run: Run, last: number): Promise<boolean> {
    // Only what the list calls queued is worth a look at its last event.
    if (run.status !== 'queued') return false
    const [event] = await this.options.journal.read(run.id, Math.max(0, last - 1), 1)
    return event?.type === 'notice' && (JSON.parse(event.json) as { left?: true }).left === true
  }

  private async lost(run: Run, error: unknown): Promise<void> {
    // Another process was quicker, or a later look will do: it is looked after.
    if (error instanceof JournalTaken || error instanceof StorageError) return
    // Its owner brought it to its end at the last moment; the next look tells the list.
    if (error instanceof RunEnded) return
    const young = this.options.now() - Date.parse(run.createdAt) < BEING_MADE_MS
    if (error instanceof RunUnknown && young) return
    this.report(run.id, error)
    if (error instanceof RunUnknown || error instanceof JournalDamaged)
      await this.options.runs.remove(run.id).catch((failure: unknown) => this.report(run.id, failure))
  }

  private report(id: string, error: unknown): void {
    const run: Run = {
      id,
      stage: 'design',
      name: '',
      model: '',
      provider: '',
      status: 'asking',
      createdAt: '',
    }
    this.options.report(run, { kind: 'crashed', error })
  }
}
