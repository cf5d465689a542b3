import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { settle } from '../disk.ts'
import { places } from '../places.ts'
import { Archive } from '../runs/archive.ts'
import { glance } from '../runs/glance.ts'
import { takeStock } from '../runs/inventory.ts'
import { turnPath } from '../runs/run-log.ts'
import { Store } from '../store/database.ts'
import { RunList } from '../store/run-list.ts'
import { copyStore } from '../store/snapshot.ts'
import { BackupError, FORMAT, MANIFEST, type Manifest, sumOfFile } from './manifest.ts'

export interface BackupOptions {
  dataDir: string
  /** Made where it is not there; has to be empty. */
  target: string
  version: string
  withSecrets: boolean
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * Copies a data directory, also while servers write in it: every run that had ended, each live one up to a whole event, and
 * a list that names exactly these. Throws BackupError, or what the disk says; then nothing is left at the target.
 */
export async function backUp(options: BackupOptions): Promise<Manifest> {
  const from = places(resolve(options.dataDir))
  const target = resolve(options.target)
  if (!existsSync(from.store))
    throw new BackupError(`There is nothing to back up: ${resolve(options.dataDir)} has no ${from.store}.`)
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new BackupError(`${target} is not empty. Name a folder that is, or that is not there yet.`)
  const isNew = !existsSync(target)
  mkdirSync(target, { recursive: true, mode: 0o700 })
  try {
    return await new Backup(from, places(target), options).make(target)
  } catch (error) {
    for (const name of readdirSync(target)) rmSync(`${target}/${name}`, { recursive: true, force: true })
    if (isNew) rmSync(target, { recursive: true, force: true })
    throw error
  }
}

class Backup {
  constructor(
    private readonly from: ReturnType<typeof places>,
    private readonly to: ReturnType<typeof places>,
    private readonly options: BackupOptions,
  ) {}

  async make(target: string): Promise<Manifest> {
    const { from, to, options } = this
    // The list first: it may lack a run that starts meanwhile, which is entered below, and name none that is lost.
    copyStore(from.store, to.store)
    for (const folder of [to.journal, to.archive]) mkdirSync(folder, { mode: 0o700 })
    for (const name of namesIn(from.journal, /^([0-9a-v]{26})\.1\.log$/)) await this.copyRun(name)
    for (const name of namesIn(from.archive, /^([0-9a-v]{26})\.pack$/))
      if (!existsSync(turnPath(to.journal, name, 1))) this.copyPack(name)
    const runs = await this.list()
    if (options.withSecrets) this.copySecrets()
    const manifest: Manifest = {
      format: FORMAT,
      program: 'devussy-web',
      version: options.version,
      createdAt: new Date(options.now()).toISOString(),
      runs,
      files: [],
    }
    for (const path of [...new Bun.Glob('**/*').scanSync({ cwd: target, onlyFiles: true })].sort()) {
      manifest.files.push({ path, ...(await sumOfFile(`${target}/${path}`)) })
      await settle(`${target}/${path}`)
    }
    writeFileSync(`${target}/${MANIFEST}`, `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 })
    await settle(`${target}/${MANIFEST}`)
    await settle(target)
    return manifest
  }

  /** Makes the copied list name what was copied, and nothing else. */
  private async list(): Promise<Manifest['runs']> {
    const { to } = this
    const store = new Store(to.store)
    try {
      const runs = new RunList(store)
      const archive = new Archive({ folder: to.archive })
      const ids = new Set(runs.ids())
      for (const id of ids) {
        if (this.has(id)) continue
        // Its journal came after its entry, or it was packed while the others were copied, or it was forgotten.
        await this.copyRun(id)
        if (!this.has(id)) await runs.remove(id)
      }
      await takeStock({ folder: to.journal, archive, runs })
      let ended = 0
      let open = 0
      for (const id of runs.ids()) {
        const seen = glance(to.journal, id)
        if (seen && !seen.ended) open += 1
        else ended += 1
        const entry = seen?.ended ? runs.entry(id) : undefined
        if (seen && entry && entry.run.status !== seen.run.status) await runs.update(seen.run, seen.at)
      }
      return { ended, open }
    } finally {
      store.close()
      rmSync(`${to.archive}/drafts`, { recursive: true, force: true })
    }
  }

  private has(id: string): boolean {
    return existsSync(turnPath(this.to.journal, id, 1)) || existsSync(`${this.to.archive}/${id}.pack`)
  }

  private async copyRun(id: string): Promise<void> {
    const { from, to } = this
    let turns = 0
    while (existsSync(turnPath(from.journal, id, turns + 1))) turns += 1
    // How many there are is settled before they are copied: what a turn counts on was there when it was made.
    let whole = turns > 0
    for (let turn = 1; turn <= turns && whole; turn += 1)
      whole = await copyLines(turnPath(from.journal, id, turn), turnPath(to.journal, id, turn))
    if (whole && glance(to.journal, id)) return
    // Packed or forgotten meanwhile, or never begun: what was copied is no run.
    for (let turn = 1; turn <= turns; turn += 1) rmSync(turnPath(to.journal, id, turn), { force: true })
    this.copyPack(id)
  }

  private copyPack(id: string): void {
    copyIfThere(`${this.from.archive}/${id}.pack`, `${this.to.archive}/${id}.pack`)
  }

  private copySecrets(): void {
    const { from, to } = this
    if (!existsSync(from.secrets)) return
    mkdirSync(to.secrets, { mode: 0o700 })
    for (const name of namesIn(from.secrets, /^([a-z0-9_]+)$/))
      copyIfThere(`${from.secrets}/${name}`, `${to.secrets}/${name}`)
  }
}

function namesIn(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => pattern.exec(name)?.[1] ?? [])
}

function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to)
    chmodSync(to, 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || existsSync(from)) throw error
    rmSync(to, { force: true })
  }
}

/** The whole lines that a file has now; false where it is gone. */
async function copyLines(from: string, to: string): Promise<boolean> {
  if (!statSync(from, { throwIfNoEntry: false })) return false
  const source = await open(from, 'r').catch(() => undefined)
  if (!source) return false
  const copy = await open(to, 'w', 0o600)
  try {
    const { size } = await source.stat()
    const piece = Buffer.alloc(256 * 1024)
    let written = 0
    let wholeUntil = 0
    while (written < size) {
      const { bytesRead } = await source.read(piece, 0, Math.min(piece.length, size - written), written)
      if (bytesRead === 0) break
      await copy.writeFile(piece.subarray(0, bytesRead))
      const end = piece.lastIndexOf(10, bytesRead - 1)
      if (end >= 0) wholeUntil = written + end + 1
      written += bytesRead
    }
    await copy.truncate(wholeUntil)
  } finally {
    await source.close()
    await copy.close()
  }
  return true
}
