import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const nameOf = (sum: Buffer): string => createHash('sha256').update(sum).digest('hex').slice(0, 12)

/** A short name of a key, which tells nothing of the key itself. */
export const keyName = (key: string): string => nameOf(digest(key))

/**
 * Secrets that are valid at the same time, so that one can be put in before the old one is taken out. Comparing takes
 * the same time whatever was given and however many there are.
 */
export class Keys {
  private digests: Buffer[]

  constructor(secrets: readonly string[]) {
    this.digests = secrets.map(digest)
  }

  /** From now on these are valid, and no others. */
  replace(secrets: readonly string[]): void {
    this.digests = secrets.map(digest)
  }

  /** The short name of the key that `given` is; nothing where it is none. */
  name(given: string): string | undefined {
    const sum = digest(given)
    let found: Buffer | undefined
    for (const known of this.digests) if (timingSafeEqual(known, sum)) found = known
    return found && nameOf(found)
  }

  has(given: string): boolean {
    return this.name(given) !== undefined
  }
}
