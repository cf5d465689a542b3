import { foldRun } from '../runs/fold.ts'
import type { Journal, JournalEvent } from '../runs/journal.ts'
import type { Pause, Run } from '../runs/run.ts'
import { type Sight, Viewer } from '../runs/viewer.ts'
import { encodeEvent, encodeFrame } from '../sse/encode.ts'
import type { FrameSource } from '../sse/response.ts'

/** Data of the frame that closes the stream of a paused run. It has no number: it tells of a state, not of an event. */
export interface Interrupted extends Pause {
  run: Run
}

/** A reader gets so much at once, in UTF-16 code units, and no event more. */
const AT_ONCE = 32 * 1024

/** A run's events as the frames of `/api/…` streams, from the one after number `after` on. */
export class EventFrames implements FrameSource {
  private readonly viewer: Viewer
  /** Read and not yet asked for. */
  private events: JournalEvent[] = []

  constructor(
    private readonly journal: Journal,
    private readonly id: string,
    after: number,
  ) {
    this.viewer = new Viewer(journal, id, after)
  }

  async next(): Promise<string | undefined> {
    if (this.events.length > 0) return this.frames()
    const sight = await this.viewer.next()
    return sight && this.encode(sight)
  }

  cancel(): void {
    this.events = []
    this.viewer.close()
  }

  private async encode(sight: Sight): Promise<string> {
    if (sight.kind === 'reset') return encodeFrame({ event: 'reset', data: '{}' })
    if (sight.kind === 'events') {
      this.events = sight.events
      return this.frames()
    }
    const { run } = await foldRun(this.journal, this.id)
    const data: Interrupted = { run: { ...run, status: 'interrupted' }, ...sight.pause }
    return encodeFrame({ event: 'interrupted', data: JSON.stringify(data) })
  }

  private frames(): string {
    let text = ''
    let count = 0
    for (const event of this.events) {
      text += encodeEvent(event)
      count += 1
      if (text.length >= AT_ONCE) break
    }
    this.events = this.events.slice(count)
    return text
  }
}
