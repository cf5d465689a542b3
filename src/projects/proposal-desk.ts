import { cleanText, type Merge, mergeDocuments, withSide } from '../planning/merge.ts'
import { StoreConflict } from '../store/conflict.ts'
import type { Documents, Version } from '../store/documents.ts'
import type { Proposal, Proposals } from '../store/proposals.ts'
import { type Past, restand, standingFrom, standingOfVersion } from './freshness.ts'

/** A proposal beside the document as it is now. */
export interface ProposalView extends Proposal {
  /** The document's newest text; empty where there is none. */
  mine: string
  /** Number of that version; 0 where there is none. */
  newest: number
  /** What the document would read like if it were taken as it is; absent where both sides have changed the same place. */
  merged?: string
  /** Of the newest text and the proposed one; says where the two are in conflict. */
  merge: Merge
}

/** How a proposal is taken: which side counts where both have changed the same place, or the text that a person made of it. */
export interface Taking {
  side?: 'mine' | 'theirs'
  text?: string
  /** Number that the newest version has to have. */
  upon?: number
}

/** The project has no such proposal. */
export class ProposalUnknown extends Error {
  override readonly name = 'ProposalUnknown'
}

/** It was taken or left before, or cannot be taken as it is; `why` is for users. */
export class ProposalDecided extends Error {
  override readonly name = 'ProposalDecided'
  constructor(readonly why: string) {
    super(why)
  }
}

/** Both sides have changed the same place, and nobody has said which counts. */
export class ProposalInConflict extends Error {
  override readonly name = 'ProposalInConflict'
  constructor(readonly view: ProposalView) {
    super(view.run)
  }
}

/** How often somebody else may be quicker. */
const ATTEMPTS = 8

/** Where proposals are looked at, taken and left. */
export class ProposalDesk {
  constructor(
    private readonly documents: Documents,
    private readonly proposals: Proposals,
  ) {}

  /** Those that nobody has decided on, the oldest first; with `all`, every one. */
  of(project: string, all = false): ProposalView[] {
    const asked = all ? this.proposals.of(project) : this.proposals.waiting(project)
    return asked.filter(({ state }) => state !== 'draft').map((proposal) => this.view(proposal))
  }

  /** Throws ProposalUnknown. */
  get(project: string, run: string): ProposalView {
    const proposal = this.proposals.get(run)
    if (proposal?.project !== project) throw new ProposalUnknown(run)
    return this.view(proposal)
  }

  /**
   * Makes the next version of it. One that is taken already gives the version that was made. Throws ProposalUnknown,
   * ProposalDecided, ProposalInConflict, StoreConflict or StorageError.
   */
  async take(project: string, run: string, taking: Taking = {}): Promise<Version> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const view = this.get(project, run)
      const made =
        view.version === undefined ? undefined : this.documents.version(project, view.document, view.version)
      if (made) return made
      if (taking.upon !== undefined && taking.upon !== view.newest)
        throw new StoreConflict(`the newest version is ${view.newest}, not ${taking.upon}`)
      if (view.state === 'left') throw new ProposalDecided('This proposal was left before.')
      const text = taking.text ?? textOf(view, taking.side)
      const version = this.draft(view, text, taking.text === undefined ? 'run' : 'person')
      if (!(await this.documents.settle(project, view, { version }, view.newest, true))) continue
      const taken = this.get(project, run).version
      const added = taken === undefined ? undefined : this.documents.version(project, view.document, taken)
      if (added) return added
    }
    throw new StoreConflict('the document keeps changing')
  }

  /** Throws ProposalUnknown, ProposalDecided or StorageError. */
  async leave(project: string, run: string): Promise<void> {
    if (this.get(project, run).state === 'taken') throw new ProposalDecided('This proposal was taken before.')
    await this.proposals.leave(run)
  }

  private view(proposal: Proposal): ProposalView {
    const { project, document, base, text, state } = proposal
    const newest = this.documents.version(project, document)
    const mine = newest?.text ?? ''
    const facts = { ...proposal, mine, newest: newest?.number ?? 0 }
    if (state !== 'open') return { ...facts, merge: { pieces: [mine], conflicts: [] } }
    const before = this.documents.version(project, document, base || -1)?.text ?? ''
    const merge = mergeDocuments(document, mine, before, text)
    const merged = cleanText(merge)
    return { ...facts, merge, ...(merged === undefined ? {} : { merged }) }
  }

  private draft(view: ProposalView, text: string, author: 'run' | 'person') {
    const { project, document, run, section, base, standsOn } = view
    const past: Past = (key, number) => this.documents.version(project, key, number)?.text
    const newest = this.documents.version(project, document, view.newest || -1)
    const number = view.newest + 1
    const own =
      section === undefined ? { number, text } : { number: base, text: past(document, base) ?? text }
    const fresh = standingFrom(document, text, standsOn, past, own)
    if (!newest) return { document, text, author, run, sections: fresh, standsOn }
    const standing = standingOfVersion(newest, past)
    if (section !== undefined) {
      const sections = restand(document, { text: newest.text, standing }, { text, fresh }, section)
      return { document, text, author, run, sections, standsOn: newest.standsOn }
    }
    // What reads as it was proposed has read the proposal's sources; the rest is what stood there before.
    const proposed = standingFrom(document, view.text, standsOn, past, { number, text: view.text })
    const sections = restand(document, { text: view.text, standing: proposed }, { text, fresh: standing })
    return { document, text, author, run, sections, standsOn }
  }
}

function textOf(view: ProposalView, side: Taking['side']): string {
  // One of several drafts takes the whole document's place: it was written beside what stands there now.
  if (view.state === 'draft') return view.text
  if (view.state === 'unfit')
    throw new ProposalDecided(`${view.why} Only a text that you have made of it can be taken.`)
  if (view.merged !== undefined) return view.merged
  if (side === undefined) throw new ProposalInConflict(view)
  return withSide(view.merge, side)
}
