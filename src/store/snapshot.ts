import { Database } from 'bun:sqlite'
import { chmodSync } from 'node:fs'
import type { RunStatus } from '../runs/run.ts'

/** A copy of the store as it is at one moment, while others write it. Throws what SQLite says. */
export function copyStore(path: string, copy: string): void {
  reading(path, (db) => db.run('VACUUM INTO ?', [copy]))
  chmodSync(copy, 0o600)
}

/** The runs that a store names, read without changing it, whatever version wrote it. Throws what SQLite says. */
export function listedRuns(path: string): { id: string; status: RunStatus }[] {
  return reading(path, (db) =>
    db.query<{ id: string; status: RunStatus }, []>('SELECT id, status FROM runs').all(),
  )
}

function reading<T>(path: string, task: (db: Database) => T): T {
  const db = new Database(path, { readonly: true })
  try {
    db.run('PRAGMA busy_timeout = 5000')
    return task(db)
  } finally {
    db.close()
  }
}
