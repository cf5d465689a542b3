import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { readSecretFile, type SecretFile } from './secret-file.ts'
import { parseSecret, type SecretName } from './settings.ts'
import type { Logger } from './telemetry/log.ts'

/** Milliseconds from one look to the next; shorter where a file was seen to change. */
const LOOK_MS = 1000
const SETTLE_MS = 250

export interface FollowedSecret {
  setting: SecretName
  path: string
  /** The values in use; none where the file was empty. */
  current: readonly string[]
  /** Is given the new values, one at least. */
  use(values: string[]): void
}

interface Place extends FollowedSecret {
  sum: string
  /** How the file looked at the last look, and when it was read. */
  seen?: string
  read?: string
}

/**
 * Reads secrets anew when their files change, whether the content was replaced in place (as in a file mounted alone) or the
 * file was. It looks at them each second instead of being told, since no event leads to a mounted file from what is done to it
 * on the machine. A file that is gone, empty, or holds what is not allowed changes nothing: what was read before stays.
 */
export class SecretFollower {
  private readonly places = new Set<Place>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private stopped = false

  constructor(private readonly log: Logger) {}

  /** Returns what ends it. */
  follow(secret: FollowedSecret): () => void {
    const place: Place = { ...secret, sum: sumOf(secret.current) }
    this.places.add(place)
    return () => void this.places.delete(place)
  }

  /** Looks on until it is stopped; keeps no process alive. */
  start(): void {
    const next = (ms: number) => {
      if (this.stopped || this.places.size === 0) return
      this.timer = setTimeout(async () => next((await this.look()) ? SETTLE_MS : LOOK_MS), ms)
      this.timer.unref()
    }
    next(LOOK_MS)
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
  }

  /**
   * One look at every file. A file is read when two looks in a row have seen it the same, so that half of what is being
   * written is not taken for the whole; true where one has to be looked at again for that.
   */
  async look(): Promise<boolean> {
    let settling = false
    for (const place of this.places) {
      const stamp = await stampOf(place.path)
      const settled = place.seen === stamp
      place.seen = stamp
      if (place.read === stamp || this.stopped) continue
      if (!settled) settling = true
      else {
        const first = place.read === undefined
        place.read = stamp
        this.take(place, first, stamp)
      }
    }
    return settling
  }

  private take(place: Place, first: boolean, stamp: string): void {
    const { setting, path, use } = place
    // A pipe or /dev/null was read at the start and has no more to say.
    if (first && stamp === NO_FILE) return
    const file = stamp === NO_FILE ? { fault: `${path} is no file any more.` } : readSecretFile(path)
    // As before: nothing was taken from it, and nothing is in it.
    if ('text' in file && file.text === '' && place.sum === sumOf([])) return
    const values = readValues(setting, path, file)
    if (typeof values === 'string') {
      this.log.warn({ setting }, `${values} What was read before goes on to be valid.`)
      return
    }
    const sum = sumOf(values)
    if (sum === place.sum) return
    place.sum = sum
    use(values)
    this.log.info({ setting, keys: values.length }, 'a secret was read anew from its file')
  }
}

/** The values that are there; or why there are none, as a sentence. */
function readValues(setting: SecretName, path: string, file: SecretFile): string[] | string {
  if ('fault' in file) return `${setting}: ${file.fault}`
  if (file.text === '') return `${setting}: the file ${path} is empty.`
  return parseSecret(setting, file.text) ?? `${setting}: the file ${path} holds what is not allowed.`
}

const sumOf = (values: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('base64')

const NO_FILE = 'no file'

/** Changes whenever the file does. */
async function stampOf(path: string): Promise<string> {
  try {
    const found = await stat(path, { bigint: true })
    if (!found.isFile() && !found.isDirectory()) return NO_FILE
    return [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(':')
  } catch (error) {
    return `fault ${(error as NodeJS.ErrnoException).code}`
  }
}
