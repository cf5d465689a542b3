/**
 * The shortest list that still fails, found by leaving pieces out, halves first, then ever smaller ones (delta debugging, Zeller and
 * Hildebrandt 2002). `fails` may be wrong about a list now and then; the answer is one that it said yes to.
 */
export async function shrink<T>(
  items: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let rest = items
  for (let pieces = 2; rest.length > 0; ) {
    const size = Math.ceil(rest.length / pieces)
    const shorter = await firstFailing(rest, size, fails)
    if (shorter) {
      rest = shorter
      pieces = Math.max(2, pieces - 1)
    } else if (size === 1) return rest
    else pieces = Math.min(rest.length, pieces * 2)
  }
  return rest
}

async function firstFailing<T>(
  items: readonly T[],
  size: number,
  fails: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | undefined> {
  for (let from = 0; from < items.length; from += size) {
    const without = [...items.slice(0, from), ...items.slice(from + size)]
    if (await fails(without)) return without
  }
  return undefined
}
