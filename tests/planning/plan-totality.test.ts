import { describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import type { Missing } from '../../src/planning/design.ts'
import { parsePhasePlan } from '../../src/planning/phase-plan.ts'
import { parsePlan, type Task } from '../../src/planning/plan.ts'
import { mentions, traceProject } from '../../src/planning/trace.ts'
import { pick } from '../support/random.ts'
import { forSeeds, hostileText } from './random-text.ts'

const PIECES = [
  ...[
    '## Phase 1: A\n',
    '**Phase 2**\n',
    '1. **Phase 3: B** ',
    'Phase 1 - ',
    '第2フェーズ',
    '### Phase 2\n',
    '- [ ] ',
  ],
  ...[
    'T-1.1',
    '- **T-1.2**: ',
    'T1.1 ',
    'Task 3: ',
    '1.1 ',
    '(T-2.1)',
    'T-1.1 to T-1.9',
    'Phases 1-9',
    'R-1 to R-4',
  ],
  ...[
    'Goal: ',
    '**Tasks**\n',
    'Check: ',
    '- Acceptance:\n',
    'Depends on: ',
    'Files: `a`',
    'Estimate: 2 days',
    '(2 weeks)',
  ],
  ...[
    '| Phase | Tasks | Check |\n|---|---|---|\n',
    '| Phase 1 | T-1.1 | x |\n',
    '| ID | Task |\n|-|-|\n',
    '<br>',
  ],
  ...['## Timeline\n', '## Dependencies\n', '## Phases\n', '\n', '\n\n', '  ', '    ', 'a', ' '],
]

function planText(random: () => number, pieces: number): string {
  const count = Math.floor(random() * pieces)
  return Array.from({ length: count }, () =>
    random() < 0.2 ? hostileText(random, 4) : pick(random, PIECES),
  ).join('')
}

function checkTasks(text: string, tasks: Task[]) {
  for (const { id, text: said, start, end, dependsOn, requirements } of tasks) {
    expect(id).toMatch(/^T-\d{1,6}(\.\d{1,6}){1,3}$/)
    expect(said.length).toBeLessThanOrEqual(1000)
    expect(start).toBeGreaterThanOrEqual(0)
    expect(end).toBeGreaterThanOrEqual(start)
    expect(end).toBeLessThanOrEqual(text.length)
    expect(dependsOn).not.toContain(id)
    expect(new Set(requirements).size).toBe(requirements.length)
  }
}

function checkMissing(missing: Missing[]) {
  const codes = missing.map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
  for (const { code, message } of missing) {
    expect(code).toMatch(/^[a-z]+(:[a-z-]+)?$/)
    expect(message.length).toBeLessThan(1200)
    expect(message).toMatch(/[^.]\.$/)
  }
}

function check(text: string) {
  const plan = parsePlan(text)
  expect(plan.markdown).toBe(text)
  let before = -1
  for (const { number, start, end, tasks } of plan.phases) {
    expect(Number.isInteger(number)).toBe(true)
    expect(start).toBeGreaterThanOrEqual(before)
    expect(end).toBeGreaterThanOrEqual(start)
    expect(end).toBeLessThanOrEqual(text.length)
    before = start
    checkTasks(text, tasks)
  }
  checkMissing(plan.missing)
  const phase = parsePhasePlan(text, 2)
  checkTasks(text, phase.tasks)
  checkMissing(phase.missing)
  for (const { start, end } of mentions(text)) expect(text.slice(start, end)).toMatch(/^[\p{L}\d].*$/u)
  const trace = traceProject({ plan, phases: [phase] })
  expect(trace.share).toBeGreaterThanOrEqual(0)
  expect(trace.share).toBeLessThanOrEqual(1)
  // What is kept beside the text stays small.
  expect(JSON.stringify({ ...plan, markdown: '' }).length).toBeLessThan(3_000_000)
}

describe('any text at all gives a plan', () => {
  test('random pieces of Markdown', () =>
    forSeeds(150, (random) => check(hostileText(random, random() < 0.1 ? 600 : 120))))

  test('random pieces of plans', () =>
    forSeeds(300, (random) => check(planText(random, random() < 0.1 ? 600 : 60))))

  test('real plans with a piece cut out and junk put in', async () => {
    const folder = `${import.meta.dir}/fixtures/plans`
    const texts = await Promise.all(readdirSync(folder).map((name) => Bun.file(`${folder}/${name}`).text()))
    await forSeeds(200, (random) => {
      const whole = pick(random, texts)
      const at = Math.floor(random() * whole.length)
      check(whole.slice(0, at) + planText(random, 6) + whole.slice(at + Math.floor(random() * 200)))
    })
  })
})

/** Each would take minutes where a pattern or a loop looks again at what it has seen; the runner's limit is the clock. */
describe('hostile lengths end', () => {
  const SIZE = 200_000
  const repeat = (piece: string) => piece.repeat(Math.ceil(SIZE / piece.length))
  const pieces = [
    ...[
      '#',
      '\n',
      '\r',
      ' ',
      '\t',
      '*',
      '_',
      '`',
      '(',
      '[',
      '（',
      '](',
      ':',
      '：',
      '-',
      '- ',
      '|',
      '|-',
      '<br>',
      '\0',
    ],
    ...[
      '\ud800',
      '\u2028',
      '> ',
      '1.',
      '1.1 ',
      'T-1.1 ',
      'T-1.1, ',
      'T-1.1 to T-1.50 ',
      'T-1-',
      'R-1 to R-200 ',
      'R-1, 2, ',
    ],
    ...[
      'Phase 1',
      'Phase 1\n',
      'Phase 1: ',
      'Phases 1, 2 and ',
      '1, ',
      '## Phase 1\n',
      '**Phase 1**\n',
      'フェーズ1',
      '第1',
    ],
    ...[
      '- Phase 1: a\n  - b\n',
      'Check: ',
      'Check: a; ',
      '- Check:\n',
      '(Check: ',
      'Goal: a\n',
      'depends on ',
      'after T-1 ',
      'Files: a, ',
    ],
    ...[
      '## a\n',
      '## T-1.1\n',
      '- T-1.1: a\n',
      '- a\n',
      '# Phases\n- a\n  - b\n',
      '### Epic 1: a\n- x\n',
      '| a | b |\n',
      'Done when ',
    ],
    ...[
      '- T-1.1 depends on T-1.2\n',
      '## Dependencies\n- T-1.1 needs T-1.2\n',
      '(2 days)',
      '~ 1 ',
      'a (T-1.1) ',
      '. ',
      ', ',
      '] ',
    ],
  ]
  for (const piece of pieces) test(JSON.stringify(piece), () => check(repeat(piece)))

  test('the same on one line behind a task', () => {
    for (const piece of pieces) {
      const line = piece.repeat(Math.ceil(10_000 / piece.length)).replaceAll(/[\n\r]/g, ' ')
      check(
        `## Phase 1: a\n\n- T-1.1: ${line}\n  - Check: ${line}\n  - Depends on: ${line}\n  - Files: ${line}`,
      )
    }
  }, 30_000)

  test('a table of one long row, and of many', () => {
    check(`| Phase | Tasks |\n|---|---|\n| Phase 1 | ${repeat('T-1.1: a<br>')} |`)
    check(`| Phase | Task | Check |\n|---|---|---|\n${repeat('| 1 | T-1.1 a | b |\n')}`)
    check(
      `## Phase 1\n\n| ID | Task |\n|---|---|\n${Array.from({ length: 20_000 }, (_, n) => `| T-1.${n} | a |\n`).join('')}`,
    )
  })

  test('phases without end are named as not read', () => {
    const text = Array.from({ length: 3000 }, (_, n) => `## Phase ${n}: a\n\n- T-${n}.1: b\n\n`).join('')
    check(text)
    expect(parsePlan(text).missing.map(({ code }) => code)).toContain('text:too-long')
  })
})
