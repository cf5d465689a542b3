import { readdirSync, statSync } from 'node:fs'
import type { Entry, RunList } from '../store/run-list.ts'
import type { Archive } from './archive.ts'
import { glance } from './glance.ts'
import type { Journal } from './journal.ts'
import { isEnd } from './run.ts'
import { turnPath } from './run-log.ts'

export interface InventoryOptions {
  /** Of the journal's files. */
  folder: string
  archive: Archive
  runs: RunList
  /** Asked for what seems to be no journal: it sets aside what is damaged. */
  journal?: Journal
}

export interface Stock {
  /** Runs that are there and were not in the list. */
  entered: number
  /** Runs that the list called ended although their journal has no end. */
  reopened: number
}

/** Files written so long before the newest one had reached the disk before the machine went down. Milliseconds. */
const RECENT_MS = 10 * 60_000
const AT_ONCE = 200

const FIRST_TURN = /^([0-9a-v]{26})\.1\.log$/

/**
 * Compares the list of runs with what is there: after a power cut the list may have lost a run that has a journal, or
 * know of an end that the journal has lost, and a store that was damaged begins with an empty list. Reads of each file
 * its first and last lines at most, and those of a healthy list not at all. To be called at the start.
 */
export async function takeStock(options: InventoryOptions): Promise<Stock> {
  const { folder, runs } = options
  const files = filesOf(folder)
  const recent = files.reduce((newest, { at }) => Math.max(newest, at), 0) - RECENT_MS
  const stock: Stock = { entered: 0, reopened: 0 }
  const lost: Entry[] = []
  for (const { id, at } of files) {
    const entry = runs.entry(id)
    if (entry && !(isEnd(entry.run.status) && at >= recent)) continue
    const seen = glance(folder, id)
    if (!seen) await options.journal?.order(id).catch(() => {})
    else if (!entry) lost.push({ run: seen.run, at: seen.at })
    else if (!seen.ended) {
      await runs.update(seen.run, entry.at)
      stock.reopened += 1
    }
  }
  lost.push(...(await lostPacks(options)))
  for (let from = 0; from < lost.length; from += AT_ONCE) await runs.restore(lost.slice(from, from + AT_ONCE))
  stock.entered = lost.length
  return stock
}

function filesOf(folder: string): { id: string; at: number }[] {
  return readdirSync(folder).flatMap((name) => {
    const id = FIRST_TURN.exec(name)?.[1]
    const found = id && statSync(turnPath(folder, id, 1), { throwIfNoEntry: false })
    return id && found ? [{ id, at: found.mtimeMs }] : []
  })
}

async function lostPacks({ archive, runs }: InventoryOptions): Promise<Entry[]> {
  const ids = await archive.ids()
  // At once, since they may be many.
  const known = new Set(ids.length > 0 ? runs.ids() : [])
  const lost: Entry[] = []
  for (const id of ids) {
    if (known.has(id)) continue
    const head = await archive.head(id).catch(() => undefined)
    if (head) lost.push({ run: head.run, at: Date.parse(head.endedAt) })
  }
  return lost
}
