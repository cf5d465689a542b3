import type { Correction, Round, RoundEdit } from '../store/corrections.ts'
import type { Proposals } from '../store/proposals.ts'
import type { StageRuns } from '../store/stage-runs.ts'
import { CapReached } from './cap.ts'
import { SectionUnknown, StageBlocked } from './refusals.ts'
import { isOpenRun } from './way.ts'
import type { View, Workshop } from './workshop.ts'

export interface RoundRunsParts {
  workshop: Workshop
  stageRuns: StageRuns
  proposals: Proposals
  /** How many sections of one document are written at once. */
  atOnce: number
}

/** What a review for a round has come to: its run; or a sentence on what it waits for, or why there is none. */
export interface RoundReview {
  run?: string
  wait?: string
  end?: string
}

/** The runs that a round of a correction is made of. Each is asked for by a key of its round and place, so that it is one. */
export class RoundRuns {
  constructor(private readonly parts: RoundRunsParts) {}

  /** The review that a round begins with: one that fits the document as it is, or a run of its own. */
  async review(correction: Correction, number: number): Promise<RoundReview> {
    const { project, document } = correction
    const { workshop, stageRuns, proposals } = this.parts
    const { steps, newest } = await workshop.view(project)
    const step = steps.find((each) => each.document === 'review')
    // One of before there was a plan has not seen it.
    const hasRead = newest.get('review')?.standsOn.some((source) => source.document === document) ?? false
    if (step?.state === 'done' && (hasRead || !REVIEWED.includes(document))) return { run: step.run }
    const key = `correct ${correction.beganAt} review ${number}`
    let run: string
    try {
      run = (await workshop.write(project, 'review', this.facts(correction), key)).id
    } catch (error) {
      const why = endedBy(error)
      if (why === undefined) throw error
      return { end: why }
    }
    const { runs } = await workshop.view(project)
    if (stageRuns.get(run)?.version !== undefined) return { run }
    const state = runs.find((each) => each.run === run)
    if (state && isOpenRun(state))
      return {
        wait:
          state.status === 'interrupted' ? 'The review stands still. Continue it, and the rest follows.' : '',
      }
    if (proposals.get(run)) return { end: 'The review waits as a proposal: take it, then begin again.' }
    return { end: `The review came to nothing. ${state?.message ?? 'It was stopped.'}` }
  }

  /**
   * Begins what is to be written of a round, as far as there is room; `keep` is told of each. Resolves to whether something is
   * being written, and to a sentence where that stands still. Throws what starting a run throws, but for what ends an edit.
   */
  async write(
    correction: Correction,
    round: Round,
    view: View,
    keep: () => Promise<void>,
  ): Promise<{ isWriting: boolean; why?: string }> {
    const { project, document, beganAt } = correction
    const { workshop, atOnce } = this.parts
    const stateOf = (edit: RoundEdit) => view.runs.find(({ run }) => run === edit.run)
    const open = round.edits.filter((edit) => {
      const state = stateOf(edit)
      return state !== undefined && isOpenRun(state)
    })
    let room = atOnce - open.length
    let begun = 0
    for (const edit of round.edits) {
      if (edit.run !== undefined || edit.lost !== undefined || room <= 0) continue
      const wish = { request: `correct ${beganAt} ${round.number}`, waits: true }
      const reason = { reasons: edit.reasons }
      try {
        const facts = this.facts(correction)
        edit.run = (await workshop.upkeep.revise(project, document, edit.section, reason, facts, wish)).run
        begun += 1
        room -= 1
      } catch (error) {
        const why = endedBy(error)
        if (why === undefined) throw error
        edit.lost = why
        if (error instanceof CapReached) round.capped = why
      }
      await keep()
    }
    const paused = open.some((edit) => stateOf(edit)?.status === 'interrupted')
    return {
      isWriting: begun > 0 || open.length > 0,
      ...(paused ? { why: 'A section stands still. Continue its run, and the rest follows.' } : {}),
    }
  }

  /**
   * What somebody else is having written of what a round would write: nobody pays for it a second time. A sentence; nothing
   * where there is nothing.
   */
  others({ document }: Correction, sections: readonly string[], view: View): string | undefined {
    const others = view.runs.filter(
      (run) =>
        run.document === document &&
        isOpenRun(run) &&
        !run.council?.draft &&
        (run.section === undefined || sections.includes(run.section)),
    )
    if (others.length === 0) return undefined
    return others.some(({ status }) => status === 'interrupted')
      ? 'A run that writes the same stands still. Continue it or stop it, and the rest follows.'
      : 'The same is being written already; the rest follows.'
  }

  private facts({ client, beganAt }: Correction) {
    return { model: '', requestId: `correct-${Date.parse(beganAt)}`, client }
  }
}

/** What a review is about. */
const REVIEWED = ['design', 'plan']

/** Why an edit, or all of it, cannot be begun, whoever tries again; nothing where that may help. */
function endedBy(error: unknown): string | undefined {
  if (error instanceof CapReached || error instanceof StageBlocked) return error.why
  if (error instanceof SectionUnknown) return 'The section is not there any more.'
  return undefined
}
