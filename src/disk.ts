import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'

/**
 * Waits until a file's bytes, or a folder's names, would outlive a power cut. Takes from a tenth of a millisecond to many
 * (docs/adr/0006-durability.md) and holds nothing else up meanwhile. Throws what the disk says; a path that is gone
 * has nothing to lose.
 */
export async function settle(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Another one after each start of the machine; '' where the system does not tell. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}
