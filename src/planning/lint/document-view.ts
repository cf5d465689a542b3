import type { Design } from '../design.ts'
import type { Plan } from '../plan.ts'
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
  depth?: Depth
  earlier: Earlier
}
