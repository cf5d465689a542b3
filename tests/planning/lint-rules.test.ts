import { describe, expect, test } from 'bun:test'
import { RULES } from '../../src/planning/lint/rules.ts'
import { type Finding, lintProject } from '../../src/planning/lint.ts'

const essence = ({ rule, message }: Finding) => `${rule}: ${message}`

test('there are at least 40 rules, each with an id of its own', () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length)
  expect(RULES.length).toBeGreaterThanOrEqual(40)
})

describe('each rule', () => {
  for (const rule of RULES) {
    test(`${rule.id} finds its bad example, and nothing else is found there`, () => {
      const found = lintProject(rule.bad)
      expect(found.map(essence)).toEqual([
        `${rule.id}: ${found.find((one) => one.rule === rule.id)?.message}`,
      ])
      expect(found[0]?.severity).toBe(rule.severity)
    })

    test(`${rule.id} lets its good example pass, and so do the others`, () => {
      expect(lintProject(rule.good).map(essence)).toEqual([])
    })

    test(`${rule.id} says why, what, and what to write instead`, () => {
      expect(rule.reason).toMatch(/^\S.{20,}\.$/)
      const [finding] = lintProject(rule.bad)
      expect(finding?.message).toMatch(/\S.{10,}\.$/)
      expect(finding?.suggestion).toMatch(/\S.{10,}\.$/)
      const { document, start, end } = finding?.place ?? { document: '', start: 0, end: 0 }
      const text = rule.bad.texts[document] ?? ''
      expect(start).toBeLessThan(end)
      expect(end).toBeLessThanOrEqual(text.length)
    })
  }
})
