import { existsSync, mkdirSync, readdirSync, renameSync, unlinkSync } from 'node:fs'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { settle } from '../disk.ts'
import { setAside } from '../set-aside.ts'
import { JournalDamaged, type JournalEvent } from './journal.ts'
import { discard, storageError } from './log-writer.ts'
import { decompress, encodeHead, FIRST_LINE, type PackHead, PackTooNew, Part, readFirstLine } from './pack.ts'
import { RUN_ID } from './run.ts'

export interface ArchiveOptions {
  /** Folder of the packs; made when it is not there. */
  folder: string
  /** Makes no folder. */
  isReadOnly?: boolean
  /** Told of each pack set aside. Without it a damaged pack stays where it is. */
  onDamage?(damage: JournalDamaged, run: string): void
}

interface OpenedPack {
  /** Of the file that was read: another one may have its name by now. */
  mark: string
  head: PackHead
  /** Where the first part begins. */
  partsAt: number
}

/** Heads and parts that are kept in memory, last used last. */
const HEADS = 64
const PARTS = 4

/** Ended runs in their compact form, a file each: `RUN.pack`. Once there, a pack never changes. */
export class Archive {
  private readonly heads = new Map<string, OpenedPack>()
  /** A folder of its own, which is small: where the packs lie there may be many. */
  private readonly drafts: string
  private readonly parts = new Map<string, Part>()

  constructor(private readonly options: ArchiveOptions) {
    this.drafts = `${options.folder}/drafts`
    if (!options.isReadOnly) mkdirSync(this.drafts, { recursive: true, mode: 0o700 })
  }

  path(id: string): string {
    return `${this.options.folder}/${id}.pack`
  }

  has(id: string): boolean {
    return RUN_ID.test(id) && existsSync(this.path(id))
  }

  async ids(): Promise<string[]> {
    const names = await readdir(this.options.folder)
    return names.flatMap((name) => /^([0-9a-v]{26})\.pack$/.exec(name)?.[1] ?? [])
  }

  /** Nothing where the run is not packed. Throws JournalDamaged, having set the file aside, or PackTooNew. */
  async head(id: string): Promise<PackHead | undefined> {
    return (await this.opened(id))?.head
  }

  /** At most `max` events after number `after`; nothing where the run is not packed. Throws as `head` does. */
  async read(id: string, after: number, max: number): Promise<JournalEvent[] | undefined> {
    const pack = await this.opened(id)
    if (!pack) return undefined
    const found: JournalEvent[] = []
    let offset = pack.partsAt
    for (const [at, { bytes }] of pack.head.parts.entries()) {
      const next = pack.head.parts[at + 1]?.first ?? pack.head.last + 1
      if (next > after + 1 && found.length < max) {
        const part = await this.part(id, pack, at, offset)
        if (!part) return undefined
        found.push(...part.events(after + 1, max - found.length))
      }
      offset += bytes
    }
    return found
  }

  /**
   * Puts a pack where readers find it, whole from the first moment and on the disk when this resolves. False, and
   * nothing put, where `isWanted` says so or the run was removed meanwhile. Throws StorageError.
   */
  async add(
    id: string,
    head: PackHead,
    parts: readonly Uint8Array[],
    isWanted: () => boolean,
  ): Promise<boolean> {
    const draft = `${this.drafts}/${id}.${crypto.randomUUID()}`
    try {
      const handle = await open(draft, 'w', 0o600)
      try {
        await handle.writeFile(await encodeHead(head))
        for (const part of parts) await handle.writeFile(part)
        await handle.sync()
      } finally {
        await handle.close()
      }
      // From here on: who removes the run takes its files first, then this draft, then the pack. So either it is seen
      // here that the files are gone, or the draft is gone, or the pack is found there.
      if (!isWanted()) return false
      renameSync(draft, this.path(id))
      await settle(this.options.folder)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw storageError(error)
    } finally {
      discard(draft)
    }
  }

  /** Behind the removal of the run's files. False where there was no pack. Throws StorageError. */
  remove(id: string): boolean {
    this.drop(id)
    try {
      for (const name of readdirSync(this.drafts)) if (name.startsWith(id)) discard(`${this.drafts}/${name}`)
      unlinkSync(this.path(id))
      // What was deleted must not come back after a power cut.
      settle(this.options.folder).catch(() => {})
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw storageError(error)
    }
  }

  /** Removes what processes that died have left half-written; `isOld` says of a file's time whether it may be that. */
  async sweep(isOld: (mtimeMs: number) => boolean): Promise<void> {
    for (const name of readdirSync(this.drafts)) {
      const path = `${this.drafts}/${name}`
      const found = await stat(path).catch(() => undefined)
      if (found && isOld(found.mtimeMs)) discard(path)
    }
  }

  private async opened(id: string): Promise<OpenedPack | undefined> {
    if (!this.has(id)) {
      this.drop(id)
      return undefined
    }
    return this.reading(id, async (handle) => {
      const { ino, size, mtimeMs } = await handle.stat()
      const mark = `${ino} ${size} ${mtimeMs}`
      const known = this.heads.get(id)
      if (known?.mark === mark) return known
      this.drop(id)
      const start = await readAt(handle, 0, Math.min(FIRST_LINE, size))
      const { offset, bytes, sum } = readFirstLine(start.toString('latin1'))
      const head = JSON.parse(await decompress(await readAt(handle, offset, bytes), sum)) as PackHead
      const pack = { mark, head, partsAt: offset + bytes }
      keep(this.heads, id, pack, HEADS)
      return pack
    })
  }

  private async part(
    id: string,
    { mark, head }: OpenedPack,
    at: number,
    offset: number,
  ): Promise<Part | undefined> {
    const key = `${id} ${mark} ${at}`
    const known = this.parts.get(key)
    if (known) return known
    const place = head.parts[at]
    if (!place) return undefined
    return this.reading(id, async (handle) => {
      const bytes = await readAt(handle, offset, place.bytes)
      const part = new Part(await decompress(bytes, place.sum), place.first)
      keep(this.parts, key, part, PARTS)
      return part
    })
  }

  /** Nothing where the pack is gone. What cannot be read as one is damaged. */
  private async reading<T>(id: string, task: (handle: FileHandle) => Promise<T>): Promise<T | undefined> {
    let handle: FileHandle
    try {
      handle = await open(this.path(id), 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw storageError(error)
    }
    try {
      return await task(handle)
    } catch (error) {
      throw error instanceof PackTooNew ? error : this.damaged(id)
    } finally {
      await handle.close()
    }
  }

  private damaged(id: string): JournalDamaged {
    const damage = new JournalDamaged(this.path(id), 1)
    const { onDamage } = this.options
    if (onDamage) {
      setAside(this.path(id))
      onDamage(damage, id)
    }
    this.drop(id)
    return damage
  }

  private drop(id: string): void {
    this.heads.delete(id)
    for (const key of this.parts.keys()) if (key.startsWith(id)) this.parts.delete(key)
  }
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, offset)
  if (bytesRead < length) throw new Error('the file is shorter than it should be')
  return buffer
}

function keep<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= most) return
    map.delete(oldest)
  }
}
