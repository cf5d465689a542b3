import { type Design, parseDesign, type Requirement } from '../design.ts'
import { areas } from '../sections.ts'
import { inline, oneLine, shorten, slug } from './safe-text.ts'

/** One piece of work of the demo model's plan. */
export interface Piece {
  /** A sentence without its full stop, Markdown. */
  text: string
  requirements: string[]
  check: string
  files: string[]
  /** How many pieces before it in its phase it needs: 0 none, 1 the one before. */
  follows: 0 | 1
}

/** What the demo model reads out of a design to plan its building. */
export interface Work {
  name: string
  design: Design
  requirements: Requirement[]
  /** The check of a requirement, as the design's table of tests has it. */
  checkOf(id: string): string
  /** A path for what serves a requirement. */
  fileOf(requirement: Requirement): string
  testOf(requirement: Requirement): string
  tool: string
}

/** More are planned in groups. */
const REQUIREMENTS = 60

const EXTENSIONS: [RegExp, string][] = [
  [/typescript/i, '.ts'],
  [/javascript|node/i, '.js'],
  [/python/i, '.py'],
  [/rust/i, '.rs'],
  [/\bgo\b|golang/i, '.go'],
  [/ruby/i, '.rb'],
  [/c#|\.net/i, '.cs'],
  [/kotlin/i, '.kt'],
  [/\bjava\b/i, '.java'],
  [/swift/i, '.swift'],
  [/php/i, '.php'],
  [/elixir/i, '.ex'],
  [/c\+\+/i, '.cpp'],
]

export function readWork(markdown: string, name: string): Work {
  const design = parseDesign(markdown)
  const checks = readChecks(design)
  const [main] = design.techStack
  const extension = EXTENSIONS.find(([language]) => language.test(main?.choice ?? ''))?.[1] ?? ''
  const seen = new Set<string>()
  const requirements = design.requirements
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .slice(0, REQUIREMENTS)
  const stem = ({ id, text }: Requirement) =>
    slug(shorten(text.replace(/[;:].*/s, ''), 60))
      .split('-')
      .slice(1, 4)
      .join('-') || id.toLowerCase()
  return {
    name,
    design,
    requirements,
    checkOf: (id) => checks.get(id) ?? `a test named after ${id} passes.`,
    fileOf: (requirement) => `src/${stem(requirement)}${extension}`,
    testOf: (requirement) => `tests/${stem(requirement)}${extension}`,
    tool: inline(
      design.techStack.find(({ role }) => /^tests?$/i.test(role ?? ''))?.choice ?? 'the test runner',
    ),
  }
}

/** Rows `| R-1 | what is tried |` under Testing. */
function readChecks({ markdown, sections }: Design): Map<string, string> {
  const checks = new Map<string, string>()
  for (const { start, end } of areas(sections, 'testing'))
    for (const [, id = '', check = ''] of markdown
      .slice(start, end)
      .matchAll(/^\| *(R-[\d.]+) *\| *([^|\n]+)\|/gm))
      if (!checks.has(id)) checks.set(id, oneLine(check))
  return checks
}
