import { describe, expect, test } from 'bun:test'
import { parseDesign } from '../../src/planning/design.ts'
import { parsePhasePlan } from '../../src/planning/phase-plan.ts'
import { parsePlan } from '../../src/planning/plan.ts'
import { mentions, type Trace, traceProject } from '../../src/planning/trace.ts'

const DESIGN = `# Roomly

## Summary

Rooms by the hour. R-1 comes first.

## Requirements

- **R-1**: Owners sign in.
- **R-2**: Owners enter rooms.
- **R-3**: People book.

## Architecture

- Web server: serves R-1 to R-3.

## Testing

| Requirement | Test |
|---|---|
| R-1 | sign in |
`
const PLAN = `# Plan

## Phase 1: Rooms

Goal: rooms are there.

Requirements: R-1, R-2

- T-1.1: Sign-in (R-1). Check: a wrong password is refused.
- T-1.2: Rooms. Requirements: R-2. Check: a room shows up. Depends on: T-1.1

## Phase 2: Bookings

Goal: rooms are booked.

Depends on: Phase 1

- T-2.1: Calendar (R-3). Check: nobody books twice. Depends on: T-1.2
`
const PHASE = `# Phase 2: Bookings

Goal: rooms are booked.

## Tasks

- T-2.1: Calendar of free hours (R-3). Check: nobody books twice.

## Checks

- R-3 holds in two browsers.
`

const trace = (
  design: string | undefined,
  plan?: string,
  phases: [text: string, number: number][] = [],
): Trace =>
  traceProject({
    design: design === undefined ? undefined : parseDesign(design),
    plan: plan === undefined ? undefined : parsePlan(plan),
    phases: phases.map(([text, number]) => parsePhasePlan(text, number)),
  })
const orphans = (...documents: Parameters<typeof trace>) =>
  trace(...documents).orphans.map(({ kind, id }) => `${kind} ${id}`)

describe('a project whose documents hold together', () => {
  const whole = trace(DESIGN, PLAN, [[PHASE, 2]])

  test('is traced whole, without orphans', () => {
    expect(whole.orphans).toEqual([])
    expect(whole.share).toBe(1)
  })

  test('each requirement’s row says where it is met', () => {
    expect(whole.matrix).toEqual([
      {
        requirement: 'R-1',
        title: 'Owners sign in.',
        sections: ['section:Summary', 'section:Architecture', 'section:Testing'],
        phases: ['phase-1'],
        tasks: ['T-1.1'],
        checks: ['T-1.1/check'],
      },
      {
        requirement: 'R-2',
        title: 'Owners enter rooms.',
        sections: ['section:Architecture'],
        phases: ['phase-1'],
        tasks: ['T-1.2'],
        checks: ['T-1.2/check'],
      },
      {
        requirement: 'R-3',
        title: 'People book.',
        sections: ['section:Architecture'],
        phases: ['phase-2'],
        tasks: ['T-2.1'],
        checks: ['T-2.1/check', 'phase-2/check-1'],
      },
    ])
  })

  test('each link says where it is said', () => {
    const texts: Record<string, string> = { design: DESIGN, plan: PLAN, 'phase-2': PHASE }
    const said = whole.links.map(({ from, kind, to, place }) => {
      const text = texts[place.document]?.slice(place.start, place.end).split('\n', 1)[0] ?? ''
      return `${place.document}: ${from} ${kind} ${to}: ${text.length > 30 ? '…' : text}`
    })
    expect(said).toEqual(
      expect.arrayContaining([
        'design: section:Summary mentions R-1: R-1',
        'design: section:Architecture mentions R-3: R-3',
        'plan: phase-1 serves R-2: R-2',
        'plan: T-1.1 serves R-1: R-1',
        'plan: T-1.2 waits-for T-1.1: T-1.1',
        'plan: phase-2 waits-for phase-1: Phase 1',
        'phase-2: T-2.1 serves R-3: R-3',
        'phase-2: phase-2/check-1 proves R-3: R-3',
      ]),
    )
    for (const { from, to } of whole.links) {
      const ids = whole.nodes.map(({ id }) => id)
      expect(ids).toContain(from)
      expect(ids).toContain(to)
    }
  })

  test('a task that stands in the plan and in its phase’s plan is one node with two places', () => {
    const nodes = whole.nodes.filter(({ id }) => id === 'T-2.1')
    expect(nodes).toHaveLength(1)
    expect(nodes[0]?.places.map(({ document }) => document)).toEqual(['plan', 'phase-2'])
  })
})

describe('orphans', () => {
  const CASES: [name: string, found: string[], design: string, plan: string, phase?: string][] = [
    [
      'a requirement without a task',
      ['requirement-without-task R-4', 'requirement-without-check R-4'],
      DESIGN.replace('People book.', 'People book.\n- **R-4**: Owners are paid.'),
      PLAN,
    ],
    [
      'a requirement without a check',
      ['requirement-without-check R-3', 'task-without-check T-2.1'],
      DESIGN,
      PLAN.replace('Check: nobody books twice. ', ''),
    ],
    [
      'a task without a requirement',
      ['task-without-requirement T-2.2'],
      DESIGN,
      `${PLAN}- T-2.2: Paint. Check: it is blue.\n`,
    ],
    [
      'a phase without a task',
      ['phase-without-task phase-3'],
      DESIGN,
      `${PLAN}\n## Phase 3: Later\n\nGoal: more.\n`,
    ],
    [
      'a requirement that does not exist',
      ['unknown-requirement R-9'],
      DESIGN,
      PLAN.replace('(R-3)', '(R-3, R-9)'),
    ],
    [
      'a requirement that only the phase claims',
      ['requirement-without-task R-2', 'requirement-without-check R-2', 'task-without-requirement T-1.2'],
      DESIGN,
      PLAN.replace('Requirements: R-2. ', ''),
    ],
    [
      'a task that does not exist',
      ['unknown-task T-9.9'],
      DESIGN,
      PLAN.replace('Depends on: T-1.2', 'Depends on: T-1.2, T-9.9'),
    ],
    [
      'a phase that does not exist',
      ['unknown-phase phase-7'],
      DESIGN,
      PLAN.replace('Depends on: Phase 1', 'Depends on: Phase 7'),
    ],
    [
      'a task that only the phase’s plan has',
      ['task-not-in-plan T-2.2'],
      DESIGN,
      PLAN,
      PHASE.replace('\n## Checks', '- T-2.2: Paint (R-3). Check: it is blue.\n\n## Checks'),
    ],
    [
      'a task that the phase’s plan lacks',
      ['task-not-in-phase-plan T-2.2'],
      DESIGN,
      `${PLAN}- T-2.2: Mail (R-3). Check: it arrives.\n`,
      PHASE,
    ],
  ]
  for (const [name, found, design, plan, phase] of CASES)
    test(`${name} is named`, () => {
      const { orphans: all } = trace(design, plan, phase === undefined ? [] : [[phase, 2]])
      expect(all.map(({ kind, id }) => `${kind} ${id}`)).toEqual(found)
      for (const { message, place } of all) {
        expect(message).toMatch(/^[A-Z].*\.$/)
        expect(place).toBeDefined()
      }
    })

  test('a plan of a phase that the plan lacks', () => {
    expect(orphans(DESIGN, PLAN, [[PHASE.replaceAll('2', '5'), 5]])).toContain('phase-not-in-plan phase-5')
  })

  test('the sentence names what it is', () => {
    const { orphans: all } = trace(DESIGN, PLAN.replace('(R-3)', '(R-9)'))
    expect(all.map(({ message }) => message)).toEqual([
      'No task serves R-3 (“People book.”).',
      'No check proves R-3 (“People book.”).',
      'T-2.1 (“Calendar.”) serves no requirement.',
      'The plan names R-9, which is no requirement of the design.',
    ])
  })

  test('a design alone has none: nothing is planned yet', () => {
    expect(trace(DESIGN)).toMatchObject({ orphans: [], share: 0 })
  })

  test('products that look like ids are not named', () => {
    expect(
      orphans(DESIGN, PLAN.replace('rooms are booked.', 'rooms are booked, kept in R2, seen on an SR-71.')),
    ).toEqual([])
  })
})

describe('the share traced', () => {
  test('counts requirements that reach a task and a check', () => {
    expect(trace(DESIGN, PLAN.replace('Check: nobody books twice. ', '')).share).toBeCloseTo(2 / 3)
    expect(trace(DESIGN, '# P\n\n## Phase 1: A\n\n- T-1.1: a\n').share).toBe(0)
    expect(trace(undefined, PLAN).share).toBe(0)
  })

  test('R-3.1 is served by what serves R-3, and R-3 by what serves a part of it', () => {
    const nested = DESIGN.replace(
      'People book.',
      'People book.\n- **R-3.1**: By the hour.\n- **R-3.2**: By the day.',
    )
    expect(trace(nested, PLAN).share).toBe(1)
    expect(
      trace(nested, PLAN.replace('(R-3)', '(R-3.1)')).matrix.map(({ requirement, tasks }) => [
        requirement,
        tasks,
      ]),
    ).toEqual([
      ['R-1', ['T-1.1']],
      ['R-2', ['T-1.2']],
      ['R-3', ['T-2.1']],
      ['R-3.1', ['T-2.1']],
      ['R-3.2', []],
    ])
  })
})

describe('mentions', () => {
  const named = (text: string) =>
    mentions(text).map(({ kind, id, start, end }) => `${kind} ${id} ${text.slice(start, end)}`)

  test('every id has its kind and its place', () => {
    expect(named('T-1.2 serves R-3 and REQ-004 in Phase 2; see フェーズ3 and Task 1.3.')).toEqual([
      'task T-1.2 T-1.2',
      'requirement R-3 R-3',
      'requirement R-4 REQ-004',
      'phase phase-2 Phase 2',
      'phase phase-3 フェーズ3',
      'task T-1.3 Task 1.3',
    ])
  })

  test('a range names its ends, a list all of it', () => {
    expect(named('R-1 to R-4, T-1.1–T-1.3, Phases 1 and 3')).toEqual([
      'requirement R-1 R-1',
      'requirement R-4 R-4',
      'task T-1.1 T-1.1',
      'task T-1.3 T-1.3',
      'phase phase-1 Phases 1',
      'phase phase-3 3',
    ])
  })

  test('in blocks of code there are none, nor in what a model thinks', () => {
    expect(named('```\nR-1\n```\nR-2\n~~~ts\n// T-1.1\n~~~\n')).toEqual(['requirement R-2 R-2'])
    expect(named('<think>R-1</think>\n# P\n\nR-2')).toEqual(['requirement R-2 R-2'])
    expect(named('<think>\nR-1 </think>R-2')).toEqual(['requirement R-2 R-2'])
  })

  test('words that are numbers in another language are words', () => {
    expect(named('Run the checks of all phases once more.')).toEqual([])
  })

  test('a document inside a fence is no code', () => {
    expect(named('```markdown\n# P\n\nR-2\n```\n')).toEqual(['requirement R-2 R-2'])
  })

  test('they count UTF-16 code units, whatever the line ends', () => {
    expect(named('😀 R-1\r\n\r\n😀😀 R-2\rR-3')).toEqual([
      'requirement R-1 R-1',
      'requirement R-2 R-2',
      'requirement R-3 R-3',
    ])
  })

  test('words and versions are none', () => {
    expect(named('HTTP/1.1, PostgreSQL 17.2, T-shirt, phase, for 1 week')).toEqual([])
  })
})
