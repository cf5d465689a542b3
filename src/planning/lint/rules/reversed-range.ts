import { placeOf, type Statement } from '../block-view.ts'
import { type Fault, inBrief, type Rule } from '../rule.ts'
import { quote } from '../said.ts'

const NUMBER = '(\\d{1,12}(?:[.,]\\d{1,6})?)'
const UNIT = '(?: ?(%|ms|s|seconds?|minutes?|hours?|days?|KB|MB|GB|KiB|MiB|GiB)(?!\\p{L}))?'
const RANGES = [
  ['between', 'and'],
  ['at least', '(?:,? and|,? but|,) at most'],
  ['zwischen', 'und'],
  ['mindestens', '(?:,? und|,? aber|,) höchstens'],
  ['entre', '(?:et|y)'],
].map(([from, to]) => new RegExp(`(?<!\\p{L})${from} ${NUMBER}${UNIT} ?${to} ${NUMBER}${UNIT}`, 'iu'))

const numberOf = (text: string) => Number(text.replace(/[.,](?=\d{3}(?:\D|$))/g, '').replace(',', '.'))

function reversed({ prose }: Statement): string | undefined {
  if (!/\d/.test(prose)) return undefined
  for (const pattern of RANGES) {
    const found = pattern.exec(prose)
    if (!found) continue
    const [words, low = '', unit, high = '', sameUnit] = found
    // "Between 500 ms and 2 s" is none.
    if (unit !== undefined && unit !== sameUnit) continue
    if (numberOf(low) > numberOf(high)) return words
  }
  return undefined
}

export const reversedRange: Rule = {
  id: 'reversed-range',
  severity: 'error',
  reason: 'A range whose least is above its greatest holds nothing.',
  good: inBrief('- **R-1**: A title has between 1 and 200 characters.'),
  bad: inBrief('- **R-1**: A title has between 200 and 1 characters.'),
  *block(block): Generator<Fault> {
    for (const statement of block.statements) {
      const words = reversed(statement)
      if (words === undefined) continue
      yield {
        ...placeOf(block, statement, words),
        words,
        message: `The range ${quote(words)} is empty: its first number is the greater one.`,
        suggestion: 'Write the smaller number first, or correct the one that is wrong.',
      }
    }
  },
}
