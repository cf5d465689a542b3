import { describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { type Plan, parsePlan } from '../../src/planning/plan.ts'
import { pick, printedSeed, seeded } from '../support/random.ts'

/**
 * Plans as models of different sizes write them: five kinds of project, each in many writing styles. A line of what is
 * expected is a phase: number, title, requirements; then its tasks, with `*` where a check was read. The last line
 * holds the codes of what is said to be missing.
 */
const EXPECTED: Record<string, string[]> = {
  'api-global-numbers': ['1 Read side | R-1 R-2 | T-1.1* T-1.2*', '2 Keys | R-3 R-4 | T-2.3* T-2.4*', ''],
  'api-milestone-codes': [
    '1 Walking skeleton | R-1 R-2 | T-1.1* T-1.2*',
    '2 Storage | R-3 | T-2.1*',
    'phases:goal tasks:ids',
  ],
  'api-sentences': ['1 Read side | R-1 R-2 | T-1.1* T-1.2*', '2 Keys | R-3 | T-2.1*', 'tasks:requirements'],
  'api-subtasks': ['1 Read side | R-1 R-2 | T-1.1* T-1.2*', '2 Keys | R-3 | T-2.1*', ''],
  'api-table-in-phases': ['1 Read side | R-1 R-2 | T-1.1* T-1.2*', '2 Keys | R-3 R-4 | T-2.1* T-2.2*', ''],
  'cli-as-asked': [
    '1 A checker for one page | R-1 R-2 | T-1.1* T-1.2*',
    '2 Whole folders | R-3 R-4 | T-2.1* T-2.2*',
    '3 Reports | R-5 | T-3.1*',
    '',
  ],
  'cli-german': [
    '1 Grundgerüst | R-1 R-2 | T-1.1* T-1.2*',
    '2 Ordner | R-3 R-4 R-5 | T-2.1* T-2.2*',
    'tasks:requirements',
  ],
  'cli-headings-tasks': [
    '1 Skeleton | R-1 R-2 | T-1.1* T-1.2*',
    '2 Checking | R-3 R-4 R-5 | T-2.1* T-2.2*',
    '',
  ],
  'cli-milestones': ['1  | R-1 R-2 | T-1.1* T-1.2*', '2  | R-3 R-4 | T-2.1* T-2.2*', 'title phases:title'],
  'cli-no-blank-lines': [
    '1 Setup |  | T-1.1* T-1.2*',
    '2 Build | R-1 | T-2.1*',
    '3 Ship | R-2 | T-3.1*',
    'title phases:goal tasks:requirements text:unread',
  ],
  'cli-numbered-bold': [
    '1 Foundation | R-1 R-2 | T-1.1* T-1.2*',
    '2 Concurrency | R-3 | T-2.1*',
    '3 Release | R-4 R-5 R-6 | T-3.1* T-3.2*',
    'title tasks:requirements text:unread',
  ],
  'cli-one-to-four': [
    '1 Setup | R-1 | T-1.1*',
    '2 Core | R-2 | T-2.1*',
    '2 Network | R-3 | T-2.2*',
    '4 Release | R-4 | T-4.1*',
    'phases:duplicate phases:skipped',
  ],
  'cli-small-model': [
    '1 Setup |  | T-1.1* T-1.2*',
    '2 Core | R-1 R-2 R-3 | T-2.1* T-2.2*',
    '3 Polish |  | T-3.1*',
    'tasks:requirements text:unread',
  ],
  'cli-star-bullets': [
    '1 Project Setup and Foundation | R-1 R-2 | T-1.1* T-1.2*',
    '2 Core | R-3 | T-2.1*',
    'tasks:requirements',
  ],
  'cli-table-phases': [
    '1 Reader | R-1 R-2 | T-1.1* T-1.2*',
    '2 Prober | R-3 | T-2.1*',
    '3 Report | R-4 R-5 | T-3.1* T-3.2*',
    'tasks:requirements',
  ],
  'cli-task-headings': [
    '1 Basics | R-1 | T-1.1* T-1.2*',
    '2 More | R-2 | T-2.1*',
    'title phases:goal tasks:requirements',
  ],
  'library-bold-lines': ['1  | R-1 R-2 | T-1.1* T-1.2*', '2  | R-3 R-4 | T-2.1* T-2.2*', 'phases:title'],
  'library-flat-table': [
    '1  | R-1 R-2 | T-1.1* T-1.2*',
    '2  | R-3 R-4 | T-2.1* T-2.2*',
    '3  | R-5 | T-3.1*',
    'phases:title phases:goal',
  ],
  'library-french': [
    '1 Analyse | R-1 R-2 | T-1.1* T-1.2*',
    '2 Fuseaux | R-3 R-4 R-5 | T-2.1*',
    'tasks:requirements',
  ],
  'library-no-numbers': [
    '1 Groundwork |  | T-1.1* T-1.2*',
    '2 Parsing | R-1 R-2 | T-2.1* T-2.2*',
    '3 Release | R-3 | T-3.1*',
    'phases:counted phases:goal tasks:ids tasks:requirements',
  ],
  'library-one-to-many-words': [
    '1 Grammar | R-1 R-2 | T-1.1* T-1.2*',
    '2 Zones | R-3 | T-2.1*',
    '3 Publishing | R-4 R-5 R-6 | T-3.1* T-3.2*',
    '',
  ],
  'library-plain-lines': [
    '1 Lexer and parser | R-1 R-2 R-3 | T-1.1* T-1.2*',
    '2 Output | R-4 | T-2.1*',
    'text:cut-off title tasks:requirements text:unread',
  ],
  'library-sprints': [
    '1  | R-1 R-2 | T-1.1* T-1.2*',
    '2  | R-3 R-4 R-5 | T-2.1* T-2.2* T-2.3*',
    'title phases:title tasks:ids',
  ],
  'library-task-table': ['1 Parsing | R-1 R-2 | T-1.1* T-1.2*', '2 Formatting | R-3 R-4 | T-2.1* T-2.2*', ''],
  'pipeline-chinese': [
    '1 数据接入 | R-1 R-2 | T-1.1* T-1.2*',
    '2 数据清洗 | R-3 | T-2.1*',
    'tasks:requirements',
  ],
  'pipeline-nested-deep': [
    '1 Ingest | R-1 R-2 | T-1.1* T-1.2*',
    '2 Serve | R-3 | T-2.1*',
    'title tasks:requirements',
  ],
  'pipeline-numbered-only': [
    '1 Ingest | R-1 R-2 | T-1.1* T-1.2*',
    '2 Clean | R-3 | T-2.1*',
    '3 Serve | R-4 | T-3.1*',
    '',
  ],
  'pipeline-numbered-sections': ['1 Ingest | R-1 R-2 | T-1.1* T-1.2*', '2 Clean | R-3 | T-2.1*', ''],
  'pipeline-stages': [
    '1 Ingest | R-1 R-2 | T-1.1* T-1.2*',
    '2 Clean | R-3 R-4 | T-2.1* T-2.2*',
    '3 Serve | R-5 | T-3.1*',
    'tasks:ids',
  ],
  'pipeline-steps-unnumbered': ['1 Ingest | R-1 R-2 | T-1.1* T-1.2*', '2 Serve | R-3 | T-2.1*', 'tasks:ids'],
  'pipeline-tasks-only': ['1 Ingest | R-1 R-2 | T-1.1* T-1.2*', '2 Serve | R-3 | T-2.1*', 'phases:goal'],
  'pipeline-wide-table': [
    '1 Ingest | R-1 R-2 | T-1.1* T-1.2*',
    '2 Clean | R-3 | T-2.1*',
    '3 Serve | R-4 R-5 | T-3.1* T-3.2*',
    'title',
  ],
  'saas-checks-apart': ['1 Rooms | R-1 R-2 | T-1.1* T-1.2*', '2 Bookings | R-3 R-4 | T-2.1* T-2.2*', ''],
  'saas-emoji': [
    '1 Foundation | R-1 R-2 | T-1.1* T-1.2*',
    '2 Bookings | R-3 R-4 | T-2.1*',
    '3 Billing | R-5 | T-3.1*',
    '',
  ],
  'saas-fenced': ['1 Rooms | R-1 R-2 | T-1.1* T-1.2*', '2 Bookings | R-3 | T-2.1*', 'text:unread'],
  'saas-kiro': [
    '1 Set up accounts | R-1.1 R-1.2 R-1.3 | T-1.1 T-1.2',
    '2 Bookings | R-2.1 R-2.2 | T-2.1 T-2.2',
    'phases:goal tasks:check',
  ],
  'saas-mixed-levels': [
    '1 Rooms | R-1 R-2 | T-1.1* T-1.2*',
    '2 Bookings | R-3 | T-2.1*',
    '3 Billing | R-4 | T-3.1*',
    '',
  ],
  'saas-overview-first': [
    '1 Rooms | R-1 R-2 | T-1.1* T-1.2*',
    '2 Bookings | R-3 R-4 | T-2.1* T-2.2*',
    '3 Billing | R-5 R-6 | T-3.1*',
    '',
  ],
  'saas-spanish': [
    '1 Salas | R-1 R-2 | T-1.1* T-1.2*',
    '2 Reservas | R-3 R-4 R-5 | T-2.1* T-2.2*',
    'tasks:requirements',
  ],
  'saas-speckit': [
    '1 Setup (Shared Infrastructure) |  | T-1.1 T-1.2',
    '2 User Story 1 - Booking (Priority: P1) | US-1 | T-2.3 T-2.4',
    '3 Polish |  | T-3.5',
    'tasks:check tasks:requirements',
  ],
  'webapp-german-table': [
    '1 Basis | R-1 R-2 | T-1.1* T-1.2*',
    '2 Ausbau | R-3 | T-2.1*',
    'tasks:requirements',
  ],
  'webapp-half-bold': ['1 Books | R-1 R-2 | T-1.1* T-1.2*', '2 Loans | R-3 | T-2.1*', ''],
  'webapp-japanese-ordinal': ['1 基盤 | R-1 R-2 | T-1.1* T-1.2*', '2 貸出 | R-3 | T-2.1*', ''],
  'webapp-japanese-table': ['1 基盤 | R-1 | T-1.1*', '2 貸出 | R-2 R-3 | T-2.1*', ''],
  'webapp-japanese': [
    '1 貸出の記録 | R-1 R-2 | T-1.1* T-1.2*',
    '2 通知 | R-3 R-4 R-5 | T-2.1*',
    'tasks:requirements',
  ],
  'webapp-numbered-lines': [
    '1 Setup | R-1 | T-1.1* T-1.2*',
    '2 Features | R-2 R-3 | T-2.1* T-2.2*',
    'title phases:goal tasks:requirements',
  ],
  'webapp-phase-epics': ['1 Books | R-1 R-2 R-3 | T-1.1* T-1.2* T-1.3*', '2 Loans | R-4 | T-2.1*', ''],
  'webapp-roman': [
    '1 Books | R-1 R-2 | T-1.1* T-1.2*',
    '2 Loans | R-3 | T-2.1*',
    '3 Mail | R-4 | T-3.1*',
    'phases:goal phases:unread',
  ],
  'webapp-section-tasks': [
    '1 Foundations | R-1 R-2 | T-1.1* T-1.2*',
    '2 Product | R-3 | T-2.1*',
    'phases:goal',
  ],
  'webapp-summary-table': ['1 Books | R-1 R-2 | T-1.1* T-1.2*', '2 Loans | R-3 | T-2.1*', ''],
  'webapp-turkish': [
    '1 Kitaplar | R-1 R-2 | T-1.1 T-1.2',
    '2 Ödünç | R-3 | T-2.1',
    'phases:goal tasks:check',
  ],
  'webapp-weeks': [
    '1 Books | R-1 | T-1.1 T-1.2',
    '2 Loans | R-2 R-3 | T-2.1 T-2.2',
    '3 Mail | R-4 | T-3.1',
    '4 Hardening | R-5 | T-4.1',
    'phases:goal tasks:ids tasks:check tasks:requirements',
  ],
}

const folder = `${import.meta.dir}/fixtures/plans`
const texts = new Map<string, string>()
for (const name of readdirSync(folder))
  texts.set(name.replace(/\.md$/, ''), await Bun.file(`${folder}/${name}`).text())

function essence({ phases, missing }: Plan): string[] {
  const lines = phases.map(({ number, title, requirements, tasks }) => {
    const ids = tasks.map(({ id, check }) => `${id}${check ? '*' : ''}`)
    return `${number} ${title} | ${requirements.join(' ')} | ${ids.join(' ')}`
  })
  return [...lines, missing.map(({ code }) => code).join(' ')]
}

const phasesOf = (text: string) => essence(parsePlan(text)).slice(0, -1)

describe('plans of different models', () => {
  test('each file of the corpus has its expectation, and there are at least 40', () => {
    expect([...texts.keys()].sort()).toEqual(Object.keys(EXPECTED).sort())
    expect(texts.size).toBeGreaterThanOrEqual(40)
  })

  for (const [name, expected] of Object.entries(EXPECTED))
    test(name, () => {
      const text = texts.get(name) ?? ''
      const plan = parsePlan(text)
      expect(essence(plan)).toEqual(expected)
      expect(plan.markdown).toBe(text)
    })
})

/** What another model, an editor or a form does to the same plan. */
const MUTATIONS: [name: string, change: (text: string, random: () => number) => string][] = [
  ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['lone CRs', (text) => text.replaceAll('\n', '\r')],
  [
    'other bullets',
    (text, random) =>
      text.replace(
        /^(\s*)[-*+] (?=\S)/gm,
        (_, indent: string) => `${indent}${pick(random, ['-', '*', '+'])} `,
      ),
  ],
  [
    'trailing blanks',
    (text, random) => text.replace(/(?<=\S)$/gm, () => pick(random, ['', ' ', '  ', '\t'])),
  ],
  [
    'more blank lines',
    (text, random) => text.replace(/\n\n/g, () => pick(random, ['\n\n', '\n\n\n', '\n \n\n'])),
  ],
  ['deeper lists', (text) => text.replace(/^ +(?=[-*+\d])/gm, (indent) => indent + indent)],
  ['tabs', (text) => text.replace(/^(?: {2,4})+(?=[-*+\d])/gm, (indent) => '\t'.repeat(indent.length / 2))],
  [
    'deeper headings',
    (text) => (text.includes('#####') ? text : text.replace(/^#{1,4} /gm, (marks) => `#${marks}`)),
  ],
  ['__ for **', (text) => text.replace(/\*\*([^*\n]+)\*\*/g, '__$1__')],
  ['bold headings', (text) => text.replace(/^(#+ )([^*\n]*[^*\s])([ \t]*)$/gm, '$1**$2**$3')],
  ['a colon behind headings', (text) => text.replace(/^(#+ .*[\p{L}\d])$/gmu, '$1:')],
  ['numbers with parentheses', (text) => text.replace(/^(\s*\d+)\. /gm, '$1) ')],
  ['long dashes', (text, random) => text.replace(/ [–—] /g, () => pick(random, [' – ', ' — ']))],
  [
    'a code block around all',
    (text) => (/```|<think>/.test(text) ? text : `\`\`\`markdown\n${text}\`\`\`\n`),
  ],
  [
    'a remark before and after',
    (text) => (text.startsWith('<think>') ? text : `Certainly!\n\n${text}\n\nI hope this helps!\n`),
  ],
  ['no bold', (text) => text.replace(/\*\*/g, '')],
  [
    'no blank lines between items and labels',
    (text) => text.replace(/\n\n(?=[-*+] |\d+\. |\*\*[^*\n]+:\*\*)/g, '\n'),
  ],
  ['no blank lines below headings', (text) => text.replace(/^(#+ .*)\n\n/gm, '$1\n')],
  ['BOM', (text) => `\ufeff${text}`],
]

describe('the same plan written a little differently has the same phases and tasks', () => {
  const seed = printedSeed('plan mutations')
  for (const [mutation, change] of MUTATIONS)
    test(mutation, () => {
      for (const [name, text] of texts) {
        const changed = change(text, seeded(seed))
        expect({ name, phases: phasesOf(changed) }).toEqual({
          name,
          phases: EXPECTED[name]?.slice(0, -1) ?? [],
        })
      }
    })

  test('any three of them at once', () => {
    const random = seeded(seed)
    const inner = MUTATIONS.filter(([name]) => !/^(?:CRLF|lone|a code|a remark|BOM)/.test(name))
    for (let round = 0; round < 10; round += 1)
      for (const [name, text] of texts) {
        const chosen = [pick(random, inner), pick(random, inner), pick(random, MUTATIONS)]
        const changed = chosen.reduce((so, [, change]) => change(so, random), text)
        const by = chosen.map(([mutation]) => mutation).join(', ')
        expect({ name, by, phases: phasesOf(changed) }).toEqual({
          name,
          by,
          phases: EXPECTED[name]?.slice(0, -1) ?? [],
        })
      }
  })
})
