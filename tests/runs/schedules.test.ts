import { expect, test } from 'bun:test'
import { playStories, tell } from '../faults/schedules-play.ts'
import { printedSeed } from '../support/random.ts'

/** A seed fails in its first story: SEED repeats it. */
const stories = async (medium: 'memory' | 'files', count: number) => {
  const broken = await playStories(printedSeed(`stories on ${medium}`), count, medium)
  return broken && tell(broken)
}

test('however starts, tokens, leaves, stops, breaks, crashes and take-overs fall together, every reader has the document', async () => {
  expect(await stories('memory', 300)).toBeUndefined()
}, 60_000)

test('and so it is on files', async () => {
  expect(await stories('files', 60)).toBeUndefined()
}, 60_000)
