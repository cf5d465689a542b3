import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { encode as cl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { encode as o200k } from 'gpt-tokenizer/encoding/o200k_base'
import { writeDesign } from '../../src/planning/demo/design.ts'
import { tokenCeiling } from '../../src/planning/token-ceiling.ts'
import { forSeeds } from './random-text.ts'

const FOLDER = `${import.meta.dir}/fixtures`
const files = (readdirSync(FOLDER, { recursive: true }) as string[]).filter((name) => name.endsWith('.md'))

/** How many tokens the text really has, by the tokenizer that makes most of it. */
const counted = (text: string): number =>
  Math.max(o200k(text, NO_SPECIALS).length, cl100k(text, NO_SPECIALS).length)

const NO_SPECIALS = { disallowedSpecial: new Set<string>() }

test.each(files)(
  'the ceiling of %s is above what tokenizers make of it, and of each of its paragraphs',
  (name) => {
    const text = readFileSync(`${FOLDER}/${name}`, 'utf8')
    expect(tokenCeiling(text)).toBeGreaterThanOrEqual(counted(text))
    for (const part of text.split('\n\n').filter(({ length }) => length > 60))
      expect([part, tokenCeiling(part) >= counted(part)]).toEqual([part, true])
  },
)

test('the ceiling of English is not so high that it would waste the half of what there is', () => {
  const text = writeDesign({
    projectName: 'Plant diary',
    requirements: 'People log when they water a plant. They are reminded when one is dry.',
    languages: ['TypeScript'],
    frameworks: [],
    apis: [],
  })
  expect(tokenCeiling(text)).toBeLessThan(1.7 * counted(text))
})

test('no mixture of their words breaks through it', async () => {
  const words = files.flatMap((name) => readFileSync(`${FOLDER}/${name}`, 'utf8').split(/(?<=\s)/))
  await forSeeds(200, (random) => {
    const text = Array.from({ length: 60 }, () => words[Math.floor(random() * words.length)]).join('')
    expect([text, tokenCeiling(text) >= counted(text)]).toEqual([text, true])
  })
})
