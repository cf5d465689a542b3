import { RUN_ID } from '../runs/run.ts'

/** How far a page has read each of several runs: the number of the last event of each. */
export type Positions = ReadonlyMap<string, number>

/** More than a page shows side by side. */
const MOST = 200

export const writePositions = (positions: Positions): string =>
  [...positions].map(([run, last]) => `${run}:${last}`).join(' ') || 'none'

/** What is no position is left out: the page then gets that run anew. */
export function readPositions(text: string): Map<string, number> {
  const positions = new Map<string, number>()
  for (const piece of text.split(/[ +]+/).slice(0, MOST)) {
    const [run = '', last = ''] = piece.split(':')
    if (RUN_ID.test(run) && /^\d{1,15}$/.test(last)) positions.set(run, Number(last))
  }
  return positions
}
