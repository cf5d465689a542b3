import type { Archive } from './archive.ts'
import {
  type EventDraft,
  type Journal,
  type JournalEvent,
  type JournalState,
  type JournalWriter,
  RunExists,
  RunUnknown,
} from './journal.ts'
import type { PackHead } from './pack.ts'
import type { Order } from './run.ts'

/**
 * The journal of all runs: those that are written or ended lately in files that grow, the others as packs. A run's pack
 * is there before its files are removed, and the files are asked first, so a reader in the middle finds one or the other.
 */
export class PackedJournal implements Journal {
  constructor(
    private readonly files: Journal,
    private readonly archive: Archive,
  ) {}

  async create(id: string, order: Order): Promise<JournalWriter> {
    if (this.archive.has(id)) throw new RunExists(id)
    return this.files.create(id, order)
  }

  /** A packed run has ended: its writer takes no event. */
  takeOver(id: string): Promise<JournalWriter> {
    return this.orPacked<JournalWriter>(
      () => this.files.takeOver(id),
      async () => ((await this.archive.head(id)) ? new EndedWriter(id) : undefined),
    )
  }

  order(id: string): Promise<Order> {
    return this.orPacked(
      () => this.files.order(id),
      async () => (await this.archive.head(id))?.order,
    )
  }

  state(id: string): Promise<JournalState> {
    return this.orPacked(
      () => this.files.state(id),
      async () => stateOf(await this.archive.head(id)),
    )
  }

  read(id: string, after: number, max: number): Promise<JournalEvent[]> {
    return this.orPacked(
      () => this.files.read(id, after, max),
      () => this.archive.read(id, after, max),
    )
  }

  /** Of a packed run nobody is woken: it has ended, and all of it can be read. */
  watch(id: string, wake: () => void): () => void {
    return this.files.watch(id, wake)
  }

  async forget(id: string): Promise<void> {
    let wasThere = false
    try {
      await this.files.forget(id)
      wasThere = true
    } catch (error) {
      if (!(error instanceof RunUnknown)) throw error
    } finally {
      // Behind the files: who packs the run looks for them once more when its pack is there.
      if (this.archive.remove(id)) wasThere = true
    }
    if (!wasThere) throw new RunUnknown(id)
  }

  probe(): Promise<void> {
    return this.files.probe()
  }

  close(): Promise<void> {
    return this.files.close()
  }

  private async orPacked<T>(fromFiles: () => Promise<T>, fromPack: () => Promise<T | undefined>): Promise<T> {
    try {
      return await fromFiles()
    } catch (error) {
      if (!(error instanceof RunUnknown)) throw error
      const packed = await fromPack()
      if (packed === undefined) throw error
      return packed
    }
  }
}

function stateOf(head: PackHead | undefined): JournalState | undefined {
  if (!head) return undefined
  const { last, owner, sure } = head
  return sure === undefined ? { last, ended: true, owner } : { last, ended: true, owner, sure }
}

class EndedWriter implements JournalWriter {
  readonly taken = new AbortController().signal

  constructor(readonly id: string) {}

  async append(events: EventDraft[]): Promise<void> {
    if (events.length > 0) throw new Error('nothing comes after the end of a run')
  }

  async pause(): Promise<void> {
    throw new Error('a run that has ended stands still for good')
  }

  async close(): Promise<void> {}
}
