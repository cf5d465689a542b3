import { Database, type SQLQueryBindings } from 'bun:sqlite'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { settle } from '../disk.ts'
import { StorageError } from '../runs/journal.ts'
import { MIGRATIONS } from './migrations.ts'

/** The store's file was written by a newer version of the program. */
export class StoreTooNew extends Error {
  override readonly name = 'StoreTooNew'
}

/** Readers wait for nobody in WAL, but for the moment in which another process opens or closes the file. */
const READ_WAIT_MS = 100
const RETRY_MS = 20
const GIVE_UP_MS = 5000
/** What a power cut may cost at most, but for the disk's own delay. */
const SETTLE_MS = 1000

/**
 * What is seldom written: one SQLite file that two processes may share. SQLite waits by blocking the whole process,
 * which would hold up every stream; so it never waits here, and a busy file is tried again by a timer.
 */
export class Store {
  private readonly db: Database
  private settling: Timer | undefined

  /**
   * Throws StoreTooNew, or StorageError when the file cannot be opened or written. `migrations`: the steps that the
   * program knows, for tests of others than its own.
   */
  constructor(
    private readonly path: string,
    private readonly migrations: readonly string[] = MIGRATIONS,
  ) {
    let db: Database | undefined
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      db = new Database(path, { create: true, strict: true })
      this.db = db
      // While it starts nothing streams yet, and another process may be migrating.
      db.run('PRAGMA busy_timeout = 5000')
      // First of all: a newer version's file stays as it is.
      this.isOwn()
      useWal(db)
      db.run('PRAGMA synchronous = NORMAL')
      db.run('PRAGMA foreign_keys = ON')
      this.migrate()
      db.run('PRAGMA busy_timeout = 0')
    } catch (error) {
      db?.close()
      throw error instanceof StoreTooNew ? error : new StorageError(storageCode(error), error)
    }
  }

  rows<Row>(sql: string, ...values: SQLQueryBindings[]): Row[] {
    return this.read(() => this.db.query<Row, SQLQueryBindings[]>(sql).all(...values))
  }

  row<Row>(sql: string, ...values: SQLQueryBindings[]): Row | undefined {
    return this.read(() => this.db.query<Row, SQLQueryBindings[]>(sql).get(...values)) ?? undefined
  }

  /**
   * Runs `change` in one short transaction; resolves to what it returns. Tried again for 5 s while another process
   * writes. Throws StorageError, or what `change` throws (and then nothing was changed).
   */
  async write<T>(change: (db: Database) => T): Promise<T> {
    const giveUp = performance.now() + GIVE_UP_MS
    for (;;) {
      try {
        const result = this.db.transaction(() => change(this.db)).immediate()
        this.settleSoon()
        return result
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUp) throw asStorageError(error)
      }
      await Bun.sleep(RETRY_MS)
    }
  }

  close(): void {
    clearTimeout(this.settling)
    this.db.close()
  }

  private read<T>(query: () => T): T {
    try {
      return query()
    } catch (error) {
      if (!isBusy(error)) throw asStorageError(error)
    }
    this.db.run(`PRAGMA busy_timeout = ${READ_WAIT_MS}`)
    try {
      return query()
    } catch (error) {
      throw asStorageError(error)
    } finally {
      this.db.run('PRAGMA busy_timeout = 0')
    }
  }

  private migrate(): void {
    this.db
      .transaction(() => {
        if (!this.isOwn()) return
        for (const migration of this.migrations.slice(this.version)) this.db.run(migration)
        this.db.run(`PRAGMA user_version = ${this.migrations.length}`)
      })
      .immediate()
  }

  private get version(): number {
    return this.row<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
  }

  /** Whether this version's steps lead to the file; false for a newer one that it can go on with. Throws StoreTooNew. */
  private isOwn(): boolean {
    const { version } = this
    const known = this.migrations.length
    if (version <= known) return true
    const isNamed = this.row("SELECT 1 FROM sqlite_schema WHERE name = 'compatibility'")
    const oldest = isNamed && this.row<{ oldest: number }>('SELECT oldest FROM compatibility')?.oldest
    if (typeof oldest === 'number' && oldest <= known) return false
    throw new StoreTooNew(
      `The data was written by a newer version (schema ${version}; this program knows ${known}). Start the newer version, or restore a backup made before it.`,
    )
  }

  /** Without it a power cut could take everything since SQLite's last checkpoint, hours ago perhaps. */
  private settleSoon(): void {
    this.settling ??= setTimeout(() => {
      this.settling = undefined
      settle(`${this.path}-wal`).catch(() => {})
    }, SETTLE_MS)
    this.settling.unref()
  }
}

/** Two that open a new file at one moment are in each other's way here, and SQLite does not wait for that by itself. */
function useWal(db: Database): void {
  const giveUp = performance.now() + GIVE_UP_MS
  for (;;) {
    try {
      db.run('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUp) throw error
    }
    // Nothing streams yet.
    Bun.sleepSync(RETRY_MS)
  }
}

/** The schema's number that a store's file has; 0 for one that is new. Throws what SQLite says. */
export function schemaOf(path: string): number {
  const db = new Database(path, { readonly: true })
  try {
    return db.query<{ user_version: number }, []>('PRAGMA user_version').get()?.user_version ?? 0
  } finally {
    db.close()
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? '')

const isBusy = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY')

const storageCode = (error: unknown) =>
  /^(SQLITE_FULL|ENOSPC|EDQUOT)$/.test(codeOf(error)) ? 'storage_full' : 'storage_failed'

/** What SQLite refused because of the disk; a statement's own mistake stays what it is. */
function asStorageError(error: unknown): unknown {
  const code = codeOf(error)
  const disk = code.startsWith('SQLITE_') && !/^SQLITE_(CONSTRAINT|ERROR|MISUSE|MISMATCH|RANGE)/.test(code)
  return disk ? new StorageError(storageCode(error), error) : error
}
