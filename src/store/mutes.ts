import type { Mute } from '../planning/lint.ts'
import type { Store } from './database.ts'
import { ProjectUnknown } from './projects.ts'

/** Findings that a person does not want to hear of again, each with the reason. */
export class Mutes {
  constructor(
    private readonly store: Store,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  of(project: string): Mute[] {
    return this.store.rows<Mute>(
      'SELECT finding AS id, reason FROM mutes WHERE project = ? ORDER BY created_at, finding',
      project,
    )
  }

  /** Without a reason the finding is heard again. Throws ProjectUnknown or StorageError. */
  async mute(project: string, finding: string, reason?: string): Promise<void> {
    await this.store.write((db) => {
      const { changes } = db.run('UPDATE projects SET updated_at = ? WHERE id = ?', [this.now(), project])
      if (changes === 0) throw new ProjectUnknown(project)
      if (reason === undefined) {
        db.run('DELETE FROM mutes WHERE project = ? AND finding = ?', [project, finding])
        return
      }
      db.run('INSERT OR REPLACE INTO mutes (project, finding, reason, created_at) VALUES (?, ?, ?, ?)', [
        project,
        finding,
        reason,
        this.now(),
      ])
    })
  }
}
