import { describe, expect, test } from 'bun:test'
import { chooseDefault, inOrder, readCatalogue } from '../../src/models/catalogue.ts'

const list = (...ids: string[]) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) })
const idsOf = (answer: unknown) => readCatalogue(answer)?.map((model) => model.id)

describe('which models can write', () => {
  test.each([
    'text-embedding-3-small',
    'nomic-embed-text:latest',
    'mxbai-embed-large',
    'BAAI/bge-m3',
    'intfloat/e5-mistral',
    'whisper-1',
    'tts-1-hd',
    'gpt-4o-mini-tts',
    'gpt-4o-transcribe',
    'gpt-4o-audio-preview',
    'gpt-realtime',
    'dall-e-3',
    'gpt-image-1',
    'stable-diffusion-xl',
    'black-forest-labs/flux-1',
    'sora-2',
    'omni-moderation-latest',
    'meta-llama/Llama-Guard-3-8B',
    'jina-reranker-v2',
    'rerank-english',
    'babbage-002',
    'davinci-002',
    'gpt-3.5-turbo-instruct',
    'o1-pro',
    'gpt-5-codex',
    'o3-deep-research',
    'computer-use-preview',
  ])('%s cannot', (id) => {
    expect(idsOf(list('gpt-4o', id))).toEqual(['gpt-4o'])
  })

  test.each([
    'gpt-4o',
    'gpt-5-mini',
    'o3',
    'llama3.2:3b',
    'qwen2.5-coder:7b-instruct',
    'mistral-large-latest',
    'deepseek-r1:8b',
    'anthropic/claude-sonnet-4',
    'google/gemini-2.5-flash',
    'hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M',
    'gemma3',
    'phi4-mini',
    'imaginary-model',
    'scripted',
    'openrouter/auto',
    'ttsx',
  ])('%s can', (id) => {
    expect(idsOf(list(id, 'text-embedding-3-small'))).toEqual([id])
  })

  test('what the server says of them counts too', () => {
    const entry = (id: string, output_modalities: string[]) => ({ id, architecture: { output_modalities } })
    expect(
      idsOf({ data: [entry('a', ['text']), entry('b', ['image']), entry('c', ['image', 'text'])] }),
    ).toEqual(['a', 'c'])
  })

  test('where names would leave nothing, they are not believed', () => {
    expect(idsOf(list('my-image-writer'))).toEqual(['my-image-writer'])
  })
})

describe('answers that differ', () => {
  test('a list alone, a list under another name, an empty Ollama', () => {
    expect(idsOf([{ id: 'a' }, 'b'])).toEqual(['a', 'b'])
    expect(idsOf({ models: [{ id: 'a' }] })).toEqual(['a'])
    expect(idsOf({ object: 'list', data: null })).toEqual([])
  })

  test.each([null, 1, 'text', {}, { error: 'x' }])('%p is no list', (answer) => {
    expect(readCatalogue(answer)).toBeUndefined()
  })

  test('entries of other shapes, doubles, and names with control characters are left out', () => {
    const data = [
      null,
      3,
      { id: 7 },
      { id: '' },
      { id: 'a\nb' },
      { id: 'x'.repeat(300) },
      { id: 'a', owned_by: 'me' },
      { id: 'a' },
    ]
    expect(readCatalogue({ data })).toEqual([{ id: 'a', ownedBy: 'me' }])
  })
})

test('in order by name', () => {
  expect(inOrder([{ id: 'b' }, { id: 'a' }, { id: 'C' }]).map((model) => model.id)).toEqual(['C', 'a', 'b'])
})

test.each([
  [['zeta', 'alpha'], 'zeta'],
  [['gpt-4o', 'gpt-4o-mini', 'gpt-4.1-mini'], 'gpt-4.1-mini'],
  [['gpt-4o-mini', 'gpt-5-mini', 'gpt-5.1-mini'], 'gpt-5.1-mini'],
  [['mistralai/x', 'openrouter/auto'], 'openrouter/auto'],
  [[], undefined],
])('of %j the default is %p', (ids, expected) => {
  expect(chooseDefault(ids.map((id) => ({ id })))).toBe(expected as never)
})
