import { isDrafted } from '../planning/arbiter-request.ts'
import { parseDesign } from '../planning/design.ts'
import { parsePlan } from '../planning/plan.ts'
import type { Conductor } from '../runs/conductor.ts'
import { JournalTaken, RunUnknown } from '../runs/journal.ts'
import { IntentMismatch, RunEnded } from '../runs/refusal.ts'
import { newRunId, type Order } from '../runs/run.ts'
import { StoreConflict } from '../store/conflict.ts'
import type { Council, Councils, Temper } from '../store/councils.ts'
import type { Documents, Version } from '../store/documents.ts'
import type { Proposals } from '../store/proposals.ts'
import type { StageRuns } from '../store/stage-runs.ts'
import { CapReached } from './cap.ts'
import type { CostMeter } from './cost-meter.ts'
import { type CouncilExpectation, expectationOf, wishesOf } from './council-costs.ts'
import { arbiterOrder, draftOrder, toldApart } from './council-orders.ts'
import { isGoing, runsOfCouncil } from './council-steps.ts'
import { titleOf } from './document-keys.ts'
import { type OrderFacts, orderOf } from './orders.ts'
import { holdsOwnWords } from './own-words.ts'
import { StageBlocked } from './refusals.ts'
import { isOpenRun, type RunState, sourcesNow } from './way.ts'
import type { View, Workshop } from './workshop.ts'

export interface CouncilRoomParts {
  councils: Councils
  documents: Documents
  stageRuns: StageRuns
  proposals: Proposals
  conductor: Conductor
  meter: CostMeter
  random(bytes: number): Uint8Array
}

/** The project has no such council, or the council no such draft. */
export class CouncilUnknown extends Error {
  override readonly name = 'CouncilUnknown'
}

/** One draft of a council, and how it stands. */
export interface DraftView extends Temper {
  /** From 1. */
  number: number
  run?: string
  /** `waiting`: it has not been begun. `deleted`: its run was deleted before it had written its text. */
  status: RunState['status'] | 'waiting' | 'deleted'
  /** Why it came to nothing or stands still. */
  message?: string
  /** What it has written, once it is whole. */
  text?: string
  /** Whether what it has written can be read as such a document. */
  readable?: boolean
  /** Number of the version that was made of it. */
  version?: number
}

export interface CouncilView
  extends Pick<Council, 'id' | 'document' | 'state' | 'why' | 'beganAt' | 'material'> {
  drafts: DraftView[]
  /** The run that writes one document of them, once it has begun. */
  arbiter?: Pick<RunState, 'run' | 'status' | 'message'>
}

/** Where several drafts of one document are had written, and one document of them (docs/projects.md). */
export class CouncilRoom {
  constructor(
    private readonly parts: CouncilRoomParts,
    private readonly workshop: Pick<Workshop, 'view' | 'inTurn' | 'proposals'>,
  ) {}

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
    if (step.state === 'running' || step.state === 'paused')
      throw new StageBlocked(`The ${document} is being written already. Wait for it, or stop it.`)
    const waits = this.parts.proposals.waiting(view.project.id)
    if (waits.some((each) => each.document === document && !each.section))
      throw new StageBlocked(`There is a proposal for the ${document}: take it or leave it first.`)
    const order = orderOf(view.project, document, view.newest, facts)
    if (!order) throw new StageBlocked(step.why ?? `The ${document} cannot be written now.`)
    return order
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
   * Does what is next for a council, each thing once, whoever looks and however often. Throws what starting a run throws,
   * and StorageError.
   */
  async goOn(id: string): Promise<void> {
    const council = this.parts.councils.get(id)
    if (!council || !isGoing(council)) return
    await this.workshop.inTurn(council.project, council.document, () => this.next(id))
  }

  private async next(id: string): Promise<void> {
    const { councils } = this.parts
    const project = councils.get(id)?.project
    if (project === undefined) return
    const { runs } = await this.workshop.view(project)
    // As it is after what the runs have come to.
    const council = councils.get(id)
    if (!council || !isGoing(council)) return
    const own = runsOfCouncil(council, runs)
    if (council.state === 'stopping') return this.end(council, [...own.values()])
    const held = await this.beginDrafts(council)
    if (held !== undefined) return this.note(council, held)
    const arbiter = own.get(0)
    if (council.runs.has(0)) return this.afterArbiter(council, arbiter)
    const { drafts } = this.viewOf(council, runs)
    if (drafts.some(({ status }) => WRITTEN.includes(status))) return this.note(council, undefined)
    const whole = drafts.filter(({ readable }) => readable)
    const paused = drafts.filter(({ status }) => status === 'interrupted')
    if (whole.length >= 2) return this.beginArbiter(council, whole)
    if (paused.length > 0) return this.note(council, standsStill(paused))
    const [only] = whole
    if (only) return this.takeOnly(council, only)
    await councils.finish(id, 'failed', `No draft has come to a ${council.document}. ${outcomes(drafts)}`)
  }

  /** Begins those that have not been begun; a sentence where a cap keeps one from it. */
  private async beginDrafts(council: Council): Promise<string | undefined> {
    for (const [at, temper] of council.drafts.entries()) {
      if (council.runs.has(at + 1)) continue
      const held = await this.start(council, draftOrder(council.material, temper), at + 1)
      if (held !== undefined) return `Draft ${at + 1} waits. ${held}`
    }
    return undefined
  }

  private async beginArbiter(council: Council, whole: readonly DraftView[]): Promise<void> {
    const order = arbiterOrder(
      council.material,
      whole.map(({ text = '' }) => text),
    )
    const held = order && (await this.start(council, order, 0))
    await this.note(council, held === undefined ? undefined : `The arbiter waits. ${held}`)
  }

  /** By a key of its own, so that it is begun and paid for once. */
  private async start(council: Council, order: Order, draft: number): Promise<string | undefined> {
    const { id, project, document, standsOn, base, waits } = council
    const intent = { client: 'project', key: `council ${id} ${draft}`, body: id }
    // To a version of this program that knows no drafts, one is a proposal.
    const link = { project, document, standsOn, base, waits: waits || draft > 0, council: { id, draft } }
    try {
      await this.parts.conductor.start(order, intent, link)
    } catch (error) {
      if (!(error instanceof CapReached)) throw error
      return error.why
    }
    return undefined
  }

  private async afterArbiter(council: Council, arbiter: RunState | undefined): Promise<void> {
    const { councils, documents, proposals } = this.parts
    const run = council.runs.get(0) ?? ''
    const became =
      arbiter?.status === 'done' ||
      documents.history(council.project, council.document).some((v) => v.run === run)
    if (became) {
      const waits = proposals.get(run)?.state === 'open'
      return councils.finish(council.id, 'done', waits ? 'It waits for you to take or leave it.' : undefined)
    }
    if (arbiter && isOpenRun(arbiter)) {
      const why = `The arbiter stands still. ${arbiter.pause?.message ?? ''} Continue it, or take a draft.`
      return this.note(council, arbiter.status === 'interrupted' ? why : undefined)
    }
    const what = !arbiter
      ? 'was deleted.'
      : arbiter.status === 'stopped'
        ? 'was stopped.'
        : 'came to nothing.'
    const why = `The arbiter ${what} ${arbiter?.message ?? ''}`.trim()
    await councils.finish(
      council.id,
      'failed',
      `${why} The drafts are kept: take one, or have it drafted anew.`,
    )
  }

  /** There is nothing to choose from, so that nobody is asked. */
  private async takeOnly(council: Council, { run = '', number }: DraftView): Promise<void> {
    const { councils, proposals, documents } = this.parts
    const { project, document, base, waits } = council
    const newest = documents.version(project, document)?.number ?? 0
    let isTaken = documents.history(project, document).some((version) => version.run === run)
    if (!isTaken && !waits && newest === base)
      try {
        await this.workshop.proposals.take(project, run, { upon: base })
        isTaken = true
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error
      }
    if (!isTaken)
      await proposals.putForward(
        run,
        'The document was changed by hand, so the only draft that is whole waits for you to take or leave it.',
      )
    const why = `Draft ${number} alone was whole, so there was nothing to choose from.`
    await councils.finish(council.id, 'done', isTaken ? why : `${why} It waits for you to take or leave it.`)
  }

  private async end({ id, why }: Council, runs: readonly RunState[]): Promise<void> {
    for (const { run } of runs.filter(isOpenRun))
      await this.parts.conductor.stop(run).catch((error: unknown) => {
        const isOver = error instanceof RunEnded || error instanceof RunUnknown
        if (!isOver) throw error
      })
    await this.parts.councils.finish(id, 'stopped', why)
  }

  private async note({ id, why: before }: Council, why: string | undefined): Promise<void> {
    if (why !== before) await this.parts.councils.note(id, why)
  }

  private known(project: string, id: string): Council {
    const council = this.parts.councils.get(id)
    if (council?.project !== project) throw new CouncilUnknown(id)
    return council
  }

  private viewOf(council: Council, runs: readonly RunState[]): CouncilView {
    const own = runsOfCouncil(council, runs)
    const { id, document, state, why, beganAt, material } = council
    const drafts = council.drafts.map((temper, at): DraftView => {
      const number = at + 1
      const run = council.runs.get(number)
      const facts = { ...temper, number, ...(run === undefined ? {} : { run }) }
      const proposal = run === undefined ? undefined : this.parts.proposals.get(run)
      if (proposal) {
        const { text, version } = proposal
        const made = version === undefined ? {} : { version }
        return { ...facts, status: 'done', text, readable: isReadable(document, text), ...made }
      }
      const known = own.get(number)
      if (!known) return { ...facts, status: run === undefined ? 'waiting' : 'deleted' }
      const message = known.message ?? known.pause?.message
      return { ...facts, status: known.status, ...(message === undefined ? {} : { message }) }
    })
    const arbiter = own.get(0)
    return {
      id,
      document,
      state,
      beganAt,
      material,
      drafts,
      ...(why === undefined ? {} : { why }),
      ...(arbiter && { arbiter: { run: arbiter.run, status: arbiter.status, message: arbiter.message } }),
    }
  }
}

/** Nothing can be said of it yet; what is done and not kept yet is kept at the next look. */
const WRITTEN: readonly DraftView['status'][] = ['waiting', 'queued', 'asking', 'writing']

/** A model that declined, or wrote of something else, has written no document. */
const isReadable = (document: string, text: string): boolean =>
  document === 'design' ? parseDesign(text).requirements.length > 0 : parsePlan(text).phases.length > 0

const standsStill = (paused: readonly DraftView[]): string =>
  paused
    .map(({ number, message = '' }) => `Draft ${number} stands still. ${message} Continue it, or stop it.`)
    .join(' ')

const OUTCOME: Partial<Record<DraftView['status'], string>> = {
  done: 'holds nothing that can be read as one.',
  stopped: 'was stopped.',
  failed: 'failed.',
  deleted: 'was deleted.',
}

const outcomes = (drafts: readonly DraftView[]): string =>
  drafts
    .map(({ number, status, message }) =>
      [`Draft ${number} ${OUTCOME[status] ?? 'came to nothing.'}`, status === 'failed' ? message : '']
        .filter(Boolean)
        .join(' '),
    )
    .join(' ')

/** Another process has just taken over one of its runs; it is tried again. */
export const isPassing = (error: unknown): boolean => error instanceof JournalTaken
