import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { backUp } from '../../src/backup/backup.ts'
import { checkData } from '../../src/backup/check-data.ts'
import { restore } from '../../src/backup/restore.ts'
import { openData } from '../../src/open-data.ts'
import type { JournalWriter } from '../../src/runs/journal.ts'
import type { Run } from '../../src/runs/run.ts'
import { listedRuns } from '../../src/store/snapshot.ts'
import { ORDER, someId, token } from '../support/runs.ts'

const log = pino({ level: 'silent' })
let work: string
let one: ReturnType<typeof openData>
let other: ReturnType<typeof openData>

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'devussy-backup-'))
  one = openData(`${work}/data`, 'one', log)
  other = openData(`${work}/data`, 'other', log)
})
afterEach(async () => {
  for (const { journal, store } of [one, other]) {
    await journal.close()
    store.close()
  }
  rmSync(work, { recursive: true, force: true })
})

const runOf = (id: string, status: Run['status']): Run => ({
  id,
  stage: 'design',
  name: 'n',
  model: 'm',
  provider: 'p',
  status,
  createdAt: '2026-01-01T00:00:00.000Z',
})
const endOf = (id: string) => ({
  type: 'done',
  data: { run: runOf(id, 'done'), endedAt: '2026-01-01T00:01:00.000Z' },
})

async function begin(id = someId()): Promise<JournalWriter> {
  const writer = await one.journal.create(id, ORDER)
  await writer.append([{ type: 'run', data: { run: runOf(id, 'asking') } }, token('a')])
  return writer
}

const make = (name = 'backup') =>
  backUp({
    dataDir: `${work}/data`,
    target: `${work}/${name}`,
    version: '0',
    withSecrets: true,
    now: () => 0,
  })

const listed = (folder: string) =>
  Object.fromEntries(listedRuns(`${folder}/devussy.sqlite`).map(({ id, status }) => [id, status]))

describe('the list in a backup', () => {
  test('names what was copied and nothing else, as it stood when it was copied', async () => {
    const [unlisted, ended, open] = [await begin(), await begin(), await begin()]
    const lost = someId()
    await one.runs.enter(runOf(ended.id, 'writing'))
    await one.runs.enter(runOf(open.id, 'writing'))
    await one.runs.enter(runOf(lost, 'asking'))
    await ended.append([endOf(ended.id)])
    expect((await make()).runs).toEqual({ ended: 1, open: 2 })
    expect(listed(`${work}/backup`)).toEqual({
      [unlisted.id]: 'writing',
      [ended.id]: 'done',
      [open.id]: 'writing',
    })
    expect(await checkData(`${work}/backup`)).toEqual({ ended: 1, open: 2, problems: [] })
    expect(listed(`${work}/data`)).toMatchObject({ [lost]: 'asking' })
  })

  test('has packed runs too, and the copy lists them as they were', async () => {
    const writer = await begin()
    await writer.append([endOf(writer.id)])
    await writer.close()
    await one.runs.enter(runOf(writer.id, 'done'))
    const before = await one.journal.read(writer.id, 0, 100)
    await one.packer.pack(writer.id)
    await make()
    const { report } = await restore(`${work}/backup`, `${work}/restored`)
    expect(report).toEqual({ ended: 1, open: 0, problems: [] })
    const restored = openData(`${work}/restored`, 'new', log)
    expect(await restored.journal.read(writer.id, 0, 100)).toEqual(before)
    restored.store.close()
  })
})

test('a line that is being written is not in the copy', async () => {
  const writer = await begin()
  const path = `${work}/data/journal/${writer.id}.1.log`
  const whole = readFileSync(path)
  appendFileSync(path, '0123abcd 3 token {"conte')
  await make()
  expect(readFileSync(`${work}/backup/journal/${writer.id}.1.log`)).toEqual(whole)
})

test('runs that grow, change hands, end, are packed and forgotten meanwhile are whole in the copy, or not there', async () => {
  let rounds = 0
  const busy = async () => {
    for (let round = 0; round < 4; round += 1) {
      const first = await begin()
      await one.runs.enter(runOf(first.id, 'writing'))
      for (let n = 0; n < 20; n += 1) await first.append([token('x'.repeat(500))])
      const second = await other.journal.takeOver(first.id)
      for (let n = 0; n < 20; n += 1) await second.append([token('y'.repeat(500))])
      await second.append([endOf(first.id)])
      await second.close()
      await first.close()
      if (rounds % 3 === 0) await one.packer.pack(first.id)
      if (rounds % 3 === 1) {
        await one.journal.forget(first.id)
        await one.runs.remove(first.id)
      }
      rounds += 1
    }
  }
  for (let backup = 0; backup < 5; backup += 1) {
    const working = Promise.all([busy(), busy(), busy()])
    const { runs } = await make(`backup ${backup}`)
    await working
    const { problems, ...found } = await checkData(`${work}/backup ${backup}`)
    expect(problems).toEqual([])
    expect(found).toEqual(runs)
  }
}, 30_000)

test('what cannot be copied leaves nothing behind', async () => {
  await begin()
  rmSync(`${work}/data/devussy.sqlite`)
  await expect(make()).rejects.toThrow('nothing to back up')
  expect(readdirSync(work)).toEqual(['data'])
})
