import type { Conductor } from '../runs/conductor.ts'
import { JournalTaken, RunUnknown } from '../runs/journal.ts'
import { RunEnded } from '../runs/refusal.ts'
import type { Order } from '../runs/run.ts'
import { StoreConflict } from '../store/conflict.ts'
import type { Council, Councils } from '../store/councils.ts'
import type { Documents } from '../store/documents.ts'
import type { Proposals } from '../store/proposals.ts'
import { CapReached } from './cap.ts'
import { arbiterOrder, draftOrder } from './council-orders.ts'
import { isGoing, runsOfCouncil } from './council-steps.ts'
import { councilView, type DraftView } from './council-view.ts'
import { isOpenRun, type RunState } from './way.ts'
import type { Workshop } from './workshop.ts'

export interface CouncilCourseParts {
  councils: Councils
  documents: Documents
  proposals: Proposals
  conductor: Conductor
}

/** How a council goes on: drafts, then the arbiter, then a document. What counts is in the store; nothing is kept here. */
export class CouncilCourse {
  constructor(
    private readonly parts: CouncilCourseParts,
    private readonly workshop: Pick<Workshop, 'view' | 'inTurn' | 'proposals'>,
  ) {}

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
    const { drafts } = councilView(council, runs, this.parts.proposals)
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
    // Below 0 are the arbiters of before.
    const earlier = draft === 0 ? [...council.runs.keys()].filter((number) => number < 0).length : 0
    const key = `council ${id} ${draft}${earlier === 0 ? '' : ` again ${earlier}`}`
    const intent = { client: 'project', key, body: id }
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
      `${why} The drafts are kept: ask the arbiter again, take one of them, or have it drafted anew.`,
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
}

/** Nothing can be said of it yet; what is done and not kept yet is kept at the next look. */
const WRITTEN: readonly DraftView['status'][] = ['waiting', 'queued', 'asking', 'writing']

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
