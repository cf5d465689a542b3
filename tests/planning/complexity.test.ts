import { describe, expect, test } from 'bun:test'
import { judgeComplexity } from '../../src/planning/complexity.ts'
import { asBrief, BRIEFS, type JudgedBrief, REAL_BRIEFS } from './complexity-briefs.ts'

/** What the judgement has of what is expected, in the same shape, so that a failure shows both. */
function judged({ brief, finds, not, ...expected }: JudgedBrief) {
  const complexity = judgeComplexity(asBrief(brief))
  const counted = complexity.lines.filter(({ points }) => points > 0).map(({ what }) => what)
  return {
    kind: expected.kind && complexity.kind,
    depth: expected.depth && complexity.depth,
    people: 'people' in expected ? complexity.team.people : undefined,
    missed: (finds ?? []).filter((what) => !counted.includes(what)),
    wrong: (not ?? []).filter((what) => counted.includes(what)),
    score: expected.score && within(complexity.score, expected.score),
    confidence: expected.confidence && within(complexity.confidence, expected.confidence),
  }
}

const within = (value: number, [least, most]: [number, number]) =>
  value >= least && value <= most ? 'within' : `${value} is not in ${least} to ${most}`

function expectAsJudged(expected: JudgedBrief) {
  const { kind, depth, people, score, confidence } = expected
  expect(judged(expected)).toEqual({
    kind,
    depth,
    people,
    missed: [],
    wrong: [],
    score: score && 'within',
    confidence: confidence && 'within',
  })
}

describe('briefs, and what is to be made of each', () => {
  test('are at least sixty, each with its reason', () => {
    expect(BRIEFS.length).toBeGreaterThanOrEqual(60)
    expect(new Set(BRIEFS.map(({ why }) => why)).size).toBe(BRIEFS.length)
  })

  for (const expected of BRIEFS) test(expected.why, () => expectAsJudged(expected))
})

describe('briefs as people write them', () => {
  for (const expected of REAL_BRIEFS) test(expected.why, () => expectAsJudged(expected))
})
