import { budgetOf } from '../planning/complexity.ts'
import { wholeBrief } from '../planning/whole-brief.ts'
import type { Order } from '../runs/run.ts'
import type { Version } from '../store/documents.ts'
import type { Project } from '../store/projects.ts'
import { phaseOf } from './document-keys.ts'
import { complexityOf } from './judgement.ts'
import { reviewRequest } from './review-order.ts'

/** What is the same for every order of a request. */
export type OrderFacts = Pick<Order, 'model' | 'requestId' | 'client' | 'maxTokens' | 'maxPrice'>

/** The brief with the answers to the questions about it; nothing where there is none. */
export const briefOf = (newest: ReadonlyMap<string, Pick<Version, 'text'>>): string | undefined =>
  wholeBrief(new Map([...newest].map(([key, { text }]) => [key, text])))

/**
 * The order that has a document of a project written, with all that it is written from as it is now: the run needs nothing
 * of the project after this. Nothing for a document that no run writes, or whose sources are not there. `setAside`: what a
 * reviewer is not to say once more.
 */
export function orderOf(
  project: Project,
  document: string,
  newest: ReadonlyMap<string, Version>,
  facts: OrderFacts,
  setAside: readonly string[] = [],
): Order | undefined {
  const brief = briefOf(newest)
  const design = newest.get('design')?.text
  const plan = newest.get('plan')?.text
  const phase = phaseOf(document)
  const { name: projectName, wishes } = project
  if (brief === undefined) return undefined
  const { depth, phases, doubts } = complexityOf(project, brief)
  const budget = budgetOf(depth)
  if (document === 'questions') {
    const because = doubts.map((doubt) => doubt.because)
    return { ...facts, stage: 'questions', input: { projectName, brief, ...wishes, doubts: because } }
  }
  if (document === 'design')
    return {
      ...facts,
      stage: 'design',
      input: { projectName, requirements: brief, ...wishes, words: budget.design.most },
    }
  if (design === undefined) return undefined
  if (document === 'review')
    return {
      ...facts,
      stage: 'review',
      input: reviewRequest(projectName, { brief, design, plan, depth, setAside }),
    }
  if (document === 'plan')
    return {
      ...facts,
      stage: 'plan',
      input: { projectName, brief, design, phases, depth, words: budget.plan.most },
    }
  if (plan === undefined || phase === undefined) return undefined
  return { ...facts, stage: 'phase', input: { projectName, design, plan, phase, words: budget.phase.most } }
}
