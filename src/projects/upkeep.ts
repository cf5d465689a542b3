import { createHash } from 'node:crypto'
import { portionsOf } from '../planning/portions.ts'
import type { Conductor } from '../runs/conductor.ts'
import type { Documents, Version } from '../store/documents.ts'
import type { Proposals } from '../store/proposals.ts'
import { titleOf } from './document-keys.ts'
import { findStale, type Past, standingNow } from './freshness.ts'
import type { OrderFacts } from './orders.ts'
import { SectionUnknown, StageBlocked } from './refusals.ts'
import { type RevisionReason, revisionOrder } from './revision-order.ts'
import { isOpenRun, sourcesNow } from './way.ts'
import type { View, Workshop } from './workshop.ts'

/** A run that was started for a section, or for the whole document where it has none. */
export interface UpkeepRun {
  run: string
  section?: string
  created: boolean
}

export interface UpkeepParts {
  documents: Documents
  proposals: Proposals
  conductor: Conductor
}

/** How one section is had written. */
export interface RevisionWish {
  /** The Idempotency-Key of a request that may come again. */
  request?: string
  /** How many runs had written the section before: whoever asks at the same turn, for whatever reason, means one run. */
  turn?: number
  /** What comes of it is a proposal, even where nobody has changed the document meanwhile. */
  waits?: boolean
}

/** Keeps documents true to what they stand on, a section at a time. */
export class Upkeep {
  constructor(
    private readonly parts: UpkeepParts,
    private readonly workshop: Pick<Workshop, 'view' | 'write'>,
  ) {}

  /**
   * Has the stale sections of a document written anew, a run a section, side by side; or the whole document, where that is
   * what brings it up to date. Sections that are being written already, or are proposed, keep their runs. Nothing is started where nothing is
   * stale. Throws ProjectUnknown, StageBlocked, and what starting a run throws.
   */
  async bringUpToDate(
    id: string,
    document: string,
    facts: OrderFacts,
    request?: string,
  ): Promise<UpkeepRun[]> {
    const view = await this.workshop.view(id)
    const version = view.newest.get(document)
    const step = view.steps.find((each) => each.document === document)
    if (!version || !step) throw new StageBlocked(`There is no ${titleOf(document).toLowerCase()} yet.`)
    const open = view.runs.filter((run) => run.document === document && isOpenRun(run))
    const whole = open.find(({ section }) => section === undefined)
    if (whole) return [{ run: whole.run, created: false }]
    const staleness = findStale(view.newest, this.pastOf(id)).get(document)
    if (staleness ? staleness.whole !== undefined : step.whole) {
      const { id: run, created } = await this.workshop.write(id, document, facts, request)
      return [{ run, created }]
    }
    const waiting = this.parts.proposals
      .waiting(id)
      .filter((proposal) => proposal.document === document && proposal.state === 'open')
    return Promise.all(
      (staleness?.stale ?? []).map(async ({ key, reasons, changed }) => {
        const there = [...open, ...waiting].find(({ section }) => section === key)
        if (there) return { run: there.run, section: key, created: false }
        return this.start(view, document, key, { reasons, changed }, facts, { request })
      }),
    )
  }

  /**
   * Has one section written anew. Asked for again for the same reason while it is being written, it is one run. Throws ProjectUnknown,
   * SectionUnknown, CapReached, and what starting a run throws.
   */
  async revise(
    id: string,
    document: string,
    section: string,
    reason: RevisionReason,
    facts: OrderFacts,
    wish: RevisionWish = {},
  ): Promise<UpkeepRun> {
    return this.start(await this.workshop.view(id), document, section, reason, facts, wish)
  }

  private async start(
    { project, newest, runs }: View,
    document: string,
    section: string,
    reason: RevisionReason,
    facts: OrderFacts,
    { request, turn, waits = false }: RevisionWish,
  ): Promise<UpkeepRun> {
    const version = newest.get(document)
    const portion = version && portionsOf(document, version.text).find(({ key }) => key === section)
    if (!version || !portion) throw new SectionUnknown(section)
    const past = this.pastOf(project.id)
    const order = revisionOrder(project, version, portion, reason, { newest, past }, facts)
    const body = createHash('sha256')
      .update(JSON.stringify([order.input, order.model, waits]))
      .digest('base64url')
    const place = `${project.id} ${document} ${section}`
    // Asked for again while it is being written, for the same reason, it is the same run.
    const before = runsOver(runs, document, section)
    const own = turn === undefined ? request && `key:${request}` : `turn:${turn}`
    const intent =
      own === undefined
        ? { client: 'project', key: `${place} ${before} ${body}`, body }
        : { client: 'project', key: `${place} ${own}`, body: place }
    const standsOn = sourcesNow(document, newest)
    const link = { project: project.id, document, standsOn, section, base: version.number, waits }
    const { id: run, created } = await this.parts.conductor.start(order, intent, link)
    return { run, section, created }
  }

  /**
   * A person has looked at it and it holds as it is: a version with the same text, which stands on the sources as they are
   * now. Throws ProjectUnknown, StageBlocked, StoreConflict where it is not the newest any more, or StorageError.
   */
  async keep(id: string, document: string, after: number): Promise<Version> {
    const { newest } = await this.workshop.view(id)
    const version = newest.get(document)
    if (!version) throw new StageBlocked(`There is no ${titleOf(document).toLowerCase()} yet.`)
    const { text } = version
    const standsOn = sourcesNow(document, newest)
    const sections = standingNow(document, text, newest, after + 1)
    const draft = { document, text, author: 'person' as const, standsOn, sections }
    const number = await this.parts.documents.add(id, draft, after)
    return { ...version, ...draft, number }
  }

  private pastOf(id: string): Past {
    return (document, number) => this.parts.documents.version(id, document, number)?.text
  }
}

/** How many runs have written a section that are over. */
export const runsOver = (runs: View['runs'], document: string, section: string): number =>
  runs.filter((run) => run.document === document && run.section === section && !isOpenRun(run)).length
