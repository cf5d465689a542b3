import { Database } from 'bun:sqlite'
import { places } from '../../src/places.ts'

/** A kind of write to a server's store, as an SQLite trigger names it. */
export interface Write {
  /** Such as `INSERT ON versions`. */
  on: string
  /** Of the row, in SQL; `NEW` is what would be there. */
  when: string
}

/**
 * Has a store refuse such writes until `lift`, so that a server stands exactly between two of them: what came before is kept,
 * and nothing that comes after. One at a time.
 */
export function stopAt(
  dataDir: string,
  { on, when }: Write,
): { isIn(output: string): boolean; lift(): void } {
  const word = `stopped ${crypto.randomUUID()}`
  const change = (sql: string) => {
    const db = new Database(places(dataDir).store)
    try {
      db.run('PRAGMA busy_timeout = 5000')
      db.run(sql)
    } finally {
      db.close()
    }
  }
  change(`CREATE TRIGGER stop_here BEFORE ${on} WHEN ${when} BEGIN SELECT RAISE(ABORT, '${word}'); END`)
  // Of which the server's log tells.
  return { isIn: (output) => output.includes(word), lift: () => change('DROP TRIGGER stop_here') }
}
