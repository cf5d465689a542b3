import { describe, expect, test } from 'bun:test'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { COMMENT, encodeEvent, encodeFrame, encodeRetry } from '../../src/sse/encode.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'

/** What a reader that none of us wrote makes of the bytes, however they are cut. */
function read(random: () => number, text: string): EventSourceMessage[] {
  const messages: EventSourceMessage[] = []
  const parser = createParser({
    onEvent: (message) => messages.push(message),
    onError: (error) => {
      throw error
    },
  })
  const decoder = new TextDecoder()
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; ) {
    const length = between(random, 1, 12)
    parser.feed(decoder.decode(bytes.subarray(at, at + length), { stream: true }))
    at += length
  }
  return messages
}

const PIECES = [
  'a',
  ' ',
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  'data: x',
  'event: done\n',
  'id: 9\r',
  ':',
  '\0',
  '\x1b',
  '🌱',
  '\ud83c',
  '\u2028',
  '\ufeff',
  '"',
  '\\',
  '</script>',
]

describe('a frame', () => {
  test('of JSON is read as it was written, whatever a model put into it', () => {
    const seed = printedSeed('frames of JSON')
    for (let round = 0; round < 500; round += 1) {
      const random = seeded(seed + round)
      const contents = Array.from({ length: 5 }, () =>
        Array.from({ length: between(random, 0, 12) }, () => pick(random, PIECES)).join(''),
      )
      const stream = contents
        .map((content, at) => encodeEvent({ n: at + 1, type: 'token', json: JSON.stringify({ content }) }))
        .join(pick(random, ['', COMMENT]))
      const messages = read(random, encodeRetry(1000) + stream)
      expect(messages.map(({ data }) => (JSON.parse(data) as { content: string }).content)).toEqual(contents)
      expect(messages.map(({ id, event }) => `${id} ${event}`)).toEqual(
        contents.map((_, at) => `${at + 1} token`),
      )
    }
  })

  test('of several lines is one event with those lines, never two', () => {
    const seed = printedSeed('frames of lines')
    for (let round = 0; round < 500; round += 1) {
      const random = seeded(seed + round)
      const some = Array.from({ length: between(random, 0, 12) }, () => pick(random, PIECES)).join('')
      // Half a character cannot be sent as UTF-8.
      const data = some.toWellFormed()
      const messages = read(
        random,
        encodeFrame({ id: 7, event: 'page', data }) + encodeFrame({ data: 'next' }),
      )
      expect(messages).toHaveLength(2)
      expect(messages[0]).toMatchObject({ id: '7', event: 'page', data: data.replace(/\r\n|\r/g, '\n') })
      expect(messages[1]?.data).toBe('next')
    }
  })

  test('has LF line ends alone, and ends in a blank line', () => {
    const frame = encodeFrame({ id: 1, event: 'x', data: 'a\rb\r\nc\n' })
    expect(frame).toBe('id: 1\nevent: x\ndata: a\ndata: b\ndata: c\ndata: \n\n')
  })

  test('without a number or a name has no such line', () => {
    expect(encodeFrame({ data: '{}' })).toBe('data: {}\n\n')
  })

  test.each(['done\ndata: forged', 'a\rb', 'a\0', 'a\u0085b', '\x7f'])(
    'is refused with a name that could forge a line: %j',
    (event) => {
      expect(() => encodeFrame({ event, data: 'x' })).toThrow(RangeError)
      expect(() => encodeEvent({ n: 1, type: event, json: '{}' })).toThrow(RangeError)
    },
  )

  test('of an event is made once for all its readers', () => {
    const event = { n: 1, type: 'token', json: '{"content":"x"}' }
    const first = encodeEvent(event)
    expect(encodeEvent(event)).toBe(first)
  })
})
