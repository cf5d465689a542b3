import type { Design } from '../design.ts'
import type { Phase, Plan } from '../plan.ts'
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

/** The phases whose own plan is there, with what the plan says of them. */
export function* phasePairs({
  documents,
  plan,
}: ProjectView): Generator<{ document: DocumentView; own: Phase; planned: Phase }> {
  for (const document of documents) {
    const [own] = document.phases
    if (document.stage !== 'phase' || !own) continue
    const planned = plan?.phases.find(({ number }) => number === phaseNumber(document.key))
    if (planned) yield { document, own, planned }
  }
}

/** At the first heading of a document. */
export function atHead({ key, statements, text }: DocumentView): {
  document: string
  start: number
  end: number
} {
  const first = statements[0]
  return { document: key, start: first?.start ?? 0, end: first?.end ?? Math.min(text.length, 1) }
}
