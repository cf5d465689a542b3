import { announce, announceLink } from './announce.ts'
import { removeDrainReport, writeDrainReport } from './drain-report.ts'
import type { Listener } from './listener.ts'
import type { openParts } from './open-parts.ts'
import { Retirement } from './retirement.ts'
import type { EndSignal, Signals } from './signals.ts'

const LAST_BYTES_MS = 500
/** Between two looks at whether a process that is to end still has something to do. */
const LOOK_MS = 250

/** What a process does over its life beside answering: its role, as that changes, and its end. */
export class Service {
  /** Resolves when a process that is not live any more has nothing left to do. */
  readonly retired: Promise<undefined>
  private readonly retire: () => void
  private retirement: Retirement | undefined
  private timer: Timer | undefined
  private reportedAt = Number.NEGATIVE_INFINITY
  private isUp = false
  private isLinkShown = false

  constructor(
    private readonly opened: ReturnType<typeof openParts>,
    private readonly listener: Listener,
  ) {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.retired = promise
    this.retire = () => resolve(undefined)
  }

  /** Takes the lease and the port. Throws what the system says of the port. */
  begin(): void {
    const { owners, colour, parts } = this.opened
    parts.role.describe()
    owners.start(() => this.beat())
    parts.role.look()
    this.listener.open()
    colour.follow(() => this.beat())
  }

  /** From now on it does what its role asks of it, and says where it is. */
  async takeUp(): Promise<void> {
    const { parts, colour } = this.opened
    if (!colour.isKnown)
      parts.log.warn(
        { folder: parts.settings.LIVE_DIR },
        'LIVE_DIR cannot be read, so that nobody can say which colour is live: this server stands by',
      )
    await this.lookAfter()
    await announce(parts, this.listener.number)
    this.isUp = true
    if (parts.role.state === 'live') await this.showLink()
  }

  /**
   * Told to end: for the grace everything is answered as before, then live runs and those who read go on to their end, at
   * most DRAIN_TIMEOUT.
   */
  async windDown(signal: EndSignal, signals: Signals): Promise<void> {
    const { conductor, settings, role, log } = this.opened.parts
    this.stopRetiring()
    log.info(
      { signal, liveRuns: conductor.liveRuns },
      'ending: not ready any more, live runs go on to their end; a second signal leaves them to the next process',
    )
    role.end()
    // Until a proxy has noticed, everything is answered as before. A person at a terminal has no proxy to wait for.
    if (signal === 'SIGTERM') await signals.wait(settings.DRAIN_GRACE)
    const giveUp = performance.now() + settings.DRAIN_TIMEOUT
    await conductor.drain(settings.DRAIN_TIMEOUT, signals.hurry)
    while (!signals.hurry.aborted && performance.now() < giveUp && (await this.readersToWaitFor()) > 0)
      await signals.wait(LOOK_MS)
  }

  /** The very end: what is still live is left to others, and what is still read is let go between two frames. */
  async letGo(signals: Signals, endStreams: () => void): Promise<void> {
    const { owners, parts } = this.opened
    this.stopRetiring()
    parts.role.end()
    await parts.conductor.drain(0, signals.hurry)
    // Before the readers are let go: what is left is taken over by the time they come back.
    owners.stop()
    endStreams()
    // What is still being sent gets a moment, a reader that does not read no more.
    await this.listener.end(LAST_BYTES_MS)
    removeDrainReport(this.listener.number)
  }

  private beat(): void {
    const { role, log, version } = this.opened.parts
    if (role.look()) {
      log.info({ state: role.state, colour: role.colour, version }, `this server is ${role.state} now`)
      if (role.state === 'live') this.becomeLive()
      else if (role.isRetiring) this.beginRetiring()
    }
    if (!this.isUp) return
    role.report(this.opened.parts.conductor.turns)
    if (role.state === 'live') this.openPort()
    void this.lookAfter()
  }

  private async lookAfter(): Promise<void> {
    const { role, conductor, walker, councilKeeper, corrector } = this.opened.parts
    if (role.isInCharge) {
      void walker.look()
      void councilKeeper.look()
      void corrector.look()
      await conductor.recover()
    } else conductor.look()
  }

  private becomeLive(): void {
    this.stopRetiring()
    removeDrainReport(this.listener.number)
    if (this.isUp) void this.showLink()
  }

  /** Where it was closed, since this process was to end. */
  private openPort(): void {
    try {
      this.listener.open()
    } catch (error) {
      this.opened.parts.log.error({ err: error }, 'the port cannot be opened again yet')
    }
  }

  private async showLink(): Promise<void> {
    if (this.isLinkShown) return
    this.isLinkShown = true
    try {
      await announceLink(this.opened.parts, this.listener.number)
    } catch (error) {
      this.isLinkShown = false
      this.opened.parts.log.error({ err: error }, 'no sign-in link could be made')
    }
  }

  private beginRetiring(): void {
    const { conductor, settings, role } = this.opened.parts
    const { listener } = this
    this.stopRetiring()
    this.retirement = new Retirement({
      clock: () => performance.now(),
      liveRuns: () => conductor.liveRuns,
      pending: () => listener.pending,
      isReplaced: () => role.isReplaced,
      closePort: () => listener.close(),
      mostMs: settings.MAX_RUN_TIME,
    })
    this.timer = setInterval(() => {
      this.report()
      if (!this.retirement?.look()) return
      this.stopRetiring()
      this.retire()
    }, LOOK_MS)
  }

  private stopRetiring(): void {
    clearInterval(this.timer)
    this.timer = undefined
    this.retirement = undefined
  }

  private report(): void {
    const { role, version, conductor, readers } = this.opened.parts
    const now = Date.now()
    if (now - this.reportedAt < 1000) return
    this.reportedAt = now
    const { colour } = role
    const { liveRuns } = conductor
    const report = { state: 'draining', version, colour, liveRuns, readers: readers.count } as const
    writeDrainReport(this.listener.number, report, now)
  }

  /** Requests in flight, without those who read a run that stands still since its process is this one. */
  private async readersToWaitFor(): Promise<number> {
    const { journal, readers } = this.opened.parts
    let count = this.listener.pending
    for (const [run, watching] of readers.watched) {
      const state = await journal.state(run).catch(() => undefined)
      const isWritten = state && this.opened.owners.isAlive(state.owner)
      if (state && !state.ended && !state.pause && !isWritten) count -= watching
    }
    return count
  }
}
