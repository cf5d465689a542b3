import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import MarkdownIt from 'markdown-it'
import { inMarkdown, oneLine } from '../../src/planning/export/escape.ts'
import { readExport } from '../../src/planning/export/project.ts'
import { statementsOf } from '../../src/planning/export/statement.ts'
import { exportAll, exportOne, TARGETS } from '../../src/planning/export.ts'
import { HOSTILE, SAMPLES, type Sample } from './export-projects.ts'
import { forSeeds, hostileText } from './random-text.ts'

const commonmark = new MarkdownIt('commonmark')
/** What a reader of the Markdown sees, as text. */
const seen = (markdown: string): string =>
  commonmark
    .render(markdown)
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

const SOURCE = /(?:^|\/)(?:brief|design|plan|phases\/phase-\d+)\.md$/
/** What a target has made, without the documents that go along as they are. */
const made = (sample: Sample, target: string) => {
  const exported = exportOne(target, sample)
  const own = exported?.files.filter(
    ({ path, text }) => !SOURCE.test(path) || ![...sample.texts.values()].includes(text),
  )
  return { ...exported, files: exported?.files ?? [], problems: exported?.problems ?? [], own: own ?? [] }
}

for (const sample of SAMPLES)
  describe(`“${sample.name}”`, () => {
    test('is taken by each target’s own rules, or it is said what the target lacks', () => {
      for (const { target, problems, files } of exportAll(sample)) {
        expect(files.length).toBeGreaterThan(0)
        const refused = problems.filter((problem) => problem.includes('would not take it'))
        const without = sample.ids.length === 0 && target.id === 'openspec'
        expect(refused.map((one) => `${target.id}: ${one}`)).toEqual(
          without ? ['openspec: OpenSpec would not take it: there is no requirement in the change.'] : [],
        )
      }
    })

    test('keeps its documents to the byte in every export', () => {
      for (const { files } of exportAll(sample))
        for (const text of sample.texts.values()) expect(files.map((file) => file.text)).toContain(text)
    })

    test('names each requirement in every export, beside the documents themselves', () => {
      for (const { id } of TARGETS) {
        const { own, problems } = made(sample, id)
        const text = own.map((file) => file.text).join('\n')
        for (const requirement of sample.ids)
          if (!new RegExp(`${requirement.replace(/[()]/g, '\\$&')}(?![\\d])`).test(text))
            expect(problems.join('\n')).toContain(requirement)
      }
    })

    test('loses no word of a requirement, a task or a check', () => {
      const { needs, tasks } = readExport(sample)
      const words = [
        ...needs.map(({ text }) => text),
        ...tasks.flatMap(({ text, check }) => [text, check ?? '']),
      ]
      for (const target of ['spec-kit', 'openspec', 'kiro']) {
        const text = oneLine(
          made(sample, target)
            .own.map((file) => seen(file.text))
            .join('\n'),
        )
        for (const said of words) expect(text).toContain(oneLine(said))
      }
      const { master } = JSON.parse(made(sample, 'task-master').own[0]?.text ?? '')
      for (const [at, task] of tasks.entries()) {
        expect(master.tasks[at].description).toStartWith(task.text)
        expect(master.tasks[at].testStrategy).toBe(task.check ?? '')
      }
    })

    test('gives the same bytes each time', () => {
      expect(JSON.stringify(exportAll(sample))).toBe(JSON.stringify(exportAll({ ...sample })))
    })
  })

const sampleOf = (name: string): Sample => {
  const found = SAMPLES.find((sample) => sample.name === name)
  if (!found) throw new Error(name)
  return found
}
const problemsOf = (name: string, target: string): string => made(sampleOf(name), target).problems.join('\n')
const fileOf = (name: string, target: string, ending: string): string =>
  made(sampleOf(name), target).own.find(({ path }) => path.endsWith(ending))?.text ?? ''

describe('what is said of what could not be carried over', () => {
  test('names what is missing', () => {
    expect(problemsOf('Only an idea', 'kiro')).toContain(
      'There is no design yet: no requirement can be handed on.',
    )
    expect(problemsOf('No plan', 'task-master')).toContain('There is no plan yet: no task can be handed on.')
    expect(problemsOf('An empty plan', 'github')).toContain('No task could be read from the plan')
  })

  test('names ids that stand twice, circles, and links that lead nowhere', () => {
    const problems = problemsOf('Ids doubled', 'markdown')
    const { needs, tasks } = readExport(sampleOf('Ids doubled'))
    expect(needs.map(({ id }) => id)).toEqual(['R-1', 'R-2', 'R-2 (2)', 'R-4'])
    expect(tasks.map(({ id }) => id)).toEqual(['T-1.1', 'T-1.2', 'T-1.2 (2)', 'T-1.3'])
    expect(tasks[2]?.needs.map(({ id }) => id)).toEqual(['R-2', 'R-2 (2)', 'R-4'])
    expect(problems).toContain('The design uses R-2 for more than one requirement')
    expect(problems).toContain('More than one task is called T-1.2')
    expect(problems).toContain('Tasks wait for each other in a circle; left out: T-1.2 after T-1.1')
    expect(problems).toContain('Dependencies on tasks that are not there are left out: T-1.2 (2) on T-7.7')
  })

  test('names a folder that had to be called otherwise', () => {
    expect(problemsOf('図書室', 'kiro')).toContain('“図書室” cannot be a folder’s name')
    expect(problemsOf('Rezeptbuch für alle', 'kiro')).not.toContain('folder')
  })

  test('says where EARS has no form for a sentence', () => {
    expect(problemsOf('予約システム', 'kiro')).toContain('They stand as they are written')
  })
})

describe('texts in every shape that models write', () => {
  const folder = `${import.meta.dir}/fixtures`
  const all = [...new Bun.Glob('**/*.md').scanSync(folder)].sort()
  const isPlan = (name: string): boolean => /plan|phase/.test(name)
  const wishes = { languages: [], frameworks: [], apis: [] }
  const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8')
  const refusedOf = (texts: Record<string, string>): string[] =>
    exportAll({ name: 'Any', wishes, texts: new Map(Object.entries(texts)), progress: new Map() }).flatMap(
      ({ problems }) =>
        problems.filter(
          (one) =>
            one.includes('would not take it') && !one.endsWith('there is no requirement in the change.'),
        ),
    )

  test.each(all.filter((name) => !isPlan(name)))('are taken as a design: %s', (name) => {
    expect(refusedOf({ design: read(name) })).toEqual([])
  })

  test.each(all.filter((name) => name.startsWith('plans/')))('are taken as a plan: %s', (name) => {
    expect(refusedOf({ design: read('as-asked.md'), plan: read(name) })).toEqual([])
  })

  test('are taken whatever they hold', async () => {
    await forSeeds(40, (random) => {
      const any = (pieces: number) => hostileText(random, pieces)
      const design = `# D\n\n## Requirements\n\n- **R-1**: ${any(9)}\n- **R-2**: ${any(9)}\n\n${any(80)}`
      const plan = `## Phase 1: ${any(5)}\n\n- **T-1.1**: ${any(9)} (R-1)\n  - Check: ${any(9)}\n\n${any(80)}`
      expect(refusedOf({ brief: any(20), design, plan, 'phase-1': any(60) })).toEqual([])
    })
  })
})

describe('answers to questions about the brief', () => {
  test('are part of it in every export', () => {
    for (const { id } of TARGETS) {
      const text = made(sampleOf('With answers'), id)
        .files.map((file) => file.text)
        .join('\n')
      expect(text).toContain('Two people with one $(touch pwned) phone.')
    }
    expect(fileOf('With answers', 'spec-kit', 'spec.md')).toContain('Two people')
    expect(fileOf('With answers', 'openspec', 'proposal.md')).toContain('Two people')
  })
})

describe('what hangs together in a plan', () => {
  const tasksOf = (name: string) => JSON.parse(fileOf(name, 'task-master', 'tasks.json')).master.tasks

  test('is kept: a task waits for those it names, and the first of a phase for the last of the phase before', () => {
    const [, , third, fourth] = tasksOf('Thirty phases')
    expect([third.dependencies, fourth.dependencies]).toEqual([
      [1, 2],
      [1, 2],
    ])
    const diary = readExport(sampleOf('Plant diary')).tasks
    const after = Object.fromEntries(
      diary.map(({ id, after: others }) => [id, others.map((other) => other.id)]),
    )
    expect(after['T-1.1']).toEqual([])
    expect(after['T-1.2']).toEqual(['T-1.1'])
    expect(after['T-2.1']).toEqual([diary.filter(({ stage }) => stage.number === 1).at(-1)?.id ?? ''])
  })

  test('what is beside each other in different files is marked so for Spec Kit', () => {
    const lines = fileOf('Thirty phases', 'spec-kit', 'tasks.md').split('\n')
    expect(lines).toContain(
      '- [ ] T003 [P] [US2] Build part 2. in `src/part-2.ts` (T-2.1; serves R-2; depends on T001, T002)',
    )
    expect(fileOf('Plant diary', 'spec-kit', 'tasks.md')).not.toMatch(/^- \[.\] T\d+ \[P\]/m)
  })

  test('what the plan of a phase says of how a task is done comes with it', () => {
    const [first] = readExport(sampleOf('Plant diary')).tasks
    expect(first?.steps.length).toBeGreaterThan(1)
    for (const step of first?.steps ?? []) {
      for (const target of ['spec-kit', 'openspec', 'kiro', 'github'])
        expect(
          oneLine(
            seen(
              made(sampleOf('Plant diary'), target)
                .own.map(({ text }) => text)
                .join('\n'),
            ),
          ),
        ).toContain(step)
      expect(tasksOf('Plant diary')[0].subtasks.map(({ title }: { title: string }) => title)).toContain(step)
    }
  })

  test('a task names the acceptance criteria of Kiro that it is for', () => {
    const tasks = fileOf('Thirty phases', 'kiro', 'tasks.md')
    const requirements = fileOf('Thirty phases', 'kiro', 'requirements.md')
    const [, numbers = ''] = /T-2\.1, serves R-2[^_]*_Requirements: (.+)_/.exec(tasks) ?? []
    const second = requirements.split(/^(?=### )/m)[2] ?? ''
    expect(numbers.split(', ')[0]).toBe('2.1')
    const [, check] = numbers.split(', ')
    expect(second).toContain(`\n${check?.slice(2)}. WHEN the check of T-2.1 is carried out`)
  })
})

describe('the rules of a target', () => {
  /** What is broken in the files of a good project, and what is said of it. */
  const BROKEN: [target: string, ending: string, from: RegExp | string, to: string, said: string][] = [
    [
      'spec-kit',
      'spec.md',
      '### Functional Requirements',
      '### Requirements',
      'has no “### Functional Requirements”',
    ],
    ['spec-kit', 'spec.md', '### User Story 2 ', '### User Story 7 ', 'not numbered 1, 2, 3'],
    ['spec-kit', 'spec.md', '**FR-002**', '**FR-009**', 'FR ids are not numbered in order'],
    ['spec-kit', 'tasks.md', '- [ ] T003 ', '- [ ] T3 ', 'is no task as the format says'],
    ['spec-kit', 'tasks.md', '[US1]', '[US99]', 'there is no user story 99'],
    ['spec-kit', 'plan.md', '# Implementation Plan: ', '# Plan: ', 'does not begin with its title'],
    ['kiro', 'requirements.md', /^1\. .*$/m, '1. It is quick.', 'is not in EARS'],
    ['kiro', 'requirements.md', /^\*\*User Story:.*$/m, '', 'has no user story'],
    ['kiro', 'requirements.md', '### Requirement 2:', '### Requirement 4:', 'is not numbered in order'],
    ['kiro', 'design.md', '## Data Models', '## Data', 'has no “## Data Models”'],
    ['kiro', 'tasks.md', /_Requirements: .*_/, '_Requirements: 99.1_', 'no acceptance criterion 99.1'],
    ['kiro', 'tasks.md', '] 1.2 ', '] 1.7 ', '1.7 is not numbered in order'],
    ['task-master', 'tasks.json', '"id": 2,', '"id": 1,', 'stands there twice'],
    ['task-master', 'tasks.json', '"pending"', '"later"', 'has an unknown status'],
    ['task-master', 'tasks.json', '"dependencies": []', '"dependencies": [99]', 'waits for 99'],
    ['task-master', 'tasks.json', '"dependencies": []', '"dependencies": [2]', 'wait in a circle'],
    ['task-master', 'tasks.json', /"title": ".*"/, '"title": ""', 'has no title'],
    ['task-master', 'tasks.json', '{', '', 'is not JSON'],
    ['github', 'create-issues.sh', '#!/bin/sh', '', 'does not say by what it is run'],
    ['github', 'create-issues.sh', 'set -eu', 'set -eu \u001b[2J', 'holds control characters'],
    ['agents', 'AGENTS.md', 'PROGRESS.md', 'ELSEWHERE.md', 'points to docs/project/ELSEWHERE.md'],
  ]
  test.each(BROKEN)('%s finds what is broken in %s: %s → %s', (id, ending, from, to, said) => {
    const target = TARGETS.find((one) => one.id === id)
    const { files = [] } = exportOne(id, sampleOf('A good project')) ?? {}
    const broken = files.map(({ path, text }) => ({
      path,
      text: path.endsWith(`/${ending}`) || path === ending ? text.replace(from, () => to) : text,
    }))
    expect(target?.check(files)).toEqual([])
    const faults = target?.check(broken).join('\n') ?? ''
    expect(faults).toContain(said)
  })

  test('take no file that is missing, written twice or outside', () => {
    for (const target of TARGETS) {
      expect(target.check([]).length).toBeGreaterThan(0)
      const { files = [] } = exportOne(target.id, sampleOf('A good project')) ?? {}
      expect(target.check([...files, ...files.slice(0, 1)]).join()).toContain('is written twice')
      expect(target.check([...files, { path: '../x.md', text: '' }]).join()).toContain('leads outside')
    }
  })
})

describe('user stories', () => {
  const stories = (text: string): string => {
    const design = `# D\n\n## Requirements\n\n- **R-1**: ${text}\n`
    const { files = [] } =
      exportOne('kiro', { ...sampleOf('No plan'), texts: new Map([['design', design]]) }) ?? {}
    return /^\*\*User Story:\*\* (.*)$/m.exec(files[0]?.text ?? '')?.[1] ?? ''
  }
  test.each([
    [
      'As a gardener, I want a list, so that I miss no plant.',
      'As a gardener, I want a list, so that I miss no plant.',
    ],
    ['Members can sign up for tours.', 'As a member, I want to sign up for tours (R-1).'],
    [
      'An administrator must be able to lock a thread.',
      'As an administrator, I want to lock a thread (R-1).',
    ],
    ['Lists load within 200 ms.', 'As a user of No plan, I want R-1 to hold: “Lists load within 200 ms.”'],
    ['利用者は本を検索できる。', 'As a user of No plan, I want R-1 to hold: “利用者は本を検索できる。”'],
  ])('say of “%s” no more than it says', (text, story) => {
    expect(stories(text)).toBe(story)
  })
})

describe('progress', () => {
  const name = 'Plant diary'
  test('ticks what is done and says what is in the way, in each target’s own way', () => {
    expect(fileOf(name, 'spec-kit', 'tasks.md')).toMatch(/^- \[x\] T001 /m)
    expect(fileOf(name, 'spec-kit', 'tasks.md')).toMatch(/^- \[ \] T002 /m)
    expect(fileOf(name, 'openspec', 'tasks.md')).toMatch(/^- \[x\] 1\.1 /m)
    expect(fileOf(name, 'kiro', 'tasks.md')).toMatch(/^ {2}- \[x\] 1\.1 /m)
    const { master } = JSON.parse(fileOf(name, 'task-master', 'tasks.json'))
    expect(master.tasks.slice(0, 3).map(({ status }: { status: string }) => status)).toEqual([
      'done',
      'blocked',
      'pending',
    ])
    for (const target of ['spec-kit', 'openspec', 'kiro', 'agents', 'github', 'task-master'])
      expect(
        seen(
          made(sampleOf(name), target)
            .own.map(({ text }) => text)
            .join('\n'),
        ),
      ).toContain('on time')
  })
})

describe('EARS', () => {
  const ears = (text: string): string =>
    statementsOf(text, 'R-1')
      .map((one) => one.text)
      .join(' ')
  test.each([
    [
      'When a plant is dry, the system must show it first.',
      'WHEN a plant is dry, THE SYSTEM SHALL show it first.',
    ],
    [
      'While the network is away, the app keeps what was typed.',
      'WHILE the network is away, THE SYSTEM SHALL keep what was typed.',
    ],
    [
      'If the disk is full, then the app shall refuse new runs.',
      'IF the disk is full, THEN THE SYSTEM SHALL refuse new runs.',
    ],
    [
      'A form is rejected when a field is missing.',
      'WHEN a field is missing, THE SYSTEM SHALL ensure that a form is rejected.',
    ],
    [
      'WHEN a user signs in THE SYSTEM SHALL show their plants.',
      'WHEN a user signs in, THE SYSTEM SHALL show their plants.',
    ],
    [
      'The app must not store passwords in plain text.',
      'THE SYSTEM SHALL NOT store passwords in plain text.',
    ],
    ['Users can delete a plant.', 'THE SYSTEM SHALL ensure that users can delete a plant.'],
    ['Support a dry run for all commands.', 'THE SYSTEM SHALL support a dry run for all commands.'],
    ['The app works offline.', 'THE SYSTEM SHALL work offline.'],
  ])('says “%s” as “%s”', (text, said) => {
    expect(ears(text)).toBe(said)
  })

  test.each([
    [
      'a sentence whose condition ends nobody knows where',
      'When a plant, a tree or a bush is dry, remind its owner, if any.',
    ],
    ['a question', 'The tool should check if a file exists.'],
    ['another language', '利用者は本を予約できる。'],
    [
      'another language with words that English has',
      'Die App will den Nutzer warnen, wenn der Akku leer ist.',
    ],
    ['another language that begins like an English order', 'Export der Daten als CSV'],
    ['something that is no sentence', 'Rate limit of 100 requests per minute'],
  ])('gives %s as it is written', (_, text) => {
    expect(ears(text)).toContain(`“${text}”`)
  })

  test('keeps every word of every sentence', async () => {
    await forSeeds(300, (random) => {
      const text = oneLine(hostileText(random, 40)).toWellFormed()
      const said = ears(text).toLowerCase().replace(/\s+/g, ' ')
      const words = text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []
      for (const word of words.filter(
        (one) => !/^(?:the|system|must|shall|then|app|when\w*|once|soon|while|long)$/.test(one),
      ))
        expect(said).toContain(word)
    })
  })
})

describe('text in Markdown', () => {
  const drawn = (text: string): string => seen(inMarkdown(text)).replace(/\s+/g, ' ').trim()
  test.each(HOSTILE)('is seen as it is: %s', (text) => {
    expect(drawn(text)).toBe(oneLine(text))
    expect(commonmark.renderInline(inMarkdown(text))).not.toMatch(/<(?!br)/)
  })

  test('is seen as it is, whatever it holds', async () => {
    await forSeeds(400, (random) => {
      const text = oneLine(hostileText(random, 15).toWellFormed().replaceAll('\uFFFD', ''))
      const html = commonmark.render(`x ${inMarkdown(text)}`)
      expect(html).toStartWith('<p>')
      expect(html.slice(3, -5)).not.toContain('<')
    })
  })
})
