import { expect, test } from 'bun:test'
import type { Token } from 'markdown-it'
import { type Block, Blocks } from '../../src/markdown/blocks.ts'
import { parser } from '../../src/markdown/parser.ts'
import { between, printedSeed, seeded } from '../support/random.ts'
import { randomMarkdown, randomPieces } from './random-markdown.ts'

const seed = printedSeed('markdown/blocks')
const sources = (blocks: Block[]) => blocks.map(({ source }) => source)

function closedBy(text: string): string[] {
  return sources(new Blocks().push(text))
}

function everything(text: string): string[] {
  const blocks = new Blocks()
  return sources([...blocks.push(text), ...blocks.end()])
}

function eachText(name: string, count: number, check: (text: string, random: () => number) => void): void {
  test(name, () => {
    const random = seeded(seed)
    for (let round = 0; round < count; round += 1) {
      const text = randomMarkdown(random)
      try {
        check(text, random)
      } catch (error) {
        console.error(`SEED=${seed}, text ${JSON.stringify(text)}`)
        throw error
      }
    }
  })
}

eachText('blocks and tail are the text, and each block says where it stands', 2000, (text, random) => {
  const blocks = new Blocks()
  const closed: Block[] = []
  let come = ''
  for (const piece of randomPieces(random, text)) {
    come += piece
    closed.push(...blocks.push(piece))
    expect(sources(closed).join('') + blocks.tail).toBe(come)
    expect(blocks.closedEnd).toBe(come.length - blocks.tail.length)
  }
  closed.push(...blocks.end())
  expect(sources(closed).join('')).toBe(text)
  expect(blocks.tail).toBe('')
  expect(blocks.closedEnd).toBe(text.length)
  for (const { start, end, source } of closed) expect(text.slice(start, end)).toBe(source)
})

eachText('the same text has the same closed blocks, however it came', 2000, (text, random) => {
  const whole = closedBy(text)
  for (const pieces of [
    Array.from({ length: text.length }, (_, at) => text.charAt(at)),
    randomPieces(random, text),
  ]) {
    const blocks = new Blocks()
    expect(sources(pieces.flatMap((piece) => blocks.push(piece)))).toEqual(whole)
    expect(sources([...whole.map((source) => ({ start: 0, end: 0, source })), ...blocks.end()])).toEqual(
      everything(text),
    )
  }
})

eachText('a closed block stays as it is, whatever follows', 2000, (text, random) => {
  const closed = closedBy(text)
  for (const more of [randomMarkdown(random), `\n${randomMarkdown(random)}`])
    expect(closedBy(text + more).slice(0, closed.length)).toEqual(closed)
  expect(everything(text).slice(0, closed.length)).toEqual(closed)
})

eachText('after a cut all is as if the cut text had been the text from the start', 2000, (text, random) => {
  const blocks = new Blocks()
  for (const piece of randomPieces(random, text)) blocks.push(piece)
  const fresh = new Blocks()
  const keep = random() < 0.5 ? blocks.closedEnd : between(random, blocks.closedEnd, text.length)
  blocks.cut(keep)
  fresh.push(text.slice(0, keep))
  expect([blocks.closedEnd, blocks.tail]).toEqual([fresh.closedEnd, fresh.tail])
  const more = randomMarkdown(random)
  expect(blocks.push(more)).toEqual(fresh.push(more))
  expect(blocks.end()).toEqual(fresh.end())
})

/** Where the definitions at the start end, as the parser has it, and where blocks end; in lines. */
function definitionEnds(text: string): number {
  const tokens: Token[] = []
  parser.block.parse(text, parser, {}, tokens)
  const after = tokens.find(({ type }) => type !== 'reference_definition')
  return after?.map?.[0] ?? text.split('\n').length
}

function endsOf(closed: string[]): number[] {
  let line = 0
  return [0, ...closed.map((source) => (line += source.split('\n').length - 1))]
}

/** Lines at which a block ends although the parser draws one element across them. */
function endsInside(text: string): number[] {
  const lines = text.replaceAll('\0', '\uFFFD').split(/\r\n?|\n/)
  const lineAt = new Map([[0, 0]])
  for (const { 0: lineEnd, index } of text.matchAll(/\r\n?|\n/g))
    lineAt.set(index + lineEnd.length, lineAt.size)
  const elements = parser.parse(text, {}).filter(({ level, nesting }) => level === 0 && nesting >= 0)
  const ends: number[] = []
  let at = 0
  for (const source of everything(text).slice(0, -1)) {
    at += source.length
    const line = lineAt.get(at) ?? Number.NaN
    const last = elements.findLast(({ map }) => map && map[0] < line)?.map
    // The parser counts blank lines behind some blocks to them.
    const inside = last ? lines.slice(line, last[1]) : []
    if (Number.isNaN(line) || inside.some((text) => !/^[ \t]*$/.test(text))) ends.push(line)
  }
  return ends
}

eachText('no end of a block lies inside what the parser draws as one', 4000, (text) => {
  expect(endsInside(text)).toEqual([])
})

test('link definitions end where the parser ends them, however many and however long', () => {
  for (const before of [0, 1, 15, 16, 31, 33])
    for (const titleLines of [0, 2, 13, 14, 15, 16, 40]) {
      const definitions = '[a]: /u\n'.repeat(before)
      const text = `${definitions}[b]: /v\n"${'t\n'.repeat(titleLines)}"\n    more\n\n    more\n2. x`
      const blocks = new Blocks()
      const closed = sources([...[...text].flatMap((char) => blocks.push(char)), ...blocks.end()])
      expect(closed).toEqual(everything(text))
      expect(closed.join('')).toBe(text)
      expect(definitionEnds(text), `${before} before, ${titleLines} lines`).toBeOneOf(endsOf(closed))
    }
})

test('a cut into a closed block, or behind the text, is refused', () => {
  const blocks = new Blocks()
  blocks.push('one\n\ntwo')
  for (const keep of [4, 9, -1, 5.5]) expect(() => blocks.cut(keep)).toThrow(RangeError)
  blocks.cut(5)
  expect(blocks.tail).toBe('')
})

const closes: [name: string, text: string, closed: string[]][] = [
  ['a paragraph by its blank line', 'one\ntwo\n\n', ['one\ntwo\n\n']],
  ['no paragraph that may become a heading or a table', 'one\n| a |\n', []],
  ['a heading by its line', '# one\ntwo', ['# one\n']],
  ['an underlined heading by its underline', 'one\n---\n', ['one\n---\n']],
  ['a rule by its line', '***\n', ['***\n']],
  ['a line only by its line end', '# one', []],
  ['a fence by its closing line, not by a blank one', '```\na\n\n# b\n```\n', ['```\na\n\n# b\n```\n']],
  ['no fence by a shorter or other fence', '````\n```\n~~~~\n', []],
  ['a table by its blank line', '| a |\n|---|\n| b |\n\n', ['| a |\n|---|\n| b |\n\n']],
  ['a quote by its blank line', '> a\nlazy\n\n', ['> a\nlazy\n\n']],
  ['no list by a blank line', '- a\n\n', []],
  ['no list by what is indented', '- a\n\n  b\n\n      code\n\n', []],
  ['no list by its next item', '- a\n\n- b\n\n', []],
  ['no list by a line that is not whole', '- a\n\nb', []],
  ['no list by the line after it alone', '- a\n\nb\n', []],
  ['a list of an empty item by its second blank line', '-\n\n\n', ['-\n\n\n']],
  ['a list with the paragraph after it', '- a\n\nb\n\n', ['- a\n\n', 'b\n\n']],
  ['a list with the heading after it', '1. a\n## b\n', ['1. a\n', '## b\n']],
  ['a list of another kind is another block', '- a\n* b\n\nc\n\n', ['- a\n', '* b\n\n', 'c\n\n']],
  [
    'a paragraph together with the list that breaks into it',
    'a:\n- b\n\n# c\n',
    ['a:\n', '- b\n\n', '# c\n'],
  ],
  ['no number but one breaks into a paragraph', 'a\n2. b\n\n', ['a\n2. b\n\n']],
  ['indented code with the block after it', '    a\n\n    b\n\nc\n\n', ['    a\n\n    b\n\n', 'c\n\n']],
  ['link definitions by their blank line', '[a]: /u\n[b]: /v\n  "t"\n\n', ['[a]: /u\n[b]: /v\n  "t"\n\n']],
  [
    'what follows a definition is a block of its own',
    '[a]: /u\n2. b\n\n   c\n\n# d\n',
    ['[a]: /u\n', '2. b\n\n   c\n\n', '# d\n'],
  ],
  ['blank lines in front belong to the block', '\n\n# a\n', ['\n\n# a\n']],
  ['line ends are kept', '# a\r\nb\r\n\r\n', ['# a\r\n', 'b\r\n\r\n']],
  ['nothing by a CR that may be half a line end', '# a\r', []],
  ['a head of a table is not taken for a heading', '# a | b\n|---|---|\n\n', ['# a | b\n|---|---|\n\n']],
  [
    'a table by a line of blanks that are none',
    '| a |\n|---|\n\u00a0\n2. b\n\n',
    ['| a |\n|---|\n', '\u00a0\n2. b\n\n'],
  ],
  ['a quote ends where a line cannot go on with its paragraph', '> # a\nb\n\n', ['> # a\n', 'b\n\n']],
]
for (const [name, text, closed] of closes)
  test(`closed: ${name}`, () => expect(closedBy(text)).toEqual(closed))

test('at the end everything is closed, blank lines at the end as a block of their own', () => {
  expect(everything('# a\n\n- b\n\nc')).toEqual(['# a\n', '\n- b\n\n', 'c'])
  expect(everything('# a\n\n \n')).toEqual(['# a\n', '\n \n'])
  expect(everything('[a]: /u\nb')).toEqual(['[a]: /u\n', 'b'])
  expect(everything('')).toEqual([])
})

// Each took minutes, or ended in a stack overflow, with one careless expression or recursion.
const giants: [name: string, text: string, count?: number][] = [
  ['one line of marks', `${'- '.repeat(200_000)}x`, 1],
  ['one line of quotes', '>'.repeat(400_000), 1],
  ['definitions that code breaks into', '[a]: /u\n    c\n'.repeat(2_000), 4_000],
  ['definitions whose titles never close', '[a]: /u "\n'.repeat(30_000)],
  ['a deep list', Array.from({ length: 9_000 }, (_, at) => `${' '.repeat(at % 60)}- a\n`).join(''), 1],
]
for (const [name, text, count] of giants)
  test(`a giant comes through: ${name}`, () => {
    const blocks = everything(text)
    expect(blocks.join('').length).toBe(text.length)
    if (count) expect(blocks.length).toBe(count)
  })
