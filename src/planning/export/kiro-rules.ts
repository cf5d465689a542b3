import type { ExportFile } from '../export.ts'
import { checkFiles } from './markdown.ts'
import { withoutCode } from './spec-kit-rules.ts'

/** EARS (alistairmavin.com/ears) as Kiro writes it: a keyword with its condition, THE SYSTEM SHALL, a response. */
const EARS = /^\d+\. (?:(?:WHEN|IF|WHILE|WHERE) \S.*, (?:THEN )?)?THE SYSTEM SHALL (?:NOT )?\S/
const HEADINGS = [
  '## Overview',
  '## Architecture',
  '## Components and Interfaces',
  '## Data Models',
  '## Error Handling',
  '## Testing Strategy',
]

/** What Kiro's documentation and its own specs say of the three files; it has no validator of its own. */
export function checkKiro(files: readonly ExportFile[]): string[] {
  return [...checkFiles(files), ...faults(files)]
}

function* faults(files: readonly ExportFile[]): Generator<string> {
  const texts = new Map<string, string[]>()
  for (const { path, text } of files) {
    const [, name] =
      /^\.kiro\/specs\/[a-z][a-z0-9-]*\/(requirements\.md|design\.md|tasks\.md)$/.exec(path) ?? []
    if (name) texts.set(name, withoutCode(text))
  }
  for (const name of ['requirements.md', 'design.md', 'tasks.md'])
    if (!texts.has(name)) yield `${name} is missing below .kiro/specs/NAME/.`
  const criteria = new Set<string>()
  yield* inRequirements(texts.get('requirements.md') ?? [], criteria)
  const design = texts.get('design.md') ?? []
  if (design[0] !== '# Design Document') yield 'design.md does not begin with its title.'
  for (const heading of HEADINGS) if (!design.includes(heading)) yield `design.md has no “${heading}”.`
  yield* inTasks(texts.get('tasks.md') ?? [], criteria)
}

function* inRequirements(lines: string[], criteria: Set<string>): Generator<string> {
  if (lines[0] !== '# Requirements Document') yield 'requirements.md does not begin with its title.'
  for (const heading of ['## Introduction', '## Requirements'])
    if (!lines.includes(heading)) yield `requirements.md has no “${heading}”.`
  const from = lines.indexOf('## Requirements')
  const blocks = lines
    .slice(from)
    .join('\n')
    .split(/^(?=### )/m)
    .slice(1)
  for (const [index, block] of blocks.entries()) {
    const name = `requirements.md: requirement ${index + 1}`
    if (!block.startsWith(`### Requirement ${index + 1}: `)) yield `${name} is not numbered in order.`
    if (
      !/^\*\*User Story:\*\* As an? \S.*, I \S/im.test(block) &&
      !/^\*\*User Story:\*\* As the \S/im.test(block)
    )
      yield `${name} has no user story.`
    const [, list = ''] = block.split('#### Acceptance Criteria\n')
    const numbered = list.split('\n').filter((line) => /^\d+\. /.test(line))
    if (numbered.length === 0) yield `${name} has no acceptance criterion.`
    for (const [at, line] of numbered.entries()) {
      if (!line.startsWith(`${at + 1}. `) || !EARS.test(line))
        yield `${name}: “${line.slice(0, 80)}” is not in EARS.`
      criteria.add(`${index + 1}.${at + 1}`)
    }
  }
}

function* inTasks(lines: string[], criteria: Set<string>): Generator<string> {
  if (lines[0] !== '# Implementation Plan') yield 'tasks.md does not begin with its title.'
  let group = 0
  let task = 0
  for (const line of lines) {
    const [, whole, sub] = /^(?:- \[[ x]\] (\d+)\.| {2}- \[[ x]\] (\d+\.\d+)) \S/.exec(line) ?? []
    if (whole) {
      group += 1
      task = 0
      if (Number(whole) !== group) yield `tasks.md: ${whole} is not numbered in order.`
    } else if (sub) {
      task += 1
      if (sub !== `${group}.${task}`) yield `tasks.md: ${sub} is not numbered in order.`
    } else if (/^\s*[-*] \[[ xX]\]/.test(line))
      yield `tasks.md: “${line.slice(0, 60)}” is no task as Kiro numbers them.`
    const named = /^\s+- _Requirements: (.+)_$/.exec(line)?.[1]
    for (const number of named?.split(', ') ?? [])
      if (!criteria.has(number)) yield `tasks.md: there is no acceptance criterion ${number}.`
  }
  if (group === 0) yield 'tasks.md has no task.'
}
