import type { Target } from '../export.ts'
import { shorten } from '../inline.ts'
import { listed } from '../missing.ts'
import { oneLine, plainLines } from './escape.ts'
import type { ExportProject, Work } from './project.ts'
import { served, sources } from './sources.ts'
import { checkTaskMaster, type TaskMasterTask, TITLE_LENGTH } from './task-master-rules.ts'

/** Task Master: .taskmaster/tasks/tasks.json in its tagged format, and the documents where it looks for a PRD. */
export const taskMaster: Target = {
  id: 'task-master',
  title: 'Task Master',
  purpose: 'Unpack into a repository and run `task-master next`.',
  write: (project) => ({
    files: [
      { path: '.taskmaster/tasks/tasks.json', text: `${JSON.stringify(tagged(project), undefined, 2)}\n` },
      ...sources(project, '.taskmaster/docs/'),
    ],
    problems: [...problems(project)],
  }),
  check: (files) => checkTaskMaster(files),
}

/** No times: the same project gives the same bytes. Task Master adds them when it writes. */
const tagged = (project: ExportProject) => ({
  master: {
    tasks: project.tasks.map(taskOf),
    metadata: {
      description: `${project.title}: ${project.needs.length} requirements, ${project.tasks.length} tasks`,
    },
  },
})

const STATUS = { open: 'pending', done: 'done', blocked: 'blocked' } as const

function taskOf(task: Work): TaskMasterTask {
  const { number, id, text, check, after, steps, state } = task
  return {
    id: number,
    title: shorten(`${id}: ${oneLine(text)}`, TITLE_LENGTH),
    description: served(task) ? `${text} (${id}; serves ${served(task)})` : `${text} (${id})`,
    details: plainLines(details(task)),
    testStrategy: check ?? '',
    status: STATUS[state],
    dependencies: after.map((other) => other.number).sort((one, other) => one - other),
    priority: 'medium',
    subtasks: steps.map((step, at) => ({
      id: at + 1,
      title: shorten(step, TITLE_LENGTH),
      description: step,
      details: `Step ${at + 1} of ${id}.`,
      status: state === 'done' ? 'done' : 'pending',
      dependencies: at > 0 ? [at] : [],
    })),
  }
}

function details({ id, remark, stage, needs, files, estimate, note, state }: Work): string {
  const { number, title, goal, checks } = stage
  return [
    `${id} of phase ${number}: ${title}.${goal ? ` The phase's goal: ${goal}` : ''}`,
    ...(remark ? [remark] : []),
    ...needs.map((need) => `${need.id}: ${[need.text, ...need.further].join('\n  ')}`),
    ...(files.length > 0 ? [`Files: ${files.join(', ')}`] : []),
    ...(estimate ? [`Estimate: ${estimate}`] : []),
    ...(checks.length > 0 ? [`The phase is done when: ${checks.join(' ')}`] : []),
    ...(note ? [`${state === 'done' ? 'What came of it' : 'In the way'}: ${note}`] : []),
    'Read more in .taskmaster/docs/design.md and .taskmaster/docs/plan.md.',
  ].join('\n')
}

function* problems({ needs, tasks }: ExportProject): Generator<string> {
  const idle = needs.filter((need) => need.tasks.length === 0).map(({ id }) => id)
  if (idle.length > 0)
    yield `Task Master knows tasks alone: ${listed(idle)} stands in .taskmaster/docs/design.md only.`
  const unchecked = tasks.filter(({ check }) => !check).map(({ id }) => id)
  if (unchecked.length > 0) yield `No check is given for ${listed(unchecked)}: the test strategy is empty.`
  if (tasks.length === 0) yield 'The list of tasks is empty.'
}
