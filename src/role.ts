import type { LiveColour } from './live-colour.ts'
import type { Clock } from './runs/live-run.ts'
import type { Lease, Owners } from './runs/owners.ts'

/** So long no live process has to have been seen before another does its work. Milliseconds of watched time. */
const MISSED_MS = 10_000
/** So long one that has taken this one's place may be silent. Milliseconds of watched time. */
const REPLACED_MS = 60_000
/** Between two looks no more than this passes: this process may have been the frozen one. */
const MOST_BETWEEN_LOOKS = 1000

export interface RoleOptions {
  colour: Pick<LiveColour, 'own' | 'isOwn'>
  /** The other processes on the data directory. */
  owners: Pick<Owners, 'others' | 'describe' | 'id'>
  version: string
  clock: Clock
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * What a process is to do beside answering. Live: look after everybody's runs and keep house. Standby: neither; one that
 * has been live retires, which is over when it is made live again.
 */
export class Role {
  private live = false
  private wasLive = false
  /** It has been live, and then another was. */
  private wasLeft = false
  private ending = false
  private missedMs = 0
  private lookedAt: number | undefined
  private turns: ReadonlyMap<string, number> = new Map()
  /** When the process started, which tells two of one colour apart. */
  private readonly since: number

  constructor(private readonly options: RoleOptions) {
    this.since = options.now()
  }

  get colour(): string {
    return this.options.colour.own
  }

  get state(): 'live' | 'standby' {
    return this.live ? 'live' : 'standby'
  }

  /** It has been live, and another is now. */
  get isRetiring(): boolean {
    return this.wasLive && !this.live
  }

  /**
   * Whether it looks after runs whose process is gone, and keeps house: when it is live, and in place of a live one
   * that has not been seen for 10 s.
   */
  get isInCharge(): boolean {
    return !this.ending && (this.live || this.missedMs >= MISSED_MS)
  }

  /** A process of the same colour has taken its place: it is newer, and is what that colour's name stands for now. */
  get isReplaced(): boolean {
    const { colour, version } = this.options
    if (colour.own === 'none') return false
    // One that was not heard of for a moment has not given its name back.
    return this.options.owners.others(REPLACED_MS).some((other) => {
      if (other.colour !== colour.own || !this.isOlderThan(other)) return false
      // Several of one version that were never left are a choice.
      return this.wasLive || other.version !== version
    })
  }

  /** Decides anew; true when it has become another. To be called each second or so, and when the live colour changes. */
  look(): boolean {
    const { colour, owners, clock } = this.options
    const now = clock()
    const passed = Math.min(now - (this.lookedAt ?? now), MOST_BETWEEN_LOOKS)
    this.lookedAt = now
    const isLive = !this.ending && colour.isOwn && (!this.isReplaced || (this.live && !this.wasLeft))
    const isSeen = isLive || this.live || owners.others().some((other) => other.live !== false)
    this.missedMs = isSeen ? 0 : this.missedMs + passed
    const isAnother = isLive !== this.live
    this.wasLeft ||= this.live && !isLive
    this.live = isLive
    this.wasLive ||= isLive
    if (isAnother) this.describe()
    return isAnother
  }

  /** Tells the others what it is, and how many runs of each client have their turn here. */
  describe(turns: ReadonlyMap<string, number> = this.turns): void {
    const { owners, version } = this.options
    this.turns = turns
    const { colour, live, since } = this
    owners.describe({ colour, version, live, since, turns: Object.fromEntries(turns) })
  }

  /** Tells them where that has changed. To be called each second or so. */
  report(turns: ReadonlyMap<string, number>): void {
    const isSame =
      turns.size === this.turns.size &&
      [...turns].every(([client, count]) => this.turns.get(client) === count)
    if (!isSame) this.describe(turns)
  }

  /**
   * The same of those that are not live, and only where this one is: one that is leaving lets what waits in it go on, and of
   * two that are both live neither waits for the other.
   */
  get turnsElsewhere(): ReadonlyMap<string, number> {
    const all = new Map<string, number>()
    if (!this.live) return all
    for (const { live, turns = {} } of this.options.owners.others())
      if (live === false)
        for (const [client, count] of Object.entries(turns)) all.set(client, (all.get(client) ?? 0) + count)
    return all
  }

  /** The process is to end: others do its work from now on. */
  end(): void {
    this.ending = true
    this.live = false
    this.describe()
  }

  private isOlderThan({ since = 0, owner }: Lease): boolean {
    return since > this.since || (since === this.since && owner > this.options.owners.id)
  }
}
