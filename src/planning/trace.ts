import type { Design } from './design.ts'
import type { Place } from './lint/finding.ts'
import type { PhasePlan } from './phase-plan.ts'
import type { Plan } from './plan.ts'
import { Graph } from './trace/graph.ts'
import { linkDesign, linkPhasePlan, linkPlan } from './trace/links.ts'
import { coverageOf, type MatrixRow } from './trace/matrix.ts'
import { findOrphans, type Orphan } from './trace/orphans.ts'

/** What stands on what in a project: requirements, parts of the design, phases, tasks and checks, read from its documents. */
export interface Trace {
  nodes: TraceNode[]
  links: TraceLink[]
  /** What lacks its counterpart, each named in a sentence. */
  orphans: Orphan[]
  /** A row a requirement, in the design's order. */
  matrix: MatrixRow[]
  /** 0 to 1: the requirements that reach at least one task and one check. 0 where no design says which there are. */
  share: number
}

export interface TraceNode {
  /** `R-1`, `section:Title`, `phase-1`, `T-1.1`, `T-1.1/check`, `phase-1/check-1` */
  id: string
  kind: 'requirement' | 'section' | 'phase' | 'task' | 'check'
  /** What a person calls it, at most 200 code units. */
  title: string
  /** Where it is written; a task of a plan that has a plan of its own phase stands in both. */
  places: Place[]
}

export interface TraceLink {
  /** The node that says so. */
  from: string
  to: string
  kind: 'serves' | 'holds' | 'proves' | 'waits-for' | 'mentions'
  /** Where it is said. */
  place: Place
}

export type { Mention } from './trace/mentions.ts'
export { mentions } from './trace/mentions.ts'
export type { MatrixRow, Orphan }

/** The documents of a project, as far as there are any. */
export interface Documents {
  design?: Design
  plan?: Plan
  phases?: PhasePlan[]
}

/** Puts the documents' parts together. Never throws; linear in their length, but for the links themselves. */
export function traceProject({ design, plan, phases = [] }: Documents): Trace {
  const graph = new Graph()
  if (design) linkDesign(graph, design)
  if (plan) linkPlan(graph, plan)
  for (const phase of phases) linkPhasePlan(graph, phase)
  const unknown = graph.settle()
  const { matrix, share } = coverageOf(graph)
  const orphans = findOrphans({ graph, unknown, matrix, design, plan, phases })
  return { nodes: graph.nodes, links: graph.links, orphans, matrix, share }
}
