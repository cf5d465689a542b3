import type { ExportFile, Target } from '../export.ts'
import { shorten } from '../inline.ts'
import { listed } from '../missing.ts'
import { inMarkdown, oneLine, plainLines } from './escape.ts'
import { checkFiles } from './markdown.ts'
import type { ExportProject, Stage, Work } from './project.ts'
import { heredoc, quoted } from './shell.ts'
import { outcome, served, sources, wishes } from './sources.ts'
import { traceability } from './traceability.ts'

/** GitHub's own bounds, in characters. */
const TITLE_LENGTH = 240
const BODY_LENGTH = 60_000
const LABEL_LENGTH = 50
const SCRIPT = 'create-issues.sh'

/** A shell script that makes an issue of each task by GitHub's `gh`, and can be run again. */
export const githubIssues: Target = {
  id: 'github',
  title: 'GitHub issues',
  purpose:
    'Run create-issues.sh in a clone of your repository, signed in with `gh`; a second run makes only what is missing.',
  write: (project) => ({
    files: [{ path: SCRIPT, text: script(project) }, ...sources(project, 'docs/project/')],
    problems: [...problems(project)],
  }),
  check: (files) => checkScript(files),
}

const milestoneOf = ({ number, title }: Stage): string =>
  shorten(oneLine(`Phase ${number}: ${title}`), TITLE_LENGTH)
const titleOf = ({ id, text }: Work): string => shorten(oneLine(`${id}: ${text}`), TITLE_LENGTH)
const labelOf = ({ folder }: ExportProject): string => `project:${folder}`.slice(0, LABEL_LENGTH)

function script(project: ExportProject): string {
  const { title, stages, tasks } = project
  const label = labelOf(project)
  const milestones = [...new Set(stages.filter((stage) => stage.tasks.length > 0).map(milestoneOf))]
  return [
    '#!/bin/sh',
    // What a comment holds could end its line.
    `# Makes the issues of a project: one for each of its ${tasks.length} tasks, and one that shows the whole.`,
    '# Needs GitHub’s gh, signed in, in a clone of the repository. Run it again after a fault: what is there is left alone.',
    'set -eu',
    `label=${quoted(label)}`,
    HELPERS,
    `gh label create "$label" --force --color 5319E7 --description 'Made from one plan' >/dev/null`,
    `gh label create blocked --force --color B60205 --description 'Something is in the way' >/dev/null`,
    '',
    'milestones=$(gh api --paginate "repos/{owner}/{repo}/milestones?state=all&per_page=100" --jq ".[].title")',
    ...milestones.map((name) => `milestone ${quoted(name)}`),
    '',
    'issues=$(gh issue list --state all --limit 10000 --label "$label" --json title --jq ".[].title")',
    '',
    issue({
      key: 'Overview: ',
      title: shorten(oneLine(`Overview: ${title}`), TITLE_LENGTH),
      body: overview(project),
    }),
    ...tasks.map((task) =>
      issue({
        key: `${task.id}: `,
        title: titleOf(task),
        body: bodyOf(task),
        milestone: milestoneOf(task.stage),
        state: task.state,
      }),
    ),
    '',
    'echo "$made made, $left there already."',
    '',
  ].join('\n')
}

/** `issue KEY TITLE MILESTONE STATE` reads the body from its input; KEY begins the title and is the issue's own. */
const HELPERS = `made=0
left=0
newline='
'

is_there() {
  case "$newline$2" in *"$newline$1"*) return 0 ;; *) return 1 ;; esac
}

milestone() {
  case "$newline$milestones$newline" in *"$newline$1$newline"*) return 0 ;; esac
  gh api --method POST "repos/{owner}/{repo}/milestones" -f title="$1" >/dev/null
}

issue() {
  if is_there "$1" "$issues"; then
    left=$((left + 1))
    cat >/dev/null
    return 0
  fi
  title=$2 phase=$3 state=$4
  set -- --title "$title" --label "$label" --body-file -
  if [ "$state" = blocked ]; then set -- "$@" --label blocked; fi
  if [ -n "$phase" ]; then set -- "$@" --milestone "$phase"; fi
  url=$(gh issue create "$@")
  if [ "$state" = done ]; then gh issue close "$url" --reason completed >/dev/null; fi
  made=$((made + 1))
  echo "$url"
}
`

interface Issue {
  key: string
  title: string
  body: string
  milestone?: string
  state?: Work['state']
}

function issue({ key, title, body, milestone = '', state = 'open' }: Issue): string {
  const words = [key, title, milestone, state].map(quoted).join(' ')
  const text = plainLines(quiet(shorten(body, BODY_LENGTH)))
  return `issue ${words} ${heredoc(text)}`
}

/** GitHub writes to whoever is named as @name: a comment between the two is not seen, and keeps it from doing so. */
const quiet = (text: string): string =>
  text.replace(/(`+)[^`]+\1|(?<![\w`])@(?=[A-Za-z0-9])/g, (match) => (match === '@' ? '@<!-- -->' : match))

function bodyOf(task: Work): string {
  const { id, text, remark, check, needs, after, files, estimate, steps, stage } = task
  const end = outcome(task)
  return [
    inMarkdown(text),
    '',
    `**Done when:** ${check ? inMarkdown(check) : 'the plan gives no check; agree on one first.'}`,
    ...(remark ? ['', inMarkdown(remark)] : []),
    ...(end ? ['', `**What happened:** ${end}`] : []),
    ...(steps.length > 0
      ? ['', '**Steps**', '', ...steps.map((step, at) => `${at + 1}. ${inMarkdown(step)}`)]
      : []),
    ...(needs.length > 0
      ? [
          '',
          '**Serves**',
          '',
          ...needs.map((need) => `- ${need.id}: ${[need.text, ...need.further].map(inMarkdown).join(' / ')}`),
        ]
      : served(task)
        ? ['', `**Serves** ${served(task)}`]
        : []),
    ...(files.length > 0
      ? ['', `**Files:** ${files.map((file) => `\`${file.replaceAll('`', "'")}\``).join(', ')}`]
      : []),
    ...(after.length > 0 ? ['', `**After:** ${after.map((other) => other.id).join(', ')}`] : []),
    ...(estimate ? ['', `**Estimate:** ${inMarkdown(estimate)}`] : []),
    '',
    `${id} of phase ${stage.number}: ${inMarkdown(stage.title)}${stage.goal ? `. Its goal: ${inMarkdown(stage.goal)}` : ''}`,
  ].join('\n')
}

function overview(project: ExportProject): string {
  const { stages, brief } = project
  const built = wishes(project)
  return [
    '## What was asked for',
    '',
    plainLines(brief).trim() || 'There is no brief.',
    '',
    ...(built.length > 0 ? [...built, ''] : []),
    '## Phases',
    '',
    ...(stages.length > 0
      ? stages.map(
          ({ number, title, goal, checks }) =>
            `- Phase ${number}: ${inMarkdown(title)}${goal ? `: ${inMarkdown(goal)}` : ''}${checks.length > 0 ? ` Done when: ${checks.map(inMarkdown).join(' ')}` : ''}`,
        )
      : ['There is no plan yet.']),
    '',
    traceability(project)
      .replace(/^# /, '## ')
      .replaceAll(/^## What lacks/gm, '### What lacks'),
  ].join('\n')
}

/** What a shell would make something else of than was meant; the tests run the script as well. */
function checkScript(files: readonly ExportFile[]): string[] {
  const text = files.find(({ path }) => path === SCRIPT)?.text
  if (text === undefined) return [`${SCRIPT} is missing.`]
  return [
    ...checkFiles(files),
    ...(text.startsWith('#!/bin/sh\n') ? [] : [`${SCRIPT} does not say by what it is run.`]),
    ...(/[^\P{Cc}\n\t]/u.test(text) ? [`${SCRIPT} holds control characters.`] : []),
  ]
}

function* problems({ tasks, brief, stages }: ExportProject): Generator<string> {
  const waiting = tasks.filter(({ after }) => after.length > 0)
  if (waiting.length > 0) yield 'GitHub’s issues know no order: what a task comes after stands in its text.'
  const long = tasks.filter(
    (task) => bodyOf(task).length > BODY_LENGTH || oneLine(`${task.id}: ${task.text}`).length > TITLE_LENGTH,
  )
  if (long.length > 0)
    yield `Too long for an issue’s title or text, and cut there: ${listed(long.map(({ id }) => id))}.`
  if (brief.length > BODY_LENGTH / 2)
    yield 'The overview is cut where GitHub ends; docs/project/ has all of it.'
  const idle = stages.filter((stage) => stage.tasks.length === 0).map(({ number }) => `phase ${number}`)
  if (idle.length > 0) yield `No milestone is made for ${listed(idle)}, which has no task.`
}
