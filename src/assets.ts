import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Where the static files lie: beside a compiled binary, else in the checkout. */
function publicFolder(): string {
  const beside = join(dirname(process.execPath), 'public')
  return existsSync(beside) ? beside : resolve(import.meta.dir, '../public')
}

export interface Assets {
  folder: string
  /** Path that they are served under. */
  base: string
  /** Our own scripts by their file names, as they are served: without comments and the blanks that only people need. */
  scripts: ReadonlyMap<string, string>
}

/**
 * The static files, and the path they are served under. It holds a hash of all that is served, so a browser may keep them
 * for ever and still sees a change at once. Throws where the folder cannot be read.
 */
export function openAssets(folder = publicFolder()): Assets {
  const compact = new Bun.Transpiler({ loader: 'js', minifyWhitespace: true })
  const scripts = new Map<string, string>()
  const hash = createHash('sha256')
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  for (const name of names) {
    const path = name.slice(folder.length + 1)
    let bytes: string | Uint8Array = readFileSync(name)
    if (/^[^/\\]+\.js$/.test(path)) {
      bytes = compact.transformSync(bytes)
      scripts.set(path, bytes)
    }
    hash.update(`/${path}\0`).update(bytes).update('\0')
  }
  return { folder, base: `/assets/${hash.digest('hex').slice(0, 16)}`, scripts }
}
