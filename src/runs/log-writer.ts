import {
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  linkSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import {
  type EventDraft,
  type JournalEvent,
  JournalTaken,
  type JournalWriter,
  RunExists,
  StorageError,
} from './journal.ts'
import { encodeLine } from './journal-line.ts'
import type { Pause } from './run.ts'
import { isEnd } from './run.ts'
import { type RunLog, type TurnHeader, turnPath } from './run-log.ts'

export function storageError(error: unknown): StorageError {
  const code = (error as NodeJS.ErrnoException).code
  return new StorageError(code === 'ENOSPC' || code === 'EDQUOT' ? 'storage_full' : 'storage_failed', error)
}

/**
 * Makes a turn's file with its first line. It gets its name by a hard link: nobody ever sees half a header, and of two
 * who try one wins. Throws RunExists (turn 1), JournalTaken (later turns) or StorageError.
 */
export function createTurn(folder: string, header: TurnHeader): void {
  const path = turnPath(folder, header.run, header.turn)
  const draft = `${path}.${header.owner}.new`
  try {
    const fd = openSync(draft, 'w', 0o600)
    try {
      writeWhole(fd, Buffer.from(encodeLine(0, 'turn', JSON.stringify(header))))
    } finally {
      closeSync(fd)
    }
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw storageError(error)
    throw header.turn === 1 ? new RunExists(header.run) : new JournalTaken(header.run)
  } finally {
    discard(draft)
  }
}

/** Removes a file that stands in nobody's way, should that fail. */
export function discard(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It was never made, or the disk takes no changes.
  }
}

/** A full disk takes part of a write without an error; the rest then fails. */
function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
}

/**
 * The one writer of a run's newest turn. Whoever takes the run over puts up a fence first and reads this one's end
 * afterwards. So a line that was written before the fence stood counts, and a line behind which it is found may not
 * count and is shown to nobody: no lock, no clock, and a process that froze anywhere finds out.
 */
export class LogWriter implements JournalWriter {
  private fd: number | undefined
  private dirty = false
  private syncing: Promise<void> | undefined
  private fault: StorageError | JournalTaken | undefined
  private readonly lost = new AbortController()
  private readonly nextPath: string
  private readonly fencePath: string

  constructor(
    private readonly log: RunLog,
    private readonly onClose: () => void,
  ) {
    this.nextPath = log.nextPath
    this.fencePath = log.fencePath
    try {
      this.fd = openSync(log.newestPath, 'a')
    } catch (error) {
      throw storageError(error)
    }
  }

  get id(): string {
    return this.log.id
  }

  get taken(): AbortSignal {
    return this.lost.signal
  }

  async append(drafts: EventDraft[]): Promise<void> {
    const { last } = this.log.state
    this.add(drafts.map(({ type, data }, at) => ({ n: last + 1 + at, type, json: JSON.stringify(data) })))
  }

  async pause(pause: Pause): Promise<void> {
    const line = encodeLine(0, 'pause', JSON.stringify(pause))
    try {
      this.put(line)
      this.log.setPause(pause, Buffer.byteLength(line))
    } catch (error) {
      // Readers must not wait for ever because the disk is full: until it has room the pause stands in memory.
      if (error instanceof StorageError) this.log.setPause(pause)
      throw error
    }
  }

  /** Starts to write through to the disk what is not there yet; one at a time, behind the stream's back. */
  sync(): Promise<void> {
    const { fd } = this
    if (!this.dirty || fd === undefined) return this.syncing ?? Promise.resolve()
    if (this.syncing) return this.syncing
    this.dirty = false
    this.syncing = new Promise((resolve) => {
      fdatasync(fd, (error) => {
        this.syncing = undefined
        if (error && this.fd === fd) this.fail(storageError(error))
        resolve()
      })
    })
    return this.syncing
  }

  /** Finds out, for a run that is quiet, whether another process has taken it over or removed it. */
  check(): void {
    if (this.fd === undefined) return
    if (this.isPassedOn() || fstatSync(this.fd).nlink === 0) this.fail(new JournalTaken(this.id))
  }

  async close(): Promise<void> {
    if (this.fd === undefined) return
    await this.syncing
    await this.sync()
    this.release()
  }

  private add(events: JournalEvent[]): void {
    let lines = ''
    let bytes = 0
    let { ended } = this.log.state
    const offsets: number[] = []
    for (const { n, type, json } of events) {
      if (ended) throw new Error('nothing comes after the end of a run')
      ended = isEnd(type)
      const line = encodeLine(n, type, json)
      offsets.push(this.log.bytes + bytes)
      bytes += Buffer.byteLength(line)
      lines += line
    }
    this.put(lines)
    this.log.add(events, offsets, bytes)
  }

  private put(lines: string): void {
    if (this.fd === undefined) throw this.fault ?? new Error('this writer was closed')
    try {
      writeWhole(this.fd, Buffer.from(lines))
      this.dirty = true
    } catch (error) {
      // Half a line may stand at the end: the next turn's file says what counts.
      throw this.fail(storageError(error))
    }
    if (this.isPassedOn()) throw this.fail(new JournalTaken(this.id))
  }

  /** In this order: the fence is taken away when the next turn is there. */
  private isPassedOn(): boolean {
    return existsSync(this.fencePath) || existsSync(this.nextPath)
  }

  private fail(fault: StorageError | JournalTaken): Error {
    this.fault = fault
    this.release()
    if (fault instanceof JournalTaken) this.lost.abort(fault)
    return fault
  }

  private release(): void {
    const { fd } = this
    if (fd === undefined) return
    this.fd = undefined
    closeSync(fd)
    this.onClose()
  }
}
