import { describe, expect, test } from 'bun:test'
import type { Standing } from '../../src/planning/progress.ts'
import { nextThing } from '../../src/projects/next-thing.ts'
import type { Step, StepState } from '../../src/projects/way.ts'

const NO_TASKS: Standing = { done: 0, all: 0, blocked: [] }

/** A way by the states of its documents. */
const way = (states: Record<string, StepState>, more: Record<string, Partial<Step>> = {}): Step[] =>
  Object.entries(states).map(([document, state]) => ({ document, title: document, state, ...more[document] }))

const kindOf = (steps: Step[], standing = NO_TASKS) => nextThing(steps, standing).kind

describe('what a person does next', () => {
  test('is to answer what was asked, whatever else could be done', () => {
    const steps = way({ brief: 'done', questions: 'open', design: 'ready' }, { design: { proposals: 1 } })
    expect(kindOf(steps)).toBe('answer')
  })

  test('is to continue what stands still, before anything new', () => {
    const steps = way({ brief: 'done', design: 'paused', plan: 'ready' })
    expect(nextThing(steps, NO_TASKS)).toMatchObject({ kind: 'continue', step: { document: 'design' } })
  })

  test('is to decide on all proposals together', () => {
    const steps = way({ design: 'done', plan: 'stale' }, { design: { proposals: 1 }, plan: { proposals: 2 } })
    expect(nextThing(steps, NO_TASKS)).toEqual({ kind: 'decide', count: 3 })
  })

  test('is to read along, and what could be begun beside it is named', () => {
    const steps = way({ 'phase-1': 'running', 'phase-2': 'done', 'phase-3': 'ready' })
    expect(nextThing(steps, NO_TASKS)).toMatchObject({
      kind: 'watch',
      running: [{ document: 'phase-1' }],
      step: { document: 'phase-3' },
    })
  })

  test('is the first document that can be written; a review can be left out', () => {
    const steps = way({ brief: 'done', design: 'done', review: 'ready', plan: 'ready' })
    expect(nextThing(steps, NO_TASKS)).toMatchObject({ kind: 'write', step: { document: 'plan' } })
  })

  test('is to mend what nothing can be written from', () => {
    const steps = way({ brief: 'done', design: 'done', plan: 'blocked' })
    expect(nextThing(steps, NO_TASKS)).toMatchObject({ kind: 'mend', step: { document: 'plan' } })
  })

  test('is the next task when all is written, and to hand it on when all is done', () => {
    const steps = way({ design: 'done', review: 'skipped', plan: 'done', 'phase-1': 'done' })
    expect(kindOf(steps, { done: 1, all: 2, blocked: [] })).toBe('work')
    expect(kindOf(steps, { done: 2, all: 2, blocked: [] })).toBe('hand on')
  })
})
