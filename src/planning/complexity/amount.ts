import type { Reading } from './mentions.ts'

/** How much is asked for: the different sentences and items of a brief, counted once each. */

/** Words, or characters of Japanese: less is a label. */
const WORDS = 3
const CHARACTERS = 6

const STEPS: [least: number, points: number][] = [
  [50, 3],
  [25, 2],
  [12, 1],
]

export function amountOf(reading: Reading): { statements: number; points: number } {
  const different = new Set<string>()
  for (const { sentence, wanted } of reading.sentences) {
    const { words } = sentence
    const characters = words.reduce((sum, word) => sum + (word.run ? word.text.length : 0), 0)
    if (!wanted || (words.length < WORDS && characters < CHARACTERS)) continue
    different.add(words.map(({ text }) => text).join(' '))
  }
  const statements = different.size
  return { statements, points: STEPS.find(([least]) => statements >= least)?.[1] ?? 0 }
}
