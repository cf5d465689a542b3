import { StorageError } from './runs/journal.ts'

/** Why the program does not go on: a sentence for the operator. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}

/** What the disk under a data directory refused, as a sentence; any other error as it is. */
export function asCannotStart(error: unknown, folder: string): unknown {
  const cause = error instanceof StorageError ? error.cause : error
  const { code, path } = cause as { code?: unknown; path?: unknown }
  const place = typeof path === 'string' ? path : folder
  if (code === 'EROFS')
    return new CannotStart(
      `DATA_DIR: ${place} is on a read-only file system. Make it writable, or name another folder.`,
    )
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL')
    return new CannotStart(`DATA_DIR: the disk that ${place} is on is full. Make room, and start again.`)
  if (code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR' || error instanceof StorageError)
    return new CannotStart(
      `DATA_DIR: ${place} cannot be written${typeof code === 'string' ? ` (${code})` : ''}. Give this user the right to, or name another folder.`,
    )
  return error
}
