import type { Database } from 'bun:sqlite'
import type { Run, RunStatus } from '../runs/run.ts'
import type { Store } from './database.ts'
import { linkRun, type StageLink } from './stage-runs.ts'

/** What another request with the same Idempotency-Key asked for. */
export interface Intent {
  run: string
  /** Hash of the request it came with. */
  body: string
}

interface RunRow {
  id: string
  stage: Run['stage']
  name: string
  model: string
  provider: string
  status: RunStatus
  created_at: number
}

const asRun = ({ created_at, ...row }: RunRow): Run => ({
  ...row,
  createdAt: new Date(created_at).toISOString(),
})

/** A run as the list has it, and when that was entered last. Milliseconds since 1970. */
export interface Entry {
  run: Run
  at: number
}

function insert(db: Database, run: Run, at: number): void {
  db.run(
    'INSERT INTO runs (id, stage, name, model, provider, status, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    [run.id, run.stage, run.name, run.model, run.provider, run.status, at, at],
  )
}

const ENDED = "status IN ('done', 'stopped', 'failed')"
const OPEN = "status NOT IN ('done', 'stopped', 'failed')"

/** The list of runs and the intents that started them. What happened in a run is the journal's to say. */
export class RunList {
  constructor(private readonly store: Store) {}

  /**
   * Enters a run, together with its intent and its place in a project where it has one. When the intent is there already
   * nothing is entered and the earlier one comes back. Throws StorageError.
   */
  async enter(
    run: Run,
    intent?: { client: string; key: string; body: string },
    link?: StageLink,
  ): Promise<Intent | undefined> {
    const at = Date.parse(run.createdAt)
    return this.store.write((db) => {
      if (intent) {
        const earlier = db
          .query<Intent, [string, string]>('SELECT run, body FROM intents WHERE client = ? AND key = ?')
          .get(intent.client, intent.key)
        if (earlier) return earlier
        db.run('INSERT INTO intents (client, key, body, run, created_at) VALUES (?, ?, ?, ?, ?)', [
          intent.client,
          intent.key,
          intent.body,
          run.id,
          at,
        ])
      }
      insert(db, run, at)
      if (link) linkRun(db, run.id, link, at)
      return undefined
    })
  }

  /** Does all that entering a run takes, and undoes it: nobody ever sees it. Throws what entering would. */
  async rehearse(run: Run): Promise<void> {
    const undo = new Error('undone')
    const at = Date.parse(run.createdAt)
    const trial = this.store.write((db) => {
      db.run('INSERT INTO intents (client, key, body, run, created_at) VALUES (?, ?, ?, ?, ?)', [
        'rehearsal',
        run.id,
        '',
        run.id,
        at,
      ])
      insert(db, run, at)
      throw undo
    })
    await trial.catch((error: unknown) => {
      if (error !== undo) throw error
    })
  }

  async update(run: Pick<Run, 'id' | 'status' | 'model'>, now: number): Promise<void> {
    await this.store.write((db) =>
      db.run('UPDATE runs SET status = ?, model = ?, updated_at = ? WHERE id = ?', [
        run.status,
        run.model,
        now,
        run.id,
      ]),
    )
  }

  async remove(id: string): Promise<void> {
    await this.store.write((db) => {
      db.run('DELETE FROM intents WHERE run = ?', [id])
      db.run('DELETE FROM stage_runs WHERE run = ?', [id])
      db.run('DELETE FROM runs WHERE id = ?', [id])
    })
  }

  intent(client: string, key: string): Intent | undefined {
    return this.store.row<Intent>('SELECT run, body FROM intents WHERE client = ? AND key = ?', client, key)
  }

  has(id: string): boolean {
    return this.store.row('SELECT 1 FROM runs WHERE id = ?', id) !== undefined
  }

  /** The newest first. */
  newest(limit: number): Run[] {
    return this.store
      .rows<RunRow>(
        'SELECT id, stage, name, model, provider, status, created_at FROM runs ORDER BY created_at DESC, id LIMIT ?',
        limit,
      )
      .map(asRun)
  }

  /** Runs that, as far as the list knows, have no end yet. */
  open(): Run[] {
    return this.store
      .rows<RunRow>(`SELECT id, stage, name, model, provider, status, created_at FROM runs WHERE ${OPEN}`)
      .map(asRun)
  }

  entry(id: string): Entry | undefined {
    const row = this.store.row<RunRow & { updated_at: number }>(
      'SELECT id, stage, name, model, provider, status, created_at, updated_at FROM runs WHERE id = ?',
      id,
    )
    if (!row) return undefined
    const { updated_at: at, ...run } = row
    return { run: asRun(run), at }
  }

  ids(): string[] {
    return this.store.rows<{ id: string }>('SELECT id FROM runs').map(({ id }) => id)
  }

  /** Runs that ended before a time, the longest ago first. Milliseconds since 1970. */
  endedBefore(time: number, limit: number): string[] {
    return this.store
      .rows<{ id: string }>(
        `SELECT id FROM runs WHERE ${ENDED} AND updated_at < ? ORDER BY updated_at LIMIT ?`,
        time,
        limit,
      )
      .map(({ id }) => id)
  }

  /** Enters runs that are there and that the list has lost; one it has stays as it is. */
  async restore(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return
    await this.store.write((db) => {
      for (const { run, at } of entries)
        db.run(
          'INSERT OR IGNORE INTO runs (id, stage, name, model, provider, status, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          [run.id, run.stage, run.name, run.model, run.provider, run.status, Date.parse(run.createdAt), at],
        )
    })
  }

  /** Removes intents of before a time: a request repeated after that starts a run of its own. */
  async removeIntents(before: number): Promise<void> {
    await this.store.write((db) => db.run('DELETE FROM intents WHERE created_at < ?', [before]))
  }
}
