import { Blocks } from '../markdown/blocks.ts'
import { type Drawing, type DrawnHeading, Renderer } from '../markdown/render.ts'
import type { Finding } from '../planning/lint.ts'
import { applyEvent, emptyState, type RunState } from './fold.ts'
import { type Journal, type JournalEvent, RunUnknown } from './journal.ts'
import type { Notice, Pause } from './run.ts'
import { Viewer } from './viewer.ts'

/** At most 20 steps a second: more is not seen, and each redraws the open tail. */
const STEP_MS = 50
/** A long tail, such as a table that grows, is sent again less often: at most so many characters a second. */
const TAIL_RATE = 32_000
/** A living run shows its time, and readers know by it that the stream gets through. */
const TICK_MS = 1000

/** Gives safe HTML. */
export type DrawFinding = (finding: Finding) => string

/** What a run's text is drawn with, the same whenever it is asked for. */
export type DrawingOf = (run: string) => Promise<Drawing>

/** A block of the document, or what a rule has to say of the one before. */
export interface ClosedBlock {
  /** Safe HTML. */
  readonly html: string
  /** Number of the event that closed it; the same whoever folds the journal. */
  readonly at: number
  /** Of a heading. */
  readonly heading?: DrawnHeading
}

/** The manuscript at one moment. Never changes, so that what is made of it can be shared. */
export interface Sheet {
  /** Number of the last event that is in it. */
  readonly last: number
  readonly blocks: readonly ClosedBlock[]
  /** Safe HTML of what is still open. */
  readonly tail: string
  readonly state: Readonly<RunState>
  /** Number of the event since which the run is in this state, as far as people see. */
  readonly stateSince: number
  /** Whether it was ever paused, so that the time since its start says nothing about the writing. */
  readonly stoodStill: boolean
  /** Milliseconds since something came last, as far as this process knows. */
  readonly quietMs: number
  /** Nothing more follows in this manuscript. */
  readonly resting: boolean
  /** Why it stands still, where it does. */
  readonly pause?: Pause
  /** The run was deleted while it was read. */
  readonly gone: boolean
  /** Another one means that all that was drawn before is void. */
  readonly edition: number
  /** What was drawn up to a number below this one is void. */
  readonly voidBelow: number
}

/** A run's document as HTML, grown once for all the pages that watch it. */
export class Manuscript {
  holders = 0
  private current: Sheet | undefined
  private failure: unknown
  private state = emptyState()
  private blocks = new Blocks()
  private drawing: Drawing = {}
  private renderer = new Renderer()
  /** Headings that stand in the closed blocks. */
  private headed = 0
  private closed: ClosedBlock[] = []
  /** Findings in a block that is not closed yet. */
  private early: Finding[] = []
  private tail = { source: '', html: '' }
  private stateSince = 0
  private stoodStill = false
  private edition = 0
  private voidBelow = 0
  private pause: Pause | undefined
  private over = false
  /** Whether what stood in the journal at the opening is drawn; until then nothing is shown. */
  private caughtUp = false
  /** Those who wait until more is read. */
  private waiting: (() => void)[] = []
  private steppedAt = Number.NEGATIVE_INFINITY
  private heardAt: number
  private timer: Timer | undefined
  private readonly ticker: Timer
  private readonly viewer: Viewer
  private readonly listeners = new Set<() => void>()

  constructor(
    private readonly journal: Journal,
    readonly id: string,
    /** Monotonic milliseconds. */
    private readonly clock: () => number,
    private readonly left: (manuscript: Manuscript) => void,
    private readonly drawFinding: DrawFinding,
    private readonly drawingOf: DrawingOf,
  ) {
    this.heardAt = clock()
    this.viewer = new Viewer(journal, id, 0)
    void this.follow()
    this.ticker = setInterval(() => this.caughtUp && this.schedule(), TICK_MS)
  }

  /** How it stands; call after `catchUp`. Throws what ended the reading, where something did. */
  get sheet(): Sheet {
    if (this.failure) throw this.failure
    if (!this.current) throw new RunUnknown()
    return this.current
  }

  get resting(): boolean {
    return this.over
  }

  /** Calls `wake` at every step until the returned function is called. */
  listen(wake: () => void): () => void {
    this.listeners.add(wake)
    return () => this.listeners.delete(wake)
  }

  /** One holder less; the last one's going ends the reading. */
  release(): void {
    this.holders -= 1
    if (this.holders > 0) return
    this.finish()
    this.viewer.close()
    this.left(this)
  }

  /**
   * Resolves when everything is drawn that stands in the journal by now, whichever process has written it: who opens a page anew
   * must not see less than before. Rejects with RunUnknown or JournalDamaged.
   */
  async catchUp(): Promise<void> {
    let wanted = Number.POSITIVE_INFINITY
    for (;;) {
      const { last, pause } = await this.journal.state(this.id)
      // After a power cut there may be less than there was.
      wanted = Math.min(wanted, last)
      if (this.over || this.state.last > wanted || (this.state.last === wanted && !pause)) break
      // What another process has written may not be announced yet.
      this.viewer.wake()
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
    if (this.failure) throw this.failure
    this.caughtUp = true
    if (this.current?.last !== this.state.last || this.current.resting !== this.over) this.step()
  }

  private async follow(): Promise<void> {
    try {
      this.drawing = await this.drawingOf(this.id)
      this.renderer = new Renderer(this.drawing)
      for (let sight = await this.viewer.next(); sight; sight = await this.viewer.next()) {
        if (sight.kind === 'reset') this.startOver()
        else if (sight.kind === 'events') for (const event of sight.events) this.take(event)
        else this.pause = sight.pause
        if (sight.kind === 'interrupted' || this.state.end) this.over = true
        this.wakeWaiting()
        if (this.caughtUp) this.schedule()
      }
      this.over = true
    } catch (error) {
      this.failure = error
    } finally {
      this.over = true
      this.finish()
      this.wakeWaiting()
      if (this.caughtUp) this.step()
    }
  }

  private wakeWaiting(): void {
    for (const wake of this.waiting.splice(0)) wake()
  }

  private take(event: JournalEvent): void {
    this.heardAt = this.clock()
    const before = this.state.run.status
    const data = JSON.parse(event.json) as object
    applyEvent(this.state, event.type, data)
    const said = event.type === 'notice' || this.state.end !== undefined || event.type === 'run'
    if (said || this.state.run.status !== before) this.stateSince = event.n
    // A token at a time, so that each block has the number of the very event that closed it.
    if (event.type === 'token') this.close(this.blocks.push((data as { content: string }).content))
    else if (this.state.end) this.conclude()
    else if (event.type === 'finding') this.remark(data as Finding)
    else if (event.type === 'notice') this.notice(data as Notice)
  }

  private notice(notice: Notice): void {
    if (notice.kind !== 'continued') return
    try {
      this.blocks.cut(notice.keep)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.redraw()
    }
    if (notice.cause === 'person' || notice.cause === 'process') this.stoodStill = true
  }

  /** The writer kept less than is drawn, as one of another version may, whose blocks end elsewhere. */
  private redraw(): void {
    const { text } = this.state
    this.clear()
    this.edition += 1
    this.voidBelow = this.state.last
    this.close(this.blocks.push(text))
    for (const finding of this.state.findings) this.remark(finding)
  }

  /** Behind the block that it is about; the last one closes with the run. */
  private remark(finding: Finding): void {
    if (finding.place.start >= this.blocks.closedEnd && !this.state.end) this.early.push(finding)
    else this.closed.push({ html: this.drawFinding(finding), at: this.state.last })
  }

  private conclude(): void {
    this.close(this.blocks.end())
    for (const finding of this.early.splice(0)) this.remark(finding)
  }

  private close(blocks: { source: string }[]): void {
    for (const { source } of blocks) {
      const html = this.renderer.block(source)
      const heading = this.renderer.headings[this.headed]
      this.headed = this.renderer.headings.length
      this.closed.push({ html, at: this.state.last, ...(heading ? { heading } : {}) })
    }
  }

  private startOver(): void {
    this.state = emptyState()
    this.clear()
    this.stateSince = 0
    this.stoodStill = false
    this.edition += 1
    this.voidBelow = 0
  }

  private clear(): void {
    this.blocks = new Blocks()
    this.renderer = new Renderer(this.drawing)
    this.headed = 0
    this.closed = []
    this.early = []
    this.tail = { source: '', html: '' }
  }

  private schedule(): void {
    const pause = Math.max(STEP_MS, (1000 * this.tail.html.length) / TAIL_RATE)
    const wait = this.steppedAt + pause - this.clock()
    if (wait <= 0) this.step()
    else this.timer ??= setTimeout(() => this.step(), wait)
  }

  private step(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.steppedAt = this.clock()
    const { tail } = this.blocks
    if (tail !== this.tail.source) this.tail = { source: tail, html: this.renderer.tail(tail) }
    this.current = {
      last: this.state.last,
      blocks: this.closed.slice(),
      tail: this.tail.html,
      state: { ...this.state },
      stateSince: this.stateSince,
      stoodStill: this.stoodStill || this.pause !== undefined,
      quietMs: this.steppedAt - this.heardAt,
      resting: this.over,
      pause: this.pause,
      gone: this.over && !this.pause && (!this.state.end || this.state.end.code === 'deleted'),
      edition: this.edition,
      voidBelow: this.voidBelow,
    }
    for (const wake of this.listeners) wake()
  }

  private finish(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    clearInterval(this.ticker)
  }
}

/** The manuscripts that are open in this process: one a run, freed when its last page has left. */
export class Manuscripts {
  private readonly open = new Map<string, Manuscript>()

  constructor(
    private readonly journal: Journal,
    private readonly clock: () => number = () => performance.now(),
    /** Without it findings are not shown. */
    private readonly drawFinding: DrawFinding = () => '',
    private readonly drawingOf: DrawingOf = async () => ({}),
  ) {}

  get count(): number {
    return this.open.size
  }

  /** To be released by who asked for it. Throws RunUnknown or JournalDamaged. */
  async hold(id: string): Promise<Manuscript> {
    const known = this.open.get(id)
    // A resting one may have been continued since.
    const manuscript = known && !known.resting ? known : this.begin(id)
    manuscript.holders += 1
    try {
      await manuscript.catchUp()
    } catch (error) {
      manuscript.release()
      throw error
    }
    return manuscript
  }

  private begin(id: string): Manuscript {
    const left = (one: Manuscript) => {
      if (this.open.get(id) === one) this.open.delete(id)
    }
    const manuscript = new Manuscript(this.journal, id, this.clock, left, this.drawFinding, this.drawingOf)
    this.open.set(id, manuscript)
    return manuscript
  }
}
