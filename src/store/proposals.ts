import type { Database } from 'bun:sqlite'
import type { Store } from './database.ts'
import type { Source } from './documents.ts'
import { ProjectUnknown } from './projects.ts'

/**
 * `open`: it waits for a person. `taken`: a version was made of it. `left`: a person did not want it. `unfit`: what the model
 * wrote is no such section; it is kept to be looked at and cannot be taken as it is. `draft`: it is one of several drafts
 * (store/councils), kept beside the document; it waits for nobody.
 */
export type ProposalState = 'open' | 'taken' | 'left' | 'unfit' | 'draft'

/** What a run has written that did not become a version by itself. A run has at most one. */
export interface Proposal {
  run: string
  project: string
  /** Key of the document. */
  document: string
  /** Key of the section that was written anew; absent for a whole document. */
  section?: string
  /** Number of the version that it was written upon; 0 where there was none. */
  base: number
  /** The whole document as the run would have it, upon the base; of an unfit one the model's answer. */
  text: string
  /** The versions that were read. */
  standsOn: Source[]
  /** Why it waits, or why it is unfit: a sentence for users. */
  why: string
  state: ProposalState
  /** ISO 8601, UTC. */
  createdAt: string
  /** Number of the version that was made of it. */
  version?: number
}

export type ProposalDraft = Pick<
  Proposal,
  'run' | 'document' | 'section' | 'base' | 'text' | 'standsOn' | 'why'
> & { state: 'open' | 'unfit' | 'draft' }

interface Row {
  run: string
  project: string
  document: string
  section: string | null
  base: number
  text: string
  stands_on: string
  why: string
  state: Exclude<ProposalState, 'taken'>
  created_at: number
  version: number | null
}

/** Part of the transaction that settles a run. Throws ProjectUnknown. */
export function insertProposal(db: Database, project: string, draft: ProposalDraft, at: number): void {
  if (!db.query('SELECT 1 FROM projects WHERE id = ?').get(project)) throw new ProjectUnknown(project)
  db.run(
    `INSERT INTO proposals (run, project, document, section, base, text, stands_on, why, state, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      draft.run,
      project,
      draft.document,
      draft.section ?? null,
      draft.base,
      draft.text,
      JSON.stringify(draft.standsOn),
      draft.why,
      draft.state,
      at,
    ],
  )
}

/** Part of the same transaction: what came to nothing before for the same place need not be decided on any more. */
export function dropUnfit(
  db: Database,
  project: string,
  { run, document, section }: { run: string; document: string; section?: string },
): void {
  db.run(
    `UPDATE proposals SET state = 'left'
      WHERE project = ? AND document = ? AND section IS ? AND state = 'unfit' AND run <> ?`,
    [project, document, section ?? null, run],
  )
}

const asProposal = (row: Row): Proposal => {
  const { section, stands_on, created_at, version, state, ...same } = row
  return {
    ...same,
    ...(section === null ? {} : { section }),
    standsOn: JSON.parse(stands_on) as Source[],
    // The version is what counts: nobody who dies between making it and saying so leaves a proposal that is taken twice.
    state: version === null ? state : 'taken',
    createdAt: new Date(created_at).toISOString(),
    ...(version === null ? {} : { version }),
  }
}

/** What runs propose. Documents.settle makes one, and takes it. */
export class Proposals {
  constructor(private readonly store: Store) {}

  /** The oldest first. */
  of(project: string): Proposal[] {
    return this.select('p.project = ? ORDER BY p.created_at, p.run', project)
  }

  /** Those that nobody has decided on, the oldest first. */
  waiting(project: string): Proposal[] {
    return this.of(project).filter(({ state }) => state === 'open' || state === 'unfit')
  }

  get(run: string): Proposal | undefined {
    return this.select('p.run = ?', run)[0]
  }

  /** A person does not want it; one that is not open stays as it is. Throws StorageError. */
  async leave(run: string): Promise<void> {
    await this.store.write((db) => db.run("UPDATE proposals SET state = 'left' WHERE run = ?", [run]))
  }

  /** A draft that becomes a proposal, which waits for a person. One that is no draft any more stays. Throws StorageError. */
  async putForward(run: string, why: string): Promise<void> {
    await this.store.write((db) =>
      db.run("UPDATE proposals SET state = 'open', why = ? WHERE run = ? AND state = 'draft'", [why, run]),
    )
  }

  private select(where: string, value: string): Proposal[] {
    return this.store
      .rows<Row>(
        `SELECT p.*, v.number AS version FROM proposals AS p LEFT JOIN versions AS v ON v.run = p.run WHERE ${where}`,
        value,
      )
      .map(asProposal)
  }
}
