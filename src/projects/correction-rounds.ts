import { editsFor, isMendable } from '../planning/correction.ts'
import type { Finding } from '../planning/lint.ts'
import { isHeavy, weightOf } from '../planning/weight.ts'
import type { Correction, Corrections, Round } from '../store/corrections.ts'
import type { Documents } from '../store/documents.ts'
import { isStoppedByCap } from './cap.ts'
import { ProposalDecided, ProposalInConflict } from './proposal-desk.ts'
import { putBack } from './putting-back.ts'
import { RoundRuns, type RoundRunsParts } from './round-runs.ts'

export interface CorrectionRoundsParts extends RoundRunsParts {
  corrections: Corrections
  documents: Documents
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
  private readonly runs: RoundRuns

  constructor(private readonly parts: CorrectionRoundsParts) {
    this.runs = new RoundRuns(parts)
  }

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
    const keep = () => this.keep(correction, replaced(correction, last))
    const { isWriting, why = '' } = await this.runs.write(correction, last, view, keep)
    if (isWriting) return this.wait(correction, why)
    return this.close(correction, last)
  }

  /** Begins the next round, or ends where none is needed or none may follow. */
  private async open(correction: Correction, last: Round | undefined): Promise<boolean> {
    const { project, document } = correction
    const number = (last?.number ?? 0) + 1
    const isOver = number > MOST_ROUNDS
    const review = correction.reviews && !isOver ? await this.runs.review(correction, number) : {}
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
    const left = leftSaid(heavy)
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
    const sections = edits.map(({ section }) => section)
    const others = this.runs.others(correction, sections, await this.parts.workshop.view(project))
    if (others !== undefined) return this.wait(correction, others)
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
      if (!proposal) {
        edit.lost = runs.find(({ run }) => run === edit.run)?.message ?? 'It was stopped.'
        if (isStoppedByCap(edit.lost)) round.capped ??= edit.lost
      } else if (proposal.state === 'unfit') edit.lost = proposal.why
      else if (proposal.state === 'left') edit.lost = 'You have left it.'
      else
        await workshop.proposals.take(project, edit.run).catch((error: unknown) => {
          if (error instanceof ProposalInConflict)
            edit.lost = 'You have changed the same place meanwhile: it waits as a proposal.'
          else if (error instanceof ProposalDecided) edit.lost = error.why
          else throw error
        })
    }
    const findings = await this.findings(correction)
    round.after = weightOf(findings)
    const isStopped = round.capped !== undefined
    const came = round.edits.some(({ run, lost }) => run !== undefined && lost === undefined)
    // Of one that nothing has come of for want of room it cannot be said that it did not help.
    if (round.after >= round.before && (came || !isStopped)) round.undone = true
    await this.keep(correction, replaced(correction, round))
    const heavy = findings.filter(isHeavy)
    if (round.undone || !isStopped || heavy.length === 0) return true
    return this.end(correction, 'ended', `${cappedSaid(round)} ${leftSaid(heavy)} ${GOES_ON}`)
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
    const why = `Round ${round.number} has not lowered the weight of what is found (${round.before} before, ${round.after ?? round.before} after). ${what}${round.capped === undefined ? '' : ` ${cappedSaid(round)}`}`
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

const leftSaid = (heavy: readonly Finding[]): string =>
  `${heavy.length} ${heavy.length === 1 ? 'error or warning is' : 'errors and warnings are'} left.`

const cappedSaid = ({ number, capped }: Round): string => `A cap has stopped round ${number}. ${capped}`

const GOES_ON = 'What was corrected stays: once there is room, begin again, and it goes on from here.'

function roundsSaid({ rounds }: Correction): string {
  if (rounds.length === 0) return ''
  return rounds.length === 1 ? ' after one round' : ` after ${rounds.length} rounds`
}
