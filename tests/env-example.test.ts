import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { describeSettings } from '../src/settings.ts'

const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')

/** What a setting's entry has to look like: its doc line, then the default, commented out; a secret's file beside it. */
const expected = describeSettings().map(({ name, fallback, doc, secret }) =>
  [`# ${doc}`, `#${name}=${fallback}`, ...(secret ? [`#${name}_FILE=`] : [])].join('\n'),
)

test('.env.example has every setting with its default and its doc line, and no other', () => {
  const entries = text
    .split(/\n\n+/)
    .map((entry) => entry.trim())
    .filter((entry) => /^#?[A-Z]/m.test(entry))
  expect(entries).toEqual(expected)
})

test('a copied .env.example changes nothing: every line of it is a comment', () => {
  expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
})
