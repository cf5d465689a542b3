import { atTop, faultsOfMissing } from '../missing.ts'
import type { Rule } from '../rule.ts'
import { inDesign, SAMPLE_DESIGN } from '../sample.ts'

const MANY = Array.from(
  { length: 600 },
  (_, index) => `### Shelf ${index + 1}\n\nBooks ${index + 1}.\n`,
).join('\n')

export const tooMuchToRead: Rule = {
  id: 'too-much-to-read',
  severity: 'warning',
  reason: 'What is not read is not traced, planned or tested.',
  good: inDesign(),
  bad: { texts: { design: `${SAMPLE_DESIGN}\n## Shelves\n\n${MANY}` } },
  document: (view) => faultsOfMissing(view, 'text:too-long', atTop(view), 'Split the project into two.'),
}
