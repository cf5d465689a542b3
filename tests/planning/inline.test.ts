import { expect, test } from 'bun:test'
import { plainText, shorten, splitLabel } from '../../src/planning/inline.ts'

test('marks are dropped, what they mark stays', () => {
  expect(plainText('**a** _b_ ~~c~~ `d_e*` [f](https://x.y "t") ![g](h) \\*i\\* j_k_l 2 * 3<br>m')).toBe(
    'a b c d_e* f g *i* j_k_l 2 * 3 m',
  )
})

test('a shortened text never ends in half a character', () => {
  for (let length = 1; length < 12; length += 1) {
    const short = shorten('😀'.repeat(20), length)
    expect(short.isWellFormed()).toBe(true)
    expect(short.length).toBeLessThanOrEqual(length)
  }
  expect(shorten('abc', 3)).toBe('abc')
})

test('a name is split from what is said of it', () => {
  for (const text of ['**Go**: fast', '**Go:** fast', 'Go: fast', 'Go — fast', 'Go：fast', '__Go__ – fast'])
    expect(splitLabel(text)).toEqual(['Go', 'fast'])
  expect(splitLabel('Go because fast')).toEqual(['Go', 'because fast'])
  expect(splitLabel('Go')).toEqual(['Go', ''])
  expect(splitLabel('see 10:30 and http://x.y')).toEqual(['see 10:30 and http://x.y', ''])
})
