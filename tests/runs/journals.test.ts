import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Archive } from '../../src/runs/archive.ts'
import type { EventDraft, Journal, JournalWriter } from '../../src/runs/journal.ts'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { PackedJournal } from '../../src/runs/packed-journal.ts'
import { Packer } from '../../src/runs/packer.ts'
import { isEnd, type Order } from '../../src/runs/run.ts'
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

/** Packs every run in the moment in which it ends, however many read it. */
class EagerJournal extends PackedJournal {
  constructor(
    files: Journal,
    archive: Archive,
    private readonly packer: Packer,
  ) {
    super(files, archive)
  }

  override async create(id: string, order: Order): Promise<JournalWriter> {
    return this.eager(await super.create(id, order))
  }

  override async takeOver(id: string): Promise<JournalWriter> {
    return this.eager(await super.takeOver(id))
  }

  private eager(writer: JournalWriter): JournalWriter {
    const append = writer.append.bind(writer)
    writer.append = async (drafts: EventDraft[]) => {
      await append(drafts)
      if (drafts.some(({ type }) => isEnd(type))) await this.packer.pack(writer.id)
    }
    return writer
  }
}

describeJournal('journal whose runs are packed as soon as they end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'devussy-journal-'))
  const onDamage = (damage: Error) => {
    throw damage
  }
  return {
    open: (owner) => {
      const files = new LogJournal({ folder: `${folder}/journal`, owner, onDamage })
      const archive = new Archive({ folder: `${folder}/archive`, onDamage })
      return new EagerJournal(
        files,
        archive,
        new Packer({ folder: `${folder}/journal`, archive, journal: files }),
      )
    },
    cleanUp: () => rmSync(folder, { recursive: true }),
  }
})
