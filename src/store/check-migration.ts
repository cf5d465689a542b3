import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StorageError } from '../runs/journal.ts'
import type { Run } from '../runs/run.ts'
import { Store, StoreTooNew, schemaOf } from './database.ts'
import { MIGRATIONS } from './migrations.ts'
import { isSound } from './open-store.ts'
import { RunList } from './run-list.ts'
import { copyStore } from './snapshot.ts'

/** While the schema is changed nobody else can write, so that no run can be started. Milliseconds. */
const MOST_LOCKED_MS = 1000

export type MigrationCheck =
  | { can: true; from: number; to: number; ms: number }
  /** A sentence: why not, and what to do. */
  | { can: false; why: string }

export interface MigrationCheckOptions {
  /** Whether changing the schema may take more than a second. */
  isSlowFine?: boolean
  /** The steps that the program knows; this one's unless told. */
  migrations?: readonly string[]
  /** Monotonic milliseconds. */
  clock?(): number
}

/**
 * Opens a copy of a store as a start would, and uses it as a server does. The store itself is only read, also where a server
 * writes in it or its folder is read-only.
 */
export async function checkMigration(
  path: string,
  options: MigrationCheckOptions = {},
): Promise<MigrationCheck> {
  const { migrations = MIGRATIONS } = options
  if (!existsSync(path)) return { can: true, from: 0, to: migrations.length, ms: 0 }
  let folder: string
  try {
    folder = mkdtempSync(join(tmpdir(), 'devussy-migration-'))
  } catch {
    return { can: false, why: noRoom(path) }
  }
  const copy = `${folder}/store.sqlite`
  try {
    takeCopy(path, copy)
    if (!isSound(copy)) return { can: false, why: damaged(path) }
    return await openCopy(copy, options)
  } catch (error) {
    return { can: false, why: whyNot(error, path) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function openCopy(
  copy: string,
  { isSlowFine = false, migrations = MIGRATIONS, clock = () => performance.now() }: MigrationCheckOptions,
): Promise<MigrationCheck> {
  const from = schemaOf(copy)
  const started = clock()
  const store = new Store(copy, migrations)
  try {
    const ms = clock() - started
    await use(new RunList(store))
    if (ms > MOST_LOCKED_MS && !isSlowFine && from < migrations.length)
      return {
        can: false,
        why: `Changing the schema takes ${(ms / 1000).toFixed(1)} s, and as long no run can be started. Where that is fine, use --slow.`,
      }
    return { can: true, from, to: schemaOf(copy), ms }
  } finally {
    store.close()
  }
}

/** A step may run and leave something that this program's own statements do not fit. */
async function use(runs: RunList): Promise<void> {
  const run: Run = {
    id: '0'.repeat(26),
    stage: 'design',
    name: 'a check',
    model: '',
    provider: 'demo',
    status: 'asking',
    createdAt: new Date(0).toISOString(),
  }
  await runs.rehearse(run)
  await runs.enter(run, { client: 'check', key: run.id, body: '' })
  await runs.update({ ...run, status: 'done' }, 0)
  runs.newest(1)
  runs.open()
  runs.endedBefore(1, 1)
  await runs.remove(run.id)
}

function takeCopy(path: string, copy: string): void {
  // Where nobody has it open the file is all there is. Reading it by SQLite would leave files beside it.
  if (!existsSync(`${path}-wal`)) {
    copyFileSync(path, copy)
    if (!existsSync(`${path}-wal`)) return
    rmSync(copy)
  }
  try {
    copyStore(path, copy)
  } catch (error) {
    // On a read-only mount SQLite cannot read what no server has open: then nobody writes either.
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(codeOf(error))) throw error
    rmSync(copy, { force: true })
    copyFileSync(path, copy)
    copyFileSync(`${path}-wal`, `${copy}-wal`)
  }
}

const noRoom = (path: string): string =>
  `There is no room for a copy of ${path} in ${tmpdir()}. Make room there, or name another folder by TMPDIR.`

const damaged = (path: string): string =>
  `${path} is damaged. A start would set it aside and make the list of runs anew; restore a backup where that is not wanted.`

const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')

function whyNot(error: unknown, path: string): string {
  if (error instanceof StoreTooNew) return error.message
  const cause = error instanceof StorageError ? error.cause : error
  const code = codeOf(cause)
  if (/^(ENOSPC|EDQUOT|SQLITE_FULL|SQLITE_IOERR)/.test(code)) return noRoom(path)
  if (/^(EACCES|EPERM|SQLITE_CANTOPEN|SQLITE_READONLY)/.test(code))
    return `${path} cannot be read by the user that runs (uid ${process.getuid?.() ?? 0}).`
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return damaged(path)
  if (/^SQLITE_BUSY/.test(code)) return `${path} is being written all the time. Try again.`
  return `This version cannot open the data: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was changed.`
}
