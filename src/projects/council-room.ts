import { isDrafted } from '../planning/arbiter-request.ts'
import { IntentMismatch } from '../runs/refusal.ts'
import { newRunId, type Order } from '../runs/run.ts'
import type { Council, Temper } from '../store/councils.ts'
import type { Version } from '../store/documents.ts'
import type { StageRuns } from '../store/stage-runs.ts'
import type { CostMeter } from './cost-meter.ts'
import { type CouncilExpectation, expectationOf, wishesOf } from './council-costs.ts'
import { CouncilCourse, type CouncilCourseParts } from './council-course.ts'
import { arbiterOrder, toldApart } from './council-orders.ts'
import { isGoing } from './council-steps.ts'
import { type CouncilView, councilView } from './council-view.ts'
import { titleOf } from './document-keys.ts'
import { type OrderFacts, orderOf } from './orders.ts'
import { holdsOwnWords } from './own-words.ts'
import { StageBlocked } from './refusals.ts'
import { type RunState, sourcesNow } from './way.ts'
import type { View, Workshop } from './workshop.ts'

export interface CouncilRoomParts extends CouncilCourseParts {
  stageRuns: StageRuns
  meter: CostMeter
  random(bytes: number): Uint8Array
}

/** The project has no such council, or the council no such draft. */
export class CouncilUnknown extends Error {
  override readonly name = 'CouncilUnknown'
}

/** Where several drafts of one document are had written, and one document of them (docs/projects.md). */
export class CouncilRoom {
  private readonly course: CouncilCourse

  constructor(
    private readonly parts: CouncilRoomParts,
    private readonly workshop: Pick<Workshop, 'view' | 'inTurn' | 'proposals'>,
  ) {
    this.course = new CouncilCourse(parts, workshop)
  }

  /**
   * Begins a council, or finds the one that is going for that document already. Throws ProjectUnknown, StageBlocked,
   * CapReached where all of it together would pass a cap, IntentMismatch or StorageError. `request`: the Idempotency-Key of a
   * request that may come again.
   */
  async begin(
    id: string,
    { document, drafts: wished }: { document: string; drafts: readonly Temper[] },
    facts: OrderFacts,
    request?: string,
  ): Promise<{ council: CouncilView; created: boolean }> {
    const drafts = toldApart(wished)
    const begun = await this.workshop.inTurn(id, document, async () => {
      const { councils, meter, random } = this.parts
      const view = await this.workshop.view(id)
      const asked = request === undefined ? undefined : councils.asked(id, request)
      if (asked && (asked.document !== document || !Bun.deepEquals(asked.drafts, drafts)))
        throw new IntentMismatch()
      const there = asked ?? view.councils.find((each) => each.document === document && isGoing(each))
      if (there) return { id: there.id, created: false }
      const material = this.materialOf(view, document, facts)
      const refusal = meter.againstAll(wishesOf(meter, id, material, drafts), { project: id, document })
      if (refusal) throw refusal
      return councils.begin({
        id: newRunId(random),
        project: id,
        document,
        drafts,
        material,
        standsOn: sourcesNow(document, view.newest),
        base: view.newest.get(document)?.number ?? 0,
        waits: holdsOwnWords(this.parts.documents, this.parts.stageRuns, id, document),
        client: facts.client ?? '',
        ...(request === undefined ? {} : { request }),
      })
    })
    return { council: await this.get(id, begun.id), created: begun.created }
  }

  /** What a document would be drafted from now. Throws StageBlocked where it cannot be written now. */
  private materialOf(view: View, document: string, facts: OrderFacts): Order {
    const title = titleOf(document)
    const step = view.steps.find((each) => each.document === document)
    if (!isDrafted(document) || !step)
      throw new StageBlocked(`Of the ${title.toLowerCase()} there are no drafts.`)
    this.refuseWhereOpen(view, document)
    const order = orderOf(view.project, document, view.newest, facts)
    if (!order) throw new StageBlocked(step.why ?? `The ${document} cannot be written now.`)
    return order
  }

  /** Throws StageBlocked where somebody is writing the document, or what was written of it waits for a person. */
  private refuseWhereOpen({ project, steps }: View, document: string): void {
    const state = steps.find((each) => each.document === document)?.state
    if (state === 'running' || state === 'paused')
      throw new StageBlocked(`The ${document} is being written already. Wait for it, or stop it.`)
    const waits = this.parts.proposals.waiting(project.id)
    if (waits.some((each) => each.document === document && !each.section))
      throw new StageBlocked(`There is a proposal for the ${document}: take it or leave it first.`)
  }

  /**
   * What so many drafts and the arbiter would take; nothing where the document cannot be written now. Throws StorageError.
   */
  expect(view: View, document: string, drafts: readonly Temper[]): CouncilExpectation | undefined {
    const { id } = view.project
    try {
      const material = this.materialOf(view, document, { model: '', requestId: '' })
      return expectationOf(this.parts.meter, id, material, toldApart(drafts))
    } catch (error) {
      if (error instanceof StageBlocked) return undefined
      throw error
    }
  }

  /** Throws ProjectUnknown, CouncilUnknown or StorageError. */
  async get(project: string, id: string): Promise<CouncilView> {
    const { runs } = await this.workshop.view(project)
    return this.viewOf(this.known(project, id), runs)
  }

  /** The newest first. Throws ProjectUnknown or StorageError. */
  async of(project: string): Promise<CouncilView[]> {
    const { runs, councils } = await this.workshop.view(project)
    return councils.map((council) => this.viewOf(council, runs))
  }

  /**
   * What is being written for it is ended; what was written stays. One that is over is left alone. Throws ProjectUnknown,
   * CouncilUnknown or StorageError.
   */
  async stop(project: string, id: string, why = 'It was stopped.'): Promise<void> {
    this.known(project, id)
    await this.parts.councils.stop(id, why)
    await this.goOn(id)
  }

  /**
   * Makes the next version of one draft, whatever the arbiter has written; what is still being written is ended. Throws
   * ProjectUnknown, CouncilUnknown, StageBlocked where it is not whole, StoreConflict or StorageError.
   */
  async take(project: string, id: string, number: number): Promise<Version> {
    const council = await this.get(project, id)
    const draft = council.drafts.find((each) => each.number === number)
    if (!draft) throw new CouncilUnknown(`${id} ${number}`)
    if (draft.run === undefined || draft.text === undefined)
      throw new StageBlocked(`Draft ${number} is not whole, so it cannot be taken.`)
    const version = await this.workshop.proposals.take(project, draft.run)
    await this.stop(project, id, `Draft ${number} was taken by hand.`)
    return version
  }

  /**
   * Has the arbiter asked again whose run came to nothing; the drafts stay as they are and are not paid again. `arbiter`: that
   * run, so that a request that comes again asks once. Throws ProjectUnknown, CouncilUnknown where that is no run of it,
   * StageBlocked, CapReached or StorageError.
   */
  async askAgain(
    project: string,
    id: string,
    arbiter: string,
  ): Promise<{ council: CouncilView; created: boolean }> {
    const { document } = this.known(project, id)
    const created = await this.workshop.inTurn(project, document, async () => {
      const view = await this.workshop.view(project)
      const council = this.known(project, id)
      if (!isArbiter(council, arbiter)) throw new CouncilUnknown(`${id} ${arbiter}`)
      if (council.runs.get(0) !== arbiter || isGoing(council)) return false
      const { repeatable, drafts, material } = this.viewOf(council, view.runs)
      if (repeatable === undefined)
        throw new StageBlocked(
          `These drafts have come to a ${document}. Take another one of them, or have it drafted anew.`,
        )
      this.refuseWhereOpen(view, document)
      const texts = drafts.flatMap(({ readable, text = '' }) => (readable ? [text] : []))
      const order = arbiterOrder(material, texts)
      const refusal = order && this.parts.meter.against(order, { project, document })
      if (refusal) throw refusal
      return this.parts.councils.again(id, arbiter)
    })
    return { council: await this.get(project, id), created }
  }

  /** What is next for it, as CouncilCourse says. */
  goOn(id: string): Promise<void> {
    return this.course.goOn(id)
  }

  private known(project: string, id: string): Council {
    const council = this.parts.councils.get(id)
    if (council?.project !== project) throw new CouncilUnknown(id)
    return council
  }

  private viewOf(council: Council, runs: readonly RunState[]): CouncilView {
    return councilView(council, runs, this.parts.proposals)
  }
}

/** Whether it is, or was, the run that writes one document of the drafts. */
const isArbiter = ({ runs }: Council, run: string): boolean =>
  [...runs].some(([draft, each]) => draft <= 0 && each === run)
