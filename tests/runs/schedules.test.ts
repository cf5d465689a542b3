import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { foldRun } from '../../src/runs/fold.ts'
import type { Journal } from '../../src/runs/journal.ts'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'
import { RunReader } from '../support/run-reader.ts'
import { makeWorld, memoryJournals, type RunProcess } from '../support/run-world.ts'
import { type Ask, brokeOff } from '../support/scripted-provider.ts'

const WORDS = [
  '# T\n\n',
  'word ',
  '\n\n',
  '- item\n',
  '🌱',
  '\r\n',
  '```\n',
  'data: x',
  '\ud83c',
  '\udf31',
  '| a |\n',
  ' ',
]
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** One run through starts, tokens, leaves, returns, stops, continues and crashes, in an order that `random` decides. */
async function playSchedule(random: () => number, openJournal: (owner: string) => Journal): Promise<void> {
  const world = makeWorld(openJournal, random)
  let here: RunProcess = world.boot({
    autoContinue: between(random, 0, 2),
    lengthContinues: 2,
    documentChars: 400,
  })
  const id = await here.start()
  const readers: RunReader[] = []
  const open = (): Ask | undefined =>
    world.provider.asks.findLast((ask) => !ask.closed && !ask.signal.aborted)
  const swallow = () => {}
  const acts: (() => unknown)[] = [
    ...Array.from({ length: 8 }, () => () => open()?.text(pick(random, WORDS), pick(random, WORDS))),
    () => open()?.fail(brokeOff()),
    () => open()?.fail(new TypeError('unforeseen')),
    () => open()?.endEarly(),
    () => open()?.finish(pick(random, ['stop', 'length', 'length', 'filter'])),
    async () => {
      const { last } = await here.journal.state(id)
      const from = readers.length === 0 ? 0 : between(random, 0, last)
      readers.push(new RunReader(id, from).join(here.journal))
    },
    () => readers.length > 0 && pick(random, readers).leave(),
    () => readers.length > 0 && pick(random, readers).join(here.journal),
    () => here.conductor.continue(id).catch(swallow),
    () => here.conductor.continue(id).catch(swallow),
    () => random() < 0.15 && here.conductor.stop(id).catch(swallow),
    () => here.conductor.recover(),
    async () => {
      here.crash()
      here = world.boot({ autoContinue: 1, lengthContinues: 2, documentChars: 400 })
      for (const reader of readers) if (random() < 0.5) reader.join(here.journal)
      if (random() < 0.7) await here.conductor.recover()
    },
  ]
  for (let step = between(random, 5, 40); step > 0; step -= 1) {
    const acted = pick(random, acts)()
    if (random() < 0.6) await acted
    if (random() < 0.7) await turn()
  }
  // Whatever happened: somebody looks after it, or stops it, and then it has its end.
  await here.conductor.recover()
  open()?.finish()
  await turn()
  await here.conductor.stop(id).catch(swallow)
  await here.settled()

  const state = await foldRun(here.journal, id)
  expect(state.end).toBeDefined()
  for (const reader of readers) {
    await reader.join(here.journal).over()
    reader.check(state.text)
    expect(reader.resets).toBe(0)
    expect(reader.last).toBe(Math.max(state.last, reader.from))
  }
  const whole = await new RunReader(id).join(here.journal).over()
  whole.check(state.text)
  expect(whole.end).toBeDefined()
}

test('however starts, tokens, leaves, stops, breaks and crashes fall together, every reader has the document', async () => {
  const seed = printedSeed('schedules in memory')
  for (let round = 0; round < 150; round += 1) {
    await playSchedule(seeded(seed + round), memoryJournals().open).catch((error: unknown) => {
      throw new Error(`SEED=${seed + round} fails in its first round`, { cause: error })
    })
  }
}, 30_000)

test('and so it is on files', async () => {
  const seed = printedSeed('schedules on files')
  const folder = mkdtempSync(join(tmpdir(), 'devussy-schedules-'))
  try {
    for (let round = 0; round < 25; round += 1) {
      const journals: LogJournal[] = []
      const open = (owner: string) => {
        const journal = new LogJournal({ folder, owner, onDamage: () => {} })
        journals.push(journal)
        return journal
      }
      await playSchedule(seeded(seed + round), open).catch((error: unknown) => {
        throw new Error(`SEED=${seed + round} fails in its first round`, { cause: error })
      })
      await Promise.all(journals.map((journal) => journal.close()))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 30_000)
