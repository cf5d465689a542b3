import { openQuestions } from '../planning/answers.ts'
import { parsePlan } from '../planning/plan.ts'
import { Draining, TooManyRuns } from '../runs/refusal.ts'
import type { ProjectMarks } from '../store/project-marks.ts'
import { ProjectUnknown } from '../store/projects.ts'
import type { StageRuns } from '../store/stage-runs.ts'
import type { Walk, Walks } from '../store/walks.ts'
import { CapReached } from './cap.ts'
import { phaseKey } from './document-keys.ts'
import { nextSteps } from './next-steps.ts'
import { StageBlocked, type Workshop } from './workshop.ts'

export interface WalkerParts {
  workshop: Workshop
  walks: Walks
  stageRuns: StageRuns
  marks: ProjectMarks
  /** Whether it is this process's to do. */
  isInCharge(): boolean
  /** How many documents of one project are written at once. */
  atOnce: number
  /** Monotonic milliseconds. */
  clock(): number
  /** Told what could not be done; it is tried again. */
  onFault(error: unknown): void
}

/** A walk that waits is looked at again after so long, although nothing seems to have changed. */
const LOOK_AGAIN_MS = 15_000

/**
 * Keeps wishes that projects be written: begins what can be begun. It remembers nothing that counts, so that after a crash,
 * or in another process, it goes on from where the project stands; each document of a walk is asked for by a key of its own,
 * so that it is begun and paid for once, whoever asks.
 */
export class Walker {
  /** What the projects were like at the last look that found nothing to do. */
  private readonly quiet = new Map<string, { mark: string | undefined; at: number }>()
  private looking: Promise<void> = Promise.resolve()
  private isLooking = false
  private again = false
  private stopped = false

  constructor(private readonly parts: WalkerParts) {}

  /** The same at once, whether anything seems to have changed or not: a run has come to rest, which the list knows later. */
  wake(): Promise<void> {
    this.quiet.clear()
    return this.look()
  }

  /** Looks at every walk that is going. To be called every second or so. Never rejects. */
  look(): Promise<void> {
    if (this.stopped || !this.parts.isInCharge()) return Promise.resolve()
    if (this.isLooking) {
      this.again = true
      return this.looking
    }
    this.isLooking = true
    this.looking = this.lookAtAll()
    return this.looking
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.stopped = true
    await this.looking
  }

  private async lookAtAll(): Promise<void> {
    do {
      this.again = false
      try {
        const going = this.parts.walks.going()
        const projects = new Set(going.map(({ project }) => project))
        for (const project of this.quiet.keys()) if (!projects.has(project)) this.quiet.delete(project)
        for (const walk of going) if (!this.stopped) await this.lookAt(walk)
      } catch (error) {
        this.parts.onFault(error)
      }
    } while (this.again && !this.stopped)
    // In the same breath as the last look at the wish for another one, so that none is lost.
    this.isLooking = false
  }

  private async lookAt(walk: Walk): Promise<void> {
    const { marks, clock, onFault } = this.parts
    const mark = `${walk.beganAt} ${marks.of(walk.project)}`
    const last = this.quiet.get(walk.project)
    if (last && last.mark === mark && clock() - last.at < LOOK_AGAIN_MS) return
    try {
      await this.walkOn(walk)
      this.quiet.set(walk.project, { mark, at: clock() })
    } catch (error) {
      // Until there is room, or the next process is there.
      if (error instanceof TooManyRuns || error instanceof Draining) return
      if (error instanceof ProjectUnknown) return
      this.quiet.set(walk.project, { mark, at: clock() })
      onFault(error)
    }
  }

  private async walkOn(walk: Walk): Promise<void> {
    const { workshop, walks, stageRuns, atOnce } = this.parts
    const { steps, newest } = await workshop.view(walk.project)
    const { phases } = parsePlan(newest.get('plan')?.text ?? '')
    const { start, held, done } = nextSteps({
      until: walk.until,
      steps,
      begun: new Set(
        stageRuns
          .of(walk.project)
          .filter(({ createdAt }) => createdAt >= walk.beganAt)
          .map(({ document }) => document),
      ),
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
        if (stale.has(document)) await workshop.upkeep.bringUpToDate(walk.project, document, facts, key)
        else await workshop.write(walk.project, document, facts, key)
      } catch (error) {
        if (!(error instanceof StageBlocked) && !(error instanceof CapReached)) throw error
        held.push(error.why)
      }
    }
    const why = held.length > 0 ? [...new Set(held)].join(' ') : undefined
    if (why !== walk.why) await walks.note(walk, why)
  }
}
