import { describe, expect, test } from 'bun:test'
import { Seam } from '../../src/runs/seam.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'
import { piecesOf } from '../support/runs.ts'

/** What goes into the document behind `kept`, when the model writes `pieces`. */
function joined(kept: string, ...pieces: string[]): string {
  const seam = new Seam(kept)
  return pieces.map((piece) => seam.push(piece)).join('') + seam.end()
}

/** The same however the answer is cut. */
function expectJoined(kept: string, answer: string, expected: string): void {
  expect(joined(kept, answer)).toBe(expected)
  expect(joined(kept, ...answer)).toBe(expected)
  expect(joined(kept, ...(answer.match(/[\s\S]{1,7}/g) ?? []))).toBe(expected)
}

const KEPT =
  '# Plant diary\n\nIt reminds people to water.\n\n## Risks\n\n- Frost kills the plants.\n- Nobody is at home.\n\n'

describe('what a model writes after it was asked to go on', () => {
  const cases: [name: string, kept: string, answer: string, expected: string][] = [
    [
      'goes on to the byte where it repeats nothing',
      KEPT,
      '## Testing\n\nWith care.\n',
      '## Testing\n\nWith care.\n',
    ],
    ['goes on in the middle of a word', 'The auth', 'entication is done.', 'entication is done.'],
    ['keeps the blanks it begins with', 'The user', ' may', ' may'],
    ['loses a repeated last line', KEPT, '- Nobody is at home.\n- Cats eat them.\n', '- Cats eat them.\n'],
    [
      'loses a repeated last paragraph',
      KEPT,
      '- Frost kills the plants.\n- Nobody is at home.\n\n## Testing\n',
      '## Testing\n',
    ],
    ['loses a repeated last heading', 'One.\n\n## Risks\n\n', '## Risks\n\nFrost.', 'Frost.'],
    [
      'loses a repetition that begins inside a line',
      'It reminds people to water their plants',
      'to water their plants and to feed them',
      ' and to feed them',
    ],
    ['loses the whole document where it repeats all of it', KEPT, `${KEPT}## Testing\n`, '## Testing\n'],
    ['loses a line of one short word only as a whole line', 'One\nTwo\n', 'Two\nThree\n', 'Three\n'],
    ['keeps a word that only begins like the last line', 'One\nTwo\n', 'Twofold\n', 'Twofold\n'],
    ['loses a closing fence said again', 'a\n\n```\nx\n```\n', '```\n\n| a |\n', '\n| a |\n'],
    ['loses it behind a line end too', 'a\n\n```\nx\n```\n', '\n```\n\n| a |\n', '\n| a |\n'],
    ['loses the closing fence of an item', '- a\n\n  ```\n  x\n  ```\n', '```\n\n- b\n', '\n- b\n'],
    ['keeps a fence that opens the next block', '```\nx\n```\n', '\n```\ny\n```\n', '\n```\ny\n```\n'],
    ['keeps one behind a longer fence', '````\nx\n````\n', '\n```\ny\n', '\n```\ny\n'],
    ['keeps one behind a kept blank line', '```\nx\n```\n\n', '```\ny\n', '```\ny\n'],
    ['keeps one with a language', '```\nx\n```\n', '```ts\ny\n', '```ts\ny\n'],
    ['loses a rule said again', 'a\n\n---\n', '---\nb\n', 'b\n'],
    ['keeps short lines of code that are alike', 'a\n\n```\n  }\n  end\n', '  end\nend\n', '  end\nend\n'],
    ['keeps the blank line behind a heading', '# P\n\n## Data\n', '## Data\n\nRows.', '\nRows.'],
    ['keeps the blank line behind a rule', 'a\n\n---\n', '---\n\nRows.', '\nRows.'],
    ['loses the heading of the part it is in', '# P\n\n## Data\n\nRows.\n\n', '## Data\n\nMore.', 'More.'],
    [
      'keeps a heading that stands below another name',
      '# P\n\n### Example\n\nOne.\n\n**R-2**\n\n',
      '### Example\n\nTwo.',
      '### Example\n\nTwo.',
    ],
    [
      'keeps words that are those of the heading',
      'a\n\n## Open questions\n',
      'Open questions are',
      'Open questions are',
    ],
    ['keeps words that begin as the last line ends', 'It is slow.\n\n', 'slow. And', 'slow. And'],
    [
      'loses a repeated row of a table',
      '| a | b |\n|---|---|\n| plants | water |\n',
      '| plants | water |\n| cats | milk |\n',
      '| cats | milk |\n',
    ],
    [
      'loses a repetition with CRLF line ends',
      'One.\r\n\r\nThe second line is here.\r\n',
      'The second line is here.\r\nThird.\r\n',
      'Third.\r\n',
    ],
    [
      'loses a repetition in any writing',
      'Один.\n\nВторая строка стоит здесь. 🌱\n',
      'Вторая строка стоит здесь. 🌱\nТретья.',
      'Третья.',
    ],
    [
      'keeps a preface, which no rule can tell from a document',
      KEPT,
      "Sure, I'll continue:\n\n## Testing\n",
      "Sure, I'll continue:\n\n## Testing\n",
    ],
    ['loses nothing where nothing was kept', '', '# Plant diary\n', '# Plant diary\n'],
    ['loses nothing where only blanks were kept', '\n\n', '# Plant diary\n', '# Plant diary\n'],
    ['is nothing where it is only a repetition', KEPT, '- Nobody is at home.\n', ''],
    ['is nothing where it is nothing', KEPT, '', ''],
    ['is its blanks where it is only blanks', 'a', ' \n', ' \n'],
    ['loses eight characters inside a line', 'The measurements', 'urements are', ' are'],
    ['keeps seven characters inside a line', 'The measurements', 'rements are', 'rements are'],
    ['keeps a word said twice', 'It is very', ' very slow', ' very slow'],
    ['keeps cells that are alike', '| yes | yes | yes ', '| yes | yes |\n', '| yes | yes |\n'],
  ]
  test.each(cases)('%s', (_, kept, answer, expected) => expectJoined(kept, answer, expected))

  test.each([5, 8, 12, 15, 16, 17, 40])('loses the last %d characters, wherever they begin', (count) => {
    const kept = '# P\n\nIt keeps the measurements of every sensor in the field.\n\n'
    expectJoined(kept, `${kept.slice(-count)}## Data\n`, '## Data\n')
  })

  test('is let through as soon as it is clear that it repeats nothing', () => {
    const seam = new Seam(KEPT)
    expect(seam.push('## ')).toBe('')
    expect(seam.push('Test')).toBe('## Test')
    expect(seam.push('ing')).toBe('ing')
  })

  test('goes on behind the place where a document written anew comes past the end', () => {
    const anew = KEPT.replace('reminds people', 'tells everybody')
    expectJoined(KEPT, `${anew}## Testing\n`, '## Testing\n')
    const seam = new Seam(KEPT)
    seam.push(`${anew}## Testing`)
    expect(seam.startedOver).toBe(false)
  })

  test('goes on behind the last of the places where the document says the same', () => {
    const rows = '| the same row of a table | yes |\n'.repeat(8)
    const kept = `# Table\n\n${rows}\nBetween them.\n\n${rows}`
    expectJoined(kept, `# Table\n\nOther words.\n\n${rows}\nBetween.\n\n${rows}More.\n`, 'More.\n')
  })

  test('is nothing where the document is written anew and never comes past the end', () => {
    const seam = new Seam(KEPT)
    expect(seam.push('# Plant diary\n\nSomething quite different.\n') + seam.end()).toBe('')
    expect(seam.startedOver).toBe(true)
  })

  test('is never lost where it is no repetition, whatever was repeated before it', () => {
    const seed = printedSeed('seam')
    for (let round = 0; round < 500; round += 1) {
      const random = seeded(seed + round)
      const words = ['water', 'frost', '- ', '\n', '\n\n', '🌱', '| x |', '```', ' ', 'R-1', '\r\n', '## ']
      const some = (count: number) => Array.from({ length: count }, () => pick(random, words)).join('')
      const kept = `# T\n\n${some(between(random, 0, 60))}`
      // A word that stands nowhere in what was kept marks where the new text begins.
      const fresh = `Unheard-of ${some(between(random, 0, 20))}`
      const repeated = random() < 0.5 ? kept.slice(-between(random, 1, kept.length)) : ''
      const result = joined(kept, ...piecesOf(random, repeated + fresh, 9))
      if (!result.endsWith(fresh))
        throw new Error(`SEED=${seed + round}: ${JSON.stringify({ kept, repeated, fresh, result })}`)
      if (repeated === '') expect(result).toBe(fresh)
    }
  })

  test('costs what it is long, for text made to cost more', () => {
    // Quadratic, each of these would take minutes.
    const million = 1_000_000
    const many = 'Line of words.\n'.repeat(million / 10)
    for (const [kept, answer] of [
      ['hello', ' '.repeat(million)],
      ['a'.repeat(million), 'a'.repeat(million)],
      [`# T\n${many}`, `# T\n${many}`],
      [`# T\n${many}`, `# T\n${many.replaceAll('words', 'letters')}`],
      [`a${'\n'.repeat(million)}x\n`, `x${'\n'.repeat(million)}more`],
    ] as const) {
      const seam = new Seam(kept)
      for (let at = 0; at < answer.length; at += 4) seam.push(answer.slice(at, at + 4))
      seam.end()
    }
  }, 60_000)
})
