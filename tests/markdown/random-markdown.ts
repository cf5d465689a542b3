import { between, pick } from '../support/random.ts'

const BITS = [
  ...[
    '- ',
    '* ',
    '1. ',
    '2. ',
    '10) ',
    '> ',
    '>',
    '    ',
    '  ',
    '   ',
    ' ',
    '\t',
    '  - ',
    '[ ] ',
    '-',
    '+',
    '| a | b',
  ],
  ...[
    '```',
    '~~~',
    '``` js',
    '# ',
    '## x',
    '---',
    '===',
    '***',
    '|-|-|',
    '|',
    '[a]: /u',
    '[b]: <',
    '[b]',
    '"t"',
    "'t",
  ],
  ...[
    '`',
    '**x**',
    '*',
    '_y',
    'a',
    'b c',
    '<div>',
    '\\',
    '&amp;',
    '\0',
    '\u{1f600}',
    'é',
    '\u2028',
    '\u00a0',
    '\f',
    '\n| a | b\n|-|-|\n',
  ],
  ...['\n', '\n', '\n', '\n', '\n\n', '\n\n', '\n \n', '\r\n', '\r\n\r\n', '\r'],
]

/** Text of what means something in Markdown, in every wrong order. */
export function randomMarkdown(random: () => number): string {
  let text = ''
  for (let count = between(random, 2, 26); count > 0; count -= 1) text += pick(random, BITS)
  return text
}

/** The text in pieces of one code unit up to many, cut anywhere. */
export function randomPieces(random: () => number, text: string): string[] {
  const longest = pick(random, [1, 4, 30])
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const length = between(random, 1, longest)
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}
