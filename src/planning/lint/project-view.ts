import type { Design } from '../design.ts'
import type { Plan } from '../plan.ts'
import type { DocumentView } from './document-view.ts'
import type { Depth } from './rule.ts'

/** What a rule sees of a project. */
export interface ProjectView {
  /** In the order in which they are written. */
  documents: DocumentView[]
  design?: Design
  plan?: Plan
  depth?: Depth
}

const STAGES = ['brief', 'complexity', 'design', 'review', 'plan', 'phase', 'handoff']

/** Keys of documents in the order in which they are written: `phase-2` before `phase-10`. */
export const inStages = (keys: string[]): string[] =>
  keys.sort((a, b) => {
    const [stage = '', number = '0'] = a.split('-')
    const [other = '', its = '0'] = b.split('-')
    return STAGES.indexOf(stage) - STAGES.indexOf(other) || Number(number) - Number(its) || (a < b ? -1 : 1)
  })

/** 3 of `phase-3`. */
export const phaseNumber = (key: string): number => Number(key.slice(key.indexOf('-') + 1))
