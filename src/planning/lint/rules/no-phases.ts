import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inPlan, SAMPLE_DESIGN } from '../sample.ts'

export const noPhases: Rule = {
  id: 'no-phases',
  severity: 'error',
  reason: 'Phases and handoff are made from the plan’s phases; none could be read.',
  good: inPlan(),
  bad: {
    texts: { design: SAMPLE_DESIGN, plan: '# Plan of Shelf\n\nFirst the lending is built, then the rest.\n' },
  },
  *document({ plan, text, statements }): Generator<Fault> {
    if (!plan || plan.phases.length > 0 || text.trim() === '') return
    const first = statements.find(({ kind }) => kind !== 'heading') ?? statements[0]
    yield {
      start: first?.start ?? 0,
      end: first?.end ?? text.length,
      words: 'phases',
      message: `No phase could be read from the plan; it begins with ${quote(first?.text ?? text)}.`,
      suggestion: 'Write a heading for each: “## Phase 1: …”, with its tasks below.',
    }
  },
}
