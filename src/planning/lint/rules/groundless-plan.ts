import { isOwnForm } from '../missing.ts'
import { atHead } from '../project-view.ts'
import type { Fault, Rule } from '../rule.ts'
import { inPlan, SAMPLE_PLAN } from '../sample.ts'

export const groundlessPlan: Rule = {
  id: 'groundless-plan',
  severity: 'error',
  reason: 'Tasks and checks are traced to requirements; without one, nobody can tell what the plan is for.',
  good: inPlan(),
  bad: { texts: { plan: SAMPLE_PLAN } },
  *project({ documents }): Generator<Fault> {
    const plan = documents.find(({ key }) => key === 'plan')
    const design = documents.find(({ key }) => key === 'design')
    if (!plan || plan.phases.length === 0) return
    const { requirements = [], sections = [] } = design?.design ?? {}
    // What has the form of a design, or a part for them, is told so where they are missing.
    const isTold = design && (isOwnForm(design) || sections.some(({ part }) => part === 'requirements'))
    if (requirements.length > 0 || isTold) return
    yield {
      ...atHead(plan),
      words: 'requirements',
      message: `The plan stands on nothing: ${design ? 'not one requirement can be read in the design' : 'there is no design'}.`,
      suggestion:
        'Write requirements into the design, one a line: “- **R-1**: …”; then have the plan written anew.',
    }
  },
}
