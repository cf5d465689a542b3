import { wordsIn } from '../../complexity/budget.ts'
import type { Stage } from '../block-view.ts'
import { atTop } from '../missing.ts'
import type { Depth, Fault, Rule } from '../rule.ts'
import { SAMPLE_DESIGN } from '../sample.ts'

/**
 * Far more than the budget that the model was told (complexity/budget): what somebody has to cut, and not what a model, which
 * does not count its words, wrote beyond it.
 */
const MOST: Partial<Record<Stage, Record<Depth, number>>> = {
  design: { minimal: 1200, standard: 3000, detailed: 6000 },
  plan: { minimal: 1200, standard: 3000, detailed: 7000 },
  phase: { minimal: 700, standard: 1500, detailed: 3000 },
}

const LONG = Array.from({ length: 330 }, (_, index) => `Book ${index} stands here.`).join(' ')

export const tooLong: Rule = {
  id: 'too-long',
  severity: 'warning',
  reason: 'What nobody reads to its end is followed by nobody; each word is paid for in every later step.',
  good: { texts: { design: SAMPLE_DESIGN }, depth: 'minimal' },
  bad: { texts: { design: SAMPLE_DESIGN.replace('## Data\n', `## Data\n\n${LONG}\n`) }, depth: 'minimal' },
  *document(view): Generator<Fault> {
    const { depth, stage, text } = view
    const most = depth === undefined ? undefined : MOST[stage]?.[depth]
    if (depth === undefined || most === undefined) return
    const words = wordsIn(text)
    if (words <= most) return
    yield {
      ...atTop(view),
      words: 'length',
      message: `The document has ${words} words; a project of the depth “${depth}” gets ${most}.`,
      suggestion: 'Take out what changes nothing that somebody would build, or choose a greater depth.',
    }
  },
}
