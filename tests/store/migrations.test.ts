import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkMigration } from '../../src/store/check-migration.ts'
import { Store } from '../../src/store/database.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { runCommand } from '../support/server-process.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-migrations-'))
  path = `${folder}/devussy.sqlite`
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A store as the version wrote it that knew so many steps. */
function writtenAt(version: number, migrations: readonly string[] = MIGRATIONS): void {
  new Store(path, migrations.slice(0, version)).close()
  const db = new Database(path)
  db.run("INSERT INTO runs VALUES ('r', 'design', 'n', 'm', 'p', 'done', 1000, 2000)")
  db.close()
}

const sql = (text: string): string => text.replace(/--.*$/gm, '')

/** Why the version before could not go on with what a step makes; nothing where it can. */
function fault(step: string, number: number): string | undefined {
  const raises = new RegExp(`UPDATE\\s+compatibility\\s+SET\\s+oldest\\s*=\\s*${number}\\b`, 'i').test(step)
  if (raises) return undefined
  for (const statement of sql(step).split(';')) {
    if (/\b(DROP|RENAME)\b/i.test(statement)) return `takes away: ${statement.trim()}`
    const column = /ALTER\s+TABLE\s+\w+\s+ADD\s+(?:COLUMN\s+)?(.*)/is.exec(statement)?.[1]
    if (column && /NOT\s+NULL/i.test(column) && !/DEFAULT/i.test(column)) return `has no default: ${column}`
    if (/CREATE\s+UNIQUE\s+INDEX|CREATE\s+TRIGGER/i.test(statement)) return `refuses: ${statement.trim()}`
  }
  return undefined
}

describe('a step of the schema', () => {
  test('leaves what the version before it knows, or says that it does not', () => {
    expect(MIGRATIONS.map((step, at) => fault(step, at + 1))).toEqual(MIGRATIONS.map(() => undefined))
  })

  test('that breaks the rule is found', () => {
    for (const step of [
      'DROP TABLE intents',
      'ALTER TABLE runs RENAME COLUMN name TO title',
      'alter table runs drop column model',
      'ALTER TABLE runs ADD COLUMN owner TEXT NOT NULL',
      'CREATE TABLE a (b TEXT); CREATE UNIQUE INDEX one ON runs (name)',
    ]) {
      expect([step, fault(step, 3)]).not.toEqual([step, undefined])
      expect(fault(`${step}; UPDATE compatibility SET oldest = 3`, 3)).toBeUndefined()
    }
    for (const step of [
      'ALTER TABLE runs ADD COLUMN owner TEXT',
      "ALTER TABLE runs ADD x TEXT NOT NULL DEFAULT ''",
    ])
      expect(fault(step, 3)).toBeUndefined()
  })

  const versions = MIGRATIONS.map((_, at) => at + 1)
  test.each(versions)('lets version %i go on with what the current one wrote, table for table', (version) => {
    const old = new Store(`${folder}/old.sqlite`, MIGRATIONS.slice(0, version))
    new Store(path).close()
    // The compatibility of files came with the second step: the first version knows nothing newer.
    const current = version === 1 ? new Store(path) : new Store(path, MIGRATIONS.slice(0, version))
    const tables = old.rows<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    for (const { name } of tables) {
      const columns = old.rows<{ name: string; type: string }>(
        `SELECT name, type FROM pragma_table_info('${name}')`,
      )
      const names = columns.map((column) => column.name).join(', ')
      const values = columns
        .map(({ type }) => (type === 'INTEGER' || type === 'REAL' ? '7' : `'${name}'`))
        .join(', ')
      const raw = new Database(path)
      raw.run(`INSERT INTO ${name} (${names}) VALUES (${values})`)
      raw.close()
      expect(current.rows(`SELECT ${names} FROM ${name}`).length).toBeGreaterThan(0)
    }
    old.close()
    current.close()
  })
})

describe('check-migration', () => {
  const check = (more: Record<string, string> = {}, args: string[] = []) =>
    runCommand(['check-migration', ...args], { DATA_DIR: folder, ...more })

  test('says from which schema to which, and leaves the data as it is', async () => {
    writtenAt(1)
    const before = readFileSync(path)
    const names = readdirSync(folder)
    const { code, out } = await check()
    expect(out).toMatch(
      new RegExp(`^data can be opened: schema 1 -> ${MIGRATIONS.length} \\(in \\d+ ms\\)\\n$`),
    )
    expect(code).toBe(0)
    expect(readFileSync(path)).toEqual(before)
    expect(readdirSync(folder)).toEqual(names)
    expect((await check({}, [folder])).code).toBe(0)
    const current = `${MIGRATIONS.length}`
    expect((await check({}, [`${folder}/new`])).out).toBe(`data can be opened: schema 0 -> ${current}\n`)
  })

  test('does not disturb a server that writes, nor wait for one that holds the store', async () => {
    writtenAt(MIGRATIONS.length)
    const server = new Database(path)
    server.run('PRAGMA journal_mode = WAL')
    server.run('BEGIN IMMEDIATE')
    server.run("INSERT INTO sessions VALUES ('t', 1, 2)")
    expect(await checkMigration(path)).toMatchObject({ can: true })
    server.run('COMMIT')
    server.close()
  })

  test('names data that is too new, and takes newer data that only added', async () => {
    new Store(path).close()
    const raw = new Database(path)
    raw.run('ALTER TABLE sessions ADD COLUMN later TEXT')
    raw.run('PRAGMA user_version = 99')
    raw.close()
    expect(await checkMigration(path)).toMatchObject({ can: true, from: 99, to: 99 })
    const newer = new Database(path)
    newer.run('UPDATE compatibility SET oldest = 98')
    newer.close()
    const { code, error } = await check()
    expect([code, error]).toEqual([
      1,
      expect.stringMatching(/newer version \(schema 99.*Start the newer version/),
    ])
  })

  test('finds a step that throws, and one that runs but leaves what the program cannot use', async () => {
    writtenAt(MIGRATIONS.length)
    const next = MIGRATIONS.length + 1
    for (const [step, why] of [
      ['CREATE TABLE runs (id TEXT)', /table runs already exists/],
      ['ALTER TABLE runs RENAME COLUMN name TO title', /no column named name/],
    ] as const) {
      const found = await checkMigration(path, { migrations: [...MIGRATIONS, step] })
      expect(found).toMatchObject({ can: false, why: expect.stringMatching(why) })
    }
    const raw = new Database(path, { readonly: true })
    expect(raw.query<{ user_version: number }, []>('PRAGMA user_version').get()?.user_version).toBe(next - 1)
    raw.close()
  })

  test('refuses one that would keep everybody waiting for more than a second, unless that is fine', async () => {
    writtenAt(MIGRATIONS.length)
    const migrations = [...MIGRATIONS, 'CREATE TABLE later (id TEXT)']
    let time = 0
    const clock = () => (time += 1001)
    expect(await checkMigration(path, { migrations, clock })).toMatchObject({
      can: false,
      why: expect.stringContaining('--slow'),
    })
    expect(await checkMigration(path, { migrations, clock, isSlowFine: true })).toMatchObject({ can: true })
  })

  test('says that a store is damaged, and that there is no room for the copy', async () => {
    writtenAt(MIGRATIONS.length)
    expect((await check({ TMPDIR: `${folder}/not-there` })).error).toContain('TMPDIR')
    await Bun.write(path, 'not a database, and long enough to be told from one'.repeat(99))
    expect((await check()).error).toContain('is damaged')
  })

  test('leaves no copy behind', async () => {
    writtenAt(1)
    const temporary = `${folder}/temporary`
    mkdirSync(temporary)
    expect((await check({ TMPDIR: temporary })).code).toBe(0)
    expect(readdirSync(temporary)).toEqual([])
    expect(statSync(path).size).toBeGreaterThan(0)
  })

  test('is told how it is used', async () => {
    expect((await check({}, ['--help'])).out).toContain('Exit codes')
    expect((await check({}, ['one', 'two'])).code).toBe(2)
  })
})
