import { createHash } from 'node:crypto'
import type { Missing } from '../planning/design.ts'
import type { Finding } from '../planning/lint.ts'
import { asFindings, parseReview, type Reviewed, stillHolding } from '../planning/review.ts'
import type { Version } from '../store/documents.ts'
import type { Past } from './freshness.ts'

type Texts = ReadonlyMap<string, Pick<Version, 'text' | 'standsOn'>>

/**
 * What the newest review has found and what still holds of it: its place reads as it did when it was reviewed. What could not
 * be read of the review is a finding too, in the review itself.
 */
export function reviewFindings(newest: Texts, past: Past): Finding[] {
  const review = newest.get('review')
  if (!review) return []
  const wasRead = (key: string): string => {
    const source = review.standsOn.find(({ document }) => document === key)
    return (source && past(key, source.number)) ?? ''
  }
  const reviewed: Reviewed = { design: wasRead('design'), plan: wasRead('plan') }
  const now: Reviewed = {
    design: newest.get('design')?.text ?? '',
    plan: reviewed.plan === '' ? '' : (newest.get('plan')?.text ?? ''),
  }
  const { findings, missing } = parseReview(review.text, reviewed)
  return [
    ...asFindings(stillHolding(findings, reviewed, now)),
    ...missing.map((fault) => asFinding(fault, review.text.length)),
  ]
}

/** Nothing of it could be read. */
const UNREADABLE = ['text:empty', 'review:none', 'review:design']

const asFinding = ({ code, message }: Missing, end: number): Finding => ({
  id: createHash('sha256')
    .update(JSON.stringify(['review', code, message]))
    .digest('hex')
    .slice(0, 16),
  rule: 'review-not-read',
  severity: UNREADABLE.includes(code) ? 'warning' : 'hint',
  place: { document: 'review', start: 0, end },
  message,
})
