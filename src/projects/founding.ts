import { createHash } from 'node:crypto'
import { foldRun } from '../runs/fold.ts'
import type { Journal } from '../runs/journal.ts'
import { newRunId } from '../runs/run.ts'
import { StoreConflict } from '../store/conflict.ts'
import type { Documents } from '../store/documents.ts'
import type { Founding } from '../store/founding.ts'
import type { Wishes } from '../store/projects.ts'
import type { StageRuns } from '../store/stage-runs.ts'
import { StageBlocked } from './refusals.ts'
import { sourcesNow } from './way.ts'
import type { Workshop } from './workshop.ts'

interface Stores {
  founding: Founding
  documents: Documents
  stageRuns: StageRuns
  journal: Journal
  workshop: Workshop
}

/** What a project begins with. */
export interface Beginning {
  name: string
  brief: string
  wishes: Wishes
}

/**
 * Makes a project and resolves to its id. The same seed is the same project, whoever asks for it how often; one that is
 * there stays as it is. Throws StorageError.
 */
export async function foundOnce(
  { founding }: Pick<Stores, 'founding'>,
  seed: string,
  { name, brief, wishes }: Beginning,
): Promise<string> {
  const id = newRunId((bytes) => createHash('sha256').update(seed).digest().subarray(0, bytes))
  const drafts = [{ document: 'brief', text: brief, author: 'person' as const, standsOn: [] }]
  await founding.found(id, { name, wishes, drafts }).catch((error: unknown) => {
    if (!(error instanceof StoreConflict)) throw error
  })
  return id
}

/**
 * The project that goes on from a design which was written by itself: what was asked is its brief, the design is version 1 of
 * its design by that very run, and what that took counts there. Asked for twice it is one. Resolves to its id. Throws
 * StageBlocked where there is no finished design, RunUnknown, JournalDamaged or StorageError.
 */
export async function foundOnDesign(stores: Stores, run: string): Promise<string> {
  const { journal, stageRuns, documents, workshop } = stores
  const there = stageRuns.get(run)
  if (there) return there.project
  const { end } = await foldRun(journal, run)
  const order = await journal.order(run)
  if (order.stage !== 'design' || end?.type !== 'done')
    throw new StageBlocked('Only a design that is finished leads on to a plan.')
  const { projectName, requirements, languages, frameworks, apis } = order.input
  const beginning = { name: projectName, brief: requirements, wishes: { languages, frameworks, apis } }
  const id = await foundOnce(stores, `design ${run}`, beginning)
  const standsOn = sourcesNow('design', documents.newest(id))
  await stageRuns.adopt(run, { project: id, document: 'design', standsOn, base: 0 })
  await workshop.gatherRun(run)
  return id
}
