import { parseDesign } from '../planning/design.ts'
import { parsePlan } from '../planning/plan.ts'
import type { Council, Temper } from '../store/councils.ts'
import type { Proposals } from '../store/proposals.ts'
import { runsOfCouncil } from './council-steps.ts'
import type { RunState } from './way.ts'

/** One draft of a council, and how it stands. */
export interface DraftView extends Temper {
  /** From 1. */
  number: number
  run?: string
  /** `waiting`: it has not been begun. `deleted`: its run was deleted before it had written its text. */
  status: RunState['status'] | 'waiting' | 'deleted'
  /** Why it came to nothing or stands still. */
  message?: string
  /** What it has written, once it is whole. */
  text?: string
  /** Whether what it has written can be read as such a document. */
  readable?: boolean
  /** Number of the version that was made of it. */
  version?: number
}

export interface CouncilView
  extends Pick<Council, 'id' | 'document' | 'state' | 'why' | 'beganAt' | 'material'> {
  drafts: DraftView[]
  /** The run that writes one document of them, once it has begun. */
  arbiter?: Pick<RunState, 'run' | 'status' | 'message'>
  /** The arbiter's run, where it came to nothing and can be asked again with the drafts that are there. */
  repeatable?: string
}

/** How a council stands. `runs`: those of its project. */
export function councilView(
  council: Council,
  runs: readonly RunState[],
  proposals: Pick<Proposals, 'get'>,
): CouncilView {
  const own = runsOfCouncil(council, runs)
  const { id, document, state, why, beganAt, material } = council
  const drafts = council.drafts.map((temper, at): DraftView => {
    const number = at + 1
    const run = council.runs.get(number)
    const facts = { ...temper, number, ...(run === undefined ? {} : { run }) }
    const proposal = run === undefined ? undefined : proposals.get(run)
    if (proposal) {
      const { text, version } = proposal
      const made = version === undefined ? {} : { version }
      return { ...facts, status: 'done', text, readable: isReadable(document, text), ...made }
    }
    const known = own.get(number)
    if (!known) return { ...facts, status: run === undefined ? 'waiting' : 'deleted' }
    const message = known.message ?? known.pause?.message
    return { ...facts, status: known.status, ...(message === undefined ? {} : { message }) }
  })
  const arbiter = own.get(0)
  const last = council.runs.get(0)
  const isOver = state === 'failed' || state === 'stopped'
  const came = arbiter?.status === 'done' || drafts.some(({ version }) => version !== undefined)
  return {
    id,
    document,
    state,
    beganAt,
    material,
    drafts,
    ...(why === undefined ? {} : { why }),
    ...(arbiter && { arbiter: { run: arbiter.run, status: arbiter.status, message: arbiter.message } }),
    ...(last !== undefined && isOver && !came ? { repeatable: last } : {}),
  }
}

/** A model that declined, or wrote of something else, has written no document. */
const isReadable = (document: string, text: string): boolean =>
  document === 'design' ? parseDesign(text).requirements.length > 0 : parsePlan(text).phases.length > 0
