import { existsSync, type FSWatcher, mkdirSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import {
  type Journal,
  JournalDamaged,
  type JournalEvent,
  type JournalState,
  type JournalWriter,
  RunUnknown,
} from './journal.ts'
import { createTurn, discard, LogWriter, storageError } from './log-writer.ts'
import type { Order } from './run.ts'
import { RUN_ID } from './run.ts'
import { RunLog, turnPath } from './run-log.ts'

export interface LogJournalOptions {
  /** Folder of the files; made when it is not there. */
  folder: string
  /** Names this process in the files it begins. */
  owner: string
  /** Told of each journal set aside; nothing of its contents. */
  onDamage(damage: JournalDamaged, run: string): void
  /** Milliseconds between looks at what others write, where their changes are not announced, or their next turn's file. */
  pollMs?: number
}

const KEPT_OPEN = 128
const FSYNC_MS = 1000
const POLL_MS = 500
/** Bun's fs.watch swallows a change that comes up to 2 ms after one it has told of. */
const AGAIN_MS = 5

/** The journal as append-only files: one a run and turn, a line an event (docs/design.md). */
export class LogJournal implements Journal {
  private readonly logs = new Map<string, RunLog>()
  private readonly writers = new Map<string, LogWriter>()
  private readonly followed = new Map<string, { watcher?: FSWatcher; path: string }>()
  private readonly fsyncTimer: Timer
  private pollTimer: Timer | undefined
  private closed = false

  constructor(private readonly options: LogJournalOptions) {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
    this.fsyncTimer = setInterval(() => {
      for (const writer of [...this.writers.values()]) {
        writer.check()
        void writer.sync()
      }
    }, FSYNC_MS)
    this.fsyncTimer.unref()
  }

  async create(id: string, order: Order): Promise<JournalWriter> {
    createTurn(this.options.folder, { run: id, turn: 1, after: 0, owner: this.options.owner, order })
    return this.write(this.log(id))
  }

  async takeOver(id: string): Promise<JournalWriter> {
    const log = this.fresh(id)
    if (this.writers.has(id)) throw new Error('this process writes that journal already')
    const { last: after } = log.state
    createTurn(this.options.folder, { run: id, turn: log.turn + 1, after, owner: this.options.owner })
    // What the old owner added between our reading and our file's being there may have been shown.
    const late = log.late()
    const writer = this.write(log)
    writer.adopt(late)
    return writer
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
    // The last turn first: what is left after a crash in between is still a journal, only a shorter one.
    for (let turn = log.turn; turn >= 1; turn -= 1)
      rmSync(turnPath(this.options.folder, id, turn), { force: true })
    this.drop(log)
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
    this.closed = true
    for (const log of [...this.logs.values()]) this.drop(log)
  }

  private write(log: RunLog): LogWriter {
    log.refresh()
    const writer = new LogWriter(log, () => {
      this.writers.delete(log.id)
      // Whole lines that a full disk still took are events; readers must see the same as the next writer.
      this.look(log)
    })
    this.writers.set(log.id, writer)
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
      const path = turnPath(this.options.folder, log.id, turn)
      try {
        renameSync(path, `${path}.damaged`)
      } catch (error) {
        // Another process was quicker.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw storageError(error)
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
    const path = log.newestPath
    const followed = this.followed.get(log.id)
    if (followed?.path === path) return
    followed?.watcher?.close()
    this.followed.set(log.id, { watcher: this.watcher(log, path), path })
    this.pollTimer ??= setInterval(() => {
      for (const id of [...this.followed.keys()]) this.look(this.log(id))
    }, this.options.pollMs ?? POLL_MS)
  }

  private watcher(log: RunLog, path: string): FSWatcher | undefined {
    try {
      let again: Timer | undefined
      const watcher = watch(path, () => {
        this.look(log)
        clearTimeout(again)
        again = setTimeout(() => this.look(log), AGAIN_MS)
      })
      watcher.on('error', () => watcher.close())
      return watcher
    } catch {
      // More files than the system lets us watch: looking at them now and then has to do.
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
    this.followed.get(id)?.watcher?.close()
    this.followed.delete(id)
    if (this.followed.size === 0) {
      clearInterval(this.pollTimer)
      this.pollTimer = undefined
    }
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
