import { describe, expect, test } from 'bun:test'
import { type Phase, parsePlan, type Task } from '../../src/planning/plan.ts'

const codes = (text: string) => parsePlan(text).missing.map(({ code }) => code)
const messageOf = (text: string, code: string) =>
  parsePlan(text).missing.find((missing) => missing.code === code)?.message

/** A plan of one phase with one task: the task as it was read. */
const taskOf = (lines: string): Task | undefined =>
  parsePlan(`# P\n\n## Phase 1: A\n\n${lines}\n`).phases[0]?.tasks[0]
const headingOf = (line: string): Phase | undefined => parsePlan(`# P\n\n${line}\n\n- T-1.1: a\n`).phases[0]

describe('a phase’s heading', () => {
  const SHAPES: [line: string, number: number, title: string][] = [
    ['## Phase 1: Set up', 1, 'Set up'],
    ['## Phase 1 – Set up', 1, 'Set up'],
    ['### Phase One: Set up', 1, 'Set up'],
    ['### Phase Twelve: Set up', 12, 'Set up'],
    ['## Phase IV. Set up', 4, 'Set up'],
    ['## Phase B: Set up', 2, 'Set up'],
    ['## Phase 0: Set up', 0, 'Set up'],
    ['1. **Phase 1: Set up**', 1, 'Set up'],
    ['- **Phase 3**: Set up', 3, 'Set up'],
    ['**Phase 1** (2 weeks)', 1, ''],
    ['**Phase 1: Set up** - 2 weeks', 1, 'Set up'],
    ['__Phase 2__: Set up', 2, 'Set up'],
    ['Phase 1 - Set up', 1, 'Set up'],
    ['Phase 1: Set up', 1, 'Set up'],
    ['Phase 2: Set up\n-----', 2, 'Set up'],
    ['# Milestone 1', 1, ''],
    ['## Stage 1', 1, ''],
    ['## Sprint 4: Set up', 4, 'Set up'],
    ['## 🚀 Phase 1/5: Set up', 1, 'Set up'],
    ['## Phase 2 of 5 — Set up', 2, 'Set up'],
    ['## 3. Phase 1: Set up', 1, 'Set up'],
    ['### 2.1 Phase 3: Set up', 3, 'Set up'],
    ['## [Phase 1: Set up](#phase-1)', 1, 'Set up'],
    ['## Phase #2 - Set up', 2, 'Set up'],
    ['## Etappe 2: Aufbau', 2, 'Aufbau'],
    ['## Étape 2 : Mise en place', 2, 'Mise en place'],
    ['## Fase 2: Puesta en marcha', 2, 'Puesta en marcha'],
    ['## フェーズ2：準備', 2, '準備'],
    ['## 第2フェーズ 準備', 2, '準備'],
    ['## 阶段二：准备', 2, '准备'],
    ['## 第十二阶段：准备', 12, '准备'],
    ['## 2단계: 준비', 2, '준비'],
    ['## Этап 2. Начало', 2, 'Начало'],
    ['## Phase 2: 2 factors', 2, '2 factors'],
  ]
  for (const [line, number, title] of SHAPES)
    test(JSON.stringify(line), () => {
      const phase = headingOf(line)
      expect({ number: phase?.number, title: phase?.title }).toEqual({ number, title })
      expect(phase?.tasks.map(({ id }) => id)).toEqual(['T-1.1'])
    })

  test('how long it takes is told in brackets or behind the title', () => {
    expect(headingOf('## Phase 1: A (2 weeks)')?.estimate).toBe('2 weeks')
    expect(headingOf('## Phase 1: A (Week 1-2)')?.estimate).toBe('Week 1-2')
    expect(headingOf('**Phase 1** (2 weeks)')?.estimate).toBe('2 weeks')
    expect(headingOf('## Phase 1: A — 3 Tage')?.estimate).toBe('3 Tage')
    expect(headingOf('## Phase 1: A (draft)')?.estimate).toBeUndefined()
  })

  test('requirements in it are covered', () => {
    expect(headingOf('## Phase 1: A (R-1, R-3)')).toMatchObject({ title: 'A', requirements: ['R-1', 'R-3'] })
  })

  test('a sentence about a phase is none', () => {
    const text = '# P\n\n## Phase 1: A\n\nPhase 2 depends on phase 1.\nPhase 1 is easy.\n\n- T-1.1: a\n'
    expect(parsePlan(text).phases.map(({ number }) => number)).toEqual([1])
  })

  test('`## 1. Title` is a phase below a heading “Phases”, and a part of its own elsewhere', () => {
    const phases = '- 1.1 a\n\n'
    expect(parsePlan(`# P\n\n## Phases\n\n### 1. A\n${phases}### 2. B\n- 2.1 b\n`).phases).toMatchObject([
      { number: 1, title: 'A' },
      { number: 2, title: 'B' },
    ])
    expect(parsePlan('# P\n\n## 1. Summary\n\na\n\n## 2. Phase 1: A\n\n- T-1.1: a\n').phases).toMatchObject([
      { number: 1, title: 'A' },
    ])
  })
})

describe('phases are not doubled', () => {
  const PHASES = '## Phase 1: A\n\nGoal: a.\n\n- T-1.1: x\n\n## Phase 2: B\n\nGoal: b.\n\n- T-2.1: y\n'
  const BEFORE: [name: string, text: string][] = [
    ['a table of contents', '## Contents\n\n1. [Phase 1: A](#a)\n2. [Phase 2: B](#b)\n\n'],
    ['a list that sums up', '## Overview\n\n- **Phase 1: A** – first this\n- **Phase 2: B** – then that\n\n'],
    ['headings that sum up', '## Overview\n\n### Phase 1: A\n\nFirst.\n\n### Phase 2: B\n\nThen.\n\n'],
    [
      'a table',
      '## Summary\n\n| Phase | Goal | Weeks |\n|---|---|---|\n| Phase 1 | a | 1 |\n| Phase 2 | b | 2 |\n\n',
    ],
    ['plain lines', 'Phase 1: A\nPhase 2: B\n\n'],
  ]
  const AFTER: [name: string, text: string][] = [
    [
      'a timeline as a table',
      '\n## Timeline\n\n| Phase | Weeks |\n|---|---|\n| Phase 1 | 1 |\n| Phase 2 | 2 |\n',
    ],
    [
      'a timeline as headings',
      '\n## Timeline\n\n### Phase 1: week 1\n\nSoon.\n\n### Phase 2: week 2\n\nLater.\n',
    ],
    ['dependencies', '\n## Dependencies\n\n- Phase 2 depends on Phase 1\n- T-2.1 depends on T-1.1\n'],
    [
      'tasks in a matrix',
      '\n## Traceability\n\n| Requirement | Task |\n|---|---|\n| R-1 | T-1.1 |\n| R-2 | T-2.1 |\n',
    ],
    ['risks', '\n## Risks\n\n- Phase 1: too slow\n- Phase 2: too late\n'],
  ]
  for (const [name, text] of BEFORE)
    test(`${name} before them`, () => {
      const { phases } = parsePlan(`# P\n\n${text}${PHASES}`)
      expect(phases.map(({ number, title, tasks }) => [number, title, tasks.map(({ id }) => id)])).toEqual([
        [1, 'A', ['T-1.1']],
        [2, 'B', ['T-2.1']],
      ])
    })
  for (const [name, text] of AFTER)
    test(`${name} behind them`, () => {
      const { phases } = parsePlan(`# P\n\n${PHASES}${text}`)
      expect(phases.map(({ number, title, tasks }) => [number, title, tasks.map(({ id }) => id)])).toEqual([
        [1, 'A', ['T-1.1']],
        [2, 'B', ['T-2.1']],
      ])
    })

  test('a summary below the last phase’s tasks is not its goal', () => {
    const text =
      '# P\n\n## Phase 1: A\n\n- T-1.1: a\n\n## Phase 2: B\n\n- T-2.1: b\n\n### Summary\n\nTwo phases.\n'
    expect(parsePlan(text).phases.map(({ goal }) => goal)).toEqual([undefined, undefined])
  })

  test('what is said of dependencies behind the phases is kept', () => {
    const { phases } = parsePlan(
      `# P\n\n${PHASES}\n## Dependencies\n\n- Phase 2 depends on Phase 1\n- T-2.1 needs T-1.1\n`,
    )
    expect(phases[1]).toMatchObject({ dependsOn: [1], tasks: [{ dependsOn: ['T-1.1'] }] })
  })
})

describe('numbers stay as the text gives them', () => {
  const plan = (...numbers: number[]) =>
    `# P\n\n${numbers.map((number, at) => `## Phase ${number}: ${'ABCDEF'[at]}\n\nGoal: g.\n\n- T-${number}.${at + 1}: a (R-1). Check: c.\n\n`).join('')}`
  const numbers = (text: string) => parsePlan(text).phases.map(({ number }) => number)

  test('1, 2, 2, 4 is told of', () => {
    expect(numbers(plan(1, 2, 2, 4))).toEqual([1, 2, 2, 4])
    expect(codes(plan(1, 2, 2, 4))).toEqual(['phases:duplicate', 'phases:skipped'])
    expect(messageOf(plan(1, 2, 2, 4), 'phases:skipped')).toBe('The numbering leaves out phase 3.')
    expect(messageOf(plan(1, 2, 2, 4), 'phases:duplicate')).toBe(
      'More than one phase has the number of phase 2.',
    )
  })

  test('1, 3, 2 is told of; 0, 1, 2 and 1, 2, 3 are not', () => {
    expect(codes(plan(1, 3, 2))).toEqual(['phases:order'])
    expect(codes(plan(0, 1, 2))).toEqual([])
    expect(codes(plan(1, 2, 3))).toEqual([])
  })

  test('30 phases are 30', () => {
    const text = `# P\n\n${Array.from({ length: 30 }, (_, n) => `## Phase ${n + 1}: x\n\n- T-${n + 1}.1: a\n\n`).join('')}`
    expect(numbers(text)).toHaveLength(30)
  })

  test('without numbers they are counted, and it says so', () => {
    const text = '# P\n\n## Phases\n\n### A\n\n- do a\n\n### B\n\n- do b\n'
    expect(numbers(text)).toEqual([1, 2])
    expect(messageOf(text, 'phases:counted')).toBe(
      'The phases have no numbers; they are counted from 1 to 2 in their order.',
    )
  })
})

describe('a task', () => {
  const SPELLINGS: [line: string, id: string, text: string][] = [
    ['- T-1.2: Build', 'T-1.2', 'Build'],
    ['- **T-1.2**: Build', 'T-1.2', 'Build'],
    ['- **T-1.2: Build**', 'T-1.2', 'Build'],
    ['- [ ] T-1.2 Build', 'T-1.2', 'Build'],
    ['- [x] **T1.2** – Build', 'T-1.2', 'Build'],
    ['1. T-1.2. Build', 'T-1.2', 'Build'],
    ['- Task 1.2: Build', 'T-1.2', 'Build'],
    ['- 1.2 Build', 'T-1.2', 'Build'],
    ['- 1.2. Build', 'T-1.2', 'Build'],
    ['- [T-1.2] Build', 'T-1.2', 'Build'],
    ['- P1-T2: Build', 'T-1.2', 'Build'],
    ['- T-01.02: Build', 'T-1.2', 'Build'],
    ['- T-2: Build', 'T-1.2', 'Build'],
    ['- T002 Build', 'T-1.2', 'Build'],
    ['- **Build** (T-1.2)', 'T-1.2', 'Build'],
    ['- T-1.2.3: Build', 'T-1.2.3', 'Build'],
    ['#### T-1.2: Build', 'T-1.2', 'Build'],
    ['#### Task 1.2 — Build', 'T-1.2', 'Build'],
    ['**T-1.2: Build**', 'T-1.2', 'Build'],
    ['T-1.2: Build', 'T-1.2', 'Build'],
    ['| Task | Text |\n|---|---|\n| T-1.2 | Build |', 'T-1.2', 'Build'],
    ['- Aufgabe 1.2: Bauen', 'T-1.2', 'Bauen'],
    ['- Tâche 1.2 : Construire', 'T-1.2', 'Construire'],
    ['- Tarea 1.2: Construir', 'T-1.2', 'Construir'],
    ['- タスク1.2：作る', 'T-1.2', '作る'],
    ['- 任务1.2：建造', 'T-1.2', '建造'],
    ['- Build', 'T-1.1', 'Build'],
    ['1. Build', 'T-1.1', 'Build'],
    ['- [ ] Build', 'T-1.1', 'Build'],
  ]
  for (const [line, id, text] of SPELLINGS)
    test(JSON.stringify(line), () => {
      expect(taskOf(line)).toMatchObject({ id, text })
    })

  const CHECKS: [name: string, lines: string][] = [
    ['an item below', '- T-1.1: Build\n  - Check: it runs'],
    ['bold', '- T-1.1: Build\n  - **Acceptance criteria:** it runs'],
    ['on its own line', '- T-1.1: Build\n  Check: it runs'],
    ['in the same line', '- T-1.1: Build. Done when it runs'],
    ['in brackets', '- T-1.1: Build (Check: it runs)'],
    ['in italics', '- T-1.1: Build — _Verify: it runs_'],
    ['a list of its own', '- T-1.1: Build\n  - Acceptance criteria:\n    - it runs'],
    ['a flat list', '- T-1.1: Build\n- Acceptance: it runs'],
    ['below a heading', '#### T-1.1: Build\n\n**Acceptance criteria**\n\n- it runs'],
    ['behind a bar', '- T-1.1 Build | Check: it runs'],
    ['German', '- T-1.1: Build\n  - Akzeptanz: it runs'],
    ['French', '- T-1.1: Build\n  - Critère d’acceptation : it runs'],
    ['Spanish', '- T-1.1: Build\n  - Criterios de aceptación: it runs'],
    ['Japanese', '- T-1.1: Build\n  - 完了条件：it runs'],
    ['Chinese', '- T-1.1: Build\n  - 验收标准：it runs'],
    ['a column', '| ID | Task | Acceptance |\n|---|---|---|\n| T-1.1 | Build | it runs |'],
    ['a part of the phase', '### Tasks\n\n- T-1.1: Build\n\n### Acceptance criteria\n\n- T-1.1: it runs'],
    ['a part before the tasks', '### Checks\n\n- T-1.1: it runs\n\n### Tasks\n\n- T-1.1: Build'],
  ]
  for (const [name, lines] of CHECKS)
    test(`its check: ${name}`, () => {
      const { text, check } = taskOf(lines) ?? {}
      expect({ text: text?.replace(/\.$/, ''), check }).toEqual({ text: 'Build', check: 'it runs' })
    })

  test('requirements in every spelling, ranges expanded', () => {
    const named = (text: string) => taskOf(`- T-1.1: Build\n  - Requirements: ${text}`)?.requirements
    expect(named('R-1, R2, REQ-003, Requirement 4')).toEqual(['R-1', 'R-2', 'R-3', 'R-4'])
    for (const range of [
      'R-1 to R-4',
      'R-1–R-4',
      'R-1-R-4',
      'R1-R4',
      'R-1..R-4',
      'R-1–4',
      'R-1 bis R-4',
      'R-1〜R-4',
      'R-1 through R-4',
    ])
      expect({ range, ids: named(range) }).toEqual({ range, ids: ['R-1', 'R-2', 'R-3', 'R-4'] })
    expect(named('R-1, 2 and 5')).toEqual(['R-1', 'R-2', 'R-5'])
    expect(named('1, 2')).toEqual(['R-1', 'R-2'])
    expect(named('FR-1, NFR-2')).toEqual(['FR-1', 'NFR-2'])
    expect(named('None')).toEqual([])
    expect(taskOf('- T-1.1: Build (R1, R2)')).toMatchObject({ text: 'Build', requirements: ['R-1', 'R-2'] })
    expect(taskOf('- T-1.1: Move files to Cloudflare R2')?.requirements).toEqual([])
  })

  test('what it waits for', () => {
    const { phases } = parsePlan(
      [
        '# P\n\n## Phase 1: A\n\n- T-1.1: a\n- T-1.2: b, after T-1.1\n- T-1.3: c\n  - Depends on: T-1.1 and T-1.2',
        '- T-1.4: d\n  - Dependencies: None\n- T-1.5: e\n  - Depends on: 1.1–1.3\n- T-1.6: f (depends on T-1.1, 1.5)\n',
        '## Phase 2: B\n\nDepends on: Phase 1\n\n- T-2.1: g\n  - Depends on: Phase 1, T-1.2\n\n## Phase 3: C\n\nDependencies: all previous phases\n\n- T-3.1: h',
      ].join('\n'),
    )
    const waits = phases.flatMap(({ tasks }) =>
      tasks.map(({ id, dependsOn }) => `${id}: ${dependsOn.join(' ')}`),
    )
    expect(waits).toEqual([
      'T-1.1: ',
      'T-1.2: T-1.1',
      'T-1.3: T-1.1 T-1.2',
      'T-1.4: ',
      'T-1.5: T-1.1 T-1.2 T-1.3',
      'T-1.6: T-1.1 T-1.5',
      'T-2.1: T-1.2',
      'T-3.1: ',
    ])
    expect(phases.map(({ dependsOn }) => dependsOn)).toEqual([[], [1], [1, 2]])
  })

  test('a phase that stands alone below “Depends on” is no phase of its own', () => {
    const text =
      '# P\n\n## Phase 1: A\n\n- T-1.1: a\n\n## Phase 2: B\n\n### Depends on\n\nPhase 1\n\n### Tasks\n\n- T-2.1: b\n'
    expect(parsePlan(text).phases).toMatchObject([
      { number: 1, tasks: [{ id: 'T-1.1' }] },
      { number: 2, dependsOn: [1], tasks: [{ id: 'T-2.1' }] },
    ])
  })

  test('files and the estimate', () => {
    const task = taskOf('- T-1.1: Build\n  - Files: `src/a.ts` (new), `src/b.ts`\n  - Estimate: 2–3 days')
    expect(task).toMatchObject({ files: ['src/a.ts', 'src/b.ts'], estimate: '2–3 days' })
    expect(taskOf('- T-1.1: Build (3h)\n  - Files touched:\n    - src/a.ts\n    - src/b.ts')).toMatchObject({
      text: 'Build',
      files: ['src/a.ts', 'src/b.ts'],
      estimate: '3h',
    })
  })

  test('its place is where it stands in the text', () => {
    const text = '# P\r\n\r\n## Phase 1: A\r\n\r\n- T-1.1: 😀 Build\r\n  - Check: it runs\r\n- T-1.2: b\r\n'
    const { start = 0, end = 0 } = parsePlan(text).phases[0]?.tasks[0] ?? {}
    expect(text.slice(start, end)).toBe('- T-1.1: 😀 Build\r\n  - Check: it runs')
  })

  test('without an id it gets its place in the phase, and no other task’s id', () => {
    const text = '# P\n\n## Phase 1: A\n\n### Tasks\n\n- a\n- T-1.1: b\n- c\n'
    expect(parsePlan(text).phases[0]?.tasks.map(({ id, text: said }) => `${id} ${said}`)).toEqual([
      'T-1.2 a',
      'T-1.1 b',
      'T-1.3 c',
    ])
    expect(messageOf(text, 'tasks:ids')).toBe(
      'These tasks have no id; they are counted in their phase: T-1.2, T-1.3.',
    )
  })
})

describe('what a phase says of itself', () => {
  test('goal, checks, files and estimate, as labels, headings or a table', () => {
    for (const said of [
      '**Goal:** g\n\n**Files:** `a.ts`\n\n**Estimate:** 2 days\n\n- T-1.1: x\n\n**Acceptance criteria:**\n\n- all runs\n',
      '### Goal\n\ng\n\n### Files\n\n- `a.ts`\n\n### Estimate\n\n2 days\n\n### Tasks\n\n- T-1.1: x\n\n### Acceptance criteria\n\n- all runs\n',
      '| Goal | g |\n| Files | a.ts |\n| Estimate | 2 days |\n| Acceptance | all runs |\n\n- T-1.1: x\n',
    ])
      expect(parsePlan(`# P\n\n## Phase 1: A\n\n${said}`).phases[0]).toMatchObject({
        goal: 'g',
        checks: ['all runs'],
        files: ['a.ts'],
        estimate: '2 days',
        tasks: [{ id: 'T-1.1', text: 'x' }],
      })
  })

  test('its first sentence is the goal where none is called so', () => {
    expect(parsePlan('# P\n\n## Phase 1: A\n\nPeople sign in.\n\n- T-1.1: x\n').phases[0]?.goal).toBe(
      'People sign in.',
    )
  })
})

describe('nothing is dropped in silence', () => {
  const PLAN = '# P\n\n## Phase 1: A\n\nGoal: g.\n\n- T-1.1: a (R-1). Check: c.\n'

  test('a whole plan lacks nothing', () => {
    expect(codes(PLAN)).toEqual([])
  })

  const FAULTS: [name: string, text: string, code: string, message: string | RegExp][] = [
    [
      'an unknown part that is only code',
      `${PLAN}\n## Horoscope\n\n\`\`\`\nLeo\n\`\`\`\n`,
      'text:unread',
      /“Horoscope” in line 9/,
    ],
    ['an unknown part', `${PLAN}\n## Horoscope\n\n- Leo\n- Virgo\n`, 'text:unread', /“Horoscope” in line 9/],
    ['talk before the title', `Sure, gladly!\n\n${PLAN}`, 'text:unread', /“Sure, gladly!” in line 1/],
    ['an item that is no task', `${PLAN}\nAlso:\n\n- buy cake\n`, 'phases:unread', /“buy cake” in line 11/],
    ['no task', `${PLAN}\n## Phase 2: B\n\nGoal: g.\n`, 'phases:tasks', 'No task could be read for phase 2.'],
    [
      'no goal',
      `${PLAN}\n## Phase 2: B\n\n- T-2.1: a (R-2). Check: c.\n`,
      'phases:goal',
      'No goal is given for phase 2.',
    ],
    ['no check', `${PLAN}- T-1.2: b (R-2)\n`, 'tasks:check', 'No check is given for T-1.2.'],
    [
      'no requirement',
      `${PLAN}- T-1.2: b. Check: c.\n`,
      'tasks:requirements',
      'No requirement is named by T-1.2.',
    ],
    [
      'an id twice',
      `${PLAN}- T-1.1: other (R-2). Check: c.\n`,
      'tasks:duplicate',
      'Used for more than one task: T-1.1.',
    ],
    ['an id of another phase', `${PLAN}- T-3.1: b (R-2). Check: c.\n`, 'tasks:phase', /T-3\.1/],
    [
      'an unknown task',
      `${PLAN}- T-1.2: b (R-2). Check: c. Depends on: T-9.9\n`,
      'dependencies:unknown',
      /T-9\.9/,
    ],
    [
      'an unreadable dependency',
      `${PLAN}- T-1.2: b (R-2). Check: c. Depends on: the weather\n`,
      'dependencies:unread',
      /“the weather” of T-1\.2/,
    ],
    ['an open code block', `${PLAN}\n\`\`\`ts\nlet a\n`, 'text:open-code-block', /line 9/],
    ['a placeholder', `${PLAN}- T-1.2: TBD (R-2). Check: c.\n`, 'text:placeholder', /“TBD” in line 8/],
    ['a cut-off end', `${PLAN}- T-1.2: b (R-2). Check: this and\n`, 'text:cut-off', /breaks off/],
    ['no title', PLAN.slice(5), 'title', 'The document has no title.'],
    ['the same phase twice', `${PLAN}\n${PLAN.slice(5)}`, 'phases:repeated', /phase 1/],
  ]
  for (const [name, text, code, message] of FAULTS)
    test(`${name} is named`, () => {
      expect(codes(text)).toEqual([code])
      if (typeof message === 'string') expect(messageOf(text, code)).toBe(message)
      else expect(messageOf(text, code)).toMatch(message)
    })
})

describe('answers that are no plan', () => {
  test('nothing', () => {
    expect(codes('')).toEqual(['text:empty'])
    expect(codes(' \n\t\r\n')).toEqual(['text:empty'])
  })

  test('a refusal', () => {
    const text = "I'm sorry, but I can't help with that request."
    expect(parsePlan(text).phases).toEqual([])
    expect(codes(text)).toEqual(['title', 'phases:none', 'text:refused'])
    expect(messageOf(text, 'phases:none')).toContain("It begins with “I'm sorry, but I can't help")
    expect(codes('申し訳ありませんが、お手伝いできません。')).toContain('text:refused')
  })

  test('only a code block', () => {
    const text = '```python\nprint("hello")\n```\n'
    expect(codes(text)).toEqual(['title', 'phases:none', 'text:only-code'])
  })

  test('an essay', () => {
    const text = '# On planning\n\nPlans are nothing, planning is everything.\n'
    expect(codes(text)).toEqual(['phases:none'])
  })

  test('a language that is not known counts its phases all the same', () => {
    const text = '# План\n\n## Крок 1: Основа\n\n- T-1.1: Перше\n\n## Крок 2: Далі\n\n- T-2.1: Друге\n'
    expect(parsePlan(text).phases).toMatchObject([
      { number: 1, title: 'Основа', tasks: [{ id: 'T-1.1' }] },
      { number: 2, title: 'Далі', tasks: [{ id: 'T-2.1' }] },
    ])
  })
})
