import type { Depth } from '../planning/complexity.ts'
import { lintProject } from '../planning/lint.ts'
import type { ReviewRequest } from '../planning/review-request.ts'

/** More would hide what is heavy. */
const MOST_TOLD = 40

/** What a review is asked with. */
export interface ReviewMaterial {
  brief: string
  design: string
  plan: string | undefined
  depth: Depth
  /** What was found before and a person has muted, a sentence each. */
  setAside: readonly string[]
}

/** With what rules find, and what people have muted of earlier reviews, so that nobody is paid to say it again. */
export function reviewRequest(
  projectName: string,
  { brief, design, plan, depth, setAside }: ReviewMaterial,
): ReviewRequest {
  const texts = { brief, design, ...(plan === undefined ? {} : { plan }) }
  const findings = lintProject({ texts, depth })
    .filter(({ severity, place }) => severity !== 'hint' && place.document !== 'brief')
    .slice(0, MOST_TOLD)
    .map(({ place, message }) => `${place.document}: ${message}`)
  return {
    projectName,
    brief,
    design,
    plan: plan ?? '',
    findings: [...setAside, ...findings].map(oneLine).join('\n'),
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')
