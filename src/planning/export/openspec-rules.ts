import type { ExportFile } from '../export.ts'
import { checkFiles } from './markdown.ts'
import { withoutCode } from './spec-kit-rules.ts'

/** The rules of `openspec validate --strict`, which the tests run as well: so that they hold without it in the server. */
export function checkOpenSpec(files: readonly ExportFile[]): string[] {
  return [...checkFiles(files), ...faults(files)]
}

const PLACE = /^openspec\/changes\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\/(.+)$/

function* faults(files: readonly ExportFile[]): Generator<string> {
  const texts = new Map<string, string>()
  for (const { path, text } of files) {
    const [, , inside] = PLACE.exec(path) ?? []
    if (inside === undefined)
      yield `${path} lies outside of openspec/changes/NAME/, or the name is not in lower-case words.`
    else texts.set(inside, text)
  }
  const proposal = withoutCode(texts.get('proposal.md') ?? '')
  for (const section of ['## Why', '## What Changes'])
    if (!proposal.includes(section)) yield `proposal.md has no “${section}”.`
  const reason = proposal
    .slice(proposal.indexOf('## Why') + 1, proposal.indexOf('## What Changes'))
    .join('\n')
    .trim()
  if (reason.length < 50 || reason.length > 1000)
    yield `proposal.md: “Why” has ${reason.length} characters, not 50 to 1000.`
  const specs = [...texts].filter(([path]) => /^specs\/[^/]+\/spec\.md$/.test(path))
  if (specs.length === 0) yield 'there is no requirement in the change.'
  for (const [path, text] of specs) yield* inDelta(path, withoutCode(text))
  yield* inTasks(withoutCode(texts.get('tasks.md') ?? ''))
}

function* inDelta(path: string, lines: string[]): Generator<string> {
  if (!lines.includes('## ADDED Requirements')) yield `${path} has no “## ADDED Requirements”.`
  const names = new Set<string>()
  for (const block of lines
    .join('\n')
    .split(/^(?=### )/m)
    .slice(1)) {
    const name = /^### Requirement: (.+)$/m.exec(block)?.[1]?.trim()
    if (!name) {
      yield `${path}: “${block.slice(0, 60)}” is no requirement.`
      continue
    }
    if (names.has(name)) yield `${path}: “${name}” stands there twice.`
    names.add(name)
    const [body = '', ...scenarios] = block.split(/^#### /m)
    const text = body.split('\n').slice(1).join('\n')
    if (!/\b(?:SHALL|MUST)\b/.test(text)) yield `${path}: “${name}” has neither SHALL nor MUST.`
    if (scenarios.length === 0) yield `${path}: “${name}” has no scenario.`
    for (const scenario of scenarios)
      if (
        !/^Scenario: \S/.test(scenario) ||
        !/^- \*\*WHEN\*\* \S/m.test(scenario) ||
        !/^- \*\*THEN\*\* \S/m.test(scenario)
      )
        yield `${path}: a scenario of “${name}” lacks WHEN or THEN.`
  }
}

function* inTasks(lines: string[]): Generator<string> {
  let group = ''
  const seen = new Set<string>()
  for (const line of lines) {
    group = /^## (\d+)\. \S/.exec(line)?.[1] ?? group
    if (!/^\s*[-*] \[[ xX]\]/.test(line)) continue
    const number = /^- \[[ x]\] (\d+\.\d+) \S/.exec(line)?.[1]
    if (!number || number.split('.')[0] !== group)
      yield `tasks.md: “${line.slice(0, 60)}” is not numbered in its group.`
    else if (seen.has(number)) yield `tasks.md: ${number} stands there twice.`
    else seen.add(number)
  }
  if (seen.size === 0) yield 'tasks.md has no task.'
}
