import { describe, expect, test } from 'bun:test'
import { writeOneOf, writeRestOfOne } from '../../src/planning/demo/arbiter.ts'
import { writeDesign } from '../../src/planning/demo/design.ts'
import { draftDesign, draftPlan } from '../../src/planning/demo/draft.ts'
import { writePlan } from '../../src/planning/demo/plan.ts'
import { parseDesign } from '../../src/planning/design.ts'
import { lintDocument } from '../../src/planning/lint.ts'
import { parsePlan } from '../../src/planning/plan.ts'

const BRIEFS = [
  ['Plant diary', 'People log when they water a plant. They are reminded when one is dry. It works offline.'],
  ['Sales ETL', 'Nightly pipeline: load CSV exports from three shops, join orders and export Parquet files.'],
  ['図書室', '図書室の本を予約するアプリ。利用者は本を検索し、予約できる。管理者は貸出を記録する。'],
  ['tomlkit', 'A library to parse TOML files and write them back without losing comments. No dependencies.'],
] as const
const TEMPERATURES = [0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 2]

const errorsIn = (document: string, text: string, texts: Record<string, string>) =>
  lintDocument(document, text, { texts }).filter(({ severity }) => severity === 'error')

describe.each(BRIEFS)('drafts of the demo model for %s', (projectName, requirements) => {
  const request = { projectName, requirements, languages: ['TypeScript'], frameworks: [], apis: [] }
  const design = writeDesign(request)
  const plan = { projectName, brief: requirements, design, phases: 5, depth: 'standard', words: 3000 }

  test('differ by temperature, say the same, and have no error', () => {
    const drafts = TEMPERATURES.map((temperature) => draftDesign(request, temperature))
    expect(new Set(drafts).size).toBe(TEMPERATURES.length)
    const bodies = drafts.map((draft) => draft.split('\n').slice(3).join('\n'))
    expect(new Set(bodies).size).toBeGreaterThan(TEMPERATURES.length / 2)
    for (const draft of drafts) {
      expect(errorsIn('design', draft, { brief: requirements })).toEqual([])
      expect(parseDesign(draft).requirements.map(({ id, text }) => [id, text])).toEqual(
        parseDesign(design).requirements.map(({ id, text }) => [id, text]),
      )
    }
    expect(draftDesign(request, 0.7)).toBe(draftDesign(request, 0.7))
    expect(draftDesign(request, undefined)).toBe(design)
  })

  test('of the plan differ too, and cover every requirement', () => {
    const drafts = TEMPERATURES.map((temperature) => draftPlan(plan, temperature))
    expect(new Set(drafts).size).toBe(TEMPERATURES.length)
    for (const draft of drafts) {
      expect(errorsIn('plan', draft, { brief: requirements, design })).toEqual([])
      const covered = new Set(parsePlan(draft).phases.flatMap((phase) => phase.requirements))
      expect(parseDesign(design).requirements.filter(({ id }) => !covered.has(id))).toEqual([])
    }
    expect(draftPlan(plan, undefined)).toBe(writePlan(plan))
  })

  test('go on where they were cut', () => {
    const whole = draftDesign(request, 0.7)
    for (const at of [1, 200, 900, whole.length - 1, whole.length])
      expect(whole.slice(0, at) + draftDesign(request, 0.7, whole.slice(0, at))).toBe(whole)
    const laid = draftPlan(plan, 0.3)
    for (const at of [1, 200, 900, laid.length - 1, laid.length])
      expect(laid.slice(0, at) + draftPlan(plan, 0.3, laid.slice(0, at))).toBe(laid)
  })

  test('become one document without an error, which leaves out the draft that has one', () => {
    const texts = [0.3, 0.7, 1].map((temperature) => draftDesign(request, temperature))
    const faulty = { text: `${texts[0]}\n\n- **R-1**: Once more.\n`, faults: '- error: R-1 is there twice' }
    const drafts = [faulty, ...texts.slice(1).map((text) => ({ text, faults: '' }))]
    const one = writeOneOf({ projectName, document: 'design', request, drafts })
    expect(errorsIn('design', one, { brief: requirements })).toEqual([])
    expect(one).toContain('(from three drafts)')
    expect(one).not.toContain('Once more.')
    const cut = one.slice(0, 700)
    expect(cut + writeRestOfOne({ projectName, document: 'design', request, drafts }, cut)).toBe(one)
    const plans = [0.3, 0.9].map((temperature) => ({ text: draftPlan(plan, temperature), faults: '' }))
    const laid = writeOneOf({ projectName, document: 'plan', request: plan, drafts: plans })
    expect(errorsIn('plan', laid, { brief: requirements, design })).toEqual([])
    // Where all of them have errors it is written anew.
    const bad = plans.map(({ text }) => ({ text, faults: '- error: something' }))
    expect(writeOneOf({ projectName, document: 'plan', request: plan, drafts: bad })).toBe(writePlan(plan))
  })
})
