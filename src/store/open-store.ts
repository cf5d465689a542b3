import { Database } from 'bun:sqlite'
import { existsSync, renameSync, statSync } from 'node:fs'
import { StorageError } from '../runs/journal.ts'
import { setAside } from '../set-aside.ts'
import { Store } from './database.ts'

/**
 * Opens the store, having looked whether its file is sound. One that is damaged is set aside (`damaged` names it) and
 * a new one is made. Throws StoreTooNew, or StorageError.
 */
export function openStore(path: string): { store: Store; damaged?: string } {
  if (isSound(path)) return { store: new Store(path) }
  const damaged = setAside(path)
  // They belong to it: left where they are, SQLite would read them into the new file.
  for (const end of damaged ? ['-wal', '-shm'] : [])
    if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, `${damaged}${end}`)
  return { store: new Store(path), damaged }
}

/** True where there is no file yet, too. Throws StorageError where it cannot be said. */
export function isSound(path: string): boolean {
  if (!(statSync(path, { throwIfNoEntry: false })?.size ?? 0)) return true
  let db: Database | undefined
  try {
    // Whoever opens it to write and closes it last clears its -wal away, even where that is all that is whole.
    db = new Database(path, { readonly: true })
    db.run('PRAGMA busy_timeout = 5000')
    const [first] = db.query<{ quick_check: string }, []>('PRAGMA quick_check(1)').all()
    return first?.quick_check === 'ok'
  } catch (error) {
    const code = String((error as { code?: unknown }).code)
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return false
    throw new StorageError('storage_failed', error)
  } finally {
    db?.close()
  }
}
