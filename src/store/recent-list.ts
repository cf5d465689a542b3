import type { Run, RunStatus } from '../runs/run.ts'
import type { Store } from './database.ts'

/** A project or a run of its own, as far as the list has to be put in order. */
export interface Listed {
  kind: 'project' | 'run'
  id: string
  name: string
  /** Milliseconds since 1970: when anything of it was changed last. */
  at: number
  /** Of a run. */
  run?: Run
}

/** What the tables tell of a project without a look into its texts. */
export interface ProjectFacts {
  /** Keys of those that are written. */
  documents: string[]
  /** States of its runs that have no end yet. */
  open: RunStatus[]
  /** Why "write it all" stands still, where it does. */
  waits?: string
  /** How many wait for a person. */
  proposals: number
  tasksDone: number
}

interface RunRow {
  id: string
  stage: Run['stage']
  name: string
  model: string
  provider: string
  status: RunStatus
  created_at: number
  updated_at: number
}

const OWN = 'NOT EXISTS (SELECT 1 FROM stage_runs AS s WHERE s.run = runs.id)'
const RUN = 'id, stage, name, model, provider, status, created_at, updated_at'
const ENDED = "('done', 'stopped', 'failed')"

/** What people worked on last: projects, and runs that belong to none. Reads by indexes, and no text. */
export class RecentList {
  constructor(private readonly store: Store) {}

  /** The newest of both, at most `limit` of each, not in one order yet. Archived projects are not among them. */
  newest(limit: number): Listed[] {
    const projects = this.store.rows<Omit<Listed, 'kind'>>(
      'SELECT id, name, updated_at AS at FROM projects WHERE archived_at IS NULL ORDER BY updated_at DESC LIMIT ?',
      limit,
    )
    const runs = [`IN ${ENDED}`, `NOT IN ${ENDED}`].flatMap((which) =>
      this.store.rows<RunRow>(
        `SELECT ${RUN} FROM runs WHERE status ${which} AND ${OWN} ORDER BY updated_at DESC LIMIT ?`,
        limit,
      ),
    )
    return [
      ...projects.map((project) => ({ kind: 'project' as const, ...project })),
      ...runs.map(({ created_at, updated_at, ...run }) => ({
        kind: 'run' as const,
        id: run.id,
        name: run.name,
        at: updated_at,
        run: { ...run, createdAt: new Date(created_at).toISOString() },
      })),
    ]
  }

  /** By the projects' ids. */
  factsOf(ids: readonly string[]): Map<string, ProjectFacts> {
    const facts = new Map(
      ids.map((id): [string, ProjectFacts] => [id, { documents: [], open: [], proposals: 0, tasksDone: 0 }]),
    )
    const among = 'IN (SELECT value FROM json_each(?))'
    const rows = <Row>(sql: string) => this.store.rows<Row & { project: string }>(sql, JSON.stringify(ids))
    for (const { project, document } of rows<{ document: string }>(
      `SELECT DISTINCT project, document FROM versions WHERE project ${among}`,
    ))
      facts.get(project)?.documents.push(document)
    for (const { project, status } of rows<{ status: RunStatus }>(
      `SELECT s.project, r.status FROM runs AS r CROSS JOIN stage_runs AS s ON s.run = r.id
        WHERE r.status NOT IN ${ENDED} AND s.project ${among}`,
    ))
      facts.get(project)?.open.push(status)
    for (const { project, why } of rows<{ why: string | null }>(
      `SELECT project, why FROM walks WHERE state = 'going' AND project ${among}`,
    )) {
      const one = facts.get(project)
      if (one && why !== null) one.waits = why
    }
    const counts: ['proposals' | 'tasksDone', string][] = [
      [
        'proposals',
        "proposals WHERE state IN ('open', 'unfit') AND NOT EXISTS (SELECT 1 FROM versions AS v WHERE v.run = proposals.run)",
      ],
      ['tasksDone', "progress WHERE state = 'done'"],
    ]
    for (const [name, where] of counts)
      for (const { project, count } of rows<{ count: number }>(
        `SELECT project, count(*) AS count FROM ${where} AND project ${among} GROUP BY project`,
      )) {
        const one = facts.get(project)
        if (one) one[name] = count
      }
    return facts
  }
}
