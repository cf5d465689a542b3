import type { Statement } from './block-view.ts'
import type { Finding } from './finding.ts'

/** In the order of the text; at the same place those stay in the order in which they came. */
export const inOrder = (findings: Finding[]): Finding[] =>
  findings.sort((a, b) => a.place.start - b.place.start || a.place.end - b.place.end)

/** Title of the section in which a place lies. */
export function sectionAt(statements: readonly Statement[], start: number): string | undefined {
  let low = 0
  let high = statements.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((statements[middle]?.start ?? 0) <= start) low = middle + 1
    else high = middle
  }
  return statements[low - 1]?.section
}
