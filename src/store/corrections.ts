import type { Beside, Edit } from '../planning/correction.ts'
import type { Store } from './database.ts'
import { ProjectUnknown } from './projects.ts'

/** One section of a round. */
export interface RoundEdit extends Edit {
  /** The run that writes it, once it is begun. */
  run?: string
  /** Why nothing of it came into the document: a sentence. */
  lost?: string
}

export interface Round {
  /** 1 is the first. */
  number: number
  /** Weight of what was found in the document before it. */
  before: number
  /** The same behind it; absent while it goes on. */
  after?: number
  /** Number of the document's version before it. */
  base: number
  /** The run of the review that it began with. */
  review?: string
  edits: RoundEdit[]
  /** Its edits are put back, since they did not help. */
  undone?: boolean
  /** A cap kept it from being written to its end: what the cap says. */
  capped?: string
}

/** A person's wish that a document be corrected until nothing heavy is left, kept until it is over. */
export interface Correction {
  project: string
  document: string
  /** Each round begins with a review by a model. */
  reviews: boolean
  /** Whose runs they are. */
  client: string
  /** `done`: nothing heavy is left. `ended`: it came no further; `why` says so. */
  state: 'going' | 'done' | 'ended' | 'called off'
  /** Why it is over, or what it waits for: a sentence. */
  why?: string
  rounds: Round[]
  /** ISO 8601, UTC. */
  beganAt: string
}

/** One section that a request has written anew. */
export interface PlannedEdit extends Edit {
  /** The run that was writing it already, or whose proposal waited. */
  run?: string
  /** How many runs had written it before and were over: two requests that see as many mean the same next one. */
  turn: number
}

/** What a request for corrections comes to, once it was decided. */
export interface CorrectionPlan {
  /** What was asked, to tell another request with the same key. */
  asked: string
  edits: PlannedEdit[]
  beside: Beside[]
}

interface Row {
  project: string
  document: string
  reviews: number
  client: string
  state: Correction['state']
  why: string | null
  rounds: string
  began_at: number
}

const COLUMNS = 'project, document, reviews, client, state, why, rounds, began_at'

const asCorrection = ({ reviews, why, rounds, began_at, ...row }: Row): Correction => ({
  ...row,
  reviews: reviews === 1,
  ...(why === null ? {} : { why }),
  rounds: JSON.parse(rounds) as Round[],
  beganAt: new Date(began_at).toISOString(),
})

/** Corrections in rounds, the newest of each project, and what requests for corrections came to. What changes throws StorageError. */
export class Corrections {
  constructor(
    private readonly store: Store,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  of(project: string): Correction | undefined {
    const row = this.store.row<Row>(`SELECT ${COLUMNS} FROM corrections WHERE project = ?`, project)
    return row && asCorrection(row)
  }

  /** The oldest first. */
  going(): Correction[] {
    return this.store
      .rows<Row>(`SELECT ${COLUMNS} FROM corrections WHERE state = 'going' ORDER BY began_at, project`)
      .map(asCorrection)
  }

  /** One that is going on stays as it is, so that asking twice is asking once. Throws ProjectUnknown. */
  async begin(project: string, document: string, reviews: boolean, client: string): Promise<void> {
    await this.store.write((db) => {
      if (!db.query('SELECT 1 FROM projects WHERE id = ?').get(project)) throw new ProjectUnknown(project)
      db.run(
        `INSERT INTO corrections (${COLUMNS}) VALUES (?1, ?2, ?3, ?4, 'going', NULL, '[]', ?5)
         ON CONFLICT (project) DO UPDATE SET document = ?2, reviews = ?3, client = ?4, state = 'going', why = NULL,
           rounds = '[]', began_at = max(?5, began_at + 1)
         WHERE state <> 'going'`,
        [project, document, reviews ? 1 : 0, client, this.now()],
      )
    })
  }

  /** Keeps where it stands; one that is over, or that was begun anew meanwhile, is left alone. */
  async keep({ project, beganAt, state, why, rounds }: Correction): Promise<void> {
    await this.store.write((db) =>
      db.run(
        "UPDATE corrections SET state = ?, why = ?, rounds = ? WHERE project = ? AND began_at = ? AND state = 'going'",
        [state, why ?? null, JSON.stringify(rounds), project, Date.parse(beganAt)],
      ),
    )
  }

  /** What is being written becomes proposals; nothing more is begun or taken. */
  async callOff(project: string): Promise<void> {
    await this.store.write((db) =>
      db.run(
        "UPDATE corrections SET state = 'called off', why = NULL WHERE project = ? AND state = 'going'",
        [project],
      ),
    )
  }

  /** What a request came to: the first answer counts. Throws ProjectUnknown. */
  planOf(project: string, request: string, plan: CorrectionPlan): Promise<CorrectionPlan> {
    return this.store.write((db) => {
      if (!db.query('SELECT 1 FROM projects WHERE id = ?').get(project)) throw new ProjectUnknown(project)
      db.run(
        'INSERT OR IGNORE INTO correction_plans (project, request, asked, plan, created_at) VALUES (?, ?, ?, ?, ?)',
        [project, request, plan.asked, JSON.stringify(plan), this.now()],
      )
      return this.planned(project, request) ?? plan
    })
  }

  /**
   * Removes what requests of before a time came to; milliseconds since 1970. It is kept as long as the intents that runs are
   * begun by (Housekeeping): a request that comes again later is a new one in every respect.
   */
  async removePlans(before: number): Promise<void> {
    await this.store.write((db) => db.run('DELETE FROM correction_plans WHERE created_at < ?', [before]))
  }

  planned(project: string, request: string): CorrectionPlan | undefined {
    const row = this.store.row<{ plan: string }>(
      'SELECT plan FROM correction_plans WHERE project = ? AND request = ?',
      project,
      request,
    )
    return row && (JSON.parse(row.plan) as CorrectionPlan)
  }
}
