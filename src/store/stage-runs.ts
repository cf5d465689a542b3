import type { Database } from 'bun:sqlite'
import type { Store } from './database.ts'
import type { Source } from './documents.ts'
import { ProjectUnknown } from './projects.ts'

/** Which document of which project a run writes, and what that stands on. */
export interface StageLink {
  project: string
  document: string
  standsOn: Source[]
  /** Key of the one section that it writes anew (planning/portions); absent where it writes the whole document. */
  section?: string
  /**
   * Number of the document's version when the run began, 0 where there was none: what it writes is merged with what has come
   * since. Absent for runs of before this was kept, whose text follows whatever there is.
   */
  base?: number
  /** What it writes is a proposal, which waits for a person, in every case. */
  waits?: boolean
  /** Of a run of a council (store/councils): which one of it. */
  council?: CouncilPlace
}

/** A run's place in a council: `draft` 1 is the first draft, 0 the run that writes one document of them all, below 0 one that came to nothing before it was asked again. */
export interface CouncilPlace {
  id: string
  draft: number
}

/** Whether it is one of several drafts, of which no version is made by itself. */
export const isDraft = ({ council }: Pick<StageLink, 'council'>): boolean =>
  council !== undefined && council.draft > 0

export interface StageRun extends StageLink {
  run: string
  /** ISO 8601, UTC. */
  createdAt: string
  /** Number of the version that was made of it; absent until there is one. */
  version?: number
}

interface Row {
  run: string
  project: string
  document: string
  stands_on: string
  created_at: number
  section: string | null
  base: number | null
  waits: number
  version: number | null
  council: string | null
  draft: number | null
}

/**
 * Part of the transaction that enters the run, so that no run of a project is ever without its place there. Throws
 * ProjectUnknown.
 */
export function linkRun(
  db: Database,
  run: string,
  { project, document, standsOn, section, base, waits, council }: StageLink,
  at: number,
): void {
  if (!db.query('SELECT 1 FROM projects WHERE id = ?').get(project)) throw new ProjectUnknown(project)
  db.run(
    `INSERT INTO stage_runs (run, project, document, stands_on, created_at, section, base, waits)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [run, project, document, JSON.stringify(standsOn), at, section ?? null, base ?? null, waits ? 1 : 0],
  )
  if (council)
    db.run('INSERT INTO council_runs (council, draft, run) VALUES (?, ?, ?)', [
      council.id,
      council.draft,
      run,
    ])
}

/** The runs of projects. */
export class StageRuns {
  constructor(private readonly store: Store) {}

  /** Gives a run of its own its place in a project, as if it had been begun there; one that has a place keeps that. Throws ProjectUnknown or StorageError. */
  async adopt(run: string, link: StageLink): Promise<void> {
    await this.store.write((db) => {
      if (db.query('SELECT 1 FROM stage_runs WHERE run = ?').get(run)) return
      const row = db
        .query<{ created_at: number }, [string]>('SELECT created_at FROM runs WHERE id = ?')
        .get(run)
      if (row) linkRun(db, run, link, row.created_at)
    })
  }

  /** The newest first. */
  of(project: string): StageRun[] {
    return this.select('s.project = ? ORDER BY s.created_at DESC, s.run', project)
  }

  /** Those that are written now, or wait for their turn, the oldest first; the list of runs may be some moments behind. */
  live(project: string): StageRun[] {
    return this.select(
      `s.project = ? AND s.run IN (SELECT id FROM runs WHERE status IN ('queued', 'asking', 'writing'))
        ORDER BY s.created_at, s.run`,
      project,
    )
  }

  /** The project and document that a run belongs to; nothing for a run of its own. */
  get(run: string): StageRun | undefined {
    return this.select('s.run = ?', run)[0]
  }

  private select(where: string, value: string): StageRun[] {
    const rows = this.store.rows<Row>(
      `SELECT s.run, s.project, s.document, s.stands_on, s.created_at, s.section, s.base, s.waits, v.number AS version,
          c.council, c.draft
        FROM stage_runs AS s LEFT JOIN versions AS v ON v.run = s.run
          LEFT JOIN council_runs AS c ON c.run = s.run WHERE ${where}`,
      value,
    )
    return rows.map(({ run, project, document, stands_on, created_at, section, base, waits, ...row }) => ({
      run,
      project,
      document,
      standsOn: JSON.parse(stands_on) as Source[],
      createdAt: new Date(created_at).toISOString(),
      ...(section === null ? {} : { section }),
      ...(base === null ? {} : { base }),
      ...(waits === 1 ? { waits: true } : {}),
      ...(row.version === null ? {} : { version: row.version }),
      ...(row.council === null || row.draft === null
        ? {}
        : { council: { id: row.council, draft: row.draft } }),
    }))
  }
}
