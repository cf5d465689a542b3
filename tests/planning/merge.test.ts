import { describe, expect, test } from 'bun:test'
import { differenceOf } from '../../src/planning/difference.ts'
import { cleanText, mergeDocuments, mergeTexts, withSide } from '../../src/planning/merge.ts'
import { portionsOf } from '../../src/planning/portions.ts'
import { DESIGN, PLAN } from '../support/planned-project.ts'
import { pick, printedSeed, seeded } from '../support/random.ts'

describe('two edits of one document', () => {
  test.each([
    ['mine alone', 'a\nB\nc\n', 'a\nb\nc\n', 'a\nb\nc\n', 'a\nB\nc\n'],
    ['theirs alone', 'a\nb\nc\n', 'a\nb\nc\n', 'a\nb\nC\n', 'a\nb\nC\n'],
    ['the same', 'a\nX\nc\n', 'a\nb\nc\n', 'a\nX\nc\n', 'a\nX\nc\n'],
    ['in two places', 'A\nb\nc\nd\ne\n', 'a\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n', 'A\nb\nc\nd\nE\n'],
    ['without a line end at the end', 'A\nb\nc', 'a\nb\nc', 'a\nb\nC', 'A\nb\nC'],
    ['one empty', '', 'a\n', 'a\n', ''],
  ])('are put together: %s', (_, mine, base, theirs, merged) => {
    expect(cleanText(mergeTexts(mine, base, theirs))).toBe(merged)
  })

  test('of the same line are a conflict that keeps all three', () => {
    const merge = mergeTexts('a\nmine\nc\n', 'a\nb\nc\n', 'a\ntheirs\nc\n')
    expect(merge.conflicts).toEqual([{ mine: 'mine\n', base: 'b\n', theirs: 'theirs\n' }])
    expect(cleanText(merge)).toBeUndefined()
    expect(withSide(merge, 'mine')).toBe('a\nmine\nc\n')
    expect(withSide(merge, 'theirs')).toBe('a\ntheirs\nc\n')
    expect(withSide(merge, 'both')).toBe('a\nmine\ntheirs\nc\n')
  })

  test.each([
    ['blank lines between all', (word: string, at: number) => (at % 2 ? '' : `${word} ${at}`)],
    ['the same line again and again', () => 'the same'],
  ])('of texts that are made to take long end within a second: %s', (_, line) => {
    const long = (word: string) => Array.from({ length: 8000 }, (_, at) => `${line(word, at)}\n`).join('')
    const from = performance.now()
    expect(mergeTexts(`mine\n${long('a')}`, long('b'), `${long('c')}theirs\n`).pieces.length).toBeGreaterThan(
      0,
    )
    expect(performance.now() - from).toBeLessThan(2000)
  })

  test('in sections of their own never meet, however they are drawn', () => {
    const next = seeded(printedSeed('edits of sections'))
    for (let round = 0; round < 200; round += 1) {
      const [key, base] = pick(next, [
        ['plan', PLAN],
        ['design', DESIGN],
      ] as const)
      const portions = portionsOf(key, base)
      const mineOf = new Set(portions.filter(() => next() < 0.4).map((portion) => portion.key))
      const edit = (chosen: (portion: string) => boolean, mark: string) =>
        [...portions].reverse().reduce((text, { key: section, start, end }) => {
          if (!chosen(section)) return text
          const lines = text.slice(start, end).trimEnd().split('\n')
          const line = 1 + Math.floor(next() * (lines.length - 1))
          lines.splice(line, 1, `${lines[line]} ${mark}`, `More of ${mark}.`)
          return (
            text.slice(0, start) +
            lines.join('\n') +
            text.slice(start + text.slice(start, end).trimEnd().length)
          )
        }, base)
      const mine = edit((section) => mineOf.has(section), 'mine')
      const theirs = edit((section) => !mineOf.has(section), 'theirs')
      const merge = mergeDocuments(key, mine, base, theirs)
      expect(merge.conflicts).toEqual([])
      const merged = cleanText(merge) ?? ''
      for (const { key: section, start, end } of portionsOf(key, merged)) {
        const from = mineOf.has(section) ? mine : theirs
        const own = portionsOf(key, from).find((portion) => portion.key === section)
        expect(merged.slice(start, end)).toBe(from.slice(own?.start, own?.end))
      }
    }
  })
})

describe('a difference', () => {
  const marked = (before: string, after: string) =>
    differenceOf(before, after).flatMap(({ lines }) =>
      lines.map(
        ({ kind, pieces }) =>
          `${kind} ${pieces.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')}`,
      ),
    )

  test('marks the words that differ in a line', () => {
    expect(marked('One red door.\nTwo.\n', 'One green door.\nTwo.\n')).toEqual([
      'gone One [red] door.',
      'new One [green] door.',
      'same Two.',
    ])
  })

  test('leaves out what is the same, and says how much', () => {
    const lines = Array.from({ length: 20 }, (_, at) => `Line ${at}\n`)
    const hunks = differenceOf(lines.join(''), lines.with(10, 'Other\n').join(''))
    expect(hunks.map(({ skipped, lines: shown }) => [skipped, shown.length])).toEqual([[8, 6]])
  })

  test.each([
    ['', ''],
    ['a\n', 'a\n'],
  ])('of two texts that are the same is nothing', (before, after) => {
    expect(differenceOf(before, after)).toEqual([])
  })

  test('holds every line of both, whatever they are', () => {
    const next = seeded(printedSeed('differences'))
    const words = ['a', 'b b', 'c', '', '<script>', '|x|']
    for (let round = 0; round < 300; round += 1) {
      const text = () =>
        Array.from({ length: Math.floor(next() * 8) }, () => `${pick(next, words)}\n`).join('')
      const [before, after] = [text(), text()]
      const lines = differenceOf(before, after).flatMap((hunk) => hunk.lines)
      if (before === after) continue
      const count = (kind: string) => lines.filter((line) => line.kind === kind).length
      const size = (whole: string) => whole.split('\n').length - 1
      expect(count('new') - count('gone')).toBe(size(after) - size(before))
    }
  })

  test('of two long texts that have nothing in common takes no long time', () => {
    const long = (word: string) => Array.from({ length: 6000 }, (_, at) => `${word} ${at}\n`).join('')
    const from = performance.now()
    expect(differenceOf(long('a'), long('b'))).toHaveLength(1)
    expect(performance.now() - from).toBeLessThan(3000)
  })
})
