import type { Order } from '../runs/run.ts'
import type { Store } from './database.ts'
import type { Source } from './documents.ts'
import { ProjectUnknown } from './projects.ts'

/** What one draft is written by: what is left out is the provider's own choice. */
export interface Temper {
  model?: string
  /** 0 to 2. */
  temperature?: number
}

/**
 * `going`: drafts are written, or the arbiter writes. `stopping`: a person wants no more of it, and its runs are being
 * ended. `done`: it has come to a document. `failed`: it has not; `why` says so.
 */
export type CouncilState = 'going' | 'stopping' | 'done' | 'failed' | 'stopped'

/** Several drafts of one document, and the arbiter that writes one document of them: one wish, kept until it is fulfilled. */
export interface Council {
  id: string
  project: string
  document: string
  drafts: Temper[]
  /** What every draft is written from, as it was when the council began: an order without model and temperature. */
  material: Order
  /** The versions that were read. */
  standsOn: Source[]
  /** Number of the document's version when it began; 0 where there was none. */
  base: number
  /** What the arbiter writes is a proposal: a person has changed the document by hand. */
  waits: boolean
  /** Whose runs they are. */
  client: string
  state: CouncilState
  /** Sentences on what it waits for, or what has become of it. */
  why?: string
  /** ISO 8601, UTC. */
  beganAt: string
  /** Its runs by their drafts' numbers, from 1; 0 is the arbiter, below 0 are those of before, -1 the first. One that was deleted is still named. */
  runs: ReadonlyMap<number, string>
}

export type NewCouncil = Omit<Council, 'state' | 'why' | 'beganAt' | 'runs'> & {
  /** Key of the request that asked for it, which may come again. */
  request?: string
}

interface Row {
  id: string
  project: string
  document: string
  drafts: string
  material: string
  stands_on: string
  base: number
  waits: number
  client: string
  state: CouncilState
  why: string | null
  began_at: number
}

const OPEN = "state IN ('going', 'stopping')"

/** The councils of projects. All that changes throws StorageError. */
export class Councils {
  constructor(
    private readonly store: Store,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  get(id: string): Council | undefined {
    return this.select('id = ?', id)[0]
  }

  /** The newest first. */
  of(project: string): Council[] {
    return this.select('project = ? ORDER BY began_at DESC, id', project)
  }

  /** Those that are not over, the oldest first. */
  going(): Council[] {
    return this.select(`${OPEN} ORDER BY began_at, id`)
  }

  /** The one that an earlier request of that key began. */
  asked(project: string, request: string): Council | undefined {
    return this.select('project = ? AND request = ?', project, request)[0]
  }

  /**
   * Begins one and resolves to its id; or to the id of the one that is going for the same document, or that a request of
   * the same key began before, so that asking twice is asking once. Throws ProjectUnknown.
   */
  async begin(council: NewCouncil): Promise<{ id: string; created: boolean }> {
    const { id, project, document, client, request } = council
    return this.store.write((db) => {
      if (!db.query('SELECT 1 FROM projects WHERE id = ?').get(project)) throw new ProjectUnknown(project)
      const there = db
        .query<{ id: string }, [string, string, string | null]>(
          `SELECT id FROM councils WHERE project = ?1 AND (request = ?3 OR (document = ?2 AND ${OPEN}))
            ORDER BY request = ?3 DESC LIMIT 1`,
        )
        .get(project, document, request ?? null)
      if (there) return { id: there.id, created: false }
      db.run(
        `INSERT INTO councils
          (id, project, document, drafts, material, stands_on, base, waits, client, request, state, began_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'going', ?)`,
        [
          id,
          project,
          document,
          JSON.stringify(council.drafts),
          JSON.stringify(council.material),
          JSON.stringify(council.standsOn),
          council.base,
          council.waits ? 1 : 0,
          client,
          request ?? null,
          this.now(),
        ],
      )
      return { id, created: true }
    })
  }

  /** What it waits for; one that is over is left alone. */
  note(id: string, why: string | undefined): Promise<void> {
    return this.change(id, `why = ? WHERE id = ? AND ${OPEN}`, why)
  }

  /** The same holds for it. */
  finish(id: string, state: 'done' | 'failed' | 'stopped', why: string | undefined): Promise<void> {
    return this.change(id, `state = '${state}', why = ? WHERE id = ? AND ${OPEN}`, why)
  }

  /** Its runs are still to be ended, by whoever looks after it. */
  stop(id: string, why: string): Promise<void> {
    return this.change(id, "state = 'stopping', why = ? WHERE id = ? AND state = 'going'", why)
  }

  /**
   * Goes on with one that is over as if that arbiter had not been asked yet; its run stays known as one of before. False where
   * somebody was quicker.
   */
  again(id: string, arbiter: string): Promise<boolean> {
    return this.store.write((db) => {
      const { changes } = db.run(
        `UPDATE councils SET state = 'going', why = NULL WHERE id = ?1 AND state IN ('failed', 'stopped')
          AND EXISTS (SELECT 1 FROM council_runs WHERE council = ?1 AND draft = 0 AND run = ?2)`,
        [id, arbiter],
      )
      if (changes === 0) return false
      db.run(
        `UPDATE council_runs SET draft = (SELECT min(draft) FROM council_runs WHERE council = ?1) - 1
          WHERE council = ?1 AND draft = 0`,
        [id],
      )
      return true
    })
  }

  private async change(id: string, what: string, why: string | undefined): Promise<void> {
    await this.store.write((db) => db.run(`UPDATE councils SET ${what}`, [why ?? null, id]))
  }

  private select(where: string, ...values: string[]): Council[] {
    return this.store.rows<Row>(`SELECT * FROM councils WHERE ${where}`, ...values).map((row) => {
      const runs = this.store.rows<{ draft: number; run: string }>(
        'SELECT draft, run FROM council_runs WHERE council = ? ORDER BY draft',
        row.id,
      )
      return {
        id: row.id,
        project: row.project,
        document: row.document,
        drafts: JSON.parse(row.drafts) as Temper[],
        material: JSON.parse(row.material) as Order,
        standsOn: JSON.parse(row.stands_on) as Source[],
        base: row.base,
        waits: row.waits === 1,
        client: row.client,
        state: row.state,
        ...(row.why === null ? {} : { why: row.why }),
        beganAt: new Date(row.began_at).toISOString(),
        runs: new Map(runs.map(({ draft, run }) => [draft, run])),
      }
    })
  }
}
