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
 * A printed page holds about 500 words. `minimal` is about two pages in all: the design one, the plan half of one, and a
 * few lines for each of at most five phases. `standard` is about 14 pages at ten phases, `detailed` about 46 at fifteen.
 */
const BUDGETS: Record<Depth, Budget> = {
  minimal: {
    design: { least: 150, most: 500 },
    plan: { least: 80, most: 250 },
    phase: { least: 20, most: 75 },
  },
  standard: {
    design: { least: 600, most: 2000 },
    plan: { least: 300, most: 1200 },
    phase: { least: 80, most: 400 },
  },
  detailed: {
    design: { least: 1500, most: 5000 },
    plan: { least: 800, most: 3000 },
    phase: { least: 200, most: 1000 },
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
