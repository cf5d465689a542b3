import { type FSWatcher, statSync, watch } from 'node:fs'

/** The two homes of a server behind the proxy; `none` where there is only one. */
export type Colour = 'blue' | 'green' | 'none'

/** Beside the watching: file systems need not tell of changes, least of all to another container. */
const POLL_MS = 1000

/**
 * Which colour new requests go to: green where LIVE_DIR holds a file `green`, else blue. The proxy asks the same file at
 * each request (docs/adr/0011-the-roll.md). A folder that cannot be read leaves what was known.
 */
export class LiveColour {
  /** Nothing until it could be read for the first time. */
  private live: Exclude<Colour, 'none'> | undefined
  private watcher: FSWatcher | undefined
  private timer: Timer | undefined

  constructor(
    readonly own: Colour,
    private readonly folder: string,
  ) {
    this.look()
  }

  /** Whether new requests come here, as far as is known. */
  get isOwn(): boolean {
    return this.own === 'none' || this.own === this.live
  }

  /** False where the folder could not be read yet, so that nobody can say who is live. */
  get isKnown(): boolean {
    return this.own === 'none' || this.live !== undefined
  }

  /** Reads it anew. */
  look(): void {
    if (this.own === 'none') return
    try {
      if (!statSync(this.folder).isDirectory()) return
      this.live = statSync(`${this.folder}/green`, { throwIfNoEntry: false }) ? 'green' : 'blue'
    } catch {
      // A volume that is gone for a moment must not make both colours, or neither, live.
    }
  }

  /** Calls `changed` as soon as another colour is live. */
  follow(changed: () => void, pollMs = POLL_MS): void {
    if (this.own === 'none') return
    const look = () => {
      const before = this.live
      this.look()
      if (this.live !== before) changed()
    }
    this.timer = setInterval(() => {
      look()
      this.watcher ??= this.watchFolder(look)
    }, pollMs)
    this.timer.unref()
    this.watcher = this.watchFolder(look)
  }

  stop(): void {
    clearInterval(this.timer)
    this.watcher?.close()
  }

  private watchFolder(look: () => void): FSWatcher | undefined {
    try {
      const watcher = watch(this.folder, look)
      watcher.on('error', () => {
        watcher.close()
        if (this.watcher === watcher) this.watcher = undefined
      })
      watcher.unref()
      return watcher
    } catch {
      // The poll has to do.
      return undefined
    }
  }
}
