import { budgetOf, type Complexity, judgeComplexity } from '../planning/complexity.ts'
import type { Order } from '../runs/run.ts'
import type { Version } from '../store/documents.ts'
import type { Project } from '../store/projects.ts'
import { phaseOf } from './document-keys.ts'

/** What is the same for every order of a request. */
export type OrderFacts = Pick<Order, 'model' | 'requestId' | 'client' | 'maxTokens' | 'maxPrice'>

/** How much there is to a project, by its brief and by what a person knows better. */
export const complexityOf = ({ name, wishes, overrule }: Project, brief: string): Complexity =>
  judgeComplexity({ name, text: brief, ...wishes }, overrule)

/**
 * The order that has a document of a project written, with all that it is written from as it is now: the run needs nothing
 * of the project after this. Nothing for a document that no run writes, or whose sources are not there.
 */
export function orderOf(
  project: Project,
  document: string,
  newest: ReadonlyMap<string, Version>,
  facts: OrderFacts,
): Order | undefined {
  const brief = newest.get('brief')?.text
  const design = newest.get('design')?.text
  const plan = newest.get('plan')?.text
  const phase = phaseOf(document)
  const { name: projectName, wishes } = project
  if (brief === undefined) return undefined
  const { depth, phases } = complexityOf(project, brief)
  const budget = budgetOf(depth)
  if (document === 'design')
    return { ...facts, stage: 'design', input: { projectName, requirements: brief, ...wishes } }
  if (design === undefined) return undefined
  if (document === 'plan')
    return {
      ...facts,
      stage: 'plan',
      input: { projectName, brief, design, phases, depth, words: budget.plan.most },
    }
  if (plan === undefined || phase === undefined) return undefined
  return { ...facts, stage: 'phase', input: { projectName, design, plan, phase, words: budget.phase.most } }
}
