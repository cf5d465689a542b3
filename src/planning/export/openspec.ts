import type { Target } from '../export.ts'
import { shorten } from '../inline.ts'
import { listed } from '../missing.ts'
import { inHeading, inMarkdown } from './escape.ts'
import { checkOpenSpec } from './openspec-rules.ts'
import { joined, type Piece, piecesOf, take } from './pieces.ts'
import type { ExportProject, Need, Work } from './project.ts'
import { proofOf } from './scenarios.ts'
import { box, inCode, outcome, served, sources, wishes } from './sources.ts'

/** Code units of a proposal's "Why" (OpenSpec's validation/constants). */
const WHY = { least: 50, most: 1000 }

/** OpenSpec: a change that adds one capability, accepted by `openspec validate --strict`. */
export const openspec: Target = {
  id: 'openspec',
  title: 'OpenSpec',
  purpose: 'Unpack into a repository and run `openspec validate --strict`, then /opsx:apply.',
  write(project) {
    const folder = `openspec/changes/add-${project.folder}/`
    return {
      files: [
        { path: `${folder}proposal.md`, text: proposal(project) },
        { path: `${folder}design.md`, text: design(project) },
        { path: `${folder}tasks.md`, text: tasks(project) },
        ...(project.needs.length > 0
          ? [{ path: `${folder}specs/${project.folder}/spec.md`, text: delta(project) }]
          : []),
        ...sources(project, `${folder}source/`),
      ],
      problems: [...problems(project)],
    }
  },
  check: (files) => checkOpenSpec(files),
}

function why({ title, brief, design: read }: ExportProject): string {
  const [summary] = take(read ? piecesOf(read) : [], ['summary'])
  const said = inMarkdown(brief || summary[0]?.body || title)
  const enough = `${said.length < WHY.least ? `${inMarkdown(title)} is to be built. What its owner asks for: ` : ''}${said}`
  // What is cut off could be half an escape.
  const short =
    enough.length > WHY.most - 20
      ? `${enough
          .slice(0, WHY.most - 20)
          .toWellFormed()
          .replace(/\S*$/, '')}…`
      : enough
  return short.length < WHY.least ? `${short} (the whole is in source/brief.md)` : short
}

const lines = (...all: string[]): string => all.join('\n')

function proposal(project: ExportProject): string {
  const { title, folder, needs, tasks: all } = project
  const files = [...new Set(all.flatMap((task) => task.files))]
  const built = wishes(project)
  return lines(
    `# Proposal: ${inHeading(title)}`,
    '',
    '## Why',
    '',
    why(project),
    '',
    '## What Changes',
    '',
    ...(needs.length > 0
      ? needs.map(({ id, text }) => `- ${id}: ${inMarkdown(text)}`)
      : ['- Nothing yet: the design names no requirement.']),
    '',
    '## Capabilities',
    '',
    '### New Capabilities',
    '',
    ...(needs.length > 0 ? [`- \`${folder}\`: ${inMarkdown(title)}, ${spanOf(needs)}`] : ['None yet.']),
    '',
    '## Impact',
    '',
    ...built,
    ...(files.length > 0 ? [`- **Files**: ${files.map(inCode).join(', ')}`] : []),
    ...(built.length + files.length === 0 ? ['The documents name no files and no technology.'] : []),
    '',
  )
}

const spanOf = (needs: readonly Need[]): string =>
  needs.length === 1 ? `${needs[0]?.id}` : `${needs[0]?.id} to ${needs.at(-1)?.id}`

function design({ title, design: read }: ExportProject): string {
  const pieces = read ? piecesOf(read) : []
  const [context, afterContext] = take(pieces, ['summary'])
  const [goals, afterGoals] = take(afterContext, ['objectives'])
  const [risks, afterRisks] = take(afterGoals, ['risks'])
  const [questions, afterQuestions] = take(afterRisks, ['openQuestions'])
  const [, decisions] = take(afterQuestions, ['requirements'])
  const part = (heading: string, own: readonly Piece[], empty: string): string[] => [
    `## ${heading}`,
    '',
    own.length > 0 ? joined(own) : empty,
    '',
  ]
  return lines(
    `# Design: ${inHeading(title)}`,
    '',
    ...part('Context', context, 'The design has no summary.'),
    ...part('Goals / Non-Goals', goals, 'The design names no objectives.'),
    '## Decisions',
    '',
    ...(decisions.length > 0
      ? decisions.flatMap(({ title: name, body }) => [`### ${inHeading(name)}`, '', body, ''])
      : ['The design has none.', '']),
    ...part('Risks / Trade-offs', risks, 'The design names no risks.'),
    ...part('Open Questions', questions, 'None.'),
  )
}

function tasks({ title, stages }: ExportProject): string {
  const groups = stages.filter((stage) => stage.tasks.length > 0)
  return lines(
    `# Tasks: ${inHeading(title)}`,
    '',
    ...groups.flatMap((stage, index) => [
      `## ${index + 1}. ${inHeading(stage.title)}`,
      '',
      `Phase ${stage.number}${stage.goal ? `: ${inMarkdown(stage.goal)}` : '.'}${stage.estimate ? ` (${inMarkdown(stage.estimate)})` : ''}`,
      '',
      ...stage.tasks.flatMap((task, at) => taskLines(task, `${index + 1}.${at + 1}`)),
      ...(stage.checks.length > 0
        ? ['', `The phase is done when: ${stage.checks.map(inMarkdown).join(' ')}`]
        : []),
      '',
    ]),
    ...(groups.length === 0
      ? ['## 1. Planning', '', '- [ ] 1.1 Write the plan: there are no tasks yet', '']
      : []),
  )
}

function taskLines(task: Work, number: string): string[] {
  const { id, text, remark, check, files, after, steps, estimate } = task
  const behind = [
    id,
    served(task) && `serves ${served(task)}`,
    after.length > 0 && `after ${after.map((other) => other.id).join(', ')}`,
  ].filter(Boolean)
  const end = outcome(task)
  return [
    `- ${box(task)} ${number} ${inMarkdown(text)} (${behind.join('; ')})`,
    ...(check ? [`  - Check: ${inMarkdown(check)}`] : []),
    ...(files.length > 0 ? [`  - Files: ${files.map(inCode).join(', ')}`] : []),
    ...(estimate ? [`  - Estimate: ${inMarkdown(estimate)}`] : []),
    ...(end ? [`  - ${end}`] : []),
    ...(remark ? [`  - ${inMarkdown(remark)}`] : []),
    ...steps.map((step) => `  - Step: ${inMarkdown(step)}`),
  ]
}

function delta({ title, needs }: ExportProject): string {
  return lines(
    `# ${inHeading(title)}`,
    '',
    '## Purpose',
    '',
    `What ${inMarkdown(title)} has to do, requirement by requirement, as its design states it.`,
    '',
    '## ADDED Requirements',
    '',
    ...needs.flatMap((need) => {
      const { statements, scenarios, remarks } = proofOf(need)
      const moved = statements.some(({ quoted }) => !quoted)
      return [
        `### Requirement: ${inHeading(`${need.id} ${shorten(need.text, 100)}`)}`,
        '',
        ...statements.map(({ text }) => inMarkdown(text)),
        ...(moved ? ['', `As written (${need.id}): ${inMarkdown(need.text)}`] : []),
        ...(remarks.length > 0 ? ['', ...remarks.map((remark) => `- ${inMarkdown(remark)}`)] : []),
        '',
        ...scenarios.flatMap(({ name, given, when, outcome }) => [
          `#### Scenario: ${inHeading(name)}`,
          '',
          ...(given ? [`- **GIVEN** ${inMarkdown(given)}`] : []),
          `- **WHEN** ${inMarkdown(when)}`,
          `- **THEN** ${inMarkdown(outcome)}`,
          '',
        ]),
      ]
    }),
  )
}

/** More deltas in one change are accepted with a hint to split it (OpenSpec's validation/constants). */
const DELTAS = 10

function* problems({ needs, tasks: all, brief }: ExportProject): Generator<string> {
  if (needs.length === 0) yield 'OpenSpec accepts no change without a requirement; the design names none.'
  if (all.length === 0)
    yield 'OpenSpec wants at least one task: “write the plan” stands in for those that are not there.'
  if (needs.length > DELTAS)
    yield `The change adds ${needs.length} requirements; OpenSpec takes it, and suggests at most ${DELTAS} for one change.`
  const bare = needs.filter((need) => proofOf(need).bare).map(({ id }) => id)
  if (bare.length > 0)
    yield `No check and no test is named for ${listed(bare)}: the scenario repeats the statement.`
  if (brief.length > WHY.most - 20)
    yield 'The brief is longer than a proposal’s “Why” may be: it is cut there, and whole in source/brief.md.'
}
