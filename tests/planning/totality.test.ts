import { describe, expect, test } from 'bun:test'
import { type Design, parseDesign } from '../../src/planning/design.ts'
import { forSeeds, hostileText } from './random-text.ts'

function check(text: string, design: Design) {
  expect(design.markdown).toBe(text)
  let before = -1
  for (const { start, end } of design.sections) {
    expect(start).toBeGreaterThan(before)
    expect(end).toBeGreaterThan(start)
    expect(end).toBeLessThanOrEqual(text.length)
    before = start
  }
  before = -1
  for (const { id, text: said, start, end } of design.requirements) {
    expect(id).toMatch(/^[A-Z]{1,3}-\d{1,6}(\.\d{1,3}){0,2}$/)
    expect(said.length).toBeLessThanOrEqual(2000)
    expect(start).toBeGreaterThan(before)
    expect(end).toBeGreaterThanOrEqual(start)
    expect(end).toBeLessThanOrEqual(text.length)
    before = start
  }
  for (const { choice } of design.techStack) expect(choice).not.toBe('')
  for (const { risk } of design.risks) expect(risk).not.toBe('')
  const codes = design.missing.map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
  for (const { code, message } of design.missing) {
    expect(code).toMatch(/^[a-zA-Z]+(:[a-zA-Z-]+)?$/)
    expect(message.length).toBeLessThan(1200)
    expect(message).toMatch(/[^.]\.$/)
  }
}

describe('any text at all gives a design', () => {
  test('random pieces of Markdown', () =>
    forSeeds(300, (random) => {
      const text = hostileText(random, random() < 0.1 ? 1000 : 120)
      check(text, parseDesign(text))
    }))

  test('real documents with a piece cut out and junk put in', async () => {
    const names = ['as-asked', 'tables', 'wrapped', 'chinese', 'headings', 'bold-lines', 'local-model']
    const texts = await Promise.all(
      names.map((name) => Bun.file(`${import.meta.dir}/fixtures/${name}.md`).text()),
    )
    await forSeeds(200, (random) => {
      const whole = texts[Math.floor(random() * texts.length)] ?? ''
      const at = Math.floor(random() * whole.length)
      const text = whole.slice(0, at) + hostileText(random, 10) + whole.slice(at + Math.floor(random() * 200))
      check(text, parseDesign(text))
    })
  })
})

/**
 * Each would take minutes or overflow the stack where a pattern or a loop looks again at what it has seen; the runner's
 * time limit for a test is the only clock here.
 */
describe('hostile lengths end', () => {
  const SIZE = 200_000
  const repeat = (piece: string) => piece.repeat(Math.ceil(SIZE / piece.length))
  const TEXTS: [name: string, text: string][] = [
    ...['#', '#\n', '## a\n', '\n', '\r', ' ', '`', '```\n', '```a\n', '*', '_', '[', '](', '[]('].map(
      (piece): [string, string] => [JSON.stringify(piece), repeat(piece)],
    ),
    ...['>', '> ', '- ', '- a\n', '|', '|-', '|a|b|\n', '\ud800', '\u2028', '<br', '<your ', '{{a'].map(
      (piece): [string, string] => [JSON.stringify(piece), repeat(piece)],
    ),
    ['a row of dashes that is none', `${repeat('-')}x|`],
    ['the same below a table’s head', `a|b\n${repeat('-|')}x`],
    ['blanks before a line separator', `# ${repeat(' ')}\u2028x`],
    ['the same in an item', `- ${repeat(' ')}x\u2028x`],
    ['a fence before a line separator', `${repeat('`')}\u2028\``],
    ['100,000 levels of lists', '- '.repeat(100_000)],
    ['100,000 levels of quotes', '>'.repeat(100_000)],
    [
      '1,000 levels of lists',
      Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}- R-${level}: x`).join('\n'),
    ],
    ['one id for ever', `## Requirements\n${repeat('- R-1: a\n')}`],
    [
      'ids without end',
      `## Requirements\n${Array.from({ length: 30_000 }, (_, n) => `- R-${n}: x\n`).join('')}`,
    ],
    ['ranges without end', `## Requirements\n- R-1: a\n## Testing\n${repeat('R-1 to R-200 ')}`],
    ['risks’ labels', `## Risks\n- ${repeat('(Impact: ')}`],
    ['roles', `## Tech stack\n${repeat('- Backend\n  - a: b\n')}`],
    ['thinking that never ends', `<think>${repeat('a')}`],
    [
      'all parts in one heading',
      repeat('## Requirements, objectives, risks, tests, data\n- **R-1**: a | b\n'),
    ],
  ]
  for (const [name, text] of TEXTS)
    test(name, () => {
      const design = parseDesign(text)
      check(text, design)
      // What goes into the journal's last event beside the text stays small.
      expect(JSON.stringify({ ...design, markdown: '' }).length).toBeLessThan(400_000)
    })

  test('more than is read is named', () => {
    const text = `# P\n\n## Requirements\n\n${Array.from({ length: 1200 }, (_, n) => `- R-${n + 1}: Rings.\n`).join('')}`
    const design = parseDesign(text)
    expect(design.requirements).toHaveLength(1000)
    expect(design.missing.map(({ code }) => code)).toContain('text:too-long')
  })
})
