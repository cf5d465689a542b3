import { openQuestions } from '../planning/answers.ts'
import type { Conductor } from '../runs/conductor.ts'
import type { Run } from '../runs/run.ts'
import type { ProjectMarks } from '../store/project-marks.ts'
import { ProjectUnknown } from '../store/projects.ts'
import type { ProjectFacts, RecentList } from '../store/recent-list.ts'
import type { Workshop } from './workshop.ts'

interface RecentParts {
  list: RecentList
  marks: ProjectMarks
  workshop: Pick<Workshop, 'view' | 'inspect'>
  conductor: Pick<Conductor, 'asItStands'>
}

/** What only a look into a project's texts can tell. */
export interface Learned {
  openQuestions: number
  /** Findings that are errors. */
  errors: number
  /** Documents that are out of date. */
  stale: number
  /** Documents of the way that are not written, the first ones first. */
  unwritten: string[]
}

export interface RecentProject extends ProjectFacts {
  kind: 'project'
  id: string
  name: string
  /** ISO 8601, UTC. */
  changedAt: string
  /** Absent until somebody has looked; never of an earlier state. */
  learned?: Learned
}

export interface RecentRun {
  kind: 'run'
  id: string
  changedAt: string
  run: Run
}

export type RecentThing = RecentProject | RecentRun

export interface RecentPage {
  things: RecentThing[]
  /** Whether there are more than those. */
  more: boolean
  /** Whether there are so many in all that somebody may want to search. */
  many: boolean
}

/** How many are shown at first, and how many more each time. */
export const AT_ONCE = 12
/** However far somebody goes on. */
export const MOST_SHOWN = 480
/** Names among which is searched. */
const SEARCHED = 5000
/** Projects of which is kept what was learned. */
const KEPT = 2000

/**
 * What was worked on last, in one list. What the tables tell is always so; what only texts tell is learned apart from the page's
 * answer, kept in memory, and shown as long as nothing has changed since.
 */
export class Recent {
  private readonly learned = new Map<string, { mark: string; learned: Learned }>()
  private learning: Promise<void> = Promise.resolve()

  constructor(private readonly parts: RecentParts) {}

  /** `query`: part of the names, in any case; '' for all. Reads no text. */
  page(query: string, shown: number): RecentPage {
    const { list, marks, conductor } = this.parts
    const wanted = folded(query)
    const all = list.newest(wanted === '' ? Math.max(shown, AT_ONCE) + 1 : SEARCHED)
    const found = wanted === '' ? all : all.filter(({ name }) => folded(name).includes(wanted))
    const first = found.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)).slice(0, shown)
    const facts = list.factsOf(first.filter(({ kind }) => kind === 'project').map(({ id }) => id))
    const things = first.map((listed): RecentThing => {
      const changedAt = new Date(listed.at).toISOString()
      const { id, name, run } = listed
      if (run) return { kind: 'run', id, changedAt, run: conductor.asItStands(run) }
      const kept = this.learned.get(id)
      const isSo = kept !== undefined && kept.mark === marks.of(id)
      return {
        kind: 'project',
        id,
        name,
        changedAt,
        ...(facts.get(id) ?? NOTHING),
        ...(isSo ? { learned: kept.learned } : {}),
      }
    })
    return { things, more: found.length > shown, many: wanted !== '' || all.length > AT_ONCE }
  }

  /** Looks into the projects that nobody has looked into since they changed, one after another. Rejects with StorageError. */
  learn(things: readonly RecentThing[]): Promise<void> {
    const unknown = things.filter((thing) => thing.kind === 'project' && !thing.learned)
    const done = this.learning.then(async () => {
      for (const { id } of unknown) await this.look(id)
    })
    this.learning = done.catch(() => {})
    return done
  }

  private async look(id: string): Promise<void> {
    const { workshop, marks } = this.parts
    try {
      const before = marks.of(id)
      if (before === undefined || this.learned.get(id)?.mark === before) return
      const { steps, newest } = await workshop.view(id)
      // What is done has become a version by this look.
      const mark = marks.of(id)
      const { findings } = await workshop.inspect(id)
      if (mark === undefined || mark !== marks.of(id)) return
      const isMissing = ({ document, version }: { document: string; version?: number }): boolean =>
        version === undefined && /^(design|plan|phase-\d+)$/.test(document)
      const learned = {
        openQuestions: openQuestions(new Map([...newest].map(([key, { text }]) => [key, text]))),
        errors: findings.filter(({ severity }) => severity === 'error').length,
        stale: steps.filter(({ state }) => state === 'stale').length,
        unwritten: steps.filter(isMissing).map(({ document }) => document),
      }
      this.learned.delete(id)
      this.learned.set(id, { mark, learned })
      const [oldest] = this.learned.keys()
      if (this.learned.size > KEPT && oldest !== undefined) this.learned.delete(oldest)
    } catch (error) {
      if (!(error instanceof ProjectUnknown)) throw error
    }
    // A stream that is being read does not wait for all of them.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const NOTHING: ProjectFacts = { documents: [], open: [], proposals: 0, tasksDone: 0 }

const folded = (text: string): string => text.normalize('NFKC').toLocaleLowerCase('en').trim()
