import { afterAll, beforeAll, expect, test } from 'bun:test'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'
import { readEvents, textOf } from '../support/events.ts'
import type { Script, Step } from '../support/model-server.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const PIECES = [
  'word ',
  'a',
  ' ',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\t',
  '  ',
  'data: x\n',
  'event: done\n',
  'id: 7\n\n',
  ': comment\n',
  '\n\ndata: [DONE]\n\n',
  '😀',
  '👩‍👩‍👧‍👦',
  'é',
  'é',
  '日本語',
  'עברית',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\u0000',
  '\u0085',
  '\u001b[0m',
  '"',
  '\\',
  '\\n',
  '{"content":"x"}',
  '</script>',
  '<hx-partial hx-get="/x">',
  '&amp;',
  '`',
  '```\n',
  '# T\n',
  '| a | b |\n',
  '- R-1: x\n',
  '\\ud83d',
  '%',
  '$&',
]

const randomText = (random: () => number) =>
  Array.from({ length: between(random, 1, 60) }, () => pick(random, PIECES)).join('')

/** Cuts between any two UTF-16 code units, inside surrogate pairs too. */
function randomDeltas(random: () => number, text: string): string[] {
  const deltas: string[] = []
  for (let at = 0; at < text.length; ) {
    const length = pick(random, [1, 1, 1, 2, 3, 7, 20, 200])
    deltas.push(text.slice(at, at + length))
    at += length
  }
  return deltas
}

/** Cuts between any two bytes, inside characters and lines too. */
const randomChunks = (random: () => number) => (bytes: Uint8Array) => {
  const chunks: Uint8Array[] = []
  const single = random() < 0.1
  for (let at = 0; at < bytes.length; ) {
    const length = single && bytes.length < 4000 ? 1 : pick(random, [1, 2, 5, 30, 500, 5000])
    chunks.push(bytes.subarray(at, at + length))
    at += length
  }
  return chunks
}

/** Half a character cannot be written as UTF-8, so JSON carries it as an escape, as models' servers do. */
const escaped = (deltas: string[]): Step[] =>
  deltas.map((content) => ({
    raw: `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`,
  }))

const TEXTS = 1000

test(`${TEXTS} random texts come out byte for byte: stream, download and whole answer`, async () => {
  const random = seeded(printedSeed('text fidelity'))
  const cookie = `devussy_session=${await app.parts.sessions.open()}`
  const one = async (text: string, chunks?: Script['chunks']) => {
    const key = { 'idempotency-key': crypto.randomUUID() }
    app.model.next({ deltas: escaped(randomDeltas(random, text)), chunks })
    const events = await readEvents(await app.post('/api/design/stream', BRIEF, key))
    expect(events.at(-1)?.type).toBe('done')
    expect(textOf(events)).toBe(text)
    const whole = (await (await app.post('/api/design', BRIEF, key)).json()) as {
      design: { markdown: string }
    }
    expect(whole.design.markdown).toBe(text)
    const download = await app.fetch(`/runs/${events[0]?.data.run?.id}/download`, { headers: { cookie } })
    expect(Buffer.from(await download.arrayBuffer()).equals(Buffer.from(text))).toBe(true)
  }
  for (let done = 0; done < TEXTS; done += 1) {
    let text = randomText(random)
    // A document of nothing but white space counts as no answer.
    if (text.trim() === '') text += 'x'
    await one(text, random() < 0.5 ? randomChunks(random) : undefined)
  }
}, 120_000)

test('a character whose halves come in two deltas is one character to every reader', async () => {
  app.model.next({ deltas: escaped(['a\ud83d', '\ude00b\ud83d', '\ude00']) })
  const events = await readEvents(await app.post('/api/design/stream', BRIEF))
  for (const { type, data } of events) if (type === 'token') expect(data.content?.isWellFormed()).toBe(true)
  expect(textOf(events)).toBe('a😀b😀')
})
