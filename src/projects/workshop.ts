import { createHash } from 'node:crypto'
import type { Bundle } from '../planning/bundle.ts'
import { writeHandoff } from '../planning/handoff.ts'
import { parsePlan } from '../planning/plan.ts'
import { type Progress, type Standing, standingOf } from '../planning/progress.ts'
import type { Conductor, Intent } from '../runs/conductor.ts'
import { type Journal, RunUnknown } from '../runs/journal.ts'
import { Queues } from '../runs/queues.ts'

import { newRunId, type Order } from '../runs/run.ts'
import type { Correction, Corrections } from '../store/corrections.ts'
import type { Council, Councils } from '../store/councils.ts'
import type { Documents, Version } from '../store/documents.ts'
import type { Founding } from '../store/founding.ts'
import type { Mutes } from '../store/mutes.ts'
import type { ProgressBook } from '../store/progress-book.ts'
import type { Project, Projects, Wishes } from '../store/projects.ts'

import type { Proposals } from '../store/proposals.ts'
import type { StageRuns } from '../store/stage-runs.ts'
import type { Goal, Walk, Walks } from '../store/walks.ts'
import { wishForQuestions } from './asking.ts'

import type { CapReached } from './cap.ts'
import { Correcting } from './correcting.ts'
import type { CostMeter } from './cost-meter.ts'
import { costsOf, type ProjectCosts } from './costs.ts'
import { CouncilRoom } from './council-room.ts'
import { stepsWithCouncils } from './council-steps.ts'
import { isDocument, titleOf } from './document-keys.ts'
import { Freshness, type Past, restand, standingNow, standingOfVersion } from './freshness.ts'
import { Gathering } from './gathering.ts'
import { type Inspection, Inspector } from './inspection.ts'
import { type OrderFacts, orderOf } from './orders.ts'
import { holdsOwnWords } from './own-words.ts'
import { ProposalDesk } from './proposal-desk.ts'
import { DocumentUnknown, StageBlocked, TaskUnknown } from './refusals.ts'
import { setAside } from './review-findings.ts'
import { Upkeep } from './upkeep.ts'
import { type RunState, type Step, sourcesNow, wayOf } from './way.ts'

export interface WorkshopParts {
  projects: Projects
  documents: Documents
  founding: Founding
  stageRuns: StageRuns
  proposals: Proposals
  progress: ProgressBook
  mutes: Mutes
  walks: Walks
  councils: Councils
  corrections: Corrections
  journal: Journal
  conductor: Conductor
  meter: CostMeter
  random(bytes: number): Uint8Array
  /** Milliseconds since 1970. */
  now(): number
}

/** A project, its documents' newest versions, and where it stands. */
export interface View {
  project: Project
  newest: ReadonlyMap<string, Version>
  steps: Step[]
  /** How the runs of its documents stand, the newest first. */
  runs: RunState[]
  /** Wishes that several drafts be written, the newest first. */
  councils: Council[]
  /** The last wish that it be written, and what has become of that. */
  walk?: Walk
  /** The last wish that it be corrected in rounds, and how far it has come. */
  correction?: Correction
}

/** Where the work on a project stands, and what whoever goes on with it has to know. */
export interface Handoff {
  text: string
  standing: Standing
}

export { DocumentUnknown, StageBlocked, TaskUnknown } from './refusals.ts'

/** Where projects are worked on: what their runs wrote becomes their documents, and what is missing gets a run. */
export class Workshop {
  private readonly inspector = new Inspector()
  private readonly freshness = new Freshness()
  private readonly gathering: Gathering
  /** What runs propose. */
  readonly proposals: ProposalDesk
  /** What keeps documents true to what they stand on, a section at a time. */
  readonly upkeep: Upkeep
  /** Where several drafts of one document are had written, and one document of them. */
  readonly councilRoom: CouncilRoom
  /** What turns findings into edits. */
  readonly correcting: Correcting
  /** What is asked for one document is done one after another: two wishes at one moment are one run. */
  private readonly queues = new Queues()

  constructor(private readonly parts: WorkshopParts) {
    this.gathering = new Gathering(parts)
    this.proposals = new ProposalDesk(parts.documents, parts.proposals)
    this.upkeep = new Upkeep(parts, this)
    this.councilRoom = new CouncilRoom(parts, this)
    this.correcting = new Correcting(parts, this)
  }

  /** With its brief as the first document. Throws StorageError. */
  async create(name: string, brief: string, wishes: Wishes): Promise<Project> {
    const { projects, founding, random } = this.parts
    const id = newRunId(random)
    const drafts = [{ document: 'brief', text: brief, author: 'person' as const, standsOn: [] }]
    await founding.found(id, { name, wishes, drafts })
    return projects.get(id)
  }

  /** Throws ProjectUnknown or StorageError. */
  async view(id: string): Promise<View> {
    const { projects, documents, stageRuns } = this.parts
    projects.get(id)
    const runs = await Promise.all(stageRuns.of(id).map((link) => this.gathering.gather(link)))
    const newest = documents.newest(id)
    const stale = this.freshness.of(id, newest, this.pastOf(id))
    const waiting = Map.groupBy(this.parts.proposals.waiting(id), ({ document }) => document)
    const counts = new Map([...waiting].map(([key, { length }]) => [key, length]))
    const councils = this.parts.councils.of(id)
    // Drafts are no document's run: what comes of them is said by their council.
    const way = wayOf(
      newest,
      runs.filter(({ council }) => !council?.draft),
      { stale, waiting: counts },
    )
    const steps = stepsWithCouncils(way, councils, runs)
    const { walks, corrections } = this.parts
    const kept = { walk: walks.of(id), correction: corrections.of(id) }
    return { project: projects.get(id), newest, runs, steps, councils, ...kept }
  }

  /**
   * Has a document written by a run, or finds the run that is writing it already, or whose outcome waits for a person. Where a
   * person has changed the document by hand, what the run writes waits as a proposal. Throws ProjectUnknown, DocumentUnknown,
   * StageBlocked, CapReached, and what starting a run throws. `request`: the Idempotency-Key of a request that may come again.
   */
  async write(
    id: string,
    document: string,
    facts: OrderFacts,
    request?: string,
  ): Promise<{ id: string; created: boolean }> {
    if (!isDocument(document)) throw new DocumentUnknown(document)
    return this.inTurn(id, document, () => this.begin(id, document, facts, request))
  }

  /** One after another with all else that is asked for the same document. */
  inTurn<T>(id: string, document: string, work: () => Promise<T>): Promise<T> {
    return this.queues.run(`${id} ${document}`, work)
  }

  private async begin(
    id: string,
    document: string,
    facts: OrderFacts,
    request: string | undefined,
  ): Promise<{ id: string; created: boolean }> {
    const { project, newest, steps, runs } = await this.view(id)
    const step = steps.find((each) => each.document === document)
    if (!step) throw new StageBlocked(`The plan has no ${titleOf(document).toLowerCase()}.`)
    if (step.run && (step.state === 'running' || step.state === 'paused'))
      return { id: step.run, created: false }
    if (step.state === 'running') throw new StageBlocked('Several drafts of it are being written.')
    // Nobody pays for another one before it is decided on.
    const proposed = this.parts.proposals
      .waiting(id)
      .find((each) => each.document === document && !each.section)
    if (proposed) return { id: proposed.run, created: false }
    const order =
      step.state === 'blocked'
        ? undefined
        : orderOf(project, document, newest, facts, this.setAside(id, document, newest))
    if (!order)
      throw new StageBlocked(step.why ?? `The ${titleOf(document).toLowerCase()} is not written by a model.`)
    const standsOn = sourcesNow(document, newest)
    // Counted in what was looked at: one that another process begins from here on has the same key.
    const before = runs.filter((run) => run.document === document).length
    const intent = this.intentOf(id, document, request ?? order, before)
    const started = await this.parts.conductor.start(order, intent, {
      project: id,
      document,
      standsOn,
      base: newest.get(document)?.number ?? 0,
      waits: holdsOwnWords(this.parts.documents, this.parts.stageRuns, id, document),
    })
    if (document === 'questions') await wishForQuestions(this.parts.documents, id)
    return started
  }

  /** What a person has muted of all the reviews there were, where a review is to be written. */
  private setAside(id: string, document: string, newest: View['newest']): string[] {
    if (document !== 'review') return []
    const { documents, mutes } = this.parts
    const reviews = documents
      .history(id, document)
      .flatMap(({ number }) => documents.version(id, document, number) ?? [])
    return setAside(reviews, newest, mutes.of(id), this.pastOf(id))
  }

  /**
   * Why a document cannot be written now without passing a cap; nothing where it can. `write` throws the same. Throws
   * ProjectUnknown or StorageError.
   */
  async capAgainst(id: string, document: string): Promise<CapReached | undefined> {
    const { project, newest } = await this.view(id)
    const order = orderOf(project, document, newest, { model: '', requestId: '' })
    return order && this.parts.meter.against(order, { project: id, document })
  }

  /** What a project has taken and what is expected to come. Throws StorageError. */
  costs(view: View): ProjectCosts {
    return costsOf(this.parts.meter, view)
  }

  /**
   * Wishes that all documents up to a goal be written; the walker sees to it. Throws ProjectUnknown or StorageError.
   */
  async walk(id: string, until: Goal, client: string): Promise<void> {
    await this.parts.walks.begin(id, until, client)
  }

  walkOf(id: string): Walk | undefined {
    return this.parts.walks.of(id)
  }

  /** What is being written goes on to its end. Throws ProjectUnknown or StorageError. */
  async callOff(id: string): Promise<void> {
    this.parts.projects.get(id)
    await this.parts.walks.callOff(id)
  }

  /**
   * Out of the list, and back into it. What is put away is not paid for any longer: "write it all" and rounds of correction
   * are called off, what is being written goes on to its end. Throws ProjectUnknown or StorageError.
   */
  async archive(id: string, archived: boolean): Promise<void> {
    if (archived) {
      await this.callOff(id)
      await this.parts.corrections.callOff(id)
    }
    await this.parts.projects.archive(id, archived)
  }

  /**
   * Asked for twice at one moment, or by a request that comes again, it is one run; asked for again when that is over, it
   * is another.
   */
  private intentOf(id: string, document: string, asked: string | Order, before: number): Intent {
    if (typeof asked === 'string') {
      const body = `${id} ${document}`
      return { client: 'project', key: `${body} key:${asked}`, body }
    }
    const body = createHash('sha256')
      .update(JSON.stringify([asked.input, asked.model]))
      .digest('base64url')
    return { client: 'project', key: `${id} ${document} ${before} ${body}`, body }
  }

  /**
   * A person's own version, meant to follow the one with that number (0: there is none). The sections that the person has
   * changed stand on the sources as they are now, since that is what the person could read; the others on what they stood on,
   * since nobody has looked at them. Throws StoreConflict, ProjectUnknown, DocumentUnknown or StorageError.
   */
  async edit(id: string, document: string, text: string, after: number): Promise<Version> {
    const { documents } = this.parts
    if (!isDocument(document)) throw new DocumentUnknown(document)
    const { newest } = await this.view(id)
    const before = newest.get(document)
    const standsOn = sourcesNow(document, newest)
    const fresh = standingNow(document, text, newest, after + 1)
    const kept = before && { text: before.text, standing: standingOfVersion(before, this.pastOf(id)) }
    const sections = restand(document, kept, { text, fresh })
    const number = await documents.add(id, { document, text, author: 'person', standsOn, sections }, after)
    const version = documents.version(id, document, number)
    if (!version) throw new DocumentUnknown(document)
    return version
  }

  /** What rules find in the documents as they are, and what stands on what in them. Throws ProjectUnknown or StorageError. */
  async inspect(id: string): Promise<Inspection> {
    return this.inspectionOf(await this.view(id))
  }

  /** The same of what was looked at already. Throws StorageError. */
  inspectionOf({ project, newest }: View): Inspection {
    const { id } = project
    return this.inspector.inspect(project, newest, this.parts.mutes.of(id), this.pastOf(id))
  }

  /** Without a reason the finding is heard again. Throws ProjectUnknown or StorageError. */
  mute(id: string, finding: string, reason?: string): Promise<void> {
    return this.parts.mutes.mute(id, finding, reason)
  }

  /** As it is at this moment; nothing of it is kept. Throws ProjectUnknown or StorageError. */
  async handoff(id: string): Promise<Handoff> {
    return this.handoffOf(await this.view(id))
  }

  /** The same of what was looked at already. Throws StorageError. */
  handoffOf({ project, newest }: View): Handoff {
    const progress = this.parts.progress.of(project.id)
    const texts = new Map([...newest].map(([key, { text }]) => [key, text]))
    return {
      text: writeHandoff({ name: project.name, texts, progress }),
      standing: standingOf(parsePlan(texts.get('plan') ?? '').phases, progress),
    }
  }

  /** Records what happened to a task; without progress it is open again. Throws ProjectUnknown, TaskUnknown or StorageError. */
  async record(id: string, task: string, progress?: Progress): Promise<Handoff> {
    const { newest } = await this.view(id)
    const { phases } = parsePlan(newest.get('plan')?.text ?? '')
    const isThere = phases.some((phase) => phase.tasks.some((each) => each.id === task))
    // One that the plan has lost may still be forgotten.
    if (!isThere && progress) throw new TaskUnknown(task)
    await this.parts.progress.record(id, task, progress)
    return this.handoff(id)
  }

  /** The project that a run belongs to; nothing for a run of its own. */
  projectOf(run: string): Project | undefined {
    const link = this.parts.stageRuns.get(run)
    return link && this.parts.projects.get(link.project)
  }

  /** All there is to a project, to be handed on. Throws ProjectUnknown or StorageError. */
  async bundle(id: string): Promise<Bundle> {
    const { project, newest } = await this.view(id)
    const { name, wishes, overrule } = project
    const texts = new Map([...newest].map(([key, { text }]) => [key, text]))
    return { name, wishes, overrule, progress: this.parts.progress.of(id), texts }
  }

  /** A new project that is what the bundle says; each document counts as written from the others in it. Throws StorageError. */
  async unbundle({ name, wishes, overrule, progress, texts }: Bundle): Promise<Project> {
    const { projects, founding, random } = this.parts
    const id = newRunId(random)
    const versions = asVersions(texts)
    const drafts = [...texts].map(([document, text]) => ({
      document,
      text,
      author: 'import' as const,
      standsOn: sourcesNow(document, versions),
    }))
    await founding.found(id, { name, wishes, overrule, drafts, progress })
    return projects.get(id)
  }

  /** Makes a version of what a run has written, where it belongs to a project and is done. Throws StorageError. */
  async gatherRun(run: string): Promise<void> {
    const link = this.parts.stageRuns.get(run)
    if (link) await this.gathering.gather(link)
  }

  /** Removes it with its documents and its runs. Throws ProjectUnknown or StorageError. */
  async remove(id: string): Promise<void> {
    const runs = await this.parts.projects.remove(id)
    for (const run of runs)
      await this.parts.conductor.forget(run).catch((error: unknown) => {
        if (!(error instanceof RunUnknown)) throw error
      })
  }

  private pastOf(id: string): Past {
    return (document, number) => this.parts.documents.version(id, document, number)?.text
  }
}

/** Texts as what others can stand on: the first version of each. */
const asVersions = (texts: ReadonlyMap<string, string>) =>
  new Map([...texts].map(([key, text]) => [key, { number: 1, text }]))
