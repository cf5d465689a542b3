import type { Usage } from '../models/provider.ts'
import type { EndType } from '../runs/run.ts'
import type { Store } from './database.ts'

/** What a run of a project has taken. It outlives its run: what was paid stays paid. */
export interface RunCost extends Usage {
  run: string
  project: string
  document: string
  model: string
  /** `interrupted`: it stands still, and may take more. */
  status: EndType | 'interrupted'
  /** Why it came to nothing, where it did. */
  message?: string
  /** In the currency of the list of prices, as that was then; absent where the model's price was not known. */
  price?: number
  /** ISO 8601, UTC. */
  at: string
}

interface Row {
  run: string
  project: string
  document: string
  model: string
  status: RunCost['status']
  message: string | null
  prompt_tokens: number
  output_tokens: number
  estimated: number
  price: number | null
  updated_at: number
}

const asCost = ({
  prompt_tokens,
  output_tokens,
  estimated,
  message,
  price,
  updated_at,
  ...row
}: Row): RunCost => ({
  ...row,
  promptTokens: prompt_tokens,
  outputTokens: output_tokens,
  estimated: estimated === 1,
  ...(message === null ? {} : { message }),
  ...(price === null ? {} : { price }),
  at: new Date(updated_at).toISOString(),
})

export class RunCosts {
  constructor(
    private readonly store: Store,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** Of one project, the newest first. */
  of(project: string): RunCost[] {
    return this.store
      .rows<Row>('SELECT * FROM run_costs WHERE project = ? ORDER BY updated_at DESC, run', project)
      .map(asCost)
  }

  get(run: string): RunCost | undefined {
    const row = this.store.row<Row>('SELECT * FROM run_costs WHERE run = ?', run)
    return row && asCost(row)
  }

  /** Once for a run that has ended: whoever says it again changes nothing. Nothing of a project that is gone. Throws StorageError. */
  async keep(cost: Omit<RunCost, 'at'>): Promise<void> {
    const { run, project, document, model, status, message, promptTokens, outputTokens, estimated, price } =
      cost
    await this.store.write((db) =>
      db.run(
        `INSERT INTO run_costs
          (run, project, document, model, status, message, prompt_tokens, output_tokens, estimated, price, updated_at)
          SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 WHERE EXISTS (SELECT 1 FROM projects WHERE id = ?2)
          ON CONFLICT (run) DO UPDATE SET model = ?4, status = ?5, message = ?6, prompt_tokens = ?7, output_tokens = ?8,
            estimated = ?9, price = ?10, updated_at = ?11
          WHERE run_costs.status = 'interrupted'`,
        [
          run,
          project,
          document,
          model,
          status,
          message ?? null,
          promptTokens,
          outputTokens,
          estimated ? 1 : 0,
          price ?? null,
          this.now(),
        ],
      ),
    )
  }
}
