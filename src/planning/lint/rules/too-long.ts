import type { Stage } from '../block-view.ts'
import { atTop } from '../missing.ts'
import type { Depth, Fault, Rule } from '../rule.ts'
import { SAMPLE_DESIGN } from '../sample.ts'

/** Words by depth: a page has about 450. A small tool gets two pages. */
const MOST: Partial<Record<Stage, Record<Depth, number>>> = {
  design: { minimal: 1200, standard: 3000, detailed: 6000 },
  plan: { minimal: 1200, standard: 3000, detailed: 7000 },
  phase: { minimal: 700, standard: 1500, detailed: 3000 },
}
/** Of writing without blanks so many characters take the place of a word. */
const CHARACTERS = 2
const CJK = /[\u3041-\u30fa\u4e00-\u9fff]/g

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
    const words =
      (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) + Math.floor((text.match(CJK)?.length ?? 0) / CHARACTERS)
    if (words <= most) return
    yield {
      ...atTop(view),
      words: 'length',
      message: `The document has ${words} words; a project of the depth “${depth}” gets ${most}.`,
      suggestion: 'Take out what changes nothing that somebody would build, or choose a greater depth.',
    }
  },
}
