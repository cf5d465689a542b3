import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { places } from '../places.ts'
import { Archive } from '../runs/archive.ts'
import { JournalDamaged } from '../runs/journal.ts'
import { isEnd } from '../runs/run.ts'
import { RunLog } from '../runs/run-log.ts'
import { isSound } from '../store/open-store.ts'
import { listedRuns } from '../store/snapshot.ts'

export interface DataReport {
  ended: number
  open: number
  /** A sentence each; none where all is well. */
  problems: string[]
}

const AT_ONCE = 1024

/** Reads a whole data directory, every event of every run, and changes nothing; servers may go on in it. */
export async function checkData(dataDir: string): Promise<DataReport> {
  const at = places(resolve(dataDir))
  const report: DataReport = { ended: 0, open: 0, problems: [] }
  const listed = readList(at.store, report)
  const found = new Set<string>()
  for (const id of idsIn(at.journal, /^([0-9a-v]{26})\.1\.log$/)) {
    found.add(id)
    await checkFiles(at.journal, id, report)
  }
  const archive = new Archive({ folder: at.archive, isReadOnly: true })
  for (const id of idsIn(at.archive, /^([0-9a-v]{26})\.pack$/)) {
    if (found.has(id)) continue
    found.add(id)
    await checkPack(archive, id, report)
  }
  for (const { id } of listed)
    if (!found.has(id)) report.problems.push(`run ${id} is in the list and has neither a journal nor a pack`)
  return report
}

function readList(path: string, { problems }: DataReport): { id: string }[] {
  if (!existsSync(path)) problems.push(`there is no store: ${path}`)
  else if (!isSound(path)) problems.push(`the store is damaged: ${path}`)
  else return listedRuns(path)
  return []
}

async function checkFiles(folder: string, id: string, report: DataReport): Promise<void> {
  const log = new RunLog(folder, id)
  try {
    // Removed while the others were read.
    if (!(await log.refreshGently(() => Bun.sleep(0)))) return
    if (!log.order) report.problems.push(`run ${id} has no order: its journal is damaged at line 1`)
    else if (log.state.ended) report.ended += 1
    else report.open += 1
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error
    report.problems.push(`run ${id}: ${error.message}`)
  } finally {
    log.close()
  }
}

async function checkPack(archive: Archive, id: string, report: DataReport): Promise<void> {
  try {
    const head = await archive.head(id)
    if (!head) return
    let last = 0
    for (let isThere = true; isThere && last < head.last; ) {
      const events = (await archive.read(id, last, AT_ONCE)) ?? []
      isThere = events.length > 0 && events.every(({ n }) => n === ++last)
      const end = events.at(-1)
      if (end?.n === head.last && !isEnd(end.type)) isThere = false
    }
    if (last === head.last) report.ended += 1
    else report.problems.push(`run ${id}: ${archive.path(id)} is not whole`)
  } catch (error) {
    report.problems.push(`run ${id}: ${(error as Error).message}`)
  }
}

function idsIn(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => pattern.exec(name)?.[1] ?? [])
}
