/** How long documents may be, by how deep a project has to be thought through. */

export type Depth = 'minimal' | 'standard' | 'detailed'

/** Words, both ends included. */
export interface Range {
  least: number
  most: number
}

export interface Budget {
  design: Range
  plan: Range
  /** Each phase's own plan. */
  phase: Range
}

/**
 * A printed page holds about 500 words, and a design has eleven parts, none of which may be left out: the design of a
 * small tool is two pages, its plan less than two, and a phase's own plan two thirds of one. `standard` is about 17 pages at ten phases,
 * `detailed` about 60 at fifteen. The linter complains of what is longer by a fifth.
 */
const BUDGETS: Record<Depth, Budget> = {
  minimal: {
    design: { least: 300, most: 1000 },
    plan: { least: 100, most: 800 },
    phase: { least: 40, most: 330 },
  },
  standard: {
    design: { least: 600, most: 2000 },
    plan: { least: 300, most: 1500 },
    phase: { least: 80, most: 600 },
  },
  detailed: {
    design: { least: 1500, most: 5000 },
    plan: { least: 800, most: 3000 },
    phase: { least: 200, most: 1500 },
  },
}

export const budgetOf = (depth: Depth): Budget => structuredClone(BUDGETS[depth])

/** What the budget counts: pieces between blanks; of Japanese, Chinese and the like two characters for a word. */
export function wordsIn(text: string): number {
  const unspaced = text.match(UNSPACED)?.length ?? 0
  const pieces = text.replace(UNSPACED, ' ').match(/\S+/g) ?? []
  return pieces.filter((piece) => /[\p{L}\p{N}]/u.test(piece)).length + Math.ceil(unspaced / 2)
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]/gu
