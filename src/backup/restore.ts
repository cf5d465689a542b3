import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { settle } from '../disk.ts'
import { places } from '../places.ts'
import { openStore } from '../store/open-store.ts'
import { checkData, type DataReport } from './check-data.ts'
import { BackupError, type Manifest, readManifest, sumOfFile } from './manifest.ts'

/** A server renews its lease each second. */
const RUNNING_MS = 10_000

/**
 * Copies a backup into an empty folder, compares every sum, opens the store and reads every run. Throws BackupError or
 * StoreTooNew, or what the disk says; then the folder is as empty as before. A run that was damaged before it was backed
 * up is restored as it was, and named in the report.
 */
export async function restore(
  source: string,
  dataDir: string,
): Promise<{ manifest: Manifest; report: DataReport }> {
  const from = resolve(source)
  const to = resolve(dataDir)
  const manifest = readManifest(from)
  if (existsSync(to) && readdirSync(to).length > 0) throw new BackupError(whyNot(to))
  const isNew = !existsSync(to)
  mkdirSync(to, { recursive: true, mode: 0o700 })
  try {
    for (const { path, bytes, sha256 } of manifest.files) {
      const copy = `${to}/${path}`
      mkdirSync(dirname(copy), { recursive: true, mode: 0o700 })
      await copyFile(`${from}/${path}`, copy).catch(() => {
        throw new BackupError(
          `${from}/${path} cannot be read, or ${copy} cannot be written. Nothing was restored.`,
        )
      })
      const sum = await sumOfFile(copy)
      if (sum.bytes !== bytes || sum.sha256 !== sha256)
        throw new BackupError(`${from}/${path} is not what was backed up. Nothing was restored.`)
      await settle(copy)
    }
    const opened = openStore(places(to).store)
    opened.store.close()
    if (opened.damaged) throw new BackupError(`${from} holds a damaged store. Nothing was restored.`)
    const report = await checkData(to)
    return { manifest, report }
  } catch (error) {
    for (const name of readdirSync(to)) rmSync(`${to}/${name}`, { recursive: true, force: true })
    if (isNew) rmSync(to, { recursive: true, force: true })
    throw error
  }
}

function whyNot(dataDir: string): string {
  const { owners } = places(dataDir)
  const leases = existsSync(owners) ? readdirSync(owners) : []
  const isRunning = leases.some(
    (name) =>
      (statSync(`${owners}/${name}`, { throwIfNoEntry: false })?.mtimeMs ?? 0) > Date.now() - RUNNING_MS,
  )
  if (isRunning)
    return `A server is running on ${dataDir}. Nothing was changed; end it, and name an empty folder.`
  return `${dataDir} is not empty. Nothing was changed; name a folder that is, or that is not there yet.`
}
