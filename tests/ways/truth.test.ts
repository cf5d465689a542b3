import { describe, expect, test } from 'bun:test'
import { parseDesign } from '../../src/planning/design.ts'
import { parsePhasePlan } from '../../src/planning/phase-plan.ts'
import { parsePlan } from '../../src/planning/plan.ts'
import { compareDesign, comparePhasePlan, comparePlan, readWays } from './truth.ts'

const ways = await readWays()

describe('what a person counts in a text is what code reads from it', () => {
  for (const { brief, style, truth, texts } of ways) {
    const where = (key: string) => `${brief}/${style}/${key}`
    test(where('design'), () => {
      const design = parseDesign(texts.design ?? '')
      expect(compareDesign(design, truth.design, where('design')).faults).toEqual([])
    })
    test(where('plan'), () => {
      const plan = parsePlan(texts.plan ?? '')
      expect(comparePlan(plan, truth.plan, where('plan')).faults).toEqual([])
    })
    for (const [number, phase] of Object.entries(truth.phases))
      test(where(`phase-${number}`), () => {
        const plan = parsePhasePlan(texts[`phase-${number}`] ?? '', Number(number))
        expect(comparePhasePlan(plan, phase, where(`phase-${number}`)).faults).toEqual([])
      })
  }
})
