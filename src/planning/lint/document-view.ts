import type { Design, Missing } from '../design.ts'
import type { Phase, Plan, Task } from '../plan.ts'
import type { Stage, Statement } from './block-view.ts'
import type { Earlier } from './earlier.ts'
import type { Depth } from './rule.ts'

/** What a rule sees of a whole document. */
export interface DocumentView {
  key: string
  stage: Stage
  text: string
  statements: Statement[]
  /** Of the design alone. */
  design?: Design
  /** Of the plan alone. */
  plan?: Plan
  /** Of a plan all; of a phase's plan it alone; else none. */
  phases: Phase[]
  /** Of these phases, each with the number of the phase that it stands in. */
  tasks: PlacedTask[]
  /** What taking the document apart has missed. */
  missing: Missing[]
  depth?: Depth
  earlier: Earlier
}

export interface PlacedTask {
  task: Task
  phase: number
}

export const tasksIn = (phases: Phase[]): PlacedTask[] =>
  phases.flatMap(({ number, tasks }) => tasks.map((task) => ({ task, phase: number })))
