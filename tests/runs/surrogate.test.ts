import { expect, test } from 'bun:test'
import { WholeCharacters } from '../../src/runs/surrogate.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { piecesOf } from '../support/runs.ts'

test('a text cut anywhere comes out whole, and never ends in half a character', () => {
  const random = seeded(printedSeed('whole characters'))
  for (let round = 0; round < 200; round += 1) {
    const text = Array.from(
      { length: 30 },
      () => ['🌱', 'a', '\ud83c', '\udf31', '\r\n'][Math.floor(random() * 5)],
    ).join('')
    const characters = new WholeCharacters()
    const pieces = piecesOf(random, text, 3).map((piece) => characters.push(piece))
    const cuts = `${pieces.filter(Boolean).join('|')}|${characters.end()}`
    expect(cuts).not.toMatch(/[\ud800-\udbff]\|[\udc00-\udfff]/)
    expect(cuts.replaceAll('|', '')).toBe(text)
    expect(characters.end()).toBe('')
  }
})
