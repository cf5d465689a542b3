import { existsSync, type FSWatcher, mkdirSync, rmSync, watch, writeFileSync } from 'node:fs'
import { bootId, settle } from '../disk.ts'
import { setAside } from '../set-aside.ts'
import { fenceFolder, lowerFence, raiseFence } from './fence.ts'
import {
  type Journal,
  JournalDamaged,
  type JournalEvent,
  type JournalState,
  JournalTaken,
  type JournalWriter,
  RunUnknown,
} from './journal.ts'
import { createTurn, discard, LogWriter, storageError } from './log-writer.ts'
import type { Order } from './run.ts'
import { RUN_ID } from './run.ts'
import { RunLog, type TurnHeader, turnPath } from './run-log.ts'

export interface LogJournalOptions {
  /** Folder of the files; made when it is not there. */
  folder: string
  /** Names this process in the files it begins. */
  owner: string
  /** Told of each journal set aside; nothing of its contents. */
  onDamage(damage: JournalDamaged, run: string): void
  /** Milliseconds between looks at what others write, whether their changes are announced or not. */
  pollMs?: number
  /** Another one after each start of the machine; the system's unless told. */
  boot?: string
}

const KEPT_OPEN = 128
/** What a power cut may cost at most, but for the disk's own delay. */
const FSYNC_MS = 1000
/** Seen: a write-through of 2.4 s on a busy disk, and a take-over has to be done in 5. */
const SETTLE_MS = 500
const POLL_MS = 500
/** Where changes are announced, a look is only for the case that one was not. */
const WATCHED_POLL_MS = 3000
/** Bun's fs.watch swallows a change of a file that comes up to 2 ms after one it has told of. */
const AGAIN_MS = 5

/** The journal as append-only files: one a run and turn, a line an event (docs/design.md). */
export class LogJournal implements Journal {
  private readonly logs = new Map<string, RunLog>()
  private readonly writers = new Map<string, LogWriter>()
  /** Runs that others write and readers here wait for, with the timer of their second look. */
  private readonly followed = new Map<string, { again?: Timer }>()
  private watcher: FSWatcher | undefined
  private fenceWatcher: FSWatcher | undefined
  private readonly fsyncTimer: Timer
  private pollTimer: Timer | undefined
  private closed = false
  /** Whether names of files have come or gone since the folder was last written through. */
  private hasNewNames = false
  private readonly boot: string

  constructor(private readonly options: LogJournalOptions) {
    mkdirSync(fenceFolder(options.folder), { recursive: true, mode: 0o700 })
    this.boot = options.boot ?? bootId()
    this.fsyncTimer = setInterval(() => {
      void this.settleNames().catch(() => {})
      for (const writer of [...this.writers.values()]) {
        writer.check()
        void writer.sync()
      }
    }, FSYNC_MS)
    this.fsyncTimer.unref()
  }

  async create(id: string, order: Order): Promise<JournalWriter> {
    this.createTurn({ run: id, turn: 1, after: 0, order })
    return this.write(this.log(id))
  }

  async takeOver(id: string): Promise<JournalWriter> {
    const log = this.fresh(id)
    if (this.writers.has(id)) throw new Error('this process writes that journal already')
    const turn = log.turn + 1
    const { fencePath, newestPath } = log
    try {
      raiseFence(fencePath, { owner: this.options.owner, size: log.bytes })
    } catch (error) {
      throw storageError(error)
    }
    try {
      // The next turn counts on these events: after a power cut they must not be missing where its header is there.
      await this.settleTurn(newestPath)
      this.createTurn({ run: id, turn, after: this.lastBefore(id, turn) })
    } catch (error) {
      // Otherwise it stays: the old owner may have found it already.
      if (error instanceof JournalTaken) lowerFence(fencePath)
      throw error
    }
    lowerFence(fencePath)
    return this.write(this.log(id))
  }

  /** Number of the last event that was written before the fence of the turn stood. */
  private lastBefore(id: string, turn: number): number {
    const log = new RunLog(this.options.folder, id)
    try {
      log.refresh(true)
      if (log.turn !== turn - 1) throw new JournalTaken(id)
      return log.state.last
    } finally {
      log.close()
    }
  }

  async order(id: string): Promise<Order> {
    const log = this.fresh(id)
    if (log.order) return log.order
    throw this.setAside(log, new JournalDamaged(turnPath(this.options.folder, id, 1), 1))
  }

  async state(id: string): Promise<JournalState> {
    return this.fresh(id).state
  }

  async read(id: string, after: number, max: number): Promise<JournalEvent[]> {
    return this.fresh(id).events(after, max)
  }

  watch(id: string, wake: () => void): () => void {
    let log: RunLog
    try {
      log = this.fresh(id)
    } catch {
      // Its reader finds out what is wrong by its own reading.
      return () => {}
    }
    log.wakes.add(wake)
    if (!this.writers.has(id)) this.follow(log)
    return () => {
      log.wakes.delete(wake)
      if (log.wakes.size === 0 && this.logs.get(id) === log) this.unfollow(id)
    }
  }

  async forget(id: string): Promise<void> {
    const log = this.fresh(id)
    await this.writers.get(id)?.close()
    const { fencePath } = log
    try {
      raiseFence(fencePath, { owner: this.options.owner, size: log.bytes })
    } catch {
      // On a full disk another process that writes it finds out a second later.
    }
    // The last turn first: what is left after a crash in between is still a journal, only a shorter one.
    for (let turn = log.turn; turn >= 1; turn -= 1)
      rmSync(turnPath(this.options.folder, id, turn), { force: true })
    // What was deleted must not come back after a power cut.
    this.hasNewNames = true
    this.drop(log)
    lowerFence(fencePath)
  }

  async probe(): Promise<void> {
    const path = `${this.options.folder}/.probe-${this.options.owner}`
    try {
      writeFileSync(path, new Uint8Array(16 * 1024))
    } catch (error) {
      throw storageError(error)
    } finally {
      discard(path)
    }
  }

  async close(): Promise<void> {
    clearInterval(this.fsyncTimer)
    await Promise.all([...this.writers.values()].map((writer) => writer.close()))
    await this.settleNames().catch(() => {})
    this.closed = true
    for (const log of [...this.logs.values()]) this.drop(log)
  }

  private createTurn(header: Omit<TurnHeader, 'owner' | 'boot'>): void {
    const { folder, owner } = this.options
    createTurn(folder, { ...header, owner, boot: this.boot })
    this.hasNewNames = true
  }

  /** A disk that is very busy is not waited for: readers would, and only a power cut in that very moment costs something. */
  private async settleTurn(path: string): Promise<void> {
    const settled = settle(path).then(() => settle(this.options.folder))
    const { promise: longEnough, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, SETTLE_MS)
    try {
      await Promise.race([settled, longEnough])
    } catch (error) {
      throw storageError(error)
    } finally {
      clearTimeout(timer)
      settled.catch(() => {})
    }
  }

  private async settleNames(): Promise<void> {
    if (!this.hasNewNames) return
    this.hasNewNames = false
    await settle(this.options.folder)
  }

  private write(log: RunLog): LogWriter {
    log.refresh()
    const writer = new LogWriter(log, () => {
      this.writers.delete(log.id)
      if (this.writers.size === 0) this.fenceWatcher = void this.fenceWatcher?.close()
      // Whole lines that a full disk still took are events; readers must see the same as the next writer.
      this.look(log)
    })
    this.writers.set(log.id, writer)
    this.fenceWatcher ??= this.watchFences()
    this.unfollow(log.id)
    return writer
  }

  private log(id: string): RunLog {
    let log = this.logs.get(id)
    // Last in the map is last used.
    if (log) this.logs.delete(id)
    else {
      log = new RunLog(this.options.folder, id)
      if (this.logs.size >= KEPT_OPEN) this.letGo()
    }
    this.logs.set(id, log)
    return log
  }

  /** The run's log as it stands on the disk now. Throws RunUnknown or, having set the files aside, JournalDamaged. */
  private fresh(id: string): RunLog {
    if (this.writers.has(id)) return this.log(id)
    if (this.closed || !RUN_ID.test(id)) throw new RunUnknown(id)
    const log = this.log(id)
    try {
      const forgotten = log.turn > 0 && !existsSync(turnPath(this.options.folder, id, 1))
      if (forgotten || !log.refresh()) {
        this.drop(log)
        throw new RunUnknown(id)
      }
      return log
    } catch (error) {
      throw error instanceof JournalDamaged ? this.setAside(log, error) : error
    }
  }

  private setAside(log: RunLog, damage: JournalDamaged): JournalDamaged {
    for (let turn = 1; turn <= log.turn; turn += 1) {
      try {
        setAside(turnPath(this.options.folder, log.id, turn))
      } catch (error) {
        throw storageError(error)
      }
    }
    this.drop(log)
    this.options.onDamage(damage, log.id)
    return damage
  }

  private follow(log: RunLog): void {
    if (log.state.ended) {
      this.unfollow(log.id)
      return
    }
    if (this.followed.has(log.id)) return
    this.followed.set(log.id, {})
    this.watcher ??= this.watchFolder()
    const pollMs = this.options.pollMs ?? (this.watcher ? WATCHED_POLL_MS : POLL_MS)
    this.pollTimer ??= setInterval(() => {
      for (const id of [...this.followed.keys()]) this.look(this.log(id))
    }, pollMs)
  }

  /** One watcher for all: with one a file, Bun's tells late of changes in other files that follow each other closely (ADR 7). */
  private watchFolder(): FSWatcher | undefined {
    try {
      const watcher = watch(this.options.folder, (_, file) => {
        const id = String(file).slice(0, 26)
        const followed = this.followed.get(id)
        if (!followed) return
        clearTimeout(followed.again)
        followed.again = setTimeout(() => {
          if (this.followed.get(id) === followed) this.look(this.log(id))
        }, AGAIN_MS)
        this.look(this.log(id))
      })
      watcher.on('error', () => watcher.close())
      return watcher
    } catch {
      // The system lets us watch no more: looking now and then has to do.
      return undefined
    }
  }

  /** Who writes finds out at once that another takes a run over or removes it: its model writes for nobody then. */
  private watchFences(): FSWatcher | undefined {
    try {
      const watcher = watch(fenceFolder(this.options.folder), (_, file) => {
        this.writers.get(String(file).slice(0, 26))?.check()
      })
      watcher.on('error', () => watcher.close())
      return watcher
    } catch {
      // Then a look each second has to do.
      return undefined
    }
  }

  private look(log: RunLog): void {
    try {
      const fresh = this.fresh(log.id)
      if (fresh.wakes.size > 0 && !this.writers.has(log.id)) this.follow(fresh)
    } catch {
      // Forgotten or damaged: readers find out by themselves, by their own read.
      log.wake()
    }
  }

  private unfollow(id: string): void {
    clearTimeout(this.followed.get(id)?.again)
    this.followed.delete(id)
    if (this.followed.size > 0) return
    clearInterval(this.pollTimer)
    this.pollTimer = undefined
    this.watcher?.close()
    this.watcher = undefined
  }

  private drop(log: RunLog): void {
    this.unfollow(log.id)
    this.logs.delete(log.id)
    log.close()
    // Its readers find it unknown.
    log.wake()
  }

  /** Closes the logs that nobody writes or follows, the longest unused first. */
  private letGo(): void {
    for (const log of [...this.logs.values()]) {
      if (this.logs.size < KEPT_OPEN) return
      if (!this.writers.has(log.id) && log.wakes.size === 0 && !log.pauseUnwritten) this.drop(log)
    }
  }
}
