import type { ExportFile } from '../export.ts'
import { checkFiles } from './markdown.ts'

/** Sections that Spec Kit's templates call mandatory, and those that its commands read (templates/*.md, templates/commands/*.md). */
const SECTIONS: Record<string, string[]> = {
  'spec.md': [
    '## User Scenarios & Testing *(mandatory)*',
    '## Requirements *(mandatory)*',
    '### Functional Requirements',
    '## Success Criteria *(mandatory)*',
    '### Measurable Outcomes',
  ],
  'plan.md': ['## Summary', '## Technical Context', '## Constitution Check', '## Project Structure'],
  'tasks.md': ['## Dependencies & Execution Order'],
}
const TITLES: Record<string, RegExp> = {
  'spec.md': /^# Feature Specification: \S/,
  'plan.md': /^# Implementation Plan: \S/,
  'tasks.md': /^# Tasks: \S/,
}
/** "Checkbox, task id, [P], story label, description" (templates/commands/tasks.md, "Checklist Format"). */
const TASK = /^- \[[ x]\] (T\d{3,}) (?:\[P\] )?(?:\[US(\d+)\] )?\S/
const LEFT_OPEN = /\[(?:FEATURE|FEATURE NAME|DATE|NEEDS CLARIFICATION|###-feature-name)[\]:]|\$ARGUMENTS/

/** What Spec Kit's own templates and commands would not find in its files; it has no validator of its own. */
export function checkSpecKit(files: readonly ExportFile[]): string[] {
  return [...checkFiles(files), ...faults(files)]
}

function* faults(files: readonly ExportFile[]): Generator<string> {
  const texts = new Map<string, string>()
  for (const { path, text } of files) {
    const [, name] = /^specs\/\d{3}-[a-z0-9-]+\/(spec\.md|plan\.md|tasks\.md)$/.exec(path) ?? []
    if (name) texts.set(name, text)
  }
  for (const [name, sections] of Object.entries(SECTIONS)) {
    const text = texts.get(name)
    if (text === undefined) {
      yield `${name} is missing below specs/NNN-name/.`
      continue
    }
    const lines = withoutCode(text)
    if (!TITLES[name]?.test(lines[0] ?? '')) yield `${name} does not begin with its title.`
    for (const section of sections) if (!lines.includes(section)) yield `${name} has no “${section}”.`
    if (lines.some((line) => LEFT_OPEN.test(line))) yield `${name} has a placeholder of the template.`
  }
  yield* inSpec(withoutCode(texts.get('spec.md') ?? ''))
  yield* inTasks(withoutCode(texts.get('tasks.md') ?? ''), withoutCode(texts.get('spec.md') ?? ''))
}

const STORY = /^### User Story (\d+) - .+ \(Priority: P\d+\)$/

function* inSpec(lines: string[]): Generator<string> {
  const stories = lines.flatMap((line) => STORY.exec(line)?.[1] ?? [])
  if (stories.some((number, at) => Number(number) !== at + 1))
    yield 'spec.md: the user stories are not numbered 1, 2, 3.'
  for (const series of ['FR', 'SC']) {
    const ids = lines.flatMap(
      (line) => new RegExp(`^- \\*\\*(${series}-\\d{3,})\\*\\*`).exec(line)?.[1] ?? [],
    )
    if (ids.some((id, at) => Number(id.slice(3)) !== at + 1))
      yield `spec.md: ${series} ids are not numbered in order.`
  }
}

function* inTasks(lines: string[], spec: string[]): Generator<string> {
  const stories = new Set(spec.flatMap((line) => STORY.exec(line)?.[1] ?? []))
  let last = 0
  for (const line of lines) {
    if (!/^- \[[ xX]\]/.test(line)) continue
    const [, id = '', story] = TASK.exec(line) ?? []
    if (id === '') yield `tasks.md: “${line.slice(0, 60)}” is no task as the format says.`
    else if (Number(id.slice(1)) !== last + 1)
      yield `tasks.md: ${id} does not follow T${String(last).padStart(3, '0')}.`
    else last += 1
    if (story && !stories.has(story)) yield `tasks.md: there is no user story ${story} in spec.md.`
  }
}

/** The lines outside of blocks of code. */
export function withoutCode(text: string): string[] {
  let fence = ''
  return text.split(/\r\n?|\n/).filter((line) => {
    const [, mark = '', info = ''] = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})(.*)$/s.exec(line) ?? []
    if (fence !== '') {
      if (mark.startsWith(fence) && line.trim() === mark) fence = ''
      return false
    }
    // Behind backticks another one makes it code inside a line.
    if (mark === '' || (mark.startsWith('`') && info.includes('`'))) return true
    fence = mark
    return false
  })
}
