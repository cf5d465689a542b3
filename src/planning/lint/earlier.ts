import type { Design } from '../design.ts'

/** What is known of the documents that the one at hand is written from. */
export interface Earlier {
  /** Ids of the design's requirements; undefined where there is no design. */
  requirements?: ReadonlySet<string>
}

export const NOTHING_EARLIER: Earlier = {}

/** For a plan, a phase or a handoff: what the design has laid down. */
export function earlierOf(design: Design | undefined): Earlier {
  if (!design || design.requirements.length === 0) return NOTHING_EARLIER
  return { requirements: new Set(design.requirements.map(({ id }) => id)) }
}
