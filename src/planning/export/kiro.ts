import type { Target } from '../export.ts'
import { shorten } from '../inline.ts'
import { listed } from '../missing.ts'
import type { Part } from '../parts.ts'
import { inHeading, inMarkdown } from './escape.ts'
import { checkKiro } from './kiro-rules.ts'
import { joined, piecesOf, take } from './pieces.ts'
import type { ExportProject, Need, Work } from './project.ts'
import { proofOf, storyOf } from './scenarios.ts'
import { box, inCode, isDone, outcome, served, sources, wishes } from './sources.ts'
import { statementsOf } from './statement.ts'

/** Kiro: .kiro/specs/NAME/ with requirements in EARS, design and tasks (kiro.dev/docs/specs). */
export const kiro: Target = {
  id: 'kiro',
  title: 'Kiro',
  purpose: 'Unpack into a workspace that Kiro has open; the spec is there under its name.',
  write(project) {
    const folder = `.kiro/specs/${project.folder}/`
    const criteria = new Map(project.needs.map((need) => [need, criteriaOf(need)]))
    return {
      files: [
        { path: `${folder}requirements.md`, text: requirements(project, criteria) },
        { path: `${folder}design.md`, text: design(project) },
        { path: `${folder}tasks.md`, text: tasks(project, criteria) },
        ...sources(project, `${folder}source/`),
      ],
      problems: [...problems(project)],
    }
  },
  check: (files) => checkKiro(files),
}

interface Criterion {
  text: string
  /** The task whose check it is. */
  task?: Work
}

/** The statement's own sentences, what stands below it, then the checks and tests. */
function criteriaOf(need: Need): Criterion[] {
  const { statements } = proofOf(need)
  return [
    ...statements.map(({ text }) => ({ text })),
    ...need.further.flatMap((line) => statementsOf(line, need.id).map(({ text }) => ({ text }))),
    ...need.tasks.flatMap((task) =>
      task.check
        ? [
            {
              task,
              text: `WHEN the check of ${task.id} is carried out, THE SYSTEM SHALL pass it: “${task.check}”`,
            },
          ]
        : [],
    ),
    ...need.tests.map((test) => ({
      text: `WHEN ${need.id} is tested as the design says, THE SYSTEM SHALL pass: “${test}”`,
    })),
  ]
}

const lines = (...all: string[]): string => all.join('\n')

function requirements(project: ExportProject, criteria: Map<Need, Criterion[]>): string {
  const { title, needs, design: read, brief } = project
  const [summary] = take(read ? piecesOf(read) : [], ['summary'])
  return lines(
    '# Requirements Document',
    '',
    '## Introduction',
    '',
    summary.length > 0 ? joined(summary) : inMarkdown(brief || title),
    '',
    ...wishes(project),
    ...(wishes(project).length > 0 ? [''] : []),
    '## Requirements',
    '',
    ...needs.flatMap((need) => [
      `### Requirement ${need.number}: ${inHeading(`${need.id} ${shorten(need.text, 80)}`)}`,
      '',
      `**User Story:** ${inMarkdown(storyOf(need, title))}`,
      '',
      '#### Acceptance Criteria',
      '',
      ...(criteria.get(need) ?? []).map(({ text }, at) => `${at + 1}. ${inMarkdown(text)}`),
      '',
      `_As written (${need.id}):_ ${inMarkdown(need.text) || 'nothing'}`,
      '',
    ]),
    ...(needs.length === 0 ? ['The design names no requirement.', ''] : []),
  )
}

/** Kiro's headings, and what of the design stands below each. */
const HEADINGS: [heading: string, parts: Part[]][] = [
  ['Overview', ['summary', 'objectives']],
  ['Architecture', ['architecture', 'techStack']],
  ['Components and Interfaces', ['interfaces']],
  ['Data Models', ['data']],
  ['Error Handling', ['risks']],
  ['Testing Strategy', ['testing']],
]

function design({ design: read }: ExportProject): string {
  const [, pieces] = take(read ? piecesOf(read) : [], ['requirements'])
  let rest = pieces
  const parts = HEADINGS.flatMap(([heading, names]) => {
    const [own, others] = take(rest, names)
    rest = others
    return [`## ${heading}`, '', own.length > 0 ? joined(own) : 'The design says nothing of it.', '']
  })
  return lines(
    '# Design Document',
    '',
    ...parts,
    ...rest.flatMap(({ title, body }) => [`## ${inHeading(title)}`, '', body, '']),
  )
}

function tasks({ stages }: ExportProject, criteria: Map<Need, Criterion[]>): string {
  const filled = stages.filter((stage) => stage.tasks.length > 0)
  return lines(
    '# Implementation Plan',
    '',
    ...filled.flatMap((stage, index) => {
      const { number, title, goal, checks, estimate } = stage
      return [
        `- [${stage.tasks.every(isDone) ? 'x' : ' '}] ${index + 1}. ${inMarkdown(title)}`,
        `  - Phase ${number}${goal ? `: ${inMarkdown(goal)}` : ''}${estimate ? ` (${inMarkdown(estimate)})` : ''}`,
        ...checks.map((check) => `  - Done when: ${inMarkdown(check)}`),
        ...stage.tasks.flatMap((task, at) => taskLines(task, `${index + 1}.${at + 1}`, criteria)),
        '',
      ]
    }),
    ...(filled.length === 0 ? ['- [ ] 1. Write the plan: there are no tasks yet', ''] : []),
  )
}

function taskLines(task: Work, number: string, criteria: Map<Need, Criterion[]>): string[] {
  const { id, text, remark, check, files, after, steps, estimate, needs } = task
  const end = outcome(task)
  const numbers = needs.flatMap((need) =>
    (criteria.get(need) ?? []).flatMap(({ task: own }, at) =>
      !own || own === task ? [`${need.number}.${at + 1}`] : [],
    ),
  )
  const detail = (said: string): string => `    - ${said}`
  return [
    `  - ${box(task)} ${number} ${inMarkdown(text)}`,
    detail(
      `${id}${served(task) ? `, serves ${served(task)}` : ''}${after.length > 0 ? `, after ${after.map((other) => other.id).join(', ')}` : ''}`,
    ),
    ...(remark ? [detail(inMarkdown(remark))] : []),
    ...steps.map((step) => detail(inMarkdown(step))),
    ...(files.length > 0 ? [detail(`Files: ${files.map(inCode).join(', ')}`)] : []),
    ...(check ? [detail(`Check: ${inMarkdown(check)}`)] : []),
    ...(estimate ? [detail(`Estimate: ${inMarkdown(estimate)}`)] : []),
    ...(end ? [detail(end)] : []),
    ...(numbers.length > 0 ? [detail(`_Requirements: ${numbers.join(', ')}_`)] : []),
  ]
}

function* problems({ needs, tasks: all, title }: ExportProject): Generator<string> {
  const whole = needs
    .filter((need) => proofOf(need).statements.some(({ quoted }) => quoted))
    .map(({ id }) => id)
  if (whole.length > 0)
    yield `They stand as they are written, since it is not sure how they read with WHEN, IF or WHILE: ${listed(whole)}.`
  const plain = needs.filter((need) => storyOf(need, title).startsWith('As a user of ')).map(({ id }) => id)
  if (plain.length > 0)
    yield `The design does not say for whom they are, so the user stories name no role: ${listed(plain)}.`
  const loose = all.filter((task) => task.needs.length === 0).map(({ id }) => id)
  if (loose.length > 0 && needs.length > 0)
    yield `Kiro wants each task to name requirements; these name none of the design’s: ${listed(loose)}.`
}
