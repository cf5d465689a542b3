import { statfs } from 'node:fs/promises'
import { StorageError } from '../runs/journal.ts'

export interface ReadinessOptions {
  /** Writes a trial byte to where journals are kept; throws a StorageError when that fails. */
  probe(): Promise<void>
  /** Called after each good probe; catches up on what could not be written. Throws a StorageError. */
  heal(): Promise<void>
  isDraining(): boolean
  /** Folder whose file system must have room. */
  folder: string
}

export interface State {
  ready: boolean
  /** Each part in a word: `ok`, or what is wrong with it. */
  parts: { journal: string; disk: string; draining: string }
  freeBytes?: number
}

/** Below this, a new run would strand within its first page. Small, so that a small disk counts too. */
const LEAST_FREE_BYTES = 128 * 1024
const PROBE_MS = 2000

/** Whether this process can take work: found out on a timer, never by a request. */
export class Readiness {
  private journal = 'not looked at yet'
  private disk = 'ok'
  private freeBytes: number | undefined
  private timer: Timer | undefined
  private looking: Promise<void> | undefined

  constructor(private readonly options: ReadinessOptions) {}

  /** Looks once, then every 2 s. Resolves when it has looked. */
  async start(): Promise<void> {
    await this.look()
    this.timer = setInterval(() => void this.look(), PROBE_MS)
    this.timer.unref()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  get isDraining(): boolean {
    return this.options.isDraining()
  }

  get state(): State {
    const draining = this.options.isDraining() ? 'the server is ending' : 'no'
    const { journal, disk, freeBytes } = this
    const ready = journal === 'ok' && disk === 'ok' && draining === 'no'
    return { ready, parts: { journal, disk, draining }, freeBytes }
  }

  /** One look at a time: a disk that hangs must not pile up probes. */
  look(): Promise<void> {
    this.looking ??= this.find().finally(() => {
      this.looking = undefined
    })
    return this.looking
  }

  private async find(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.options.folder)
      this.freeBytes = bavail * bsize
      this.disk = this.freeBytes < LEAST_FREE_BYTES ? 'full' : 'ok'
    } catch {
      this.disk = 'cannot be read'
    }
    try {
      await this.options.probe()
      await this.options.heal()
      this.journal = 'ok'
    } catch (error) {
      const full = error instanceof StorageError && error.code === 'storage_full'
      this.journal = full ? 'the disk is full' : 'cannot be written'
    }
  }
}
