import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { RunReader } from '../support/run-reader.ts'
import { numbersOf, ORDER, oneTo, someId, token } from '../support/runs.ts'

const END = { type: 'stopped', data: {} }
let folder: string
let id: string
const journals: LogJournal[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-power-'))
  id = someId()
})
afterEach(async () => {
  for (const journal of journals.splice(0)) await journal.close()
  rmSync(folder, { recursive: true, force: true })
})

function start(boot: string): LogJournal {
  const journal = new LogJournal({
    folder,
    owner: `process-of-${boot}`,
    boot,
    onDamage: (damage) => {
      throw damage
    },
  })
  journals.push(journal)
  return journal
}

const path = () => `${folder}/${id}.1.log`

/** Leaves of the file what a power cut left: the bytes up to the end of event `last`. */
function cut(last: number): void {
  const lines = readFileSync(path(), 'utf8').split('\n')
  truncateSync(path(), Buffer.byteLength(`${lines.slice(0, last + 1).join('\n')}\n`))
}

async function writeTokens(journal: LogJournal, count: number, word: string): Promise<void> {
  const writer = await journal.create(id, ORDER)
  for (let n = 1; n <= count; n += 1) await writer.append([token(`${word} ${n}. `)])
}

const words = (from: number, to: number, word: string) =>
  oneTo(to, from)
    .map((n) => `${word} ${n}. `)
    .join('')

describe('a reader that has seen more than a power cut has left', () => {
  test('is told to begin anew, and has the document, when it comes back before the run has got so far again', async () => {
    const before = start('one')
    await writeTokens(before, 10, 'old')
    const reader = new RunReader(id).join(before)
    await Bun.sleep(0)
    reader.leave()
    expect(reader.last).toBe(10)
    cut(6)
    const writer = await start('two').takeOver(id)
    const later = start('two')
    reader.join(later)
    await writer.append([token('new 7. '), END])
    await reader.over()
    expect(reader.resets).toBe(1)
    reader.check(words(1, 6, 'old') + words(7, 7, 'new'))
  })

  test('but one that begins at the start is given nothing twice, however much it is given at once', async () => {
    await writeTokens(start('one'), 10, 'old')
    cut(6)
    const writer = await start('two').takeOver(id)
    await writer.append(oneTo(60, 7).map((n) => token(`new ${n}. `)))
    const reader = new RunReader(id).join(start('two'))
    await writer.append([END])
    await reader.over()
    expect(reader.resets).toBe(0)
    reader.check(words(1, 6, 'old') + words(7, 60, 'new'))
  })

  test('is told to begin anew also when its numbers have been given to other events meanwhile', async () => {
    const before = start('one')
    await writeTokens(before, 10, 'old')
    const reader = new RunReader(id).join(before)
    await Bun.sleep(0)
    reader.leave()
    cut(6)
    const writer = await start('two').takeOver(id)
    await writer.append(oneTo(20, 7).map((n) => token(`new ${n}. `)))
    reader.join(start('two'))
    await writer.append([END])
    await reader.over()
    expect(reader.resets).toBe(1)
    reader.check(words(1, 6, 'old') + words(7, 20, 'new'))
  })

  test('reads on where all it has seen is there', async () => {
    await writeTokens(start('one'), 10, 'old')
    cut(6)
    const after = start('two')
    const writer = await after.takeOver(id)
    await writer.append([token('new 7. '), END])
    const inStep = new RunReader(id, 6).join(after)
    expect(numbersOf((await inStep.over()).events)).toEqual([7, 8])
    const whole = new RunReader(id, 8).join(after)
    await whole.over()
    expect([inStep.resets, whole.resets]).toEqual([0, 0])
  })

  test('reads on where only the process was another', async () => {
    const before = start('one')
    await writeTokens(before, 10, 'old')
    const writer = await start('one').takeOver(id)
    await writer.append([token('new 11. '), END])
    const reader = new RunReader(id, 11).join(start('one'))
    await reader.over()
    expect([reader.resets, numbersOf(reader.events)]).toEqual([0, [12]])
  })
})

test('a page of the file that never reached the disk, before one that did, is where the journal ends', async () => {
  await writeTokens(start('one'), 20, 'old')
  const bytes = readFileSync(path())
  const hole = bytes.indexOf(`old 12`)
  writeFileSync(path(), Buffer.concat([bytes.subarray(0, hole), Buffer.alloc(64), bytes.subarray(hole + 64)]))
  const after = start('two')
  expect(await after.state(id)).toMatchObject({ last: 11, ended: false })
  const writer = await after.takeOver(id)
  await writer.append([token('new 12. '), END])
  const reader = await new RunReader(id).join(start('two')).over()
  reader.check(words(1, 11, 'old') + words(12, 12, 'new'))
})

test('a run whose order never reached the disk is not taken for a run', async () => {
  writeFileSync(path(), '')
  const journal = start('two')
  journals.pop()
  expect(await journal.state(id)).toMatchObject({ last: 0, ended: false })
  await journal.close()
})
