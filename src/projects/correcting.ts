import { type Beside, type Edit, editsFor, isMendable } from '../planning/correction.ts'
import type { Finding } from '../planning/lint.ts'
import { portionsOf } from '../planning/portions.ts'
import { isHeavy } from '../planning/weight.ts'
import { Queues } from '../runs/queues.ts'
import { IntentMismatch } from '../runs/refusal.ts'
import type { Correction, CorrectionPlan, Corrections, PlannedEdit } from '../store/corrections.ts'
import type { Proposals } from '../store/proposals.ts'
import { titleOf } from './document-keys.ts'
import type { OrderFacts } from './orders.ts'
import { FindingUnknown, StageBlocked } from './refusals.ts'
import { runsOver, type UpkeepRun } from './upkeep.ts'
import { isOpenRun } from './way.ts'
import type { Workshop } from './workshop.ts'

/** A run that corrects one section. */
export interface CorrectionRun extends UpkeepRun {
  section: string
  /** Ids of what it is to mend. */
  findings: string[]
}

export interface Corrected {
  runs: CorrectionRun[]
  /** What was asked for and no section can be written anew for. */
  beside: Beside[]
}

export interface CorrectingParts {
  corrections: Corrections
  proposals: Proposals
}

/** Turns findings into edits: a run for each section that they concern, whose outcome waits to be taken or left. */
export class Correcting {
  private readonly queues = new Queues()

  constructor(
    private readonly parts: CorrectingParts,
    private readonly workshop: Pick<Workshop, 'view' | 'inspect' | 'upkeep'>,
  ) {}

  /** Where the correction in rounds stands, of the newest wish. */
  of(project: string): Correction | undefined {
    return this.parts.corrections.of(project)
  }

  /** Wishes that a document be corrected until nothing heavy is left. Throws ProjectUnknown, StageBlocked or StorageError. */
  async begin(id: string, document: string, reviews: boolean, client: string): Promise<void> {
    const { newest } = await this.workshop.view(id)
    if (portionsOf(document, newest.get(document)?.text ?? '').length === 0)
      throw new StageBlocked(notThere(document))
    await this.parts.corrections.begin(id, document, reviews, client)
  }

  async callOff(id: string): Promise<void> {
    await this.parts.corrections.callOff(id)
  }

  /** What rules and the review find in a document, and is not muted. Throws ProjectUnknown or StorageError. */
  async findingsIn(id: string, document: string): Promise<Finding[]> {
    const { findings } = await this.workshop.inspect(id)
    return findings.filter(({ place }) => place.document === document)
  }

  /**
   * Has the sections corrected that these findings concern; all errors and warnings of the document where none are named.
   * Sections that are being written already, or are proposed, keep their runs. Throws ProjectUnknown, StageBlocked,
   * FindingUnknown, IntentMismatch, CapReached, and what starting a run throws. `request`: the Idempotency-Key of a request that may come again.
   */
  correct(
    id: string,
    document: string,
    chosen: readonly string[] | undefined,
    facts: OrderFacts,
    request?: string,
  ): Promise<Corrected> {
    return this.queues.run(`${id} ${document}`, () => this.start(id, document, chosen, facts, request))
  }

  private async start(
    id: string,
    document: string,
    chosen: readonly string[] | undefined,
    facts: OrderFacts,
    request: string | undefined,
  ): Promise<Corrected> {
    const { edits, beside } = await this.plan(id, document, chosen, request)
    const { runs: known } = await this.workshop.view(id)
    const runs: CorrectionRun[] = []
    for (const { section, findings, reasons, run: there, turn } of edits) {
      const run = known.some((each) => each.run === there)
        ? { run: there ?? '', created: false }
        : await this.workshop.upkeep.revise(id, document, section, { reasons }, facts, { turn, waits: true })
      runs.push({ ...run, section, findings })
    }
    return { runs, beside }
  }

  /**
   * A request that comes again means what it meant, although its findings may be gone by then. Which run is to write a section
   * follows from what was there when it was decided, and from no key: so two requests with keys of their own pay for one.
   */
  private async plan(
    id: string,
    document: string,
    chosen: readonly string[] | undefined,
    request: string | undefined,
  ): Promise<CorrectionPlan> {
    const { corrections } = this.parts
    const asked = JSON.stringify([document, chosen === undefined ? null : [...chosen].sort()])
    const before = request === undefined ? undefined : corrections.planned(id, request)
    const plan = before ?? (await this.decide(id, document, asked, chosen))
    const kept = request === undefined || before ? plan : await corrections.planOf(id, request, plan)
    if (kept.asked !== asked) throw new IntentMismatch()
    return kept
  }

  private async decide(
    id: string,
    document: string,
    asked: string,
    chosen: readonly string[] | undefined,
  ): Promise<CorrectionPlan> {
    const { edits, beside } = await this.choose(id, document, chosen)
    const { runs } = await this.workshop.view(id)
    const open = runs.filter((run) => run.document === document && isOpenRun(run))
    const waiting = this.parts.proposals
      .waiting(id)
      .filter((proposal) => proposal.document === document && proposal.state === 'open')
    const planned = edits.map((edit): PlannedEdit => {
      const run = [...open, ...waiting].find(({ section }) => section === edit.section)?.run
      return { ...edit, ...(run === undefined ? {} : { run }), turn: runsOver(runs, document, edit.section) }
    })
    return { asked, edits: planned, beside }
  }

  private async choose(
    id: string,
    document: string,
    chosen: readonly string[] | undefined,
  ): Promise<{ edits: Edit[]; beside: Beside[] }> {
    const { newest } = await this.workshop.view(id)
    const text = newest.get(document)?.text
    if (text === undefined || portionsOf(document, text).length === 0)
      throw new StageBlocked(notThere(document))
    const there = await this.findingsIn(id, document)
    if (chosen === undefined)
      return editsFor(
        document,
        text,
        there.filter((finding) => isHeavy(finding) && isMendable(finding)),
      )
    const unknown = chosen.find((each) => !there.some((finding) => finding.id === each))
    if (unknown !== undefined) throw new FindingUnknown(unknown)
    return editsFor(
      document,
      text,
      there.filter((finding) => chosen.includes(finding.id)),
    )
  }
}

const notThere = (document: string): string =>
  `There is no ${titleOf(document).toLowerCase()} with sections that could be written anew.`
