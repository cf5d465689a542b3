import { describe, expect, test } from 'bun:test'
import GithubSlugger from 'github-slugger'
import { encode as cl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { encode as o200k } from 'gpt-tokenizer/encoding/o200k_base'
import MarkdownIt from 'markdown-it'
import { fileOf } from '../../src/planning/bundle-files.ts'
import { writeDesign } from '../../src/planning/demo/design.ts'
import { writePhase } from '../../src/planning/demo/phase.ts'
import { writePlan } from '../../src/planning/demo/plan.ts'
import { HANDOFF_TOKENS, type HandoffParts, writeHandoff } from '../../src/planning/handoff.ts'
import { parsePlan } from '../../src/planning/plan.ts'
import type { Progress } from '../../src/planning/progress.ts'

const tokens = (text: string): number => Math.max(o200k(text).length, cl100k(text).length)

/** Every anchor that a file has, by a parser and a rule that are not ours. */
function anchorsIn(markdown: string): Set<string> {
  const slugger = new GithubSlugger()
  const parsed = new MarkdownIt().parse(markdown, {})
  const titles = parsed.flatMap((token, at) => (token.type === 'heading_open' ? [parsed[at + 1]] : []))
  const shown = titles.map((title) => (title?.children ?? []).map(({ content }) => content).join(''))
  return new Set(shown.map((text) => slugger.slug(text)))
}

/** Links that lead nowhere. */
function deadLinks(handoff: string, texts: ReadonlyMap<string, string>): string[] {
  const files = new Map([...texts].map(([key, text]) => [fileOf(key), anchorsIn(text)]))
  const links = [...handoff.matchAll(/^- Read: ([^\s#]+)(?:#(\S+))?/gm)]
  expect(links.length).toBeGreaterThan(0)
  return links
    .filter(
      ([, file = '', anchor]) => !(anchor === undefined ? files.has(file) : files.get(file)?.has(anchor)),
    )
    .map(([line]) => line)
}

function project(
  name: string,
  requirements: string,
  phases: number,
  languages = ['TypeScript'],
): Map<string, string> {
  const design = writeDesign({ projectName: name, requirements, languages, frameworks: [], apis: [] })
  const plan = writePlan({
    projectName: name,
    brief: requirements,
    design,
    phases,
    depth: 'detailed',
    words: 4000,
  })
  const texts = new Map([
    ['design', design],
    ['plan', plan],
  ])
  for (const { number } of parsePlan(plan).phases)
    texts.set(`phase-${number}`, writePhase({ projectName: name, design, plan, phase: number, words: 900 }))
  return texts
}

const LARGE = Array.from(
  { length: 40 },
  (_, at) =>
    `People can sort the ${at + 2}th shelf of their library by author, by year and by how often a book was lent.`,
).join(' ')

describe('a handoff of a project of 15 phases', () => {
  const texts = project('The library of everything', LARGE, 15)
  const { phases } = parsePlan(texts.get('plan') ?? '')
  const tasks = phases.flatMap((phase) => phase.tasks)

  test('names the next task at every point of its progress, within its tokens, and links what is there', () => {
    expect(phases).toHaveLength(15)
    const progress = new Map<string, Progress>()
    for (const [at, { id }] of tasks.entries()) {
      const handoff = writeHandoff({ name: 'The library of everything', texts, progress })
      expect(handoff).toContain(`## Next: ${id}\n`)
      expect(handoff).toContain(`${at} of ${tasks.length} tasks are done`)
      expect(tokens(handoff)).toBeLessThanOrEqual(HANDOFF_TOKENS)
      expect(deadLinks(handoff, texts)).toEqual([])
      progress.set(id, { state: 'done', note: 'It works. '.repeat(200) })
    }
    const end = writeHandoff({ name: 'x', texts, progress })
    expect(end).toContain('All tasks are done.')
    expect(end).not.toContain('## Next')
  })

  test('names what was recorded for tasks that the plan has no more, within its tokens', () => {
    const gone = tasks
      .slice(0, 40)
      .map(({ id }): [string, Progress] => [`${id}9`, { state: 'done', note: 'x' }])
    const strange: [string, Progress] = [
      `T-1\n\n## Next: T-9.9 ${'植物に水をやる'.repeat(80)}`,
      { state: 'done' },
    ]
    const handoff = writeHandoff({ name: 'x', texts, progress: new Map([strange, ...gone]) })
    expect(handoff).toContain('The plan was changed since')
    expect(handoff).toContain(` and ${gone.length - 2} more.`)
    expect(handoff.match(/^## Next/gm)).toHaveLength(1)
    expect(tokens(handoff)).toBeLessThanOrEqual(HANDOFF_TOKENS)
    expect(deadLinks(handoff, texts)).toEqual([])
  })

  test('links the plan where a phase has no plan of its own yet', () => {
    const some = new Map([...texts].filter(([key]) => !key.startsWith('phase-')))
    const handoff = writeHandoff({ name: 'x', texts: some, progress: new Map() })
    expect(handoff).toContain('- Read: plan.md#phase-1-')
    expect(deadLinks(handoff, some)).toEqual([])
  })
})

test('a handoff in Japanese, with long words everywhere, stays within its tokens', () => {
  const texts = project(
    '植物の日記'.repeat(20),
    '植物に水をやった時刻を記録する。乾いたら通知する。オフラインでも使える。',
    3,
    ['Python'],
  )
  const plan = (texts.get('plan') ?? '').replaceAll('Check: ', `Check: ${'植物に水をやる'.repeat(40)} `)
  texts.set('plan', plan)
  for (const key of ['phase-1', 'phase-2', 'phase-3']) texts.delete(key)
  const handoff = writeHandoff({ name: '植物の日記'.repeat(20), texts, progress: new Map() })
  expect(tokens(handoff)).toBeLessThanOrEqual(HANDOFF_TOKENS)
  expect(deadLinks(handoff, texts)).toEqual([])
})

const PLAN = `# Plan

## Phase 1: One

- **T-1.1**: First. (R-1)
  - Check: it is there.
- **T-1.2**: Second. (R-1)
  - Check: it is there too.
  - Depends on: T-1.1

## Phase 2: Two

- **Depends on**: Phase 1
- **T-2.1**: Third. (R-2)
  - Check: all is there.
`

const after = (progress: [string, Progress][], plan = PLAN): string => {
  const parts: HandoffParts = { name: 'P', texts: new Map([['plan', plan]]), progress: new Map(progress) }
  return writeHandoff(parts)
}

describe('the next task', () => {
  test('is one whose dependencies are done', () => {
    expect(after([])).toContain('## Next: T-1.1')
    expect(after([['T-1.1', { state: 'done' }]])).toContain('## Next: T-1.2')
  })

  test('of a later phase waits for the phases that it depends on', () => {
    const blocked = after([['T-1.1', { state: 'blocked', note: 'No key for the API.' }]])
    expect(blocked).not.toContain('## Next')
    expect(blocked).toContain('- T-1.1 is blocked: No key for the API.')
    expect(blocked).toContain('clear that first')
  })

  test('is found past a dependency that the plan does not have', () => {
    expect(after([], PLAN.replace('Depends on: T-1.1', 'Depends on: T-9.9'))).toContain('## Next: T-1.1')
  })

  test('is given beside what was recorded for a task that an edit of the plan has taken away', () => {
    const handoff = after([['T-1.1', { state: 'done', note: 'Built.' }]], PLAN.replaceAll('T-1.1', 'T-1.5'))
    expect(handoff).toContain('0 of 3 tasks are done')
    expect(handoff).toContain('it has no more what was recorded for T-1.1.')
    expect(after([['T-1.1', { state: 'done' }]])).not.toContain('no more')
  })

  test('in a circle is said to be one', () => {
    const circle = PLAN.replace('- Check: it is there.', '- Check: it is there.\n  - Depends on: T-1.2')
    expect(after([], circle)).toContain('go in a circle')
  })

  test('of a plan without tasks is to write one', () => {
    expect(after([], '')).toContain('The plan has no tasks yet.')
  })

  test('without a check says so, since nobody could tell when it is done', () => {
    expect(after([], PLAN.replace('  - Check: it is there.\n', ''))).toContain('the plan gives no check')
  })
})
