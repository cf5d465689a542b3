import type { Database } from 'bun:sqlite'
import type { Progress } from '../planning/progress.ts'
import type { Store } from './database.ts'
import { ProjectUnknown } from './projects.ts'

interface Row {
  task: string
  state: Progress['state']
  note: string | null
}

/** What happened to the tasks of projects. */
export class ProgressBook {
  constructor(
    private readonly store: Store,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** By the tasks' ids; those that nothing happened to are not there. */
  of(project: string): Map<string, Progress> {
    const rows = this.store.rows<Row>('SELECT task, state, note FROM progress WHERE project = ?', project)
    return new Map(rows.map(({ task, state, note }) => [task, { state, ...(note === null ? {} : { note }) }]))
  }

  /** Without progress the task is open again. Throws ProjectUnknown or StorageError. */
  async record(project: string, task: string, progress?: Progress): Promise<void> {
    const now = this.now()
    await this.store.write((db) => {
      const { changes } = db.run('UPDATE projects SET updated_at = ? WHERE id = ?', [now, project])
      if (changes === 0) throw new ProjectUnknown(project)
      if (!progress) {
        db.run('DELETE FROM progress WHERE project = ? AND task = ?', [project, task])
        return
      }
      insertProgress(db, project, task, progress, now)
    })
  }
}

/** Part of a transaction. `now`: milliseconds since 1970. */
export function insertProgress(
  db: Database,
  project: string,
  task: string,
  { state, note }: Progress,
  now: number,
): void {
  db.run('INSERT OR REPLACE INTO progress (project, task, state, note, updated_at) VALUES (?, ?, ?, ?, ?)', [
    project,
    task,
    state,
    note ?? null,
    now,
  ])
}
