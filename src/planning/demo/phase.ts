import { PART_TITLES, type Part } from '../parts.ts'
import { type Phase, parsePlan, type Task } from '../plan.ts'
import type { PhaseRequest } from '../plan-request.ts'
import { areas } from '../sections.ts'
import { bullets, enumerate, inline, shorten } from './safe-text.ts'
import { readWork, type Work } from './work.ts'

/** Parts of a design that work on one of its requirements has to keep to. */
const KEPT_TO: Part[] = ['architecture', 'data', 'interfaces', 'security']

/**
 * The plan of one phase in the form of prompts/phase.v1.md, by rules alone: exactly the tasks that the plan has for it.
 * The same request gives the same text; a phase that the plan does not have gives one that says so.
 */
export function writePhase(request: PhaseRequest): string {
  const { projectName, design, plan, phase: number } = request
  const work = readWork(design, projectName)
  const phase = parsePlan(plan).phases.find((each) => each.number === number)
  if (!phase)
    return `# Phase ${number}\n\nThe plan has no phase ${number}, so there is nothing to write out.\n`
  const parts = [
    `# Phase ${number}: ${inline(phase.title)}`,
    '## Goal',
    goalOf(phase),
    '## Before you start',
    bullets(beforeOf(phase, work)),
    '## Tasks',
    ...phase.tasks.map((task) => writeTask(task, work)),
    '## Done when',
    bullets(doneOf(phase, work)),
  ]
  return `${parts.join('\n\n')}\n`
}

/** What is missing behind `kept`: the rest of what writePhase writes where `kept` is its beginning, else the tasks it lacks. */
export function writeRestOfPhase(request: PhaseRequest, kept: string): string {
  const whole = writePhase(request)
  if (whole.startsWith(kept)) return whole.slice(kept.length)
  const headings = [...whole.matchAll(/^#{2,3} .*$/gm)]
  const next = headings.find(([heading]) => !kept.includes(heading.split(':')[0] ?? heading))
  return next ? `${kept.endsWith('\n') ? '\n' : '\n\n'}${whole.slice(next.index)}` : ''
}

function goalOf({ goal, requirements }: Phase): string {
  const ids = enumerate(requirements)
  return `${goal ? inline(goal).replace(/([^.])$/, '$1.') : 'The tasks below are done.'}${ids ? ` It serves ${ids}; what other requirements ask for is left to their phases.` : ''}`
}

function beforeOf({ dependsOn }: Phase, work: Work): string[] {
  const before = dependsOn.map((number) => `Phase ${number} is done: each of its checks passes.`)
  const there = KEPT_TO.filter((part) => areas(work.design.sections, part).length > 0)
  const kept = there.map((part) => `Keep to what the design says under “${PART_TITLES[part]}”.`)
  return before.length + kept.length > 0 ? [...before, ...kept] : ['Nothing has to be there yet.']
}

function writeTask(task: Task, work: Work): string {
  const { id, text, check, requirements, dependsOn, files } = task
  const steps = stepsOf(task, work).map((step, at) => `  ${at + 1}. ${step}`)
  return [
    `### ${id}: ${inline(shorten(text, 90)).replace(/\.$/, '')}`,
    '',
    `- **Requirements**: ${requirements.join(', ') || 'none'}`,
    `- **Depends on**: ${dependsOn.join(', ') || 'none'}`,
    `- **Files**: ${files.map((file) => `\`${file}\``).join(', ') || 'none'}`,
    '- **Steps**:',
    ...steps,
    `- **Check**: ${inline(check ?? `${work.tool} passes.`)}`,
  ].join('\n')
}

function stepsOf({ requirements, files }: Task, work: Work): string[] {
  const [id] = requirements
  const asked = work.requirements.find((requirement) => requirement.id === id)
  const [source, test] = files
  if (!asked || !source || !test)
    return [
      'Read the requirements named above, and what the design says of them.',
      `Do what the task says${source ? ` in \`${source}\`` : ''}, then run the check below.`,
    ]
  return [
    `Write the test in \`${test}\` first, and see it fail: ${inline(shorten(work.checkOf(asked.id), 120))}`,
    `Write what ${id} asks for in \`${source}\`: ${inline(shorten(asked.text, 160))}`,
    `Run ${work.tool}: the new test passes, and so do those from before.`,
  ]
}

function doneOf({ tasks, requirements }: Phase, work: Work): string[] {
  const ids = tasks.map(({ id }) => id)
  const done = ids.length > 0 ? [`The checks of ${enumerate(ids)} pass on a fresh clone.`] : []
  const served =
    requirements.length > 0 ? [`${enumerate(requirements)}: each has a test that was seen to fail once.`] : []
  return [...done, ...served, `${work.tool} passes as a whole.`]
}
