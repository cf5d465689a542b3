import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { asCannotStart } from './cannot-start.ts'
import { places } from './places.ts'
import { Archive } from './runs/archive.ts'
import { takeStock } from './runs/inventory.ts'
import type { JournalDamaged } from './runs/journal.ts'
import { LogJournal } from './runs/log-journal.ts'
import { PackedJournal } from './runs/packed-journal.ts'
import { Packer } from './runs/packer.ts'
import { openStore } from './store/open-store.ts'
import { RunList } from './store/run-list.ts'
import type { Logger } from './telemetry/log.ts'

/**
 * Opens a data directory, made where it is not there: list of runs and sessions, journals, packs. A damaged store is set
 * aside. Throws CannotStart or StoreTooNew; then nothing was changed.
 */
export function openData(path: string, owner: string, log: Logger) {
  const folder = resolve(path)
  try {
    const at = places(folder)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // Those that a restore by another user may have left to that one; before anything is changed.
    for (const path of [folder, at.journal, at.archive, at.owners])
      if (existsSync(path)) accessSync(path, constants.W_OK)
    const { store, damaged } = openStore(at.store)
    const runs = new RunList(store)
    const onDamage = ({ file, line }: JournalDamaged, run: string) => {
      log.error(
        { run, file, line },
        'a journal is damaged and was set aside as *.damaged; other runs are not affected',
      )
      // A list that still named it would lead people to a run that is not there.
      runs
        .remove(run)
        .catch((error: unknown) => log.error({ run, err: error }, 'the list still names a damaged run'))
    }
    const files = new LogJournal({ folder: at.journal, owner, onDamage })
    const archive = new Archive({ folder: at.archive, onDamage })
    const journal = new PackedJournal(files, archive)
    const packer = new Packer({ folder: at.journal, archive, journal: files })
    /** Makes the list name what is there. Before anything looks after runs. */
    const settleIn = async () => {
      const { entered, reopened } = await takeStock({ folder: at.journal, archive, runs, journal })
      if (damaged)
        log.error(
          { file: damaged, runs: entered },
          'the store was damaged and was set aside; the list of runs was made anew from the journals, and sessions, sign-in links and idempotency keys are lost: people have to sign in again',
        )
      else if (entered + reopened > 0)
        log.warn({ entered, reopened }, 'the list of runs was behind the journals and was brought up to them')
    }
    return { folder, store, runs, archive, journal, packer, settleIn }
  } catch (error) {
    throw asCannotStart(error, folder)
  }
}
