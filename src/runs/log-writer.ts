import { closeSync, fdatasync, linkSync, openSync, unlinkSync, writeSync } from 'node:fs'
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
    try {
      unlinkSync(draft)
    } catch {
      // It was never made.
    }
  }
}

/** A full disk takes part of a write without an error; the rest then fails. */
function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
}

/** The one writer of a run's newest turn. */
export class LogWriter implements JournalWriter {
  private fd: number | undefined
  private dirty = false
  private syncing: Promise<void> | undefined
  private fault: StorageError | undefined

  constructor(
    private readonly log: RunLog,
    /** False when others may have taken this process for dead. */
    private readonly holds: () => boolean,
    private readonly onClose: () => void,
  ) {
    try {
      this.fd = openSync(log.newestPath, 'a')
    } catch (error) {
      throw storageError(error)
    }
  }

  get id(): string {
    return this.log.id
  }

  async append(drafts: EventDraft[]): Promise<void> {
    let { last, ended } = this.log.state
    let lines = ''
    let bytes = 0
    const offsets: number[] = []
    const events: JournalEvent[] = []
    for (const draft of drafts) {
      if (ended) throw new Error('nothing comes after the end of a run')
      last += 1
      ended = isEnd(draft.type)
      const json = JSON.stringify(draft.data)
      const line = encodeLine(last, draft.type, json)
      offsets.push(this.log.bytes + bytes)
      bytes += Buffer.byteLength(line)
      lines += line
      events.push({ n: last, type: draft.type, json })
    }
    this.put(lines)
    this.log.add(events, offsets, bytes)
  }

  async pause(pause: Pause): Promise<void> {
    const line = encodeLine(0, 'pause', JSON.stringify(pause))
    try {
      this.put(line)
      this.log.setPause(pause, Buffer.byteLength(line))
    } catch (error) {
      // Readers must not wait for ever because the disk is full: until it has room the pause stands in memory.
      this.log.setPause(pause)
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
      fdatasync(fd, () => {
        this.syncing = undefined
        resolve()
      })
    })
    return this.syncing
  }

  async close(): Promise<void> {
    if (this.fd === undefined) return
    await this.syncing
    await this.sync()
    this.release()
  }

  private put(lines: string): void {
    if (this.fd === undefined) throw this.fault ?? new Error('this writer was closed')
    try {
      writeWhole(this.fd, Buffer.from(lines))
      this.dirty = true
    } catch (error) {
      // Half a line may stand at the end: the next turn's file says what counts.
      this.fault = storageError(error)
      this.release()
      throw this.fault
    }
    // Asked after the write: what was written before the lease ran out is read by whoever takes over, and counts; what
    // was written later is shown to nobody.
    if (this.holds()) return
    this.release()
    throw new JournalTaken(this.id)
  }

  private release(): void {
    const { fd } = this
    if (fd === undefined) return
    this.fd = undefined
    closeSync(fd)
    this.onClose()
  }
}
