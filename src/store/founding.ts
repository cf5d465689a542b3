import type { Overrule } from '../planning/complexity.ts'
import type { Progress } from '../planning/progress.ts'
import type { Store } from './database.ts'
import { type Draft, insertVersion } from './documents.ts'
import { insertProgress } from './progress-book.ts'
import { insertProject, type Wishes } from './projects.ts'

/** What a project is from its first moment on. */
export interface Founded {
  name: string
  wishes: Wishes
  overrule?: Overrule
  /** In the order in which they become versions; several of one document follow each other. */
  drafts: readonly Draft[]
  /** By the tasks' ids. */
  progress?: ReadonlyMap<string, Progress>
}

/** Makes projects with all that is in them. */
export class Founding {
  constructor(
    private readonly store: Store,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** In one transaction: whatever breaks off, there is the whole project or nothing of it. Throws StoreConflict or StorageError. */
  async found(id: string, { name, wishes, overrule = {}, drafts, progress }: Founded): Promise<void> {
    const now = this.now()
    await this.store.write((db) => {
      insertProject(db, id, { name, wishes, overrule }, now)
      const numbers = new Map<string, number>()
      for (const draft of drafts) {
        const number = (numbers.get(draft.document) ?? 0) + 1
        numbers.set(draft.document, number)
        insertVersion(db, id, draft, number, now)
      }
      for (const [task, entry] of progress ?? []) insertProgress(db, id, task, entry, now)
    })
  }
}
