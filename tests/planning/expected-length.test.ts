import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { encode as o200k } from 'gpt-tokenizer/encoding/o200k_base'
import { wordsIn } from '../../src/planning/complexity/budget.ts'
import { tokensOfWords, usualWords } from '../../src/planning/expected-length.ts'

const fixtures = `${import.meta.dir}/fixtures`
const texts = ['*.md', 'lint/good/*.md', 'lint/others/*.md'].flatMap((pattern) =>
  [...new Bun.Glob(pattern).scanSync(fixtures)].map((name) => readFileSync(`${fixtures}/${name}`, 'utf8')),
)

test('a text of so many words has about as many tokens as is expected, by a real tokenizer', () => {
  expect(texts.length).toBeGreaterThan(20)
  const within = texts.filter((text) => {
    const words = wordsIn(text)
    const { least, most } = tokensOfWords({ least: words, most: words })
    const tokens = o200k(text).length
    return tokens >= least * 0.9 && tokens <= most * 1.1
  })
  expect(within.length / texts.length).toBeGreaterThan(0.85)
})

test('a stage that is not known is expected to write something', () => {
  expect(usualWords('unheard').most).toBeGreaterThan(0)
  expect(usualWords('design')).toEqual({ least: 600, most: 2000 })
})
