import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** A secret of 256 bits, URL-safe. */
export const makeSecret = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')

export interface KeptSecret {
  value: string
  path: string
  made: boolean
}

/**
 * The secret kept under the data directory, made when there is none (0600). Of two processes that start at once one
 * makes it and both use it. Throws where the folder cannot be written.
 */
export function keptSecret(dataDir: string, name: string): KeptSecret {
  const folder = resolve(dataDir, 'secrets')
  const path = `${folder}/${name.toLowerCase()}`
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    const value = makeSecret()
    writeFileSync(path, `${value}\n`, { flag: 'wx', mode: 0o600 })
    return { value, path, made: true }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return { value: readFileSync(path, 'utf8').trim(), path, made: false }
  }
}
