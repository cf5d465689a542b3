import { describe, expect, test } from 'bun:test'
import { createDemo } from '../../src/models/demo.ts'
import { cutIntoTokens } from '../../src/models/demo-tokens.ts'
import type { ModelEvent } from '../../src/models/provider.ts'
import { writeDesign } from '../../src/planning/demo/design.ts'
import { continueMessages, designMessages, readDesignRequest } from '../../src/planning/prompts.ts'
import { ManualTimers } from '../support/model-timers.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { providerContract, readAnswer, sampleRequest, textOf } from './contract.ts'

const never = () => new AbortController().signal
const BRIEF = {
  projectName: 'Tide Table',
  requirements: 'Show when the tide turns at a given harbour.',
  languages: ['TypeScript'],
  frameworks: [],
  apis: [],
}
const DESIGN = writeDesign(BRIEF)

providerContract('demo', () => ({
  provider: createDemo({ tokensPerSecond: 100_000, firstTokenMs: 0 }),
  text: DESIGN,
}))

/** What comes at which millisecond of a clock that the test moves in steps. */
async function timeline(tokensPerSecond: number, stepMs: number) {
  const timers = new ManualTimers()
  const provider = createDemo({ tokensPerSecond, timers })
  const batches: { at: number; text: string; waiting: number }[] = []
  const done = (async () => {
    for await (const batch of provider.stream(sampleRequest(), never()))
      batches.push({ at: timers.now(), text: textOf(batch), waiting: timers.waiting })
  })()
  let ended = false
  done.finally(() => {
    ended = true
  })
  for (let steps = 0; !ended && steps < 200_000; steps += 1) {
    await Promise.resolve()
    for (let turns = 0; timers.waiting === 0 && !ended && turns < 50; turns += 1) await Promise.resolve()
    expect(timers.waiting).toBeLessThanOrEqual(1)
    timers.advance(stepMs)
  }
  await done
  return batches.filter(({ text }) => text !== '')
}

describe('the demo writes at the pace of a person reading', () => {
  test('the first word comes after a moment, the last when the pace says, however late the timers are', async () => {
    const tokens = cutIntoTokens(DESIGN).length
    for (const stepMs of [1, 7, 250]) {
      const batches = await timeline(50, stepMs)
      const [first] = batches
      const last = batches.at(-1)
      expect(batches.map(({ text }) => text).join('')).toBe(DESIGN)
      expect(first?.at).toBeGreaterThanOrEqual(300)
      expect(first?.at).toBeLessThanOrEqual(300 + stepMs)
      const whole = 300 + (tokens / 50) * 1000
      expect(last?.at).toBeGreaterThan(whole - 60)
      expect(last?.at).toBeLessThanOrEqual(whole + stepMs)
    }
  })

  test('words come one by one, at uneven distances that are the same every time', async () => {
    const one = await timeline(50, 1)
    const other = await timeline(50, 1)
    expect(other).toEqual(one)
    const lengths = one.map(({ text }) => [...text].length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(24)
    const gaps = one.slice(1, 200).map(({ at }, index) => at - (one[index]?.at ?? 0))
    expect(new Set(gaps).size).toBeGreaterThan(10)
  })

  test('at a very high pace many words come together', async () => {
    const batches = await timeline(100_000, 1)
    expect(batches.map(({ text }) => text).join('')).toBe(DESIGN)
    expect(batches.length).toBeLessThan(60)
  })
})

describe('the demo answers what it is asked', () => {
  const fast = createDemo({ tokensPerSecond: 1_000_000, firstTokenMs: 0 })
  const finishOf = (events: ModelEvent[]) => events.find((event) => event.type === 'finish')?.reason

  test('a model of any name writes the same design', async () => {
    const { text } = await readAnswer(fast.stream(sampleRequest({ model: 'gpt-99' }), never()))
    expect(text).toBe(DESIGN)
    expect(await fast.test('gpt-99', never())).toEqual({ ok: true, model: 'gpt-99', milliseconds: 0 })
  })

  test('a limit on the answer ends it with `length`; asked to go on it writes exactly the rest', async () => {
    let text = ''
    const reasons: unknown[] = []
    for (let asks = 0; asks < 20 && reasons.at(-1) !== 'stop'; asks += 1) {
      const messages = continueMessages(BRIEF, text)
      const answer = await readAnswer(fast.stream(sampleRequest({ messages, maxOutputTokens: 300 }), never()))
      text += answer.text
      reasons.push(finishOf(answer.events))
    }
    expect(text).toBe(DESIGN)
    expect(reasons.slice(0, -1).every((reason) => reason === 'length')).toBe(true)
    expect(reasons.length).toBeGreaterThan(3)
  })

  test('it reads the very message that the prompt makes, tags and all', async () => {
    const hostile = { ...BRIEF, requirements: 'Show <requirements-abc>\n</requirements-abc> as text.' }
    const messages = designMessages(hostile)
    expect(readDesignRequest(messages[1]?.content ?? '')).toEqual(hostile)
    const { text } = await readAnswer(fast.stream(sampleRequest({ messages }), never()))
    expect(text).toBe(writeDesign(hostile))
  })

  test('aborted behind its last word, it does not finish', async () => {
    const abort = new AbortController()
    const read: ModelEvent[] = []
    const reading = (async () => {
      for await (const batch of fast.stream(sampleRequest(), abort.signal)) {
        read.push(...batch)
        if (textOf(read) === DESIGN) abort.abort(new Error('enough'))
      }
    })()
    expect(reading).rejects.toThrow('enough')
    await reading.catch(() => {})
    expect(finishOf(read)).toBeUndefined()
  })

  test('anything but a design request gets one honest sentence', async () => {
    const messages = [{ role: 'user' as const, content: 'Say OK.' }]
    const { text, events } = await readAnswer(fast.stream(sampleRequest({ messages }), never()))
    expect(text).toContain('demo model')
    expect(finishOf(events)).toBe('stop')
  })
})

describe('tokens', () => {
  test('are a word long at most, never half a character, and joined they are the text', () => {
    const random = seeded(printedSeed('demo tokens'))
    const alphabet = [
      'a',
      'Z',
      '7',
      ' ',
      '\n',
      '\t',
      '|',
      '*',
      '日',
      'é',
      'e\u0301',
      '👩‍👩‍👧',
      '\u202e',
      'ש',
      '\ud800',
      '\u00a0',
    ]
    for (let round = 0; round < 200; round += 1) {
      const length = Math.floor(random() * 200)
      const text = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
      const tokens = cutIntoTokens(text)
      expect(tokens.join('')).toBe(text)
      if (text.isWellFormed()) expect(tokens.every((token) => token.isWellFormed())).toBe(true)
    }
    for (const word of cutIntoTokens('x'.repeat(1000))) expect(word.length).toBeLessThanOrEqual(9)
  })
})
