import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Where the static files lie: beside a compiled binary, else in the checkout. */
function publicFolder(): string {
  const beside = join(dirname(process.execPath), 'public')
  return existsSync(beside) ? beside : resolve(import.meta.dir, '../public')
}

/**
 * The static files, and the path they are served under. It holds a hash of all of them, so a browser may keep them for
 * ever and still sees a change at once. Throws where the folder cannot be read.
 */
export function openAssets(folder = publicFolder()): { folder: string; base: string } {
  const hash = createHash('sha256')
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  for (const name of names)
    hash
      .update(`${name.slice(folder.length)}\0`)
      .update(readFileSync(name))
      .update('\0')
  return { folder, base: `/assets/${hash.digest('hex').slice(0, 16)}` }
}
