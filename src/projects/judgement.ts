import { type Complexity, judgeComplexity } from '../planning/complexity.ts'
import { briefParts } from '../planning/whole-brief.ts'
import type { Project } from '../store/projects.ts'

const KEPT = 32

/** By project, the last asked for at the end. */
const kept = new Map<string, { state: string; complexity: Complexity }>()

/**
 * How much there is to a project, by its brief, with the answers or without, and by what a person knows better. One whose
 * brief is as it was is not judged again: a brief of 32 KiB takes a tenth of a second, and a page asks once a document.
 */
export function complexityOf({ id, name, wishes, overrule }: Project, brief: string): Complexity {
  const state = JSON.stringify([name, wishes, overrule, brief])
  const known = kept.get(id)
  const complexity =
    known?.state === state
      ? known.complexity
      : judgeComplexity({ name, ...briefParts(brief), ...wishes }, overrule)
  kept.delete(id)
  kept.set(id, { state, complexity })
  const [oldest] = kept.keys()
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  return complexity
}
