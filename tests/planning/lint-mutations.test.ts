import { expect, test } from 'bun:test'
import { RULES } from '../../src/planning/lint/rules.ts'
import { lintProject } from '../../src/planning/lint.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { MUTATIONS } from './lint-mutations.ts'
import { goodProject } from './lint-project.ts'

const good = goodProject()
/** Times that each kind of mutation is made. */
const ROUNDS = 5

test('a good project has no findings', () => {
  expect(lintProject({ texts: good, depth: 'standard' })).toEqual([])
})

test('a project that is spoiled by one change is found out by the rule that is meant, 95 times of 100', () => {
  const random = seeded(printedSeed('mutations'))
  const missed: string[] = []
  const unchanged: string[] = []
  let made = 0
  for (const { kind, rule, spoil } of MUTATIONS) {
    expect(RULES.map(({ id }) => id)).toContain(rule)
    let found = 0
    let tried = 0
    for (let attempt = 0; attempt < 4 * ROUNDS && tried < ROUNDS; attempt += 1) {
      const texts = spoil(good, random)
      if (!texts) continue
      tried += 1
      const rules = lintProject({ texts, depth: 'standard' }).map((finding) => finding.rule)
      if (rules.includes(rule)) found += 1
      else missed.push(`${kind}: ${rule} is not among ${[...new Set(rules)].join(', ') || 'none'}`)
    }
    if (tried < ROUNDS) unchanged.push(kind)
    made += tried
    console.log(`${kind}: ${found} of ${tried} by ${rule}`)
    for (const miss of missed.slice(missed.length - (tried - found))) console.log(`  ${miss}`)
  }
  expect(unchanged).toEqual([])
  expect(made).toBeGreaterThanOrEqual(200)
  console.log(`${made - missed.length} of ${made}`)
  if (missed.length > made * 0.05) expect(missed).toEqual([])
}, 60_000)
