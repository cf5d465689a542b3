import { atPart, idsOfMissing, missingOf } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign, SAMPLE_DESIGN } from '../sample.ts'

/** Ids in the numbering that nobody has given, "R-4 to R-6" as its first. */
export const skippedRequirement: Rule = {
  id: 'skipped-requirement',
  severity: 'warning',
  reason: 'A number that is left out was lost on the way, or was never there: nobody can tell.',
  good: inDesign(),
  bad: {
    texts: {
      design: SAMPLE_DESIGN.replace('**R-3**', '**R-4**')
        .replaceAll('R-3 |', 'R-4 |')
        .replace('(R-1, R-3)', '(R-1, R-4)'),
    },
  },
  *document(view): Generator<Fault> {
    if (missingOf(view, 'requirements:gap') === undefined) return
    for (const id of idsOfMissing(view, 'requirements:gap')) {
      const before = view.design?.requirements.findLast((requirement) => isBelow(requirement.id, id))
      const place = before ? { start: before.start, end: before.end } : atPart(view, 'requirements')
      yield {
        ...place,
        words: id,
        message: `The numbering leaves out ${id}.`,
        suggestion: 'Write the requirement that was meant there; do not give the numbers of others anew.',
      }
    }
  },
}

const isBelow = (id: string, other: string) =>
  id.split('-')[0] === other.split('-')[0] &&
  Number.parseInt(id.split('-')[1] ?? '', 10) < Number.parseInt(other.split('-')[1] ?? '', 10)
