import type { Usage } from '../models/provider.ts'
import { addUsage, estimateUsage } from '../models/usage.ts'
import type { RunState } from './fold.ts'
import type { Journal } from './journal.ts'
import { stageOf } from './stage.ts'

/** What a run has taken until now, with what came in an answer that nobody lived to count. Throws RunUnknown. */
export async function takenBy(journal: Journal, { run, end, usage, uncounted }: RunState): Promise<Usage> {
  if (end) return end.usage
  if (uncounted === 0) return usage
  return addUsage(usage, estimateUsage(stageOf(await journal.order(run.id)).messages(), uncounted))
}
