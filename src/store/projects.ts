import type { Database } from 'bun:sqlite'
import type { Overrule } from '../planning/complexity.ts'
import { StoreConflict } from './conflict.ts'
import type { Store } from './database.ts'

/** What a person wants of a project, beside its brief. */
export interface Wishes {
  languages: string[]
  frameworks: string[]
  apis: string[]
}

/** What a project may take in all; what is absent is not limited. */
export interface Caps {
  /** In the currency of the list of prices. */
  price?: number
  /** Of prompts and answers together. */
  tokens?: number
}

export interface Project {
  id: string
  name: string
  wishes: Wishes
  /** What a person knows better of its complexity. */
  overrule: Overrule
  caps: Caps
  /** ISO 8601, UTC, as the further two. */
  createdAt: string
  /** When anything of it was changed last, its documents included. */
  updatedAt: string
  archivedAt?: string
}

interface ProjectRow {
  id: string
  name: string
  wishes: string
  overrule: string | null
  caps: string | null
  created_at: number
  updated_at: number
  archived_at: number | null
}

const COLUMNS = 'id, name, wishes, overrule, caps, created_at, updated_at, archived_at'

const at = (time: number): string => new Date(time).toISOString()

const asProject = ({
  id,
  name,
  wishes,
  overrule,
  caps,
  created_at,
  updated_at,
  archived_at,
}: ProjectRow): Project => ({
  id,
  name,
  wishes: JSON.parse(wishes) as Wishes,
  overrule: JSON.parse(overrule ?? '{}') as Overrule,
  caps: JSON.parse(caps ?? '{}') as Caps,
  createdAt: at(created_at),
  updatedAt: at(updated_at),
  ...(archived_at === null ? {} : { archivedAt: at(archived_at) }),
})

/** Part of a transaction. `now`: milliseconds since 1970. Throws StoreConflict where there is one of that id. */
export function insertProject(
  db: Database,
  id: string,
  { name, wishes, overrule }: Pick<Project, 'name' | 'wishes' | 'overrule'>,
  now: number,
): void {
  const { changes } = db.run(
    'INSERT OR IGNORE INTO projects (id, name, wishes, overrule, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
    [id, name, JSON.stringify(wishes), JSON.stringify(overrule), now, now],
  )
  if (changes === 0) throw new StoreConflict(`there is a project ${id}`)
}

/** There is no such project; perhaps it was deleted at this moment. */
export class ProjectUnknown extends Error {
  override readonly name = 'ProjectUnknown'
}

/** The list of projects; what is in one, its documents say. All that changes throws StorageError. */
export class Projects {
  constructor(
    private readonly store: Store,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** Throws StoreConflict where there is one of that id. */
  async create(id: string, name: string, wishes: Wishes): Promise<Project> {
    const now = this.now()
    const row = {
      id,
      name,
      wishes: JSON.stringify(wishes),
      overrule: null,
      caps: null,
      created_at: now,
      updated_at: now,
      archived_at: null,
    }
    await this.store.write((db) => insertProject(db, id, { name, wishes, overrule: {} }, now))
    return asProject(row)
  }

  /** Throws ProjectUnknown. */
  get(id: string): Project {
    const row = this.store.row<ProjectRow>(`SELECT ${COLUMNS} FROM projects WHERE id = ?`, id)
    if (!row) throw new ProjectUnknown(id)
    return asProject(row)
  }

  /** Those changed last come first; archived ones only where they are asked for, and then alone. */
  newest(limit: number, archived = false): Project[] {
    const rows = this.store.rows<ProjectRow>(
      `SELECT ${COLUMNS} FROM projects WHERE archived_at IS ${archived ? 'NOT ' : ''}NULL ORDER BY updated_at DESC, id LIMIT ?`,
      limit,
    )
    return rows.map(asProject)
  }

  /** Throws ProjectUnknown. */
  rename(id: string, name: string): Promise<void> {
    return this.change('name = ?', id, name)
  }

  /** Throws ProjectUnknown. */
  wish(id: string, wishes: Wishes): Promise<void> {
    return this.change('wishes = ?', id, JSON.stringify(wishes))
  }

  /** Instead of what was overruled before. Throws ProjectUnknown. */
  overrule(id: string, overrule: Overrule): Promise<void> {
    return this.change('overrule = ?', id, JSON.stringify(overrule))
  }

  /** Instead of the caps from before. Throws ProjectUnknown. */
  cap(id: string, caps: Caps): Promise<void> {
    return this.change('caps = ?', id, JSON.stringify(caps))
  }

  /** Out of the list, and back into it. One that is archived already keeps its time. Throws ProjectUnknown. */
  archive(id: string, archived: boolean): Promise<void> {
    return archived
      ? this.change('archived_at = coalesce(archived_at, ?)', id, this.now())
      : this.change('archived_at = ?', id, null)
  }

  /**
   * Removes it with its documents; resolves to the runs that wrote them, which are the caller's to forget. Throws
   * ProjectUnknown.
   */
  async remove(id: string): Promise<string[]> {
    return this.store.write((db) => {
      const runs = db.query<{ run: string }, [string]>('SELECT run FROM stage_runs WHERE project = ?').all(id)
      if (db.run('DELETE FROM projects WHERE id = ?', [id]).changes === 0) throw new ProjectUnknown(id)
      return runs.map(({ run }) => run)
    })
  }

  private async change(what: string, id: string, value: string | number | null): Promise<void> {
    const { changes } = await this.store.write((db) =>
      db.run(`UPDATE projects SET ${what}, updated_at = ? WHERE id = ?`, [value, this.now(), id]),
    )
    if (changes === 0) throw new ProjectUnknown(id)
  }
}
