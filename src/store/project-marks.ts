import type { Store } from './database.ts'

/** Tells cheaply whether anything of a project may have changed that its page shows. */
export class ProjectMarks {
  constructor(private readonly store: Store) {}

  /** Another one whenever a document, a run or the walk of the project is in another state; nothing where there is none. */
  of(project: string): string | undefined {
    const row = this.store.row<{ mark: string }>(
      `SELECT p.updated_at || ' ' || coalesce(p.archived_at, '') || ' ' || coalesce((
          SELECT group_concat(s.run || ' ' || coalesce(r.status, ''))
          FROM stage_runs AS s LEFT JOIN runs AS r ON r.id = s.run WHERE s.project = p.id), '')
        || ' ' || coalesce((SELECT w.began_at || w.state || coalesce(w.why, '') FROM walks AS w
          WHERE w.project = p.id), '')
        || ' ' || coalesce((SELECT group_concat(c.id || c.state || coalesce(c.why, '')) FROM councils AS c
          WHERE c.project = p.id), '')
        || ' ' || coalesce((SELECT k.began_at || k.state || coalesce(k.why, '') || k.rounds FROM corrections AS k
          WHERE k.project = p.id), '') AS mark
        FROM projects AS p WHERE p.id = ?`,
      project,
    )
    return row?.mark
  }
}
