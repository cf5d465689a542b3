import { expect, test } from 'bun:test'
import { playStories, playStory, tell } from '../faults/schedules-play.ts'
import type { Act, Story } from '../faults/schedules-story.ts'
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

/** A story that broke a law once: what happens in one moment, then all else has its turn. */
const atOnce = (...acts: Act[]): Story => ({
  seed: 1,
  autoContinue: 1,
  documentChars: 5000,
  endsByStop: true,
  steps: acts.map((act, at) => {
    const last = at === acts.length - 1
    return { act, who: 0, what: 0, waits: last, turns: last }
  }),
})

test('a run that its owner and its heir go on with at one moment goes on by itself no more often than it may', async () => {
  expect(await playStory(atOnce('ends early', 'freezes', 'recovers'), 'files')).toBeUndefined()
})
