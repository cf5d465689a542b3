import type { ExportFile, Target } from '../export.ts'
import { shorten } from '../inline.ts'
import { listed } from '../missing.ts'
import { inHeading, inMarkdown } from './escape.ts'
import { joined, type Piece, piecesOf, take } from './pieces.ts'
import type { ExportProject, Need, Stage, Work } from './project.ts'
import { type Proof, proofOf } from './scenarios.ts'
import { box, inCode, outcome, served, sources, wishes } from './sources.ts'
import { checkSpecKit } from './spec-kit-rules.ts'

/** GitHub's Spec Kit: specs/NNN-name/ with spec.md, plan.md and tasks.md, by its templates of 2026. */
export const specKit: Target = {
  id: 'spec-kit',
  title: 'Spec Kit',
  purpose:
    'Unpack into a repository that Spec Kit was set up in, and go on with /speckit.analyze or /speckit.implement.',
  write(project) {
    const folder = `specs/001-${project.folder}/`
    const stories = storiesOf(project)
    const proofs = new Map(project.needs.map((need) => [need, proofOf(need)]))
    return {
      files: [
        { path: `${folder}spec.md`, text: spec(project, stories, proofs) },
        { path: `${folder}plan.md`, text: plan(project) },
        { path: `${folder}tasks.md`, text: tasks(project, stories) },
        ...sources(project, `${folder}source/`),
      ],
      problems: [...problems(project, proofs)],
    }
  },
  check: (files: readonly ExportFile[]) => checkSpecKit(files),
}

/** Each can be built and tried by itself: a phase, or a requirement where there is no plan. */
interface Story {
  number: number
  title: string
  says: string
  why: string
  test: string[]
  needs: Need[]
  stage?: Stage
}

function storiesOf({ stages, needs, title }: ExportProject): Story[] {
  const told = new Set<Need>()
  const filled = stages.filter(({ tasks }) => tasks.length > 0)
  if (filled.length === 0)
    return needs.map((need) => ({
      number: need.number,
      title: `${need.id}: ${shorten(need.text, 80)}`,
      says: need.text,
      why: 'The order is that of the design; there is no plan yet.',
      test: need.tests,
      needs: [need],
    }))
  return filled.map((stage, index) => {
    const own = [...new Set(stage.tasks.flatMap((task) => task.needs))].filter((need) => !told.has(need))
    for (const need of own) told.add(need)
    const waits = filled
      .filter(({ dependsOn }) => dependsOn.includes(stage.number))
      .map(({ number }) => `phase ${number}`)
    return {
      number: index + 1,
      title: stage.title,
      says: stage.goal ?? `What phase ${stage.number} of ${title} brings.`,
      why: `It is phase ${stage.number} of the plan${waits.length > 0 ? `; on it stand${waits.length > 1 ? '' : 's'} ${listed(waits)}` : ''}.`,
      test:
        stage.checks.length > 0 ? stage.checks : stage.tasks.flatMap(({ check }) => check ?? []).slice(-1),
      needs: own,
      stage,
    }
  })
}

const three = (number: number): string => String(number).padStart(3, '0')

function spec(project: ExportProject, stories: Story[], proofs: Map<Need, Proof>): string {
  const { title, folder, brief, needs, design } = project
  const [summary] = take(design ? piecesOf(design) : [], ['summary'])
  const told = new Set(stories.flatMap((story) => story.needs))
  return lines(
    `# Feature Specification: ${inHeading(title)}`,
    '',
    `**Feature Branch**: \`001-${folder}\``,
    '',
    '**Status**: Draft',
    '',
    `**Input**: User description: "${inMarkdown(brief || title)}"`,
    '',
    ...(summary.length > 0 ? ['## Summary', '', joined(summary), ''] : []),
    '## User Scenarios & Testing *(mandatory)*',
    '',
    ...stories.flatMap((story) => [
      `### User Story ${story.number} - ${inHeading(story.title)} (Priority: P${story.number})`,
      '',
      inMarkdown(story.says),
      '',
      `**Why this priority**: ${inMarkdown(story.why)}`,
      '',
      `**Independent Test**: ${story.test.length > 0 ? story.test.map(inMarkdown).join(' ') : 'The documents name none.'}`,
      '',
      '**Acceptance Scenarios**:',
      '',
      ...acceptance(story, proofs),
      '',
    ]),
    ...(stories.length === 0 ? ['No user story could be read: the design names no requirement.', ''] : []),
    ...restOf(
      needs.filter((need) => !told.has(need)),
      proofs,
    ),
    '## Requirements *(mandatory)*',
    '',
    '### Functional Requirements',
    '',
    ...(needs.length > 0
      ? needs.flatMap((need) => requirement(need, proofs.get(need)))
      : ['The design names none.']),
    '',
    '## Success Criteria *(mandatory)*',
    '',
    '### Measurable Outcomes',
    '',
    ...criteria(project),
    '',
    '## Assumptions',
    '',
    ...(design?.openQuestions.length
      ? design.openQuestions.map((one) => `- ${inMarkdown(one)}`)
      : ['The design states none.']),
    '',
  )
}

const lines = (...all: string[]): string => all.join('\n')

/** Numbered, in the words of the template. */
function acceptance({ needs, stage }: Story, proofs: Map<Need, Proof>): string[] {
  const scenarios = needs.flatMap((need) =>
    (proofs.get(need)?.scenarios ?? []).map(({ given, when, outcome }) => ({
      given: given ?? `what ${need.id} asks for`,
      when,
      outcome,
    })),
  )
  const own =
    scenarios.length > 0
      ? scenarios
      : (stage?.tasks ?? []).flatMap(({ id, check }) =>
          check
            ? [
                {
                  given: `that ${id} is done`,
                  when: `its check is carried out: ${check}`,
                  outcome: 'it passes',
                },
              ]
            : [],
        )
  if (own.length === 0) return ['The documents name none.']
  return own.map(
    ({ given, when, outcome }, at) =>
      `${at + 1}. **Given** ${inMarkdown(given)}, **When** ${inMarkdown(when.replace(/\.$/, ''))}, **Then** ${inMarkdown(outcome)}`,
  )
}

/** Scenarios of what no phase serves. */
function restOf(needs: Need[], proofs: Map<Need, Proof>): string[] {
  if (needs.length === 0) return []
  const said = needs.flatMap((need) =>
    (proofs.get(need)?.scenarios ?? []).map(
      ({ when, outcome }) =>
        `- ${need.id}: **When** ${inMarkdown(when.replace(/\.$/, ''))}, **Then** ${inMarkdown(outcome)}`,
    ),
  )
  return ['### Edge Cases', '', 'Of requirements that no task serves yet:', '', ...said, '']
}

function requirement({ id, number, text, further }: Need, proof: Proof | undefined): string[] {
  const said =
    proof?.statements.map((statement) => statement.text.replaceAll('SHALL', 'MUST')).join(' ') ?? text
  return [
    `- **FR-${three(number)}** (${id}): ${inMarkdown(said)}`,
    // The sentence as it was written, where its words were moved.
    ...(proof?.statements.every(({ quoted }) => quoted) ? [] : [`  - As written: ${inMarkdown(text)}`]),
    ...further.map((line) => `  - ${inMarkdown(line)}`),
  ]
}

function criteria({ design, tasks }: ExportProject): string[] {
  const objectives = design?.objectives ?? []
  const said =
    objectives.length > 0 ? objectives : tasks.flatMap(({ id, check }) => (check ? [`${id}: ${check}`] : []))
  if (said.length === 0) return ['The documents name none.']
  return said.map((one, at) => `- **SC-${three(at + 1)}**: ${inMarkdown(one)}`)
}

function plan(project: ExportProject): string {
  const { title, folder, design, plan: whole, stages, tasks: all } = project
  const pieces = design ? piecesOf(design) : []
  const [summary, others] = take(pieces, ['summary', 'requirements'])
  const [stack, rest] = take(others, ['techStack'])
  const [testing] = take(pieces, ['testing'])
  const [data] = take(pieces, ['data'])
  const files = [...new Set(all.flatMap((task) => task.files))]
  const pointer = (piece: Piece[]): string => (piece.length > 0 ? 'see below' : 'not stated')
  return lines(
    `# Implementation Plan: ${inHeading(title)}`,
    '',
    `**Branch**: \`001-${folder}\` | **Spec**: [spec.md](spec.md)`,
    '',
    `**Input**: Feature specification from \`/specs/001-${folder}/spec.md\``,
    '',
    '## Summary',
    '',
    summary.find(({ part }) => part === 'summary')?.body || 'The design has no summary.',
    '',
    '## Technical Context',
    '',
    `**Language/Version**: ${project.wishes.languages.map(inMarkdown).join(', ') || 'not stated'}`,
    '',
    `**Primary Dependencies**: ${[...project.wishes.frameworks, ...project.wishes.apis].map(inMarkdown).join(', ') || 'not stated'}`,
    '',
    `**Storage**: ${pointer(data)}`,
    '',
    `**Testing**: ${pointer(testing)}`,
    '',
    ...(stack.length > 0 ? [joined(stack), ''] : []),
    ...wishes(project),
    ...(wishes(project).length > 0 ? [''] : []),
    '## Constitution Check',
    '',
    'The project has no constitution of its own; its rules are the requirements of spec.md.',
    '',
    '## Project Structure',
    '',
    '### Documentation (this feature)',
    '',
    '```text',
    `specs/001-${folder}/`,
    '├── spec.md    # what is asked for',
    '├── plan.md    # this file: how it is built',
    '├── tasks.md   # in which steps',
    '└── source/    # the documents that these were made from, as they were written',
    '```',
    '',
    '### Source Code (repository root)',
    '',
    ...(files.length > 0 ? files.map((file) => `- ${inCode(file)}`) : ['The plan names no files.']),
    '',
    '## Phases',
    '',
    ...(stages.length > 0
      ? stages.map(
          ({ number, title: name, goal, estimate }) =>
            `- **Phase ${number}: ${inMarkdown(name)}**${goal ? `: ${inMarkdown(goal)}` : ''}${estimate ? ` (${inMarkdown(estimate)})` : ''}`,
        )
      : [whole ? 'No phase could be read from the plan.' : 'There is no plan yet.']),
    '',
    ...rest.flatMap(({ title: name, body }) => [`## ${inHeading(name)}`, '', body, '']),
  )
}

function tasks(project: ExportProject, stories: Story[]): string {
  const { title, folder, stages } = project
  return lines(
    `# Tasks: ${inHeading(title)}`,
    '',
    `**Input**: Design documents from \`/specs/001-${folder}/\``,
    '',
    '**Prerequisites**: plan.md (required), spec.md (required for user stories)',
    '',
    '## Format: `[ID] [P?] [Story] Description`',
    '',
    '- **[P]**: Can run in parallel (different files, no dependencies)',
    '- **[Story]**: Which user story of spec.md this task belongs to',
    '',
    ...stages.flatMap((stage) => {
      const story = stories.find((one) => one.stage === stage)
      const beside = parallel(stage.tasks)
      return [
        `## Phase ${stage.number}: ${story ? `User Story ${story.number} - ` : ''}${inHeading(stage.title)}${story ? ` (Priority: P${story.number})` : ''}`,
        '',
        ...(stage.goal ? [`**Goal**: ${inMarkdown(stage.goal)}`, ''] : []),
        ...stage.tasks.flatMap((task) => taskLines(task, story, beside.has(task))),
        ...(stage.tasks.length === 0 ? ['No task could be read.'] : []),
        ...(stage.checks.length > 0 ? ['', `**Checkpoint**: ${stage.checks.map(inMarkdown).join(' ')}`] : []),
        '',
      ]
    }),
    ...(stages.length === 0 ? ['There is no plan yet, so there are no tasks.', ''] : []),
    '## Dependencies & Execution Order',
    '',
    ...(stages.length > 0
      ? stages.map(
          ({ number, dependsOn }) =>
            `- Phase ${number}: ${dependsOn.length > 0 ? `after ${dependsOn.map((one) => `phase ${one}`).join(', ')}` : 'waits for no other phase'}`,
        )
      : ['None.']),
    '',
  )
}

function taskLines(task: Work, story: Story | undefined, isParallel: boolean): string[] {
  const { id, number, text, remark, files, after, check, steps, estimate } = task
  const paths = files.length > 0 ? ` in ${files.map(inCode).join(', ')}` : ''
  const marks = [`T${three(number)}`, isParallel && '[P]', story && `[US${story.number}]`]
    .filter(Boolean)
    .join(' ')
  const behind = [
    id,
    served(task) && `serves ${served(task)}`,
    after.length > 0 && `depends on ${after.map((other) => `T${three(other.number)}`).join(', ')}`,
  ].filter(Boolean)
  const end = outcome(task)
  return [
    `- ${box(task)} ${marks} ${inMarkdown(text)}${paths} (${behind.join('; ')})`,
    ...(check ? [`  - Check: ${inMarkdown(check)}`] : []),
    ...(estimate ? [`  - Estimate: ${inMarkdown(estimate)}`] : []),
    ...(end ? [`  - ${end}`] : []),
    ...(remark ? [`  - ${inMarkdown(remark)}`] : []),
    ...steps.map((step, at) => `  ${at + 1}. ${inMarkdown(step)}`),
  ]
}

/** Those of a phase that wait for none of it and whose files no other task of it touches. */
function parallel(tasks: readonly Work[]): Set<Work> {
  const free = tasks.filter(
    ({ files, after, stage }) => files.length > 0 && after.every((other) => other.stage !== stage),
  )
  const apart = free.filter(
    ({ files }) => free.filter((other) => other.files.some((file) => files.includes(file))).length === 1,
  )
  return new Set(apart.length > 1 ? apart : [])
}

function* problems(
  { design, needs, tasks: all }: ExportProject,
  proofs: Map<Need, Proof>,
): Generator<string> {
  const bare = needs.filter((need) => proofs.get(need)?.bare).map(({ id }) => id)
  if (bare.length > 0)
    yield `No check and no test is named for ${listed(bare)}: the scenario repeats the statement.`
  const nowhere = all.filter(({ files }) => files.length === 0).map(({ id }) => id)
  if (nowhere.length > 0)
    yield `Spec Kit wants a file’s path in each task; the plan names none for ${listed(nowhere)}.`
  if (design && design.objectives.length === 0 && all.length > 0)
    yield 'The design names no objectives: the success criteria are the tasks’ checks.'
}
