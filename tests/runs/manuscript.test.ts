import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { Renderer } from '../../src/markdown/render.ts'
import type { Finding } from '../../src/planning/lint.ts'
import { type JournalWriter, RunUnknown } from '../../src/runs/journal.ts'
import { type Manuscript, Manuscripts, type Sheet } from '../../src/runs/manuscript.ts'
import { emptyDisk, MemoryJournal } from '../support/memory-journal.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { ORDER, piecesOf, someId, token, until } from '../support/runs.ts'

const TEXT = `# Plant diary

See [the site][1] and *the* rest.

[1]: https://example.org/a

- **R-1** Water them. 🌱
- **R-2** Not at night.

\`\`\`ts
const a = 1

const b = 2
\`\`\`

| a | b |
|---|---|
| 1 | 2 |

The end of [it][1].
`

const RUN = {
  id: 'x',
  stage: 'design' as const,
  name: 'Plant diary',
  model: 'scripted',
  provider: 'openai',
  status: 'asking' as const,
  createdAt: '2026-01-01T00:00:00.000Z',
}
const begin = { type: 'run', data: { run: RUN } }
const end = {
  type: 'done',
  data: {
    run: { ...RUN, status: 'done' },
    usage: { promptTokens: 1, outputTokens: 2, estimated: false },
    endedAt: '2026-01-01T00:00:09.000Z',
  },
}
const goOn = (keep: number) => ({
  type: 'notice',
  data: { kind: 'continued', message: 'Going on.', keep, cause: 'person' },
})

/** A property of it; a method as its own. */
function bound(of: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(of, name)
  return typeof value === 'function' ? value.bind(of) : value
}

const html = (sheet: Sheet): string => sheet.blocks.map((block) => block.html).join('') + sheet.tail
const drawn = (source: string): string => new Renderer().block(source)

describe('the manuscript of a run', () => {
  const disk = emptyDisk()
  let journal: MemoryJournal
  let manuscripts: Manuscripts
  let writer: JournalWriter
  let id: string
  let held: Manuscript[] = []

  const hold = async (from = manuscripts): Promise<Manuscript> => {
    const manuscript = await from.hold(id)
    held.push(manuscript)
    return manuscript
  }
  /** As another process, or this one after a restart, draws it. */
  const holdAnew = () => hold(new Manuscripts(journal))

  beforeEach(async () => {
    journal = new MemoryJournal(disk, 'first')
    manuscripts = new Manuscripts(journal)
    id = someId()
    writer = await journal.create(id, ORDER)
    await writer.append([begin])
  })

  afterEach(() => {
    for (const manuscript of held.splice(0)) manuscript.release()
    held = []
  })

  test('holds all that was written when it is opened, its end included', async () => {
    await writer.append([token('# One\n\nTwo'), token(' and three\n'), end])
    const { sheet } = await hold()
    expect(sheet).toMatchObject({ last: 4, resting: true, tail: '' })
    expect(html(sheet)).toBe(drawn('# One\n\n') + drawn('Two and three\n'))
  })

  test('grows with the run: closed blocks stay, the tail is drawn anew', async () => {
    const manuscript = await hold()
    await writer.append([token('# One\n\nTw')])
    await until(() => manuscript.sheet.last === 2)
    const [first, ...more] = manuscript.sheet.blocks
    expect(first).toEqual({ html: drawn('# One\n\n'), at: 2 })
    expect(more).toEqual([])
    expect(manuscript.sheet.tail).toBe(drawn('Tw'))
    await writer.append([token('o\n\nThree')])
    await until(() => manuscript.sheet.last === 3)
    expect(manuscript.sheet.blocks[0]).toBe(first)
    expect(manuscript.sheet.blocks[1]).toEqual({ html: drawn('Two\n\n'), at: 3 })
    expect(manuscript.sheet.tail).toBe(drawn('Three'))
  })

  test('gives each block the number of the event that closed it, whoever reads the journal, and when', async () => {
    const random = seeded(printedSeed('numbers of blocks'))
    const live = await hold()
    for (const piece of piecesOf(random, TEXT, 9)) {
      await writer.append([token(piece)])
      // Live readers come at any moment, some in the middle of what is written together.
      if (random() < 0.3) await until(() => live.sheet.last === live.sheet.state.last && random() < 0.5)
    }
    await writer.append([end])
    const { sheet } = await holdAnew()
    await until(() => live.resting)
    expect(sheet.blocks.length).toBeGreaterThan(6)
    expect(live.sheet.blocks).toEqual(sheet.blocks)
    expect(sheet.blocks.map(({ at }) => at)).toEqual(sheet.blocks.map(({ at }) => at).sort((a, b) => a - b))
  })

  test('has what rules found behind the block that it is about, for who watches and for who comes later', async () => {
    const draw = ({ message }: Finding) => `[${message}]`
    const open = () => hold(new Manuscripts(journal, undefined, draw))
    const found = (message: string, start: number) => ({
      type: 'finding',
      data: {
        id: message,
        rule: 'x',
        severity: 'hint',
        message,
        place: { document: 'design', start, end: start + 1 },
      },
    })
    const live = await open()
    await writer.append([token('One\n\nTwo\n\nLa')])
    await writer.append([found('in two', 6), token('st\n')])
    await writer.append([found('in last', 11), end])
    await until(() => live.resting)
    const blocks = [drawn('One\n\n'), drawn('Two\n\n'), '[in two]', drawn('Last\n'), '[in last]']
    expect(html(live.sheet)).toBe(blocks.join(''))
    expect((await open()).sheet.blocks).toEqual(live.sheet.blocks)
  })

  test('cuts its tail to what a continuation keeps', async () => {
    const manuscript = await hold()
    await writer.append([token('# One\n\nTwo is lo'), goOn(7), token('Two is better\n'), end])
    await until(() => manuscript.resting)
    expect(html(manuscript.sheet)).toBe(drawn('# One\n\n') + drawn('Two is better\n'))
    expect(manuscript.sheet.stoodStill).toBe(true)
  })

  test('is drawn anew when a continuation keeps less than is closed', async () => {
    const manuscript = await hold()
    await writer.append([token('# One\n\nTwo\n\nThree')])
    await until(() => manuscript.sheet.blocks.length === 2)
    const { edition } = manuscript.sheet
    await writer.append([goOn(7), token('Other\n'), end])
    await until(() => manuscript.resting)
    expect(html(manuscript.sheet)).toBe(drawn('# One\n\n') + drawn('Other\n'))
    expect(manuscript.sheet.edition).not.toBe(edition)
    expect(manuscript.sheet.voidBelow).toBe(3)
  })

  test('says at its first sight that a run is paused', async () => {
    await writer.append([token('Half a sen')])
    await writer.pause({ code: 'model_broke_off', message: 'The model broke off.' })
    const { sheet } = await hold()
    expect(sheet).toMatchObject({ resting: true, pause: { message: 'The model broke off.' }, gone: false })
    expect(sheet.tail).toBe(drawn('Half a sen'))
  })

  test('of a run that was continued is another than the one that stood still', async () => {
    await writer.append([token('Half')])
    await writer.pause({ code: 'model_broke_off', message: 'The model broke off.' })
    const before = await hold()
    await writer.append([goOn(0), token('Whole\n')])
    const after = await hold()
    expect(after).not.toBe(before)
    expect(after.sheet).toMatchObject({ resting: false, pause: undefined, last: 4 })
  })

  test('holds what was written by now for who opens it again, announced or not, and its end', async () => {
    const silent = new Manuscripts(
      new Proxy(journal, { get: (of, name) => (name === 'watch' ? () => () => {} : bound(of, name)) }),
    )
    await writer.append([begin, token('One ')])
    expect(html((await hold(silent)).sheet)).toBe('<p>One</p>\n')
    await writer.append([token('two')])
    expect(html((await hold(silent)).sheet)).toBe('<p>One two</p>\n')
    await writer.append([token(' three'), end])
    const { sheet } = await hold(silent)
    expect([html(sheet), sheet.resting]).toEqual(['<p>One two three</p>\n', true])
  })

  test('is one for all that watch, and freed when the last has left', async () => {
    const [one, two] = [await manuscripts.hold(id), await manuscripts.hold(id)]
    expect(one).toBe(two)
    expect(journal.run(id).wakes.size).toBe(1)
    one.release()
    expect(manuscripts.count).toBe(1)
    two.release()
    expect(manuscripts.count).toBe(0)
    expect(journal.run(id).wakes.size).toBe(0)
  })

  test('draws many tokens that come at once in few steps, the first at once', async () => {
    const manuscript = await manuscripts.hold(id)
    held.push(manuscript)
    let steps = 0
    manuscript.listen(() => {
      steps += 1
    })
    for (let n = 0; n < 200; n += 1) {
      await writer.append([token(`word${n} `)])
      await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => manuscript.sheet.last === 201)
    expect(steps).toBeLessThan(100)
  })

  test('of a run that is deleted meanwhile says that it is gone', async () => {
    const manuscript = await hold()
    await writer.append([token('One')])
    await journal.forget(id)
    await until(() => manuscript.resting)
    expect(manuscript.sheet.gone).toBe(true)
  })

  test('knows for how long nothing has come', async () => {
    let now = 0
    const manuscript = await hold(new Manuscripts(journal, () => now))
    await writer.append([token('# One\n\n')])
    await until(() => manuscript.sheet.last === 2)
    expect(manuscript.sheet.quietMs).toBe(0)
    now += 30_000
    const { sheet } = manuscript
    await until(() => manuscript.sheet !== sheet)
    expect(manuscript.sheet.quietMs).toBe(30_000)
    await writer.append([token('Two')])
    await until(() => manuscript.sheet.last === 3)
    expect(manuscript.sheet.quietMs).toBeLessThan(30_000)
  })

  test('of a run that is not there is none, and keeps nothing', async () => {
    await expect(manuscripts.hold(someId())).rejects.toBeInstanceOf(RunUnknown)
    expect(manuscripts.count).toBe(0)
  })

  test('starts over when the journal holds less than was read', async () => {
    const manuscript = await hold()
    await writer.append([token('# One\n\n'), token('Two')])
    await until(() => manuscript.sheet.last === 3)
    const { edition } = manuscript.sheet
    // As after a power cut: the last events were never written down.
    const run = journal.run(id)
    run.events.splice(2)
    for (const wake of run.wakes) wake()
    await until(() => manuscript.sheet.edition !== edition && manuscript.sheet.last === 2)
    expect(html(manuscript.sheet)).toBe(drawn('# One\n\n'))
  })
})
