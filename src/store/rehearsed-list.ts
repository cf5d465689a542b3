import type { Run } from '../runs/run.ts'
import type { Store } from './database.ts'
import { type Intent, RunList } from './run-list.ts'

/** A list of its own, for runs that shall be in no other; what would be entered is tried at the real one first. */
export class RehearsedList extends RunList {
  constructor(
    store: Store,
    private readonly real: RunList,
  ) {
    super(store)
  }

  override async enter(
    run: Run,
    intent?: { client: string; key: string; body: string },
  ): Promise<Intent | undefined> {
    await this.real.rehearse(run)
    return super.enter(run, intent)
  }
}
