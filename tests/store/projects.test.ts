import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoreConflict } from '../../src/store/conflict.ts'
import { Store } from '../../src/store/database.ts'
import { Documents, type Draft } from '../../src/store/documents.ts'
import { ProgressBook } from '../../src/store/progress-book.ts'
import { Projects, ProjectUnknown } from '../../src/store/projects.ts'
import { RunList } from '../../src/store/run-list.ts'
import { StageRuns } from '../../src/store/stage-runs.ts'

const WISHES = { languages: ['TypeScript'], frameworks: [], apis: ['Stripe'] }
let folder: string
let store: Store
let time: number
let projects: Projects
let documents: Documents

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-projects-'))
  store = new Store(join(folder, 'store.sqlite'))
  time = 1000
  projects = new Projects(store, () => time)
  documents = new Documents(store, () => time)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const iso = (ms: number): string => new Date(ms).toISOString()
const names = (archived?: boolean): string[] => projects.newest(10, archived).map(({ name }) => name)
const draft = (document: string, text: string): Draft => ({ document, text, author: 'person', standsOn: [] })

/** Enters a run that writes a document of project `p`. */
function enter(id: string, document: string, key = id) {
  time += 1
  const facts = {
    stage: 'design' as const,
    name: 'P',
    model: '',
    provider: 'demo',
    status: 'asking' as const,
  }
  return new RunList(store).enter(
    { id, ...facts, createdAt: iso(time) },
    { client: 'stage', key, body: 'b' },
    { project: 'p', document, standsOn: STANDS_ON },
  )
}

const STANDS_ON = [{ document: 'brief', number: 1, hash: 'h' }]

describe('a run of a project', () => {
  test('is known by its project, the newest first, with the version that was made of it', async () => {
    await projects.create('p', 'P', WISHES)
    await enter('r1', 'design')
    await enter('r2', 'plan')
    await documents.addOnce('p', {
      document: 'design',
      text: 'T',
      author: 'run',
      run: 'r1',
      standsOn: STANDS_ON,
    })
    const runs = new StageRuns(store)
    expect(runs.of('p')).toEqual([
      { run: 'r2', project: 'p', document: 'plan', standsOn: STANDS_ON, createdAt: iso(1002) },
      { run: 'r1', project: 'p', document: 'design', standsOn: STANDS_ON, createdAt: iso(1001), version: 1 },
    ])
    expect([runs.get('r2')?.project, runs.get('x')]).toEqual(['p', undefined])
  })

  test('is entered once, with its place, however often it is asked for', async () => {
    await projects.create('p', 'P', WISHES)
    expect(await enter('r1', 'design', 'same')).toBeUndefined()
    expect(await enter('r2', 'design', 'same')).toEqual({ run: 'r1', body: 'b' })
    expect(new StageRuns(store).of('p').map(({ run }) => run)).toEqual(['r1'])
  })

  test('is not entered where its project was deleted meanwhile', async () => {
    await expect(enter('r', 'design')).rejects.toThrow(ProjectUnknown)
    expect(new RunList(store).has('r')).toBe(false)
  })

  test('that is forgotten leaves its version', async () => {
    await projects.create('p', 'P', WISHES)
    await enter('r', 'design')
    await documents.addOnce('p', { document: 'design', text: 'T', author: 'run', run: 'r', standsOn: [] })
    await new RunList(store).remove('r')
    expect(new StageRuns(store).of('p')).toEqual([])
    expect(documents.version('p', 'design')?.text).toBe('T')
  })
})

describe('a project', () => {
  test('is what was asked for, and found again by another process', async () => {
    await projects.create('p', 'Plant diary 🌱', WISHES)
    const other = new Store(join(folder, 'store.sqlite'))
    expect(new Projects(other, () => 0).get('p')).toEqual({
      id: 'p',
      name: 'Plant diary 🌱',
      wishes: WISHES,
      overrule: {},
      caps: {},
      createdAt: iso(1000),
      updatedAt: iso(1000),
    })
    other.close()
  })

  test('of an id that is taken is not made', async () => {
    await projects.create('p', 'One', WISHES)
    await expect(projects.create('p', 'Two', WISHES)).rejects.toThrow(StoreConflict)
    expect(projects.get('p').name).toBe('One')
  })

  test('that is not there is said to be so, whatever is asked of it', async () => {
    expect(() => projects.get('x')).toThrow(ProjectUnknown)
    for (const change of [
      () => projects.rename('x', 'Y'),
      () => projects.wish('x', WISHES),
      () => projects.archive('x', true),
      () => projects.remove('x'),
      () => documents.add('x', draft('brief', 'An idea.'), 0),
    ])
      await expect(change()).rejects.toThrow(ProjectUnknown)
  })

  test('comes first in the list when anything of it was changed last', async () => {
    for (const id of ['a', 'b', 'c']) {
      time += 1
      await projects.create(id, id, WISHES)
    }
    expect(names()).toEqual(['c', 'b', 'a'])
    time += 1
    await documents.add('a', draft('brief', 'An idea.'), 0)
    expect(names()).toEqual(['a', 'c', 'b'])
    time += 1
    await projects.rename('b', 'B')
    expect(names()).toEqual(['B', 'a', 'c'])
    expect(projects.newest(1)).toHaveLength(1)
  })

  test('that is archived leaves the list, keeps when, and comes back', async () => {
    await projects.create('a', 'A', WISHES)
    time = 2000
    await projects.archive('a', true)
    time = 3000
    await projects.archive('a', true)
    expect([names(), names(true), projects.get('a').archivedAt]).toEqual([[], ['A'], iso(2000)])
    await projects.archive('a', false)
    expect([names(), names(true), projects.get('a').archivedAt]).toEqual([['A'], [], undefined])
  })

  test('that is deleted takes its documents with it, and names the runs that are left to forget', async () => {
    await projects.create('p', 'P', WISHES)
    await documents.add('p', draft('brief', 'An idea.'), 0)
    await enter('r', 'design')
    expect(await projects.remove('p')).toEqual(['r'])
    expect(documents.newest('p').size).toBe(0)
    expect(store.rows('SELECT * FROM stage_runs')).toEqual([])
    await projects.create('p', 'Again', WISHES)
    expect(documents.history('p', 'brief')).toEqual([])
  })
})

test('what happened to a task is kept, replaced, and forgotten', async () => {
  await projects.create('p', 'P', WISHES)
  const book = new ProgressBook(store, () => time)
  await book.record('p', 'T-1.1', { state: 'blocked', note: 'No key.' })
  await book.record('p', 'T-1.2', { state: 'done' })
  await book.record('p', 'T-1.1', { state: 'done', note: 'It works.' })
  expect([...book.of('p')]).toEqual([
    ['T-1.1', { state: 'done', note: 'It works.' }],
    ['T-1.2', { state: 'done' }],
  ])
  await book.record('p', 'T-1.2')
  expect([...book.of('p').keys()]).toEqual(['T-1.1'])
  await expect(book.record('x', 'T-1.1', { state: 'done' })).rejects.toThrow(ProjectUnknown)
})

describe('a document', () => {
  beforeEach(async () => {
    await projects.create('p', 'P', WISHES)
  })

  test('has versions that stay as they were, to the byte', async () => {
    const texts = ['One\r\n\n', 'Zwei — 植物 🌱', '']
    for (const [at, text] of texts.entries()) {
      time = at
      expect(await documents.add('p', draft('brief', text), at)).toBe(at + 1)
    }
    expect(texts.map((_, at) => documents.version('p', 'brief', at + 1)?.text)).toEqual(texts)
    expect(documents.version('p', 'brief')).toMatchObject({ number: 3, text: '', createdAt: iso(2) })
    expect(documents.history('p', 'brief').map(({ number }) => number)).toEqual([3, 2, 1])
    expect(documents.version('p', 'brief', 4)).toBeUndefined()
    expect(documents.version('p', 'design')).toBeUndefined()
  })

  test('is not overwritten by who has not seen its newest version', async () => {
    await documents.add('p', draft('design', 'Mine.'), 0)
    await expect(documents.add('p', draft('design', 'Yours.'), 0)).rejects.toThrow(StoreConflict)
    await expect(documents.add('p', draft('design', 'Yours.'), 2)).rejects.toThrow(StoreConflict)
    expect(documents.version('p', 'design')?.text).toBe('Mine.')
  })

  test('takes what a run wrote once, however many read its end', async () => {
    const standsOn = [{ document: 'brief', number: 1, hash: 'h' }]
    const written = { document: 'design', text: 'By a run.', author: 'run' as const, run: 'r', standsOn }
    await documents.add('p', draft('design', 'By hand.'), 0)
    const other = new Store(join(folder, 'store.sqlite'))
    const elsewhere = new Documents(other, () => 9)
    expect(await Promise.all([documents.addOnce('p', written), elsewhere.addOnce('p', written)])).toEqual([
      2, 2,
    ])
    other.close()
    expect(documents.history('p', 'design').map(({ run }) => run)).toEqual(['r', undefined])
    expect(documents.version('p', 'design')?.standsOn).toEqual(standsOn)
  })

  test('is listed with the others by its newest version alone', async () => {
    await documents.add('p', draft('brief', 'One.'), 0)
    await documents.add('p', draft('brief', 'Two.'), 1)
    await documents.add('p', draft('phase-3', 'Three.'), 0)
    await projects.create('q', 'Q', WISHES)
    await documents.add('q', draft('brief', 'Another.'), 0)
    const newest = [...documents.newest('p').values()].map(({ document, number, text }) => [
      document,
      number,
      text,
    ])
    expect(newest.sort()).toEqual([
      ['brief', 2, 'Two.'],
      ['phase-3', 1, 'Three.'],
    ])
  })
})
