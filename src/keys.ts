import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Secrets that are valid at the same time, so that one can be put in before the old one is taken out. Comparing takes
 * the same time whatever was given and however many there are.
 */
export class Keys {
  private readonly digests: Buffer[]

  constructor(secrets: readonly string[]) {
    this.digests = secrets.map(digest)
  }

  /** A short name of the key that `given` is, which tells nothing of the key itself; nothing where it is none. */
  name(given: string): string | undefined {
    const sum = digest(given)
    let found: Buffer | undefined
    for (const known of this.digests) if (timingSafeEqual(known, sum)) found = known
    return found && createHash('sha256').update(found).digest('hex').slice(0, 12)
  }

  has(given: string): boolean {
    return this.name(given) !== undefined
  }
}
