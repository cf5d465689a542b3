import type { Database } from 'bun:sqlite'
import { StoreConflict } from './conflict.ts'
import type { Store } from './database.ts'
import { ProjectUnknown } from './projects.ts'
import { dropUnfit, insertProposal, type ProposalDraft } from './proposals.ts'

/** Who wrote a version. */
export type Author = 'run' | 'person' | 'code' | 'import'

/** What a version was written from: a document as it was, or one section of it. */
export interface Source {
  document: string
  /** Of the version that was read. */
  number: number
  /** Id or title; absent for the whole document. */
  section?: string
  /** Of the text that was read. */
  hash: string
}

export interface VersionFacts {
  /** Key of the document in its project: `brief`, `design`, `phase-3`. */
  document: string
  /** 1 is the first. */
  number: number
  author: Author
  /** The run that wrote it, where one did. */
  run?: string
  standsOn: Source[]
  /** ISO 8601, UTC. */
  createdAt: string
}

/**
 * What each section of a version was written from, by the section's key (planning/portions); the key '' stands for what the
 * document as a whole has to cover.
 */
export type SectionSources = Record<string, Source[]>

export interface Version extends VersionFacts {
  /** To the byte. */
  text: string
  /** Absent for versions of before sections were told apart, and where nobody could say. */
  sections?: SectionSources
}

export type Draft = Pick<Version, 'document' | 'text' | 'author' | 'standsOn' | 'sections'> & { run?: string }

/** What a run came to. */
export type Outcome = { version: Draft & { run: string } } | { proposal: ProposalDraft }

interface Row {
  document: string
  number: number
  author: Author
  run: string | null
  stands_on: string
  created_at: number
}

const FACTS = 'document, number, author, run, stands_on, created_at'

const asFacts = ({ document, number, author, run, stands_on, created_at }: Row): VersionFacts => ({
  document,
  number,
  author,
  ...(run === null ? {} : { run }),
  standsOn: JSON.parse(stands_on) as Source[],
  createdAt: new Date(created_at).toISOString(),
})

type WholeRow = Row & { text: string; sections: string | null }

const asVersion = ({ text, sections, ...row }: WholeRow): Version => ({
  ...asFacts(row),
  text,
  ...(sections === null ? {} : { sections: JSON.parse(sections) as SectionSources }),
})

/** The documents of projects, in versions that never change. */
export class Documents {
  constructor(
    private readonly store: Store,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** The newest version of each document. */
  newest(project: string): Map<string, Version> {
    const rows = this.store.rows<WholeRow>(
      `SELECT ${FACTS}, text, sections FROM versions AS v WHERE project = ?1 AND number =
        (SELECT max(number) FROM versions WHERE project = ?1 AND document = v.document)`,
      project,
    )
    return new Map(rows.map((row) => [row.document, asVersion(row)]))
  }

  /** Without a number the newest; nothing where there is none. */
  version(project: string, document: string, number?: number): Version | undefined {
    const row = this.store.row<WholeRow>(
      `SELECT ${FACTS}, text, sections FROM versions WHERE project = ? AND document = ? AND number = coalesce(?, number)
        ORDER BY number DESC LIMIT 1`,
      project,
      document,
      number ?? null,
    )
    return row && asVersion(row)
  }

  /** Every version of a document, the newest first. */
  history(project: string, document: string): VersionFacts[] {
    return this.store
      .rows<Row>(
        `SELECT ${FACTS} FROM versions WHERE project = ? AND document = ? ORDER BY number DESC`,
        project,
        document,
      )
      .map(asFacts)
  }

  /**
   * Adds the next version and resolves to its number. `after`: number of the version that it is meant to follow, 0 for
   * none; somebody may have been quicker. Throws StoreConflict, ProjectUnknown or StorageError; nothing is changed then.
   */
  add(project: string, draft: Draft, after: number): Promise<number> {
    return this.store.write((db) => {
      const newest = newestNumber(db, project, draft.document)
      if (newest !== after)
        throw new StoreConflict(`the newest version of ${draft.document} is ${newest}, not ${after}`)
      return this.insert(db, project, draft, newest + 1)
    })
  }

  /**
   * Adds what a run wrote behind whatever there is, once: the same run again gives the number that it has. Throws
   * ProjectUnknown or StorageError.
   */
  addOnce(project: string, draft: Draft & { run: string }): Promise<number> {
    return this.store.write((db) => {
      const there = db
        .query<{ number: number }, [string]>('SELECT number FROM versions WHERE run = ?')
        .get(draft.run)
      return there?.number ?? this.insert(db, project, draft, newestNumber(db, project, draft.document) + 1)
    })
  }

  /**
   * Keeps what a run came to, once: a version behind the one of number `after`, or a proposal. True where that is done, now or
   * earlier; false where another version has become the newest meanwhile, so that the outcome has to be found anew. `taking`: a
   * proposal that waits is taken. Throws ProjectUnknown or StorageError.
   */
  settle(
    project: string,
    { run, document, section }: { run: string; document: string; section?: string },
    outcome: Outcome,
    after: number,
    taking = false,
  ): Promise<boolean> {
    return this.store.write((db) => {
      if (db.query('SELECT 1 FROM versions WHERE run = ?').get(run)) return true
      if (!taking && db.query('SELECT 1 FROM proposals WHERE run = ?').get(run)) return true
      if (newestNumber(db, project, document) !== after) return false
      if ('version' in outcome) this.insert(db, project, outcome.version, after + 1)
      else insertProposal(db, project, outcome.proposal, this.now())
      dropUnfit(db, project, { run, document, section })
      return true
    })
  }

  private insert(db: Database, project: string, draft: Draft, number: number): number {
    return insertVersion(db, project, draft, number, this.now())
  }
}

/** Part of a transaction. `now`: milliseconds since 1970. Throws ProjectUnknown. */
export function insertVersion(
  db: Database,
  project: string,
  draft: Draft,
  number: number,
  now: number,
): number {
  const { changes } = db.run('UPDATE projects SET updated_at = ? WHERE id = ?', [now, project])
  if (changes === 0) throw new ProjectUnknown(project)
  db.run(
    `INSERT INTO versions (project, document, number, text, author, run, stands_on, created_at, sections)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      project,
      draft.document,
      number,
      draft.text,
      draft.author,
      draft.run ?? null,
      JSON.stringify(draft.standsOn),
      now,
      draft.sections === undefined ? null : JSON.stringify(draft.sections),
    ],
  )
  return number
}

function newestNumber(db: Database, project: string, document: string): number {
  const row = db
    .query<{ number: number | null }, [string, string]>(
      'SELECT max(number) AS number FROM versions WHERE project = ? AND document = ?',
    )
    .get(project, document)
  return row?.number ?? 0
}
