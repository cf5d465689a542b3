import {
  type EventDraft,
  type Journal,
  type JournalEvent,
  type JournalState,
  JournalTaken,
  type JournalWriter,
  RunExists,
  RunUnknown,
  StorageError,
} from '../../src/runs/journal.ts'
import { isEnd, type Order, type Pause } from '../../src/runs/run.ts'

/** What stands in for the disk: several journals may share it, as processes share a folder. */
export interface MemoryDisk {
  files: Map<string, MemoryRun>
  /** While true every write fails. */
  full: boolean
}

interface MemoryRun {
  order: Order
  events: JournalEvent[]
  owner: string
  pause?: Pause
  writer?: MemoryWriter
  wakes: Set<() => void>
}

export const emptyDisk = (): MemoryDisk => ({ files: new Map(), full: false })

/** The journal's shortest implementation: what has to be true of any of them. */
export class MemoryJournal implements Journal {
  constructor(
    readonly disk: MemoryDisk,
    readonly owner: string,
  ) {}

  async create(id: string, order: Order): Promise<JournalWriter> {
    this.refuseWhenFull()
    if (this.disk.files.has(id)) throw new RunExists(id)
    this.disk.files.set(id, { order, events: [], owner: this.owner, wakes: new Set() })
    return this.write(id)
  }

  async takeOver(id: string): Promise<JournalWriter> {
    const run = this.run(id)
    this.refuseWhenFull()
    run.writer?.lose(new JournalTaken(id))
    run.owner = this.owner
    run.pause = undefined
    return this.write(id)
  }

  async order(id: string): Promise<Order> {
    return this.run(id).order
  }

  async state(id: string): Promise<JournalState> {
    const { events, owner, pause } = this.run(id)
    const newest = events.at(-1)
    return { last: events.length, ended: newest !== undefined && isEnd(newest.type), owner, pause }
  }

  async read(id: string, after: number, max: number): Promise<JournalEvent[]> {
    return this.run(id).events.slice(after, after + max)
  }

  watch(id: string, wake: () => void): () => void {
    const wakes = this.disk.files.get(id)?.wakes
    wakes?.add(wake)
    return () => wakes?.delete(wake)
  }

  async forget(id: string): Promise<void> {
    const run = this.run(id)
    run.writer?.lose(new JournalTaken(id))
    this.disk.files.delete(id)
    for (const wake of run.wakes) wake()
  }

  async probe(): Promise<void> {
    this.refuseWhenFull()
  }

  async close(): Promise<void> {
    for (const { writer } of this.disk.files.values()) if (writer?.journal === this) await writer.close()
  }

  run(id: string): MemoryRun {
    const run = this.disk.files.get(id)
    if (!run) throw new RunUnknown(id)
    return run
  }

  refuseWhenFull(): void {
    if (this.disk.full) throw new StorageError('storage_full', new Error('no room'))
  }

  private write(id: string): JournalWriter {
    const run = this.run(id)
    run.writer = new MemoryWriter(this, id, run)
    for (const wake of run.wakes) wake()
    return run.writer
  }
}

class MemoryWriter implements JournalWriter {
  private spent: Error | undefined
  private readonly lost = new AbortController()

  constructor(
    readonly journal: MemoryJournal,
    readonly id: string,
    private readonly run: MemoryRun,
  ) {}

  get taken(): AbortSignal {
    return this.lost.signal
  }

  async append(drafts: EventDraft[]): Promise<void> {
    this.check()
    for (const { type, data } of drafts) {
      const newest = this.run.events.at(-1)
      if (newest && isEnd(newest.type)) throw new Error('nothing comes after the end of a run')
      this.run.events.push({ n: this.run.events.length + 1, type, json: JSON.stringify(data) })
    }
    this.run.pause = undefined
    for (const wake of this.run.wakes) wake()
  }

  async pause(pause: Pause): Promise<void> {
    try {
      this.check()
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      this.setPause(pause)
      throw error
    }
    this.setPause(pause)
  }

  async close(): Promise<void> {
    this.spent ??= new Error('this writer was closed')
    if (this.run.writer === this) this.run.writer = undefined
  }

  lose(fault: JournalTaken): void {
    this.spent ??= fault
    this.lost.abort(fault)
  }

  private setPause(pause: Pause): void {
    this.run.pause = pause
    for (const wake of this.run.wakes) wake()
  }

  private check(): void {
    if (this.spent) throw this.spent
    try {
      this.journal.refuseWhenFull()
    } catch (error) {
      this.spent = error as StorageError
      throw error
    }
  }
}
