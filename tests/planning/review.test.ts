import { describe, expect, test } from 'bun:test'
import { asFindings, MOST_FINDINGS, parseReview, stillHolding } from '../../src/planning/review.ts'
import { forSeeds, hostileText } from './random-text.ts'
import { REVIEWED_DESIGN, REVIEWED_JAPANESE, REVIEWED_PLAN, SAMPLES } from './review-corpus.ts'

const REVIEWED = { design: REVIEWED_DESIGN, plan: REVIEWED_PLAN }

describe('a review is read', () => {
  test.each(SAMPLES)('$name', ({ name, text, findings, missing = [], named = [] }) => {
    const reviewed = name.startsWith('Japanese') ? { design: REVIEWED_JAPANESE, plan: '' } : REVIEWED
    const read = parseReview(text, reviewed)
    const found = read.findings.map(({ tie, severity, message, suggestion }) =>
      suggestion === undefined ? [tie.name, severity, message] : [tie.name, severity, message, suggestion],
    )
    expect(found as unknown).toEqual(findings)
    expect(read.missing.map(({ code }) => code).sort()).toEqual([...missing].sort())
    const said = read.missing.map(({ message }) => message).join('\n')
    for (const words of named) expect(said).toContain(words)
  })

  test('in full up to a number of findings, and the rest is counted', () => {
    const text = Array.from({ length: 40 }, (_, at) => `- **R-1** (error): Fault number ${at}.`).join('\n')
    const { findings, missing } = parseReview(text, REVIEWED)
    expect(findings).toHaveLength(MOST_FINDINGS)
    expect(missing.map(({ message }) => message)).toEqual([
      'Only the first 30 findings count; 10 more were left out.',
    ])
  })
})

/** Pieces that models put together, in an order that none has. */
const PIECES = [
  '# Review',
  '## R-3: error',
  '- **R-1** (error): It is wrong.',
  '- [high] Security: open.',
  '| Severity | Where | Finding |',
  '|---|---|---|',
  '| High | R-2 | no |',
  'Suggestion: mend it',
  '**Severity:** low',
  'Where: R-9',
  '```',
  '{"findings":[',
  '🔴 R-4',
  '【重大】Ｒ－１：悪い',
  '(warning)',
  '   - nested',
  '> quoted: R-1',
  '→',
  '\t',
  '',
  'No findings.',
  '## Summary',
  '\uFEFF',
  'T-1.1, T-9.9 and R-1 to R-400',
]

describe('reading a review', () => {
  const holds = (text: string) => {
    const { findings, markdown, missing } = parseReview(text, REVIEWED)
    expect(markdown).toBe(text)
    expect(findings.length).toBeLessThanOrEqual(MOST_FINDINGS)
    for (const { tie, message, start, end } of findings) {
      expect(message.trim()).not.toBe('')
      expect(message.isWellFormed()).toBe(true)
      expect(start).toBeLessThanOrEqual(end)
      expect(end).toBeLessThanOrEqual(text.length)
      // Whatever is said, it is about something that is there.
      expect(REVIEWED[tie.document].slice(tie.start, tie.end).trim()).not.toBe('')
    }
    for (const { message } of missing) expect(message.isWellFormed()).toBe(true)
    // Nothing is silent: who says something is read, named, or has said that there is nothing (“None.”).
    if (text.trim() !== '' && !/no finding/i.test(text) && !/^\W*none\W*$/i.test(text))
      expect(findings.length + missing.length).toBeGreaterThan(0)
  }

  test('never throws, whatever the text', () => forSeeds(300, (random) => holds(hostileText(random, 200))))

  test('keeps its word for every order of pieces', () =>
    forSeeds(300, (random) => {
      const count = 1 + Math.floor(random() * 14)
      const text = Array.from({ length: count }, () => PIECES[Math.floor(random() * PIECES.length)]).join(
        '\n',
      )
      const { findings, missing, markdown } = parseReview(text, REVIEWED)
      expect(markdown).toBe(text)
      for (const { message } of [...findings, ...missing]) expect(message.trim()).not.toBe('')
    }))

  test('takes time in proportion to the length', () => {
    const shapes = [
      '- **R-1** (error): a b. Suggestion: c.\n',
      '| R-1 | error | x |\n',
      '- ((((R-',
      'Suggestion: ',
      'a – ',
    ]
    for (const shape of shapes) {
      const timeOf = (length: number) => {
        const text = shape.repeat(Math.ceil(length / shape.length))
        const from = performance.now()
        parseReview(text, REVIEWED)
        return performance.now() - from
      }
      timeOf(20_000)
      expect(timeOf(160_000)).toBeLessThan(2_000)
    }
  })
})

describe('findings of a review', () => {
  const text = [
    '- **R-3** (error): Dry is not defined.',
    '- **Security** (warning): A lost device.',
    '- **T-2.1** (hint): Its check is vague.',
  ].join('\n')
  const { findings } = parseReview(text, REVIEWED)

  test('have ids that stay when the text around their place moves', () => {
    const before = asFindings(findings)
    const moved = {
      ...REVIEWED,
      design: REVIEWED_DESIGN.replace('## Summary', '## Summary\n\nMore is said here.'),
    }
    const after = asFindings(stillHolding(findings, REVIEWED, moved))
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    expect(new Set(before.map(({ id }) => id)).size).toBe(3)
    const [first] = after
    expect(moved.design.slice(first?.place.start, first?.place.end)).toContain(
      '**R-3**: A person is reminded',
    )
    expect(first).toMatchObject({
      by: 'model',
      rule: 'review',
      place: { document: 'design', section: 'R-3' },
    })
  })

  test('hold no longer than what they are about reads as it was reviewed', () => {
    const changed = {
      design: REVIEWED_DESIGN.replace('when a plant is dry', 'after three days').replace(
        '- Nothing leaves',
        '- No data leaves',
      ),
      plan: REVIEWED_PLAN,
    }
    expect(stillHolding(findings, REVIEWED, changed).map(({ tie }) => tie.name)).toEqual(['T-2.1'])
  })
})
