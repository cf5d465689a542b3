import { createReadStream, readFileSync } from 'node:fs'

/** What a backup holds: written last, so that a folder without it is no backup. */
export interface Manifest {
  format: number
  program: 'devussy-web'
  version: string
  /** ISO 8601, UTC. */
  createdAt: string
  runs: { ended: number; open: number }
  files: ManifestFile[]
}

export interface ManifestFile {
  /** Relative to the backup, with `/`. */
  path: string
  bytes: number
  sha256: string
}

export const FORMAT = 1
export const MANIFEST = 'manifest.json'

/** Why a backup or a restore was not made: a sentence for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

/** Throws BackupError where the folder is no backup, or one of a newer version. */
export function readManifest(folder: string): Manifest {
  let manifest: Manifest
  try {
    manifest = JSON.parse(readFileSync(`${folder}/${MANIFEST}`, 'utf8')) as Manifest
  } catch {
    throw new BackupError(
      `${folder} is no backup: it has no ${MANIFEST} that can be read. Nothing was changed.`,
    )
  }
  const { format, files } = manifest
  if (format > FORMAT)
    throw new BackupError(
      `${folder} was made by a newer version (${manifest.version}). Restore it with that. Nothing was changed.`,
    )
  if (!Array.isArray(files) || !files.every(isSafe))
    throw new BackupError(`${folder} is no backup: its ${MANIFEST} names no such files. Nothing was changed.`)
  return manifest
}

/** Names that a backup has: nothing in them leads out of its folder. */
function isSafe(file: ManifestFile): boolean {
  const names = typeof file?.path === 'string' ? file.path.split('/') : []
  return names.length > 0 && names.every((name) => /^[a-z0-9_][a-z0-9_.-]*$/.test(name))
}

export async function sumOfFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hasher = new Bun.CryptoHasher('sha256')
  let bytes = 0
  for await (const piece of createReadStream(path) as AsyncIterable<Uint8Array>) {
    hasher.update(piece)
    bytes += piece.length
  }
  return { bytes, sha256: hasher.digest('hex') }
}
