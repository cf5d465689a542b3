import type { Archive } from './runs/archive.ts'
import { RunUnknown } from './runs/journal.ts'
import type { Packer } from './runs/packer.ts'
import { isEnd } from './runs/run.ts'
import type { Chores } from './store/chores.ts'
import type { Corrections } from './store/corrections.ts'
import type { RunList } from './store/run-list.ts'
import type { Sessions } from './store/sessions.ts'

export interface HousekeepingOptions {
  runs: RunList
  sessions: Sessions
  corrections: Pick<Corrections, 'removePlans'>
  chores: Chores
  packer: Packer
  archive: Archive
  /** Whether it is this process's to do; one that another has taken the place of keeps its hands off. */
  isInCharge(): boolean
  /** Removes a run and all that was written. */
  forget(id: string): Promise<void>
  /** What else there is to be swept up. */
  alsoTidy?(): void
  /** Milliseconds after its end at which a run is packed. */
  packAfterMs: number
  /** Milliseconds after its end at which a run is forgotten; 0 for never. */
  keepRunsMs: number
  /** Milliseconds since 1970. */
  now(): number
  /** Told what could not be done; it is tried again at the next round. */
  onFault(error: unknown): void
}

const CHORE = 'housekeeping'
/** Another process takes over from one that died so long ago. */
const CLAIM_MS = 5 * 60_000
const LONGEST_PAUSE_MS = 60_000
/** A request that is sent again after so long starts a run of its own. */
const KEEP_INTENTS_MS = 30 * 86_400_000
/** Drafts are written within seconds. */
const OLD_DRAFT_MS = 10 * 60_000
const FORGET_AT_ONCE = 50
/** Between two packs, so that on one core streams have most of it. */
const BREATH_MS = 20

/** What has to be done now and then: one process of those on a data directory packs, forgets and cleans for all. */
export class Housekeeping {
  private readonly ending = new AbortController()
  /** Runs that have no end although the list says so: not read again each round. */
  private readonly unpackable = new Set<string>()
  private timer: Timer | undefined
  private round: Promise<void> = Promise.resolve()

  constructor(private readonly options: HousekeepingOptions) {}

  start(): void {
    const pause = Math.max(1000, Math.min(LONGEST_PAUSE_MS, this.options.packAfterMs / 4))
    const next = () => {
      this.timer = setTimeout(() => {
        this.round = this.tidy().finally(() => {
          if (!this.ending.signal.aborted) next()
        })
      }, pause)
      this.timer.unref()
    }
    next()
  }

  /** Resolves when nothing is under way any more; the next process can begin at once. */
  async stop(): Promise<void> {
    this.ending.abort()
    clearTimeout(this.timer)
    await this.round
    await this.options.chores.release(CHORE).catch(() => {})
  }

  /** One round, where no other process is at it. Never rejects. */
  async tidy(): Promise<void> {
    try {
      if (!this.options.isInCharge() || !(await this.claim())) return
      await this.clean()
      await this.forgetOld()
      await this.packEnded()
    } catch (error) {
      if (!this.ending.signal.aborted) this.options.onFault(error)
    }
  }

  private claim(): Promise<boolean> {
    return this.options.chores.claim(CHORE, CLAIM_MS)
  }

  private async clean(): Promise<void> {
    const { sessions, runs, corrections, packer, archive, now } = this.options
    await sessions.removeExpired()
    await runs.removeIntents(now() - KEEP_INTENTS_MS)
    await corrections.removePlans(now() - KEEP_INTENTS_MS)
    packer.tidy()
    this.options.alsoTidy?.()
    await archive.sweep((mtimeMs) => mtimeMs < now() - OLD_DRAFT_MS)
  }

  private async forgetOld(): Promise<void> {
    const { runs, keepRunsMs, now, forget } = this.options
    if (keepRunsMs === 0) return
    for (;;) {
      const old = runs.endedBefore(now() - keepRunsMs, FORGET_AT_ONCE)
      for (const id of old) {
        if (this.ending.signal.aborted) return
        await forget(id).catch((error: unknown) => {
          if (!(error instanceof RunUnknown)) throw error
        })
      }
      if (old.length < FORGET_AT_ONCE || !(await this.claim())) return
    }
  }

  private async packEnded(): Promise<void> {
    const { runs, packer, packAfterMs, now } = this.options
    const { signal } = this.ending
    for (const id of packer.runs()) {
      if (signal.aborted) return
      if (this.unpackable.has(id)) continue
      const entry = runs.entry(id)
      if (!entry || !isEnd(entry.run.status) || entry.at > now() - packAfterMs) continue
      if (!(await this.claim())) return
      if (!(await packer.pack(id, signal))) this.unpackable.add(id)
      await Bun.sleep(BREATH_MS)
    }
  }
}
