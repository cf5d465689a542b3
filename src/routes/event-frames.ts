import { foldRun } from '../runs/fold.ts'
import type { Journal } from '../runs/journal.ts'
import type { Pause, Run } from '../runs/run.ts'
import { type Sight, Viewer } from '../runs/viewer.ts'
import { encodeEvent, encodeFrame } from '../sse/encode.ts'
import type { FrameSource } from '../sse/response.ts'

/** Data of the frame that closes the stream of a paused run. It has no number: it tells of a state, not of an event. */
export interface Interrupted extends Pause {
  run: Run
}

/** A run's events as the frames of `/api/…` streams, from the one after number `after` on. */
export class EventFrames implements FrameSource {
  private readonly viewer: Viewer

  constructor(
    private readonly journal: Journal,
    private readonly id: string,
    after: number,
  ) {
    this.viewer = new Viewer(journal, id, after)
  }

  async next(): Promise<string | undefined> {
    const sight = await this.viewer.next()
    return sight && this.encode(sight)
  }

  cancel(): void {
    this.viewer.close()
  }

  private async encode(sight: Sight): Promise<string> {
    if (sight.kind === 'reset') return encodeFrame({ event: 'reset', data: '{}' })
    if (sight.kind === 'events') return sight.events.map(encodeEvent).join('')
    const { run } = await foldRun(this.journal, this.id)
    const data: Interrupted = { run: { ...run, status: 'interrupted' }, ...sight.pause }
    return encodeFrame({ event: 'interrupted', data: JSON.stringify(data) })
  }
}
