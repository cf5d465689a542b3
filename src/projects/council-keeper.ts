import { Draining, TooManyRuns } from '../runs/refusal.ts'
import type { Council, Councils } from '../store/councils.ts'
import type { ProjectMarks } from '../store/project-marks.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { type CouncilRoom, isPassing } from './council-room.ts'

export interface CouncilKeeperParts {
  room: Pick<CouncilRoom, 'goOn'>
  councils: Councils
  marks: ProjectMarks
  /** Whether it is this process's to do. */
  isInCharge(): boolean
  /** Monotonic milliseconds. */
  clock(): number
  /** Told what could not be done; it is tried again. */
  onFault(error: unknown): void
}

/** A council that waits is looked at again after so long, although nothing seems to have changed. */
const LOOK_AGAIN_MS = 15_000

/**
 * Sees to it that councils go on. Like the walker it remembers nothing that counts: after a crash, or in another process,
 * a council goes on from where it stands in the store.
 */
export class CouncilKeeper {
  /** What the projects were like at the last look. */
  private readonly quiet = new Map<string, { mark: string | undefined; at: number }>()
  private looking: Promise<void> = Promise.resolve()
  private isLooking = false
  private again = false
  private stopped = false

  constructor(private readonly parts: CouncilKeeperParts) {}

  /** Looks at once, whether anything seems to have changed or not: a run has come to rest, which the list knows later. */
  wake(): Promise<void> {
    this.quiet.clear()
    return this.look()
  }

  /** Looks at every council that is going. To be called every second or so. Never rejects. */
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
        const going = this.parts.councils.going()
        const ids = new Set(going.map(({ id }) => id))
        for (const id of this.quiet.keys()) if (!ids.has(id)) this.quiet.delete(id)
        for (const council of going) if (!this.stopped) await this.lookAt(council)
      } catch (error) {
        this.parts.onFault(error)
      }
    } while (this.again && !this.stopped)
    // In the same breath as the last look at the wish for another one, so that none is lost.
    this.isLooking = false
  }

  private async lookAt({ id, project }: Council): Promise<void> {
    const { room, marks, clock, onFault } = this.parts
    const mark = marks.of(project)
    const last = this.quiet.get(id)
    if (last && last.mark === mark && clock() - last.at < LOOK_AGAIN_MS) return
    try {
      await room.goOn(id)
      this.quiet.set(id, { mark, at: clock() })
    } catch (error) {
      // Until there is room, or the next process is there.
      if (error instanceof TooManyRuns || error instanceof Draining || isPassing(error)) return
      if (error instanceof ProjectUnknown) return
      this.quiet.set(id, { mark, at: clock() })
      onFault(error)
    }
  }
}
