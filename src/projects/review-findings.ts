import { createHash } from 'node:crypto'
import type { Missing } from '../planning/design.ts'
import { shorten } from '../planning/inline.ts'
import type { Finding, Mute } from '../planning/lint.ts'
import { asFindings, parseReview, type Reviewed, stillHolding } from '../planning/review.ts'
import type { Version } from '../store/documents.ts'
import type { Past } from './freshness.ts'

type Review = Pick<Version, 'text' | 'standsOn'>
type Texts = ReadonlyMap<string, Review>

/**
 * What the newest review has found and what still holds of it: its place reads as it did when it was reviewed. What could not
 * be read of the review is a finding too, in the review itself.
 */
export function reviewFindings(newest: Texts, past: Past): Finding[] {
  const review = newest.get('review')
  if (!review) return []
  const { holding, missing } = findingsOf(review, newest, past)
  return [...holding, ...missing.map((fault) => asFinding(fault, review.text.length))]
}

function findingsOf(review: Review, newest: Texts, past: Past): { holding: Finding[]; missing: Missing[] } {
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
  return { holding: asFindings(stillHolding(findings, reviewed, now)), missing }
}

const MOST_SET_ASIDE = 20
const REASON_CHARS = 200

/**
 * What reviews have found and a person has muted, as far as its place still reads as it did: a sentence each, with the reason, for
 * whoever reviews next. A mute holds on to a finding's words, and a model that says it in other words would make it heard again.
 * Words alone do not tell whether two findings mean the same: so nothing is hidden by likeness, the model is told instead.
 */
export function setAside(
  reviews: readonly Review[],
  newest: Texts,
  mutes: readonly Mute[],
  past: Past,
): string[] {
  const reasons = new Map(mutes.map(({ id, reason }) => [id, reason]))
  const found = new Map<string, string>()
  for (const review of reviews) {
    if (reasons.size === 0) break
    for (const { id, place, message } of findingsOf(review, newest, past).holding) {
      const reason = reasons.get(id)
      if (reason !== undefined)
        found.set(
          id,
          `${place.document}: ${place.section}: ${message} (A person has set it aside: ${shorten(reason, REASON_CHARS)})`,
        )
    }
  }
  return [...found.values()].slice(0, MOST_SET_ASIDE)
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
