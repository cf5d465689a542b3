import { Database, type SQLQueryBindings } from 'bun:sqlite'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { StorageError } from '../runs/journal.ts'
import { MIGRATIONS } from './migrations.ts'

/** The store's file was written by a newer version of the program. */
export class StoreTooNew extends Error {
  override readonly name = 'StoreTooNew'
}

const RETRY_MS = 20
const GIVE_UP_MS = 5000

/**
 * What is seldom written: one SQLite file that two processes may share. SQLite waits by blocking the whole process,
 * which would hold up every stream; so it never waits here, and a busy file is tried again by a timer.
 */
export class Store {
  private readonly db: Database

  /** Throws StoreTooNew, or StorageError when the file cannot be opened or written. */
  constructor(path: string) {
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      this.db = new Database(path, { create: true, strict: true })
      // While it starts nothing streams yet, and another process may be migrating.
      this.db.run('PRAGMA busy_timeout = 5000')
      this.db.run('PRAGMA journal_mode = WAL')
      this.db.run('PRAGMA synchronous = NORMAL')
      this.db.run('PRAGMA foreign_keys = ON')
      this.migrate()
      this.db.run('PRAGMA busy_timeout = 0')
    } catch (error) {
      throw error instanceof StoreTooNew ? error : asStorageError(error)
    }
  }

  rows<Row>(sql: string, ...values: SQLQueryBindings[]): Row[] {
    return this.db.query<Row, SQLQueryBindings[]>(sql).all(...values)
  }

  row<Row>(sql: string, ...values: SQLQueryBindings[]): Row | undefined {
    return this.db.query<Row, SQLQueryBindings[]>(sql).get(...values) ?? undefined
  }

  /**
   * Runs `change` in one short transaction; resolves to what it returns. Tried again for 5 s while another process
   * writes. Throws StorageError, or what `change` throws (and then nothing was changed).
   */
  async write<T>(change: (db: Database) => T): Promise<T> {
    const giveUp = performance.now() + GIVE_UP_MS
    for (;;) {
      try {
        return this.db.transaction(() => change(this.db)).immediate()
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUp) throw asStorageError(error)
      }
      await Bun.sleep(RETRY_MS)
    }
  }

  close(): void {
    this.db.close()
  }

  private migrate(): void {
    this.db
      .transaction(() => {
        const { user_version: version = 0 } = this.row<{ user_version: number }>('PRAGMA user_version') ?? {}
        if (version > MIGRATIONS.length) {
          throw new StoreTooNew(
            `The data was written by a newer version (schema ${version}; this program knows ${MIGRATIONS.length}). Start the newer version, or restore a backup made before it.`,
          )
        }
        for (const migration of MIGRATIONS.slice(version)) this.db.run(migration)
        this.db.run(`PRAGMA user_version = ${MIGRATIONS.length}`)
      })
      .immediate()
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? '')

const isBusy = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY')

function asStorageError(error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'SQLITE_FULL') return new StorageError('storage_full', error)
  return code.startsWith('SQLITE_') && !code.startsWith('SQLITE_CONSTRAINT')
    ? new StorageError('storage_failed', error)
    : error
}
