import type { Depth } from '../planning/complexity.ts'
import { lintProject } from '../planning/lint.ts'
import type { ReviewRequest } from '../planning/review-request.ts'

/** More would hide what is heavy. */
const MOST_TOLD = 40

/** What a review is asked with: the texts, and what rules find in them, so that nobody is paid to say it again. */
export function reviewRequest(
  projectName: string,
  { brief, design, plan, depth }: { brief: string; design: string; plan: string | undefined; depth: Depth },
): ReviewRequest {
  const texts = { brief, design, ...(plan === undefined ? {} : { plan }) }
  const findings = lintProject({ texts, depth })
    .filter(({ severity, place }) => severity !== 'hint' && place.document !== 'brief')
    .slice(0, MOST_TOLD)
    .map(({ place, message }) => `${place.document}: ${message.replace(/\s+/g, ' ')}`)
  return { projectName, brief, design, plan: plan ?? '', findings: findings.join('\n') }
}
