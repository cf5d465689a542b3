import type { Passage } from '../passages.ts'
import type { Insertion } from './ids.ts'

/**
 * Points of a list of which others were taken for requirements, and they were not: whoever wrote "Users can log in" above
 * "Users must pay" meant both. What stands below a point is its detail, and no point of the list.
 */
export function besideTaken(all: readonly Passage[], insertions: readonly Insertion[]): Passage[] {
  const isTaken = ({ start, end }: Passage) => insertions.some(({ at }) => start <= at && at <= end)
  return lists(all).flatMap((list) => (list.some(isTaken) ? list.filter((item) => !isTaken(item)) : []))
}

/** The points of each list, without those that are deeper than its first one. */
function lists(all: readonly Passage[]): Passage[][] {
  const found: Passage[][] = []
  let list: Passage[] | undefined
  for (const passage of all) {
    const depth = list?.[0]?.indent ?? 0
    if (passage.kind !== 'item') {
      // A paragraph that is indented belongs to the point above it.
      if (passage.kind === 'heading' || passage.indent <= depth) list = undefined
    } else if (!list || passage.indent < depth) {
      list = [passage]
      found.push(list)
    } else if (passage.indent < depth + 2) list.push(passage)
  }
  return found
}
