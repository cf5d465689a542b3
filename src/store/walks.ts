import type { Store } from './database.ts'
import { ProjectUnknown } from './projects.ts'

/** Up to where a project is to be written. */
export const GOALS = ['design', 'plan', 'phases'] as const
export type Goal = (typeof GOALS)[number]

/** A person's wish that a project be written, one document after another, kept until it is fulfilled or taken back. */
export interface Walk {
  project: string
  until: Goal
  /** Whose runs they are. */
  client: string
  state: 'going' | 'done' | 'called off'
  /** Sentences on what it waits for, where a person has to do something. */
  why?: string
  /** ISO 8601, UTC. */
  beganAt: string
}

interface Row {
  project: string
  until: Goal
  client: string
  state: Walk['state']
  why: string | null
  began_at: number
}

const COLUMNS = 'project, until, client, state, why, began_at'

const asWalk = ({ why, began_at, ...row }: Row): Walk => ({
  ...row,
  ...(why === null ? {} : { why }),
  beganAt: new Date(began_at).toISOString(),
})

/** The wishes that are kept: the newest of each project. All that changes throws StorageError. */
export class Walks {
  constructor(
    private readonly store: Store,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  of(project: string): Walk | undefined {
    const row = this.store.row<Row>(`SELECT ${COLUMNS} FROM walks WHERE project = ?`, project)
    return row && asWalk(row)
  }

  /** Those that are not fulfilled yet, the oldest first. */
  going(): Walk[] {
    const rows = this.store.rows<Row>(
      `SELECT ${COLUMNS} FROM walks WHERE state = 'going' ORDER BY began_at, project`,
    )
    return rows.map(asWalk)
  }

  /** One that is going to the same place goes on, so that asking twice is asking once. Throws ProjectUnknown. */
  async begin(project: string, until: Goal, client: string): Promise<void> {
    await this.store.write((db) => {
      if (!db.query('SELECT 1 FROM projects WHERE id = ?').get(project)) throw new ProjectUnknown(project)
      db.run(
        `INSERT INTO walks (project, until, client, state, began_at) VALUES (?1, ?2, ?3, 'going', ?4)
         ON CONFLICT (project) DO UPDATE SET until = ?2, client = ?3, state = 'going', why = NULL, began_at = ?4
         WHERE state <> 'going' OR until <> ?2`,
        [project, until, client, this.now()],
      )
    })
  }

  /** What it waits for; one that is over, or that was begun anew meanwhile, is left alone. */
  async note({ project, beganAt }: Walk, why: string | undefined): Promise<void> {
    await this.store.write((db) =>
      db.run("UPDATE walks SET why = ? WHERE project = ? AND began_at = ? AND state = 'going'", [
        why ?? null,
        project,
        Date.parse(beganAt),
      ]),
    )
  }

  /** The same holds for it. */
  async finish({ project, beganAt }: Walk): Promise<void> {
    await this.store.write((db) =>
      db.run(
        "UPDATE walks SET state = 'done', why = NULL WHERE project = ? AND began_at = ? AND state = 'going'",
        [project, Date.parse(beganAt)],
      ),
    )
  }

  /** What is being written is written to its end; nothing more is begun. */
  async callOff(project: string): Promise<void> {
    await this.store.write((db) =>
      db.run("UPDATE walks SET state = 'called off', why = NULL WHERE project = ? AND state = 'going'", [
        project,
      ]),
    )
  }
}
