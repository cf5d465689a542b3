import { editsFor, isMendable } from '../planning/correction.ts'
import type { Finding } from '../planning/lint.ts'
import { isHeavy, weightOf } from '../planning/weight.ts'
import type { Correction, Corrections, Round, RoundEdit } from '../store/corrections.ts'
import type { Documents } from '../store/documents.ts'
import type { Proposals } from '../store/proposals.ts'
import type { StageRuns } from '../store/stage-runs.ts'
import { CapReached } from './cap.ts'
import { ProposalDecided, ProposalInConflict } from './proposal-desk.ts'
import { putBack } from './putting-back.ts'
import { SectionUnknown, StageBlocked } from './refusals.ts'
import { isOpenRun } from './way.ts'
import type { View, Workshop } from './workshop.ts'

export interface CorrectionRoundsParts {
  workshop: Workshop
  corrections: Corrections
  documents: Documents
  stageRuns: StageRuns
  proposals: Proposals
  /** How many sections of one document are written at once. */
  atOnce: number
}

export const MOST_ROUNDS = 3

/**
 * Corrects a document round by round. A round is: a review, where one is wished; the sections with errors and warnings written
 * anew; what came of them taken; all weighed again. Each has to lower the weight, else its edits are put back and it ends.
 *
 * What counts is in the store before it is acted on, and each run is asked for by a key of its round and section: whoever
 * goes on after a crash finds the same runs and pays for nothing twice.
 */
export class CorrectionRounds {
  constructor(private readonly parts: CorrectionRoundsParts) {}

  /** As far as it goes now. Throws what starting a run throws, but for what ends the correction. */
  async goOn(project: string): Promise<void> {
    for (let correction = this.going(project); correction; correction = this.going(project))
      if (!(await this.step(correction))) return
  }

  private going(project: string): Correction | undefined {
    const correction = this.parts.corrections.of(project)
    return correction?.state === 'going' ? correction : undefined
  }

  /** Resolves to false where there is nothing more to do now. */
  private async step(correction: Correction): Promise<boolean> {
    const last = correction.rounds.at(-1)
    if (last?.undone) return this.undo(correction, last)
    if (!last || last.after !== undefined) return this.open(correction, last)
    const view = await this.parts.workshop.view(correction.project)
    const isWriting = await this.write(correction, last, view)
    return isWriting ? false : this.close(correction, last)
  }

  /** Begins the next round, or ends where none is needed or none may follow. */
  private async open(correction: Correction, last: Round | undefined): Promise<boolean> {
    const { project, document } = correction
    const number = (last?.number ?? 0) + 1
    const isOver = number > MOST_ROUNDS
    const review = correction.reviews && !isOver ? await this.review(correction, number) : {}
    if (review.wait !== undefined) return this.wait(correction, review.wait)
    if (review.end !== undefined) return this.end(correction, 'ended', review.end)
    const version = this.parts.documents.version(project, document)
    if (!version) return this.end(correction, 'ended', 'The document is not there any more.')
    const findings = await this.findings(correction)
    const before = weightOf(findings)
    // The next look at it is the judge of the last round.
    if (last && correction.reviews && !isOver && before >= last.before)
      return this.undo(correction, { ...last, after: before, undone: true })
    const heavy = findings.filter(isHeavy)
    if (heavy.length === 0)
      return this.end(correction, 'done', `Nothing heavy is left${roundsSaid(correction)}.`)
    const left = `${heavy.length} ${heavy.length === 1 ? 'error or warning is' : 'errors and warnings are'} left.`
    if (isOver) return this.end(correction, 'ended', `All ${MOST_ROUNDS} rounds are over. ${left}`)
    const found = editsFor(document, version.text, heavy)
    const waiting = new Set(this.waitingIn(correction))
    // There a person is to decide first.
    const edits = found.edits.filter(({ section }) => !waiting.has(section))
    if (edits.length === 0)
      return this.end(
        correction,
        'ended',
        `${left} ${found.edits.length > 0 ? 'Proposals wait for you there.' : (found.beside[0]?.why ?? '')}`.trim(),
      )
    const round: Round = {
      number,
      before,
      base: version.number,
      edits,
      ...(review.run ? { review: review.run } : {}),
    }
    await this.keep(correction, [...correction.rounds, round])
    return true
  }

  /** The review that a round begins with: one that fits the document as it is, or a run of its own. */
  private async review(
    correction: Correction,
    number: number,
  ): Promise<{ run?: string; wait?: string; end?: string }> {
    const { project } = correction
    const { workshop, stageRuns, proposals } = this.parts
    const { steps } = await workshop.view(project)
    const step = steps.find(({ document }) => document === 'review')
    if (step?.state === 'done') return { run: step.run }
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

  /** Begins what is to be written; true while something is being written. */
  private async write(correction: Correction, round: Round, view: View): Promise<boolean> {
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
      }
      await this.keep(correction, replaced(correction, round))
    }
    const paused = open.some((edit) => stateOf(edit)?.status === 'interrupted')
    const why = paused ? 'A section stands still. Continue its run, and the rest follows.' : undefined
    if (why !== correction.why) await this.wait(correction, why ?? '')
    return begun > 0 || open.length > 0
  }

  /** Takes what was written, and weighs it. */
  private async close(correction: Correction, round: Round): Promise<boolean> {
    const { project } = correction
    const { workshop, proposals } = this.parts
    const { runs } = await workshop.view(project)
    for (const edit of round.edits) {
      if (edit.run === undefined || edit.lost !== undefined) continue
      // Whoever has called it off wants no more of it.
      if (this.going(project)?.beganAt !== correction.beganAt) return false
      const proposal = proposals.get(edit.run)
      if (!proposal) edit.lost = runs.find(({ run }) => run === edit.run)?.message ?? 'It was stopped.'
      else if (proposal.state === 'unfit') edit.lost = proposal.why
      else if (proposal.state === 'left') edit.lost = 'You have left it.'
      else
        await workshop.proposals.take(project, edit.run).catch((error: unknown) => {
          if (error instanceof ProposalInConflict)
            edit.lost = 'You have changed the same place meanwhile: it waits as a proposal.'
          else if (error instanceof ProposalDecided) edit.lost = error.why
          else throw error
        })
    }
    round.after = weightOf(await this.findings(correction))
    if (round.after >= round.before) round.undone = true
    await this.keep(correction, replaced(correction, round))
    const capped = round.edits.find(({ run, lost }) => run === undefined && lost !== undefined)
    if (!round.undone && capped) return this.end(correction, 'ended', capped.lost ?? '')
    return true
  }

  /** Puts back what a round has changed; where that was done before, it changes nothing. */
  private async undo(correction: Correction, round: Round): Promise<boolean> {
    const rounds = replaced(correction, round)
    await this.keep(correction, rounds)
    const { documents, stageRuns } = this.parts
    const made = round.edits.flatMap(({ run = '' }) => stageRuns.get(run)?.version ?? [])
    const kept = await putBack(documents, correction, round, made)
    const lost = round.edits.find((edit) => edit.lost !== undefined)?.lost
    const what =
      made.length === 0
        ? `Nothing came of it.${lost ? ` ${lost}` : ''}`
        : kept
          ? 'Its edits were put back, but for places that you have changed since.'
          : 'Its edits were put back.'
    const why = `Round ${round.number} has not lowered the weight of what is found (${round.before} before, ${round.after ?? round.before} after). ${what}`
    return this.end({ ...correction, rounds }, 'ended', why)
  }

  private waitingIn({ project, document }: Correction): (string | undefined)[] {
    return this.parts.proposals
      .waiting(project)
      .filter((proposal) => proposal.document === document && proposal.state === 'open')
      .map(({ section }) => section)
  }

  private async findings({ project, document }: Correction): Promise<Finding[]> {
    const { findings } = await this.parts.workshop.inspect(project)
    return findings.filter((finding) => finding.place.document === document && isMendable(finding))
  }

  private facts({ client, beganAt }: Correction) {
    return { model: '', requestId: `correct-${Date.parse(beganAt)}`, client }
  }

  private async keep(correction: Correction, rounds: Round[]): Promise<void> {
    correction.rounds = rounds
    await this.parts.corrections.keep(correction)
  }

  private async wait(correction: Correction, why: string): Promise<false> {
    if ((correction.why ?? '') !== why) {
      correction.why = why === '' ? undefined : why
      await this.parts.corrections.keep(correction)
    }
    return false
  }

  private async end(correction: Correction, state: 'done' | 'ended', why: string): Promise<false> {
    await this.parts.corrections.keep({ ...correction, state, why })
    return false
  }
}

const replaced = ({ rounds }: Correction, round: Round): Round[] => [...rounds.slice(0, -1), round]

function roundsSaid({ rounds }: Correction): string {
  if (rounds.length === 0) return ''
  return rounds.length === 1 ? ' after one round' : ` after ${rounds.length} rounds`
}

/** Why an edit, or all of it, cannot be begun, whoever tries again; nothing where that may help. */
function endedBy(error: unknown): string | undefined {
  if (error instanceof CapReached || error instanceof StageBlocked) return error.why
  if (error instanceof SectionUnknown) return 'The section is not there any more.'
  return undefined
}
