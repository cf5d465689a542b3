import { openQuestions } from '../planning/answers.ts'
import { parseDesign } from '../planning/design.ts'
import { parsePlan } from '../planning/plan.ts'
import type { ProjectMarks } from '../store/project-marks.ts'
import type { StageRuns } from '../store/stage-runs.ts'
import type { Walk, Walks } from '../store/walks.ts'
import { CapReached } from './cap.ts'
import { Caretaker, type Charge } from './caretaker.ts'
import { phaseKey } from './document-keys.ts'
import { hasBegun, nextSteps, waitingProposal, whyInVain } from './next-steps.ts'
import { emptiness } from './way.ts'
import { StageBlocked, type Workshop } from './workshop.ts'

export interface WalkerParts extends Charge {
  workshop: Workshop
  walks: Walks
  stageRuns: StageRuns
  marks: ProjectMarks
  /** How many documents of one project are written at once. */
  atOnce: number
}

/**
 * Keeps wishes that projects be written: begins what can be begun. After a crash, or in another process, it goes on from
 * where the project stands; each document of a walk is asked for by a key of its own, so that it is begun and paid for once,
 * whoever asks.
 */
export class Walker extends Caretaker<Walk> {
  constructor(private readonly parts: WalkerParts) {
    super(parts, {
      going: () => parts.walks.going(),
      keyOf: ({ project }) => project,
      markOf: ({ project, beganAt }) => `${beganAt} ${parts.marks.of(project)}`,
      goOn: (walk) => this.walkOn(walk),
    })
  }

  private async walkOn(walk: Walk): Promise<void> {
    const { workshop, walks, stageRuns, atOnce } = this.parts
    const { steps, newest, runs } = await workshop.view(walk.project)
    const { phases } = parsePlan(newest.get('plan')?.text ?? '')
    const since = Map.groupBy(
      stageRuns.of(walk.project).filter(({ createdAt }) => createdAt >= walk.beganAt),
      ({ document }) => document,
    )
    const { start, held, done } = nextSteps({
      until: walk.until,
      steps,
      begun: new Set(
        steps.flatMap((step) => (hasBegun(step, since.get(step.document) ?? []) ? step.document : [])),
      ),
      vain: new Map(
        steps.flatMap((step) => {
          const begun = new Set(since.get(step.document)?.map(({ run }) => run))
          const why = whyInVain(
            step,
            runs.filter(({ run, council }) => begun.has(run) && !council?.draft),
          )
          return why === undefined ? [] : [[step.document, why]]
        }),
      ),
      empty: new Map(
        [...newest].flatMap(([key, { text }]) => {
          const why = emptiness(key, text)
          return why === undefined ? [] : [[key, why]]
        }),
      ),
      isRequired: parseDesign(newest.get('design')?.text ?? '').requirements.length > 0,
      planned: new Set(phases.map(({ number }) => phaseKey(number))),
      openQuestions: openQuestions(new Map([...newest].map(([key, { text }]) => [key, text]))),
      atOnce,
    })
    if (done) return walks.finish(walk)
    const stale = new Set(steps.flatMap(({ document, state }) => (state === 'stale' ? document : [])))
    for (const document of start) {
      const facts = { model: '', requestId: `walk-${document}`, client: walk.client }
      try {
        const key = `walk ${walk.beganAt}`
        // What is there and out of date is not written over: only what does not hold any more is.
        if (stale.has(document)) {
          const asked = await workshop.upkeep.bringUpToDate(walk.project, document, facts, key)
          const waiting = steps.find((step) => step.document === document && step.proposals)
          if (waiting && !asked.some(({ created }) => created)) held.push(waitingProposal(waiting.title))
        } else await workshop.write(walk.project, document, facts, key)
      } catch (error) {
        if (!(error instanceof StageBlocked) && !(error instanceof CapReached)) throw error
        held.push(error.why)
      }
    }
    const why = held.length > 0 ? [...new Set(held)].join(' ') : undefined
    if (why !== walk.why) await walks.note(walk, why)
  }
}
