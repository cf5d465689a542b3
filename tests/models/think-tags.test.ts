import { expect, test } from 'bun:test'
import { ThinkTags } from '../../src/models/think-tags.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'

function split(pieces: Iterable<string>): { text: string; reasoning: string } {
  const tags = new ThinkTags()
  const told = [...pieces].map((piece) => tags.push(piece))
  told.push(tags.end())
  return { text: told.map((t) => t.text).join(''), reasoning: told.map((t) => t.reasoning).join('') }
}

test.each([
  ['<think>hm</think>Text', 'Text', 'hm'],
  ['<think>\nhm\n</think>\n\n# Title', '# Title', '\nhm\n'],
  ['\n<think>hm</think>\n  \n    code', '    code', 'hm'],
  ['<think></think>Text', 'Text', ''],
  ['<think>a <b </thin </think>Text</think>', 'Text</think>', 'a <b </thin '],
  ['<think>never closed', '', 'never closed'],
  ['<think>cut </thi', '', 'cut </thi'],
  ['Text that says <think>x</think>', 'Text that says <think>x</think>', ''],
  ['<thinker>', '<thinker>', ''],
  ['<thi', '<thi', ''],
  ['  <b>', '  <b>', ''],
  ['', '', ''],
  ['\n\n', '\n\n', ''],
])('%j is told apart wherever it is cut', (answer, text, reasoning) => {
  expect(split([answer])).toEqual({ text, reasoning })
  expect(split(answer)).toEqual({ text, reasoning })
  for (let cut = 0; cut <= answer.length; cut++)
    expect(split([answer.slice(0, cut), answer.slice(cut)])).toEqual({ text, reasoning })
})

test('a text without the tag at its start is untouched: random texts', () => {
  const random = seeded(printedSeed('think-tags'))
  const parts = ['<think>', '</think>', '<', 'th', 'a', '\n', ' ', '>']
  for (let round = 0; round < 500; round++) {
    const answer = `x${Array.from({ length: between(random, 0, 12) }, () => pick(random, parts)).join('')}`
    expect(split(answer)).toEqual({ text: answer, reasoning: '' })
  }
})

test('text is not held back once it cannot be a tag any more', () => {
  const tags = new ThinkTags()
  expect(tags.push('<th').text).toBe('')
  expect(tags.push('e').text).toBe('<the')
  expect(tags.push('<think>').text).toBe('<think>')
})

test('an answer of blanks is not held for ever', () => {
  const tags = new ThinkTags()
  let text = ''
  for (let sent = 0; sent < 100; sent++) text += tags.push(' ').text
  expect(text.length).toBe(100)
})
