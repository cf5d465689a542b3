import { describe, expect, test } from 'bun:test'
import { parsePhasePlan } from '../../src/planning/phase-plan.ts'

const codes = (text: string, number = 2) => parsePhasePlan(text, number).missing.map(({ code }) => code)

const AS_ASKED = `# Phase 2: Bookings

## Goal

People book a room by the hour.

## Tasks

### T-2.1: Calendar of free hours

Shows the next 30 days.

- Requirements: R-3
- Check: Nobody books an hour that is taken.
- Depends on: T-1.2
- Files: \`src/calendar.ts\`, \`views/calendar.tsx\`
- Estimate: 2 days
- Steps:
  1. Write the query.
  2. Draw the table.

### T-2.2: Cancelling

- Requirements: R-4
- Check: It is free until 24 h before.
- Depends on: T-2.1

## Checks

- All tests of R-3 and R-4 pass.
- Two browsers cannot book one hour.

## Depends on

Phase 1

## Risks

- Time zones
`

describe('the plan of one phase', () => {
  test('as it is asked for', () => {
    const plan = parsePhasePlan(AS_ASKED, 2)
    expect(plan).toMatchObject({
      markdown: AS_ASKED,
      number: 2,
      title: 'Bookings',
      goal: 'People book a room by the hour.',
      requirements: ['R-3', 'R-4'],
      checks: ['All tests of R-3 and R-4 pass.', 'Two browsers cannot book one hour.'],
      dependsOn: [1],
      files: ['src/calendar.ts', 'views/calendar.tsx'],
      missing: [],
    })
    expect(plan.tasks).toMatchObject([
      {
        id: 'T-2.1',
        text: 'Calendar of free hours\nShows the next 30 days.\nWrite the query.\nDraw the table.',
        check: 'Nobody books an hour that is taken.',
        requirements: ['R-3'],
        dependsOn: ['T-1.2'],
        files: ['src/calendar.ts', 'views/calendar.tsx'],
        estimate: '2 days',
      },
      { id: 'T-2.2', text: 'Cancelling', check: 'It is free until 24 h before.', dependsOn: ['T-2.1'] },
    ])
    const [first] = plan.tasks
    expect(AS_ASKED.slice(first?.start, first?.end)).toMatch(/^### T-2\.1[\s\S]*Draw the table\.$/)
  })

  const SAME = [
    ['without naming the phase', AS_ASKED.replace('# Phase 2: Bookings', '# Bookings')],
    ['with CRLF', AS_ASKED.replaceAll('\n', '\r\n')],
    ['in a code block', `\`\`\`markdown\n${AS_ASKED}\`\`\`\n`],
    ['deeper', AS_ASKED.replace(/^#/gm, '##')],
    ['with bold labels', AS_ASKED.replace(/^- (\w[\w ]*):/gm, '- **$1:**')],
  ] as const
  for (const [name, text] of SAME)
    test(`${name} it reads the same`, () => {
      const { title, goal, tasks, checks, missing } = parsePhasePlan(text, 2)
      const whole = parsePhasePlan(AS_ASKED, 2)
      const bare = (list: typeof tasks) => list.map((task) => ({ ...task, start: 0, end: 0 }))
      expect({ title, goal, checks, missing }).toEqual({
        title: whole.title,
        goal: whole.goal,
        checks: whole.checks,
        missing: whole.missing,
      })
      expect(bare(tasks)).toEqual(bare(whole.tasks))
    })

  test('as a list, a table, or tasks without ids', () => {
    for (const tasks of [
      '- T-2.1: Calendar (R-3). Check: none twice.\n- T-2.2: Cancelling (R-4). Check: free.\n',
      '| Task | Title | Requirements | Check |\n|---|---|---|---|\n| T-2.1 | Calendar | R-3 | none twice |\n| T-2.2 | Cancelling | R-4 | free |\n',
      '1. Calendar (R-3)\n   - Check: none twice\n2. Cancelling (R-4)\n   - Check: free\n',
      '### Calendar\n\n- Requirements: R-3\n- Check: none twice\n\n### Cancelling\n\n- Requirements: R-4\n- Check: free\n',
    ])
      expect(
        parsePhasePlan(`# Phase 2: Bookings\n\nGoal: g.\n\n## Tasks\n\n${tasks}`, 2).tasks,
      ).toMatchObject([
        { id: 'T-2.1', requirements: ['R-3'], check: expect.stringContaining('none twice') },
        { id: 'T-2.2', requirements: ['R-4'], check: expect.stringContaining('free') },
      ])
  })

  test('of a text that holds the whole plan only this phase is read, and it says so', () => {
    const text =
      '# P\n\n## Phase 1: A\n\nGoal: a.\n\n- T-1.1: a (R-1). Check: c.\n\n## Phase 2: B\n\nGoal: b.\n\n- T-2.1: b (R-2). Check: c.\n'
    const plan = parsePhasePlan(text, 2)
    expect(plan).toMatchObject({ title: 'B', goal: 'b.', tasks: [{ id: 'T-2.1' }] })
    expect(plan.missing).toEqual([
      {
        code: 'phase:others',
        message: 'It holds the plans of other phases too, which are not read: phase 1.',
      },
    ])
  })

  test('a text that calls itself another phase is read, and it says so', () => {
    const text = '# Phase 3: B\n\nGoal: b.\n\n- T-3.1: b (R-2). Check: c.\n'
    const plan = parsePhasePlan(text, 2)
    expect(plan.tasks.map(({ id }) => id)).toEqual(['T-3.1'])
    expect(plan.missing.map(({ message }) => message)).toContain(
      'It calls itself phase 3, and is read as phase 2.',
    )
    expect(codes(text)).toEqual(['phase:number', 'tasks:phase'])
  })

  test('tasks of other phases may be waited for; unknown ones of its own are named', () => {
    const text = (id: string) => `# B\n\nGoal: b.\n\n- T-2.1: b (R-2). Check: c. Depends on: ${id}\n`
    expect(codes(text('T-1.9'))).toEqual([])
    expect(codes(text('T-2.9'))).toEqual(['dependencies:unknown'])
  })

  test('nothing, a refusal and only code are named', () => {
    expect(codes('')).toEqual(['text:empty'])
    expect(codes('I cannot help with that.')).toEqual(['title', 'tasks:none', 'text:refused'])
    expect(codes('```sh\nls\n```')).toEqual(['title', 'tasks:none', 'text:only-code'])
  })

  test('what is listed beside the tasks and is known to be something else is not named', () => {
    const text =
      '# B\n\nGoal: b.\n\n## Tasks\n\n- T-2.1: b (R-2). Check: c.\n\n## Assumptions\n\n- One time zone.\n'
    expect(codes(text)).toEqual([])
    expect(codes(text.replace('Assumptions', 'Horoscope'))).toEqual(['phases:unread'])
  })
})
