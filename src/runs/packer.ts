import { existsSync, readdirSync, rmSync } from 'node:fs'
import type { Archive } from './archive.ts'
import { type Journal, JournalDamaged, RunUnknown } from './journal.ts'
import { compress, decompress, type PackHead, Part, PartWriter, sumOf } from './pack.ts'
import { type End, isEnd } from './run.ts'
import { RunLog, turnPath } from './run-log.ts'

export interface PackerOptions {
  /** Of the journal's files. */
  folder: string
  archive: Archive
  /** Told that a run's files are gone, or are damaged: it lets go of them, or sets them aside. */
  journal: Journal
}

/** A part is closed when it holds so much: what a reader in its middle has to unpack. UTF-16 code units, events. */
const PART_SIZE = 256 * 1024
const PART_EVENTS = 8192
/** Events that are read before others get their turn. */
const STEP_EVENTS = 64

/** Lets everything else that waits for this thread go first. */
const step = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Turns the files of ended runs into packs, each checked against the files before they are removed. It holds no lock:
 * two that pack one run write the same, and the pack gets its name in one go.
 */
export class Packer {
  constructor(private readonly options: PackerOptions) {}

  /** Runs that have files. */
  runs(): string[] {
    return readdirSync(this.options.folder).flatMap(
      (name) => /^([0-9a-v]{26})\.1\.log$/.exec(name)?.[1] ?? [],
    )
  }

  /**
   * Resolves to true when the run is packed and its files are gone; to false where it has no end, no files (any more)
   * or is damaged. Throws StorageError.
   */
  async pack(id: string, signal?: AbortSignal): Promise<boolean> {
    const { folder, archive, journal } = this.options
    const log = new RunLog(folder, id)
    try {
      if (!(await log.refreshGently(step)) || !log.state.ended || existsSync(log.fencePath)) return false
      const { head, parts } = await this.encode(log, signal)
      // Whoever forgets or packs a run removes files: what was read is whole only if its first is there still.
      const isThere = () => existsSync(turnPath(folder, id, 1))
      if (!head || !(await archive.add(id, head, parts, isThere))) return false
      this.removeFiles(id)
    } catch (error) {
      if (!(error instanceof JournalDamaged || error instanceof RunUnknown)) throw error
      await journal.state(id).catch(() => {})
      return false
    } finally {
      log.close()
    }
    // It finds out by this that they are gone, and closes them.
    await journal.state(id).catch(() => {})
    return archive.has(id)
  }

  /** Removes the rest of files whose removal was cut short, for runs that have a pack. */
  tidy(): void {
    const { folder, archive } = this.options
    for (const name of readdirSync(folder)) {
      const id = /^([0-9a-v]{26})\.\d+\.log$/.exec(name)?.[1]
      if (id && archive.has(id) && !existsSync(turnPath(folder, id, 1)))
        rmSync(`${folder}/${name}`, { force: true })
    }
  }

  private async encode(log: RunLog, signal?: AbortSignal): Promise<{ head?: PackHead; parts: Uint8Array[] }> {
    const { state, order } = log
    const parts: Uint8Array[] = []
    const places: PackHead['parts'] = []
    for await (const part of this.partsOf(log, signal)) {
      const bytes = await compress(part.encode())
      const sum = sumOf(bytes)
      await this.check(new Part(await decompress(bytes, sum), part.first), part, log)
      parts.push(bytes)
      places.push({ first: part.first, bytes: bytes.length, sum })
    }
    const end = log.events(state.last - 1, 1).at(0)
    if (!order || !end || !isEnd(end.type)) return { parts }
    const { run, endedAt } = JSON.parse(end.json) as End
    const { last, owner, sure } = state
    return { head: { run, endedAt, order, last, owner, sure, parts: places }, parts }
  }

  private async *partsOf(log: RunLog, signal?: AbortSignal): AsyncGenerator<PartWriter> {
    let part = new PartWriter(1)
    for (let after = 0; after < log.state.last; ) {
      signal?.throwIfAborted()
      const events = log.events(after, STEP_EVENTS)
      if (events.length === 0) throw new RunUnknown(log.id)
      for (const event of events) {
        part.add(event)
        if (part.size < PART_SIZE && part.count < PART_EVENTS) continue
        yield part
        part = new PartWriter(event.n + 1)
      }
      after += events.length
      await step()
    }
    if (part.count > 0) yield part
  }

  /** The files are removed only for what gives back every event to the byte. */
  private async check(part: Part, { first, count }: PartWriter, log: RunLog): Promise<void> {
    for (let at = 0; at < count; at += STEP_EVENTS) {
      const events = log.events(first + at - 1, Math.min(STEP_EVENTS, count - at))
      const packed = part.events(first + at, events.length)
      const differs = events.some(({ n, type, json }, index) => {
        const other = packed[index]
        return other?.n !== n || other.type !== type || other.json !== json
      })
      if (differs) throw new Error(`the pack of ${log.id} would not be what was packed`)
      await step()
    }
  }

  /** The first one first: without it the run has no files, whatever else is there when this is cut short. */
  private removeFiles(id: string): void {
    for (let turn = 1; existsSync(turnPath(this.options.folder, id, turn)); turn += 1)
      rmSync(turnPath(this.options.folder, id, turn), { force: true })
  }
}
