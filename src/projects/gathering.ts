import { cleanText, mergeDocuments } from '../planning/merge.ts'
import { readRevision, splice } from '../planning/revision.ts'
import { foldRun } from '../runs/fold.ts'
import { type Journal, JournalDamaged, RunUnknown } from '../runs/journal.ts'
import type { Documents, Outcome, Version } from '../store/documents.ts'
import type { Proposal, Proposals } from '../store/proposals.ts'
import { isDraft, type StageRun } from '../store/stage-runs.ts'
import type { CostMeter } from './cost-meter.ts'
import { type Past, restand, standingFrom, standingOfVersion } from './freshness.ts'
import type { RunState } from './way.ts'

export interface GatheringParts {
  documents: Documents
  proposals: Proposals
  journal: Journal
  meter: CostMeter
  /** Milliseconds since 1970. */
  now(): number
}

/** Between a run's place in the list and its journal no process takes longer. */
const BEGINNING_MS = 5000

/** How often somebody else may be quicker before the run is left for the next look. */
const ATTEMPTS = 8

/**
 * What a run has written becomes a version, or a proposal that waits for a person; exactly one of the two, once, whoever looks
 * first and however often.
 *
 * - The document is as it was when the run began: it becomes the next version.
 * - It wrote one section, and the document has changed since: the two are merged. Where they do not touch each other the
 *   result is the next version, else a proposal.
 * - It wrote the whole document, and that has changed since: a proposal. Merging would make a text that nobody has read.
 * - It is one of several drafts (projects/council-room): kept beside the document.
 * - Its answer is no such section: kept as an unfit proposal, which says what is wrong with it.
 */
export class Gathering {
  constructor(private readonly parts: GatheringParts) {}

  /** How a run stands; what one that is done has written is settled. Throws StorageError. */
  async gather(link: StageRun): Promise<RunState> {
    const { run, document, section, version, council } = link
    const facts = {
      run,
      document,
      ...(section === undefined ? {} : { section }),
      ...(council === undefined ? {} : { council }),
    }
    const { meter, journal } = this.parts
    const kept = meter.kept(run)
    const proposal = version === undefined ? this.parts.proposals.get(run) : undefined
    if (!kept && (version !== undefined || proposal)) await meter.makeAgain(journal, link)
    if (version !== undefined) return { ...facts, status: 'done' }
    if (proposal) return { ...facts, status: 'done', ...fateOf(proposal) }
    // What came to nothing is known without its journal.
    if (kept && (kept.status === 'stopped' || kept.status === 'failed'))
      return { ...facts, status: kept.status, message: kept.message }
    try {
      const state = await foldRun(journal, run)
      const { end, text, run: known, pause } = state
      if (end || pause) await meter.keepRested(journal, link, state)
      if (end?.type !== 'done') {
        const status = pause ? 'interrupted' : known.status
        return { ...facts, status, pause, message: end?.message }
      }
      return { ...facts, status: 'done', ...(await this.settle(link, text)) }
    } catch (error) {
      if (!(error instanceof RunUnknown) && !(error instanceof JournalDamaged)) throw error
      // Another process has entered it at this moment and is about to write its journal.
      if (error instanceof RunUnknown && this.parts.now() - Date.parse(link.createdAt) < BEGINNING_MS)
        return { ...facts, status: 'asking' }
      return { ...facts, status: 'failed', message: 'The run that wrote it is not there any more.' }
    }
  }

  private async settle(link: StageRun, text: string): Promise<Fate> {
    const { documents } = this.parts
    const { project, document, run, standsOn } = link
    if (isDraft(link)) {
      await this.keepDraft(link, text)
      return {}
    }
    if (link.base === undefined) {
      await documents.addOnce(project, { document, text, author: 'run', run, standsOn })
      return {}
    }
    const written = await this.read(link, text)
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const newest = documents.version(project, document)
      const outcome =
        'problem' in written ? unfit(link, text, written.problem) : this.decide(link, written, newest)
      if (await documents.settle(project, link, outcome, newest?.number ?? 0))
        return 'proposal' in outcome ? fateOf(outcome.proposal) : {}
    }
    return {}
  }

  /** One of several drafts is kept beside the document, whatever becomes of its run. */
  private async keepDraft(link: StageRun, text: string): Promise<void> {
    const { documents } = this.parts
    const { project, document, run, base = 0, standsOn } = link
    const proposal = { run, document, base, text, standsOn, why: '', state: 'draft' as const }
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const newest = documents.version(project, document)?.number ?? 0
      if (await documents.settle(project, link, { proposal }, newest)) return
    }
  }

  /** The whole document as the run would have it, upon the version that it began with. */
  private async read(link: StageRun, text: string): Promise<{ text: string } | { problem: string }> {
    const { documents, journal } = this.parts
    const { project, document, run, section, base } = link
    if (section === undefined) return { text }
    const order = await journal.order(run)
    const before = documents.version(project, document, base)
    if (order.stage !== 'revision' || !before)
      return { problem: 'What it was written upon is not there any more.' }
    const revision = readRevision(order.input, text)
    if (revision.missing.length > 0)
      return { problem: revision.missing.map(({ message }) => message).join(' ') }
    return splice(document, before.text, section, revision.text)
  }

  private decide(link: StageRun, { text }: { text: string }, newest: Version | undefined): Outcome {
    const { document, run, section, base = 0, waits, standsOn } = link
    const propose = (why: string): Outcome => ({
      proposal: { run, document, section, base, text, standsOn, why, state: 'open' },
    })
    if (waits)
      return propose(
        section === undefined
          ? 'You have changed the document by hand, so what was written anew waits for you to take or leave it.'
          : 'It is proposed, and waits for you to take or leave it.',
      )
    if ((newest?.number ?? 0) === base) return { version: this.versionOf(link, text, newest) }
    if (section === undefined || !newest)
      return propose('The document was changed while this was being written, so both are kept.')
    const before = this.parts.documents.version(link.project, document, base)
    const merged = cleanText(mergeDocuments(document, newest.text, before?.text ?? '', text))
    return merged === undefined
      ? propose('The same place was changed while this was being written, so both are kept.')
      : { version: this.versionOf(link, merged, newest) }
  }

  private versionOf(link: StageRun, text: string, newest: Version | undefined) {
    const { document, run, section, base = 0, standsOn, project } = link
    const past: Past = (key, number) => this.parts.documents.version(project, key, number)?.text
    const number = (newest?.number ?? 0) + 1
    // What a section's run has seen of its own document is the version that it began with.
    const own =
      section === undefined ? { number, text } : { number: base, text: past(document, base) ?? text }
    const fresh = standingFrom(document, text, standsOn, past, own)
    const sections =
      section === undefined || !newest
        ? fresh
        : restand(
            document,
            { text: newest.text, standing: standingOfVersion(newest, past) },
            { text, fresh },
            section,
          )
    const author = 'run' as const
    // A section's run has read newer sources than the rest of the document stands on; that is told by its sections.
    return {
      document,
      text,
      author,
      run,
      sections,
      standsOn: section === undefined ? standsOn : (newest?.standsOn ?? standsOn),
    }
  }
}

/** What a person has to know of what a run wrote: why it is unfit, or that it waits. */
type Fate = Pick<RunState, 'message' | 'isProposed'>

function fateOf({ state, why }: Pick<Proposal, 'state' | 'why'>): Fate {
  if (state === 'unfit') return { message: why }
  return state === 'open' ? { isProposed: true } : {}
}

const unfit = (
  { run, document, section, base = 0, standsOn }: StageRun,
  text: string,
  why: string,
): Outcome => ({
  proposal: { run, document, section, base, text, standsOn, why, state: 'unfit' },
})
