import { describe, expect, test } from 'bun:test'
import { Blocks } from '../../src/markdown/blocks.ts'
import { type Finding, LintStream } from '../../src/planning/lint.ts'
import { Remarks } from '../../src/runs/remarks.ts'
import { printedSeed, seeded } from '../support/random.ts'
import type { RunReader } from '../support/run-reader.ts'
import { makeWorld } from '../support/run-world.ts'
import { ORDER, piecesOf, token } from '../support/runs.ts'

const TEXT = `# Plant diary

## Requirements

- **R-1** The app shall answer fast.

- **R-2** The app shall store a plant within 200 ms.

## Risks

TODO: write the risks.

The password is sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD.
`

/** What the rules say of the text's blocks, read in one go. */
function foundIn(text: string): Finding[] {
  const stream = new LintStream('design', { texts: { brief: ORDER.input.requirements } })
  const blocks = new Blocks()
  return [...blocks.push(text), ...blocks.end()].flatMap((block) => stream.block(block))
}

const toldTo = (reader: RunReader): Finding[] =>
  reader.events.filter(({ type }) => type === 'finding').map(({ json }) => JSON.parse(json) as Finding)

describe('while a document is written', () => {
  test('each finding is an event right behind the text that closed its block, however the text comes', async () => {
    const random = seeded(printedSeed('findings'))
    const expected = foundIn(TEXT)
    expect(expected.length).toBeGreaterThan(2)
    for (let round = 0; round < 20; round += 1) {
      const { provider, boot } = makeWorld()
      const here = boot()
      const reader = here.reader(await here.start())
      ;(await provider.asked()).text(...piecesOf(random, TEXT, 30)).finish()
      await reader.over()
      reader.check(TEXT)
      expect(toldTo(reader)).toEqual(expected)
      let text = ''
      const blocks = new Blocks()
      let closed = 0
      for (const { type, json } of reader.events) {
        const { content = '', place } = JSON.parse(json) as { content?: string } & Partial<Finding>
        if (type === 'finding') {
          expect(place?.end).toBeLessThanOrEqual(text.length)
          // Told before anything after its block is closed.
          if (blocks.closedEnd < text.length) expect(place?.start).toBeGreaterThanOrEqual(closed)
        } else if (type === 'token') {
          closed = blocks.closedEnd
          text += content
          blocks.push(content)
        }
      }
    }
  })

  test('what was found is not told again when the model breaks off, a person continues, or another process goes on', async () => {
    const world = makeWorld()
    const here = world.boot({ autoContinue: 1 })
    const id = await here.start()
    const reader = here.reader(id)
    /** Answers from where the model is asked to go on. */
    const answer = async (until: number) => {
      const ask = await world.provider.asked()
      const kept = ask.request.messages.findLast(({ role }) => role === 'assistant')?.content ?? ''
      return ask.text(...piecesOf(seeded(1), TEXT.slice(kept.length, until), 9))
    }
    ;(await answer(TEXT.indexOf('TODO') + 2)).fail()
    ;(await answer(TEXT.indexOf('The password') + 3)).fail()
    await reader.over()
    expect(reader.pause?.code).toBe('model_broke_off')
    await here.settled()
    here.crash()
    const there = world.boot()
    await there.conductor.continue(id)
    reader.join(there.journal)
    ;(await answer(TEXT.length)).finish()
    await reader.over()
    reader.check(TEXT)
    expect(toldTo(reader)).toEqual(foundIn(TEXT))
  })

  test('what a process found and did not live to tell, the next one tells', () => {
    const lint = new LintStream('design', { texts: {} })
    const [first, ...others] = foundIn(TEXT)
    const remarks = new Remarks(lint, TEXT, first ? [first] : [], () => {})
    // The last block is still open.
    const told = [...remarks.beside([token('\n')]), ...remarks.end()].filter(({ type }) => type === 'finding')
    expect(told.map(({ data }) => (data as Finding).id)).toEqual(others.map(({ id }) => id))
  })

  test('a rule that throws costs the remarks and not the document', () => {
    const errors: unknown[] = []
    const broken = {
      block: () => {
        throw new Error('a rule')
      },
    } as unknown as LintStream
    const remarks = new Remarks(broken, '', [], (error) => errors.push(error))
    const drafts = [token('one\n\n'), token('two\n\n'), token('three\n\n')]
    expect(drafts.flatMap((draft) => remarks.beside([draft]))).toEqual(drafts)
    expect(remarks.end()).toEqual([])
    expect(errors).toHaveLength(1)
  })
})

test('what stopped a document in the middle of a block says nothing of that block', async () => {
  const { provider, boot } = makeWorld()
  const here = boot()
  const id = await here.start()
  const reader = here.reader(id)
  const ask = await provider.asked()
  ask.text('# Plant diary\n\nTODO: wri')
  while (!reader.text.includes('TODO')) await new Promise((resolve) => setImmediate(resolve))
  await here.conductor.stop(id)
  await reader.over()
  expect(reader.end?.type).toBe('stopped')
  expect(toldTo(reader)).toEqual([])
})
