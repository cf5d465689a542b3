import { describe, expect, test } from 'bun:test'
import { ChatStream } from '../../src/models/chat-stream.ts'
import type { ModelEvent } from '../../src/models/provider.ts'
import { encodeDone, encodeFinish, encodeRole, encodeStep, encodeUsage } from '../support/model-script.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'
import { textOf } from './contract.ts'

const EVENTS = 'text/event-stream; charset=utf-8'
const bytesOf = (text: string) => new TextEncoder().encode(text)
const say = (text: string, newline = '\n') => String(encodeStep(text, newline))
const chunk = (value: unknown) => String(encodeStep({ chunk: value }, '\n'))
const FINISH = encodeFinish('stop', '\n') + encodeDone('\n')

function readAll(pieces: Iterable<Uint8Array | string>, type: string | null = EVENTS) {
  const chat = new ChatStream(type)
  const batches: ModelEvent[][] = []
  for (const piece of pieces) batches.push(chat.push(typeof piece === 'string' ? bytesOf(piece) : piece))
  batches.push(chat.end())
  const events = batches.flat()
  const reasoning = events.map((event) => (event.type === 'reasoning' ? event.text : '')).join('')
  return { chat, batches, text: textOf(events), reasoning, whole: chat.whole, code: chat.failure?.code }
}

const eachByte = (text: string) => Array.from(bytesOf(text), (byte) => Uint8Array.of(byte))

describe('the text of an answer', () => {
  test('comes byte for byte, however it and its stream are cut: 1,000 random answers', () => {
    const random = seeded(printedSeed('chat-stream texts'))
    const alphabet = [
      'a',
      'é',
      '漢',
      '😀',
      '👩‍👩‍👧',
      '\r\n',
      '\r',
      '\n',
      '\n\n',
      '\t',
      ' ',
      '\u2028',
      '\uFEFF',
      '\0',
      '"',
      '\\',
      'data: x\n\n',
      ': c',
      '<think>',
      '</think>',
      '[DONE]',
      '\\ud83d',
    ]
    for (let round = 0; round < 1000; round++) {
      const text = `#${Array.from({ length: between(random, 0, 25) }, () => pick(random, alphabet)).join('')}`
      const newline = pick(random, ['\n', '\r\n', '\r'] as const)
      let stream = pick(random, ['', '\uFEFF']) + encodeRole(newline)
      for (let at = 0; at < text.length; ) {
        // UTF-16 code units: a delta may end inside of a surrogate pair.
        const length = between(random, 1, 6)
        const content = text.slice(at, at + length)
        stream += `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}${newline}${newline}`
        if (random() < 0.25) stream += `: keep-alive${newline}${newline}`
        at += length
      }
      stream +=
        encodeFinish('stop', newline) + encodeUsage({ prompt_tokens: 3, completion_tokens: 4 }, newline)
      stream += pick(random, ['', encodeDone(newline)])
      const bytes = bytesOf(stream)
      const pieces: Uint8Array[] = []
      const longest = pick(random, [1, 20, 50, 200, 200, 5000, 5000])
      for (let at = 0; at < bytes.length; ) {
        const length = between(random, 1, longest)
        pieces.push(bytes.subarray(at, at + length))
        at += length
      }
      const read = readAll(pieces)
      expect({ text: read.text, whole: read.whole }).toEqual({ text, whole: 'stop' })
      expect(read.chat.usage).toEqual({ promptTokens: 3, outputTokens: 4, estimated: false })
    }
  }, 30_000)

  test('a report of usage that is none is not believed', () => {
    const report = (usage: unknown) => chunk({ choices: [], usage })
    const good = { prompt_tokens: 5, completion_tokens: 6 }
    for (const odd of [
      {},
      'x',
      { ...good, completion_tokens: -1 },
      { ...good, prompt_tokens: 1.5 },
      { ...good, prompt_tokens: '5' },
    ])
      expect(readAll([report(good), report(odd), FINISH]).chat.usage).toEqual({
        promptTokens: 5,
        outputTokens: 6,
        estimated: false,
      })
  })

  test('what came in one read is one batch, and neighbours of one kind are one event', () => {
    const { batches } = readAll([say('a') + say('b'), say('c'), FINISH])
    expect(batches).toEqual([[{ type: 'text', text: 'ab' }], [{ type: 'text', text: 'c' }], [], []])
  })

  test('content may be null, a string, or parts', () => {
    const delta = (content: unknown) => chunk({ choices: [{ index: 0, delta: { content } }] })
    const parts = [
      { type: 'text', text: 'b' },
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
      'c',
      7,
    ]
    const { text, reasoning } = readAll([delta(null), delta('a'), delta(parts), FINISH])
    expect({ text, reasoning }).toEqual({ text: 'abc', reasoning: 'hm' })
  })

  test('choices may be missing, empty, or several: the first one is the answer', () => {
    const { text, whole } = readAll([
      chunk({}),
      chunk({ choices: [] }),
      chunk({ choices: [{ index: 1, delta: { content: 'other' }, finish_reason: 'length' }] }),
      chunk({
        choices: [
          { index: 1, delta: { content: 'other' } },
          { index: 0, delta: { content: 'this' } },
        ],
      }),
      chunk({ choices: [null, 3, { delta: { content: ' too' } }] }),
      FINISH,
    ])
    expect({ text, whole }).toEqual({ text: 'this too', whole: 'stop' })
  })
})

describe('what is no text', () => {
  test('reasoning is kept apart under each of its names, and said once where both are sent', () => {
    const { text, reasoning } = readAll([
      String(encodeStep({ reasoning: 'one ' }, '\n')),
      String(encodeStep({ reasoning: 'two ', field: 'reasoning' }, '\n')),
      chunk({ choices: [{ index: 0, delta: { reasoning: 'three', reasoning_content: 'three' } }] }),
      say('text'),
      FINISH,
    ])
    expect({ text, reasoning }).toEqual({ text: 'text', reasoning: 'one two three' })
  })

  test('a server that tells reasoning apart may write a document that begins with the tag', () => {
    const { text } = readAll([String(encodeStep({ reasoning: 'hm' }, '\n')), say('<think> is a tag'), FINISH])
    expect(text).toBe('<think> is a tag')
  })

  test('comments, reports, role and empty deltas are no sign of life; text and reasoning are', () => {
    const { chat } = readAll([
      ': x\n\n',
      encodeRole('\n'),
      say(''),
      encodeUsage({ prompt_tokens: 1, completion_tokens: 1 }, '\n'),
    ])
    expect(chat.signs).toBe(0)
    expect(readAll([say('a'), String(encodeStep({ reasoning: 'b' }, '\n'))]).chat.signs).toBe(2)
  })
})

describe('whether an answer is whole', () => {
  test.each([
    ['stop', 'stop'],
    ['STOP', 'stop'],
    ['eos', 'stop'],
    ['end_turn', 'stop'],
    ['length', 'length'],
    ['MAX_TOKENS', 'length'],
    ['model_length', 'length'],
    ['content_filter', 'filter'],
    ['SAFETY', 'filter'],
    ['tool_calls', undefined],
    ['function_call', undefined],
    ['error', undefined],
    ['never heard of', undefined],
    ['__proto__', undefined],
    ['', undefined],
  ])('finish reason %p', (reason, expected) => {
    const { whole, code, text } = readAll([say('a'), encodeFinish(reason, '\n'), encodeDone('\n')])
    expect(whole).toBe(expected as never)
    expect(code).toBe(expected ? undefined : 'model_broke_off')
    expect(text).toBe('a')
  })

  test('of two finish reasons the worse one counts', () => {
    const { whole } = readAll([encodeFinish('length', '\n'), encodeFinish('stop', '\n')])
    expect(whole).toBe('length')
  })

  test('a refusal is not a document', () => {
    const refusal = chunk({ choices: [{ index: 0, delta: { refusal: 'I cannot help.' } }] })
    expect(readAll([refusal, FINISH])).toMatchObject({ text: '', whole: 'filter' })
  })

  test('[DONE] or a clean end without a finish reason: broken off', () => {
    expect(readAll([say('a'), encodeDone('\n')])).toMatchObject({ text: 'a', code: 'model_broke_off' })
    expect(readAll([say('a')])).toMatchObject({ text: 'a', code: 'model_broke_off' })
    expect(readAll([])).toMatchObject({ text: '', code: 'model_broke_off' })
  })

  test('cut at whatever byte before its finish: broken off, and what came is a beginning of the text', () => {
    const before = encodeRole('\n') + say('Ein Wörtchen ') + say('😀 mehr')
    const finish = encodeFinish('stop', '\n')
    // A finish whose JSON is whole counts without its blank line.
    const length = bytesOf(before + finish).length - '\n\n'.length
    for (let cut = 0; cut < length; cut++) {
      const { whole, text } = readAll([bytesOf(before + finish).subarray(0, cut)])
      expect({ cut, whole }).toEqual({ cut, whole: undefined })
      expect('Ein Wörtchen 😀 mehr'.startsWith(text)).toBe(true)
    }
    expect(readAll([bytesOf(before + finish).subarray(0, length)]).whole).toBe('stop')
  })
})

describe('what cannot be read', () => {
  test.each([
    ['empty data', 'data:\n\n'],
    ['a comment', ': <<<junk>>>\n\n'],
    ['a line of blanks', '  \n\n'],
    ['other fields', 'id: 7\nretry: 5\nretry: soon\nevent: x\n\n'],
    ['an event named as a keep-alive', 'event: ping\ndata: ping\n\n'],
    ['an object of another kind', 'data: {"type":"ping"}\n\n'],
    ['an object whose choices are null', 'data: {"choices":null}\n\n'],
    ['an object whose choices are empty', 'data: {"choices":[]}\n\n'],
    ['a choice that says nothing', 'data: {"choices":[{"index":0}]}\n\n'],
  ])('%s holds no text and is skipped, whole or byte by byte', (_, junk) => {
    const stream = say('a') + junk + say('b') + FINISH
    expect(readAll([stream])).toMatchObject({ text: 'ab', whole: 'stop' })
    expect(readAll(eachByte(stream))).toMatchObject({ text: 'ab', whole: 'stop' })
  })

  test.each([
    ['data that is no JSON', 'data: <<<not json>>>\n\n'],
    ['a word', 'data: ping\n\n'],
    ['a string', 'data: "x"\n\n'],
    ['null', 'data: null\n\n'],
    ['a list', 'data: [{"choices":[]}]\n\n'],
    ['choices that are none', 'data: {"choices":"x"}\n\n'],
    ['choices without a choice', 'data: {"choices":["x"]}\n\n'],
    ['a delta that is none', 'data: {"choices":[{"index":0,"delta":"x"}]}\n\n'],
    ['content that is none', 'data: {"choices":[{"index":0,"delta":{"content":{"no":1}}}]}\n\n'],
    ['a line that is no field', '<<<junk>>>\n\n'],
    ['a field that nobody knows', 'foo: bar\n\n'],
    ['bytes that are no text', '\0\uFFFD\uFFFD binary\n\n'],
    ['cut JSON', 'data: {"choices":[{"index":0,"delta":{"content":"x\n\n'],
    ['junk run into an event', `junk${say('x')}`],
    ['a comment without its line end', `: ping${say('x')}`],
    ['a name without its line end', `event: x${say('x')}`],
    ['a field run into itself', `data: ${say('x')}`],
    ['a chunk without its field name', say('x').replace('data: ', '')],
    ['an event cut by another', `data: {"choices":[{"index":0,"del${say('x')}`],
  ])('%s may have held text: broken off there', (_, junk) => {
    const stream = say('a') + junk + say('b') + FINISH
    for (const pieces of [[stream], eachByte(stream)]) {
      const { text, whole, code } = readAll(pieces)
      expect({ whole, code }).toEqual({ whole: undefined, code: 'model_broke_off' })
      expect('axb'.startsWith(text) && text !== 'axb').toBe(true)
    }
  })

  test('events set off by one line end are read', () => {
    const stream = `${say('a').trimEnd()}\n${say('b').trimEnd()}\n${encodeFinish('stop', '\n').trimEnd()}\n${encodeDone('\n')}`
    expect(readAll(eachByte(stream))).toMatchObject({ text: 'ab', whole: 'stop' })
  })

  test('junk at random line starts never makes text disappear from a whole answer', () => {
    const random = seeded(printedSeed('chat-stream junk'))
    const junk = [
      'x',
      'ping\n',
      ': c\n',
      'data: ping\n',
      'data: {\n',
      '\n',
      '\r',
      'data:',
      '{"choices"',
      'event: error\n',
      'id: 1\n',
      '\uFEFF',
      'retry: x\n',
      ': ',
      'id: ',
      'event:',
      'retry: ',
      'data: data: ',
    ]
    for (let round = 0; round < 800; round++) {
      const lines = [say('al'), say('pha'), say(' be'), say('ta'), FINISH].join('').split(/(?<=\n)/)
      lines.splice(between(random, 0, lines.length - 1), 0, pick(random, junk))
      const stream = lines.join('')
      const { text, whole } = readAll(random() < 0.5 ? [stream] : eachByte(stream))
      if (whole) expect({ stream, text }).toEqual({ stream, text: 'alpha beta' })
      else expect('alpha beta'.startsWith(text)).toBe(true)
    }
  })

  test('a line without an end is not kept for ever', () => {
    const chat = new ChatStream(EVENTS)
    const mebibyte = bytesOf('x'.repeat(1024 * 1024))
    chat.push(bytesOf('data: {"choices":"'))
    for (let sent = 0; sent < 17; sent++) chat.push(mebibyte)
    expect(chat.failure?.code).toBe('model_broke_off')
  })
})

describe('an error object', () => {
  const error = (value: unknown) => String(encodeStep({ error: value }, '\n'))

  test('in mid-stream: broken off, and nothing behind it counts', () => {
    const { text, code, whole } = readAll([say('a'), error({ message: 'boom', code: 429 }), say('b'), FINISH])
    expect({ text, code, whole }).toEqual({ text: 'a', code: 'model_broke_off', whole: undefined })
  })

  test.each([
    [{ message: 'slow down', code: 429 }, 'model_rate_limited', true],
    [{ message: 'no', code: 'insufficient_quota' }, 'model_rate_limited', false],
    [{ type: 'overloaded_error' }, 'model_unavailable', true],
    [{ code: 502 }, 'model_unavailable', true],
    [{ code: 401 }, 'model_key_refused', false],
    [{ message: 'boom' }, 'model_broke_off', true],
    ['boom', 'model_broke_off', true],
  ])('before the first token %p is a refusal that came late', (value, code, passing) => {
    const { chat } = readAll([': OPENROUTER PROCESSING\n\n', error(value)])
    expect(chat.failure).toMatchObject({ code, passing })
  })

  test('as an event of its own, or as older vLLM sends it', () => {
    expect(readAll([say('a'), 'event: error\ndata: overloaded\n\n', FINISH]).code).toBe('model_broke_off')
    expect(readAll([say('a'), chunk({ object: 'error', message: 'x', code: 500 }), FINISH]).code).toBe(
      'model_broke_off',
    )
  })

  test('behind the finish reason it spoils nothing', () => {
    expect(readAll([say('a'), encodeFinish('stop', '\n'), error({ code: 500 })])).toMatchObject({
      whole: 'stop',
    })
  })

  test('null where there is none is none', () => {
    const value = { error: null, choices: [{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }] }
    expect(readAll([chunk(value)])).toMatchObject({ text: 'a', whole: 'stop' })
  })
})

describe('an answer that is not streamed', () => {
  const whole = {
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: '<think>hm</think>\n\nText' },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  }

  test.each(['application/json', null, 'text/plain'])('is read, called %p', (type) => {
    const read = readAll(eachByte(` \n\uFEFF${JSON.stringify(whole, null, 2)}`), type)
    expect(read).toMatchObject({ text: 'Text', reasoning: 'hm', whole: 'stop' })
    expect(read.chat.usage?.outputTokens).toBe(2)
  })

  test('cut: broken off', () => {
    expect(readAll([JSON.stringify(whole).slice(0, -2)], 'application/json').code).toBe('model_broke_off')
  })

  test('a stream that is called JSON is read as a stream', () => {
    expect(readAll([say('a'), FINISH], 'application/json')).toMatchObject({ text: 'a', whole: 'stop' })
  })

  test.each([
    ['text/html; charset=utf-8', '<!doctype html><title>Welcome</title>'],
    ['text/html', 'Welcome'],
    [null, '\n<html></html>'],
  ])('a web page (%p) is a wrong address', (type, body) => {
    const { chat, text } = readAll([body], type)
    expect(text).toBe('')
    expect(chat.failure).toMatchObject({
      code: 'model_unknown',
      hint: expect.stringContaining('OPENAI_BASE_URL'),
    })
  })
})
