import type { Design } from '../design.ts'
import type { Plan } from '../plan.ts'

/** What is known of the documents that the one at hand is written from. */
export interface Earlier {
  /** Ids of the design's requirements; undefined where there is no design. */
  requirements?: ReadonlySet<string>
  /** Ids of the plan's tasks; undefined where there is no plan, or the plan itself is at hand. */
  tasks?: ReadonlySet<string>
}

export const NOTHING_EARLIER: Earlier = {}

/** For a plan, a phase or a handoff: what design and plan have laid down. */
export function earlierOf(design: Design | undefined, plan: Plan | undefined): Earlier {
  const earlier: Earlier = {}
  if (design && design.requirements.length > 0)
    earlier.requirements = new Set(design.requirements.map(({ id }) => id))
  if (plan && plan.phases.length > 0)
    earlier.tasks = new Set(plan.phases.flatMap(({ tasks }) => tasks.map(({ id }) => id)))
  return earlier
}
