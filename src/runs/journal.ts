import type { Order, Pause } from './run.ts'

/**
 * The journal of every run: events with numbers 1, 2, 3 …, appended by one writer, read by anybody from any
 * number. Every implementation passes tests/runs/journal-contract.ts.
 */
export interface Journal {
  /** Begins a run's journal. Throws RunExists when there is one. */
  create(id: string, order: Order): Promise<JournalWriter>
  /** Makes this process the writer of a journal that has none, or whose writer is gone. Throws RunUnknown, or JournalTaken when another was quicker. */
  takeOver(id: string): Promise<JournalWriter>
  /** What was asked for. Throws RunUnknown. */
  order(id: string): Promise<Order>
  /** Where the journal stands. Throws RunUnknown. */
  state(id: string): Promise<JournalState>
  /** At most `max` events after number `after`, in order; none when there is no more yet. Throws RunUnknown. */
  read(id: string, after: number, max: number): Promise<JournalEvent[]>
  /**
   * Calls `wake` after every change of the run's journal until the returned function is called. Watch first, then
   * read: what came before is read, what comes after wakes. A wake may find nothing new.
   */
  watch(id: string, wake: () => void): () => void
  /** Removes a run's journal; its readers are woken and find it unknown. */
  forget(id: string): Promise<void>
  /** Writes a trial byte to where journals are kept; throws StorageError when that fails. */
  probe(): Promise<void>
  /** Writes through what is not yet on the disk and lets go of every file. */
  close(): Promise<void>
}

export interface JournalState {
  /** Number of the last event; 0 before the first. */
  last: number
  /** True when the last event is an end. */
  ended: boolean
  /** The process that writes it, or was the last to. */
  owner: string
  /** Set while the run stands still without an end. */
  pause?: Pause
  /**
   * Set where the machine was started anew while the run was written: a reader whose last number is above this may have
   * seen events that a power cut took, and whose numbers have been given to others since.
   */
  sure?: number
}

export interface JournalWriter {
  readonly id: string
  /** Aborted when it is found that another process has taken the run over or removed it; a second or so after. */
  readonly taken: AbortSignal
  /**
   * Adds events with the next numbers. When this resolves, readers may have them and a crash of the process
   * cannot lose them. Throws StorageError (then the writer is spent; take over to go on) or JournalTaken.
   */
  append(events: EventDraft[]): Promise<void>
  /**
   * Marks the run as paused; the next event, by this writer or a later one, ends the pause. Throws StorageError
   * when it could not be written: then the pause holds only while this process lives.
   */
  pause(pause: Pause): Promise<void>
  /** Lets go of the file. Appending afterwards is a mistake and throws. */
  close(): Promise<void>
}

export interface EventDraft {
  type: string
  data: object
}

/** An event as it was written: `json` is its data, sent to readers as it stands. */
export interface JournalEvent {
  readonly n: number
  readonly type: string
  readonly json: string
}

export class RunExists extends Error {
  override readonly name = 'RunExists'
}

export class RunUnknown extends Error {
  override readonly name = 'RunUnknown'
}

/** The journal has gone on without this writer. */
export class JournalTaken extends Error {
  override readonly name = 'JournalTaken'
}

/** A journal whose middle cannot be read; `file` names it for the operator. */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged'
  constructor(
    readonly file: string,
    readonly line: number,
  ) {
    super(`${file} is damaged at line ${line}`)
  }
}

/** The disk under the journal refused. `code` is for users, `cause` for the log. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  constructor(
    readonly code: 'storage_full' | 'storage_failed',
    cause: unknown,
  ) {
    super(code === 'storage_full' ? 'The disk is full.' : 'The disk cannot be written.', { cause })
  }
}
