import { fileOf } from '../bundle-files.ts'
import type { Target } from '../export.ts'
import { inMarkdown } from './escape.ts'
import { checkFiles } from './markdown.ts'
import type { ExportProject } from './project.ts'
import { box, outcome, served, sources, wishes } from './sources.ts'
import { traceability } from './traceability.ts'

const PLACE = 'docs/project/'
/** Agents read it at every turn. */
const MOST_LINES = 60

/** For coding agents that look for AGENTS.md (agents.md) or CLAUDE.md at the top of a repository. */
export const agents: Target = {
  id: 'agents',
  title: 'AGENTS.md and CLAUDE.md',
  purpose: 'Unpack into an empty repository and let a coding agent begin.',
  write: (project) => ({
    files: [
      { path: 'AGENTS.md', text: entrance(project) },
      { path: 'CLAUDE.md', text: '@AGENTS.md\n' },
      { path: `${PLACE}HANDOFF.md`, text: project.handoff },
      { path: `${PLACE}PROGRESS.md`, text: progress(project) },
      { path: `${PLACE}TRACEABILITY.md`, text: traceability(project) },
      ...sources(project, PLACE),
    ],
    problems: [],
  }),
  check: (files) => {
    const text = files.find(({ path }) => path === 'AGENTS.md')?.text ?? ''
    const linked = [...text.matchAll(/`(docs\/project\/[^`]+)`/g)].map(([, path]) => path)
    return [
      ...checkFiles(files),
      ...(text.split('\n').length > MOST_LINES ? [`AGENTS.md has more than ${MOST_LINES} lines.`] : []),
      ...linked
        .filter((path) => !files.some((file) => file.path === path || file.path.startsWith(`${path}`)))
        .map((path) => `AGENTS.md points to ${path}, which is not there.`),
    ]
  },
}

const SAID: Record<string, string> = {
  brief: 'what was asked for',
  answers: 'what was asked about the brief, and the answers, which count as much',
  design: 'what is built, requirement by requirement, and how',
  plan: 'in which phases and tasks, and how each is found to be done',
}

function entrance(project: ExportProject): string {
  const { title, texts, needs } = project
  const first = needs[0]?.id ?? 'R-1'
  const last = needs.at(-1)?.id
  const phases = [...texts.keys()].filter((key) => key.startsWith('phase-'))
  const documents = Object.entries(SAID)
    .filter(([key]) => texts.has(key))
    .map(([key, said]) => {
      const ids =
        key === 'design' && needs.length > 0
          ? ` (${first}${last && last !== first ? ` to ${last}` : ''})`
          : ''
      return `- \`${PLACE}${fileOf(key)}\`: ${said}${ids}`
    })
  return [
    `# ${inMarkdown(title)}`,
    '',
    `Begin with \`${PLACE}HANDOFF.md\`: where the work stands, the next task, how it is found to be done, and what to read for it. File`,
    `names in it are relative to \`${PLACE}\`. Work on that task alone.`,
    '',
    '## What to read',
    '',
    ...documents,
    ...(phases.length > 0 ? [`- \`${PLACE}phases/\`: each phase written out, step by step`] : []),
    `- \`${PLACE}TRACEABILITY.md\`: which task serves which requirement`,
    '',
    'Names, numbers, versions and technology are those of the design, to the letter. Where it is silent, choose what is simplest and say so.',
    '',
    ...(wishes(project).length > 0 ? ['## Built with', '', ...wishes(project), ''] : []),
    '## When a task is done, or something is in the way',
    '',
    '1. Run its check. It is done when the check passes, not before.',
    `2. In \`${PLACE}PROGRESS.md\`, tick its box and write behind it in a sentence what came of it; if something is in the way, write what, and leave the box.`,
    '3. Go on with the next task whose dependencies are ticked.',
    '',
  ].join('\n')
}

function progress({ title, stages }: ExportProject): string {
  const lines = stages.flatMap(({ number, title: name, tasks }) => [
    `## Phase ${number}: ${inMarkdown(name)}`,
    '',
    ...tasks.map((task) => {
      const { id, text, after } = task
      const behind = [
        served(task) && `serves ${served(task)}`,
        after.length > 0 && `after ${after.map((other) => other.id).join(', ')}`,
      ].filter(Boolean)
      const end = outcome(task)
      return `- ${box(task)} **${id}**: ${inMarkdown(text)}${behind.length > 0 ? ` (${behind.join('; ')})` : ''}${end ? ` — ${end}` : ''}`
    }),
    '',
  ])
  return [
    `# ${inMarkdown(title)}: progress`,
    '',
    ...(lines.length > 0 ? lines : ['The plan has no tasks yet.', '']),
  ].join('\n')
}
