import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** A secret of 256 bits, URL-safe. */
export const makeSecret = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')

export interface KeptSecret {
  value: string
  path: string
  made: boolean
}

/** Where a secret is kept that nobody has set. */
export const keptPath = (dataDir: string, name: string): string =>
  `${resolve(dataDir, 'secrets')}/${name.toLowerCase()}`

/**
 * The secret kept under the data directory, made when there is none (0600). Of two processes that start at once one
 * makes it and both use it. Throws where the folder cannot be written.
 */
export function keptSecret(dataDir: string, name: string): KeptSecret {
  const path = keptPath(dataDir, name)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const kept = read(path)
  if (kept) return { value: kept, path, made: false }
  // Nobody ever reads half a secret: it gets its name when it is whole. An empty file is what a full disk leaves.
  if (kept === '') rmSync(path, { force: true })
  const value = makeSecret()
  const draft = `${path}.${makeSecret().slice(0, 8)}.new`
  try {
    writeFileSync(draft, `${value}\n`, { flag: 'wx', mode: 0o600 })
    linkSync(draft, path)
    return { value, path, made: true }
  } catch (error) {
    const other = (error as NodeJS.ErrnoException).code === 'EEXIST' && read(path)
    if (!other) throw error
    return { value: other, path, made: false }
  } finally {
    rmSync(draft, { force: true })
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
