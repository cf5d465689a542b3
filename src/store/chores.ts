import type { Store } from './database.ts'

/** Work that one of the processes on a data directory does for all; only so that it is not done twice. */
export class Chores {
  constructor(
    private readonly store: Store,
    private readonly owner: string,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** Takes the chore, or keeps it, for so many milliseconds; false while another has it. Throws StorageError. */
  async claim(name: string, forMs: number): Promise<boolean> {
    const now = this.now()
    const { changes } = await this.store.write((db) =>
      db.run(
        `INSERT INTO chores (name, owner, until) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET owner = ?2, until = ?3 WHERE owner = ?2 OR until < ?4`,
        [name, this.owner, now + forMs, now],
      ),
    )
    return changes > 0
  }

  async release(name: string): Promise<void> {
    await this.store.write((db) =>
      db.run('DELETE FROM chores WHERE name = ? AND owner = ?', [name, this.owner]),
    )
  }
}
