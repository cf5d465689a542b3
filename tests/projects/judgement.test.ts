import { expect, test } from 'bun:test'
import { complexityOf } from '../../src/projects/judgement.ts'
import type { Project } from '../../src/store/projects.ts'

const PROJECT: Project = {
  id: 'a',
  name: 'Shop',
  wishes: { languages: [], frameworks: [], apis: [] },
  overrule: {},
  caps: {},
  createdAt: new Date(0).toISOString(),
  updatedAt: new Date(0).toISOString(),
}
const BRIEF = 'A web shop with login and payments by Stripe.'

test('a brief is judged once, however often a page asks, and anew when anything that counts has changed', () => {
  const first = complexityOf(PROJECT, BRIEF)
  expect(complexityOf({ ...PROJECT, updatedAt: new Date(1).toISOString() }, BRIEF)).toBe(first)
  expect(complexityOf({ ...PROJECT, overrule: { score: 19 } }, BRIEF).score).toBe(19)
  expect(complexityOf(PROJECT, BRIEF)).toEqual(first)
  expect(complexityOf(PROJECT, 'A CLI that counts words. No login.').kind).toBe('cli')
  expect(complexityOf(PROJECT, BRIEF)).toEqual(first)
  const wished = {
    ...PROJECT,
    wishes: { languages: [], frameworks: [], apis: ['Stripe', 'Mailgun', 'Twilio'] },
  }
  expect(complexityOf(wished, BRIEF).score).toBeGreaterThan(first.score)
})

test('projects keep their judgements apart', () => {
  const shop = complexityOf(PROJECT, BRIEF)
  const tool = complexityOf({ ...PROJECT, id: 'b' }, 'A CLI that counts words. No login.')
  expect(tool.kind).toBe('cli')
  expect(complexityOf(PROJECT, BRIEF)).toBe(shop)
})
