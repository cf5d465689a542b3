import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { emptyDisk, MemoryJournal } from '../support/memory-journal.ts'
import { describeJournal } from './journal-contract.ts'

describeJournal('journal of append-only files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'devussy-journal-'))
  return {
    open: (owner) =>
      new LogJournal({
        folder,
        owner,
        onDamage: (damage) => {
          throw damage
        },
      }),
    cleanUp: () => rmSync(folder, { recursive: true }),
  }
})

describeJournal('journal in memory', () => {
  const disk = emptyDisk()
  return { open: (owner) => new MemoryJournal(disk, owner), cleanUp: () => {} }
})
