/** Random texts that can be had again: `SEED=n bun test tests/planning` repeats the one that failed. */

type Random = () => number

/** mulberry32: 0 to below 1, the same for the same seed. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Runs a check for `count` seeds, other ones each time; only for the one that SEED names where it is set. A failure says
 * which seed it was.
 */
export async function forSeeds(
  count: number,
  check: (random: Random) => void | Promise<void>,
): Promise<void> {
  const first = Math.floor(Math.random() * 2 ** 31)
  const seeds = process.env.SEED
    ? [Number(process.env.SEED)]
    : Array.from({ length: count }, (_, index) => first + index)
  for (const seed of seeds) {
    try {
      await check(randomFrom(seed))
    } catch (error) {
      console.error(`SEED=${seed}`)
      throw error
    }
  }
}

const PIECES = [
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  ' ',
  '    ',
  '\t',
  '\u2028',
  '\u00a0',
  '\0',
  '\ud83d',
  '\ude00',
  '😀',
  'é',
  '需求',
  'リスク',
  '# ',
  '## ',
  '### ',
  '#',
  '---',
  '===',
  '**',
  '*',
  '__',
  '_',
  '`',
  '```',
  '~~~',
  '````markdown',
  '- ',
  '* ',
  '1. ',
  '> ',
  '|',
  '|-|-|',
  '\\|',
  '\\',
  '[',
  ']',
  '(',
  ')',
  '](',
  '<',
  '>',
  '<br>',
  '</think>',
  '<think>',
  '&amp;',
  ':',
  '：',
  '–',
  '→',
  ',',
  '.',
  '…',
  'R-1',
  'R-2: ',
  '**R-3**: ',
  'R1',
  'FR-1',
  'NFR-2',
  'REQ-003',
  'R-1.2',
  'R-1 to R-9',
  'R-999999',
  'R-0',
  'Requirements',
  'Requirements:',
  '## Requirements\n',
  '## Tech stack\n',
  '## Risks\n',
  '## Testing\n',
  '## Open questions\n',
  '## Objectives\n',
  '**Mitigation:** ',
  'Impact: ',
  'Backend: ',
  'TBD',
  'TODO:',
  '[insert x]',
  'None',
  'word',
  'a',
  '7',
  '__proto__',
  'constructor',
]

export function hostileText(random: Random, pieces: number): string {
  const count = Math.floor(random() * pieces)
  return Array.from({ length: count }, () => PIECES[Math.floor(random() * PIECES.length)]).join('')
}
