import { Html } from '@elysiajs/html'
import type { Mentions } from '../src/markdown/mentions.ts'
import type { Complexity } from '../src/planning/complexity.ts'
import type { Interview } from '../src/projects/asking.ts'
import type { Inspection } from '../src/projects/inspection.ts'
import { projectMentions } from '../src/projects/mentions.ts'
import type { Handoff } from '../src/projects/workshop.ts'
import { attribute } from './attribute.ts'
import { Judgement } from './judgement.tsx'
import { Next, type NextProps } from './next.tsx'
import { type PanelFacts, Panels } from './panel.tsx'
import { ProjectShell, type Shell } from './project-shell.tsx'
import { QuestionsPart, questionShown, type Shown } from './questions.tsx'
import { Said } from './remark.tsx'
import { Connection, Feed } from './run-parts.tsx'

export interface OverviewPageProps {
  shell: Shell
  complexity: Complexity
  next: NextProps
  rest: RestProps
  /** What is being written. */
  panels: PanelFacts[]
  /** Address of the stream, where there is something to come. */
  feed?: string
  /** A sentence on what did not work. */
  remark?: string
}

export interface RestProps {
  path: string
  handoff: Handoff
  inspection: Inspection
  interview: Interview
  shown: Shown
  /** The next task is what there is to do first. */
  isFirst: boolean
}

/** Seconds between two looks while something is being written. */
const REFRESH = 3

const TITLE_MARKS = { rest: '', writing: '✎ ', done: '✓ ' } as const

/** For the browser's tab. */
export const projectTitle = (name: string, which: keyof typeof TITLE_MARKS): string =>
  `${TITLE_MARKS[which]}${name} · devussy`

/** Where a project stands: what is next, what is being written, what is asked and found. */
export function OverviewPage({
  shell,
  complexity,
  next,
  rest,
  panels,
  feed,
  remark,
}: OverviewPageProps): JSX.Element {
  const { project, rail } = shell
  const { interview, shown } = rest
  // Whoever types an answer is not to lose it.
  const isAsked = questionShown(interview, shown) !== undefined
  const refresh = feed !== undefined && !isAsked ? REFRESH : undefined
  return (
    <ProjectShell
      shell={shell}
      title={projectTitle(project.name, feed === undefined ? 'rest' : 'writing')}
      icon={feed === undefined ? 'rest' : 'writing'}
      refresh={refresh}
      refreshTo={rail.path}
      remark={remark}
    >
      <h1 safe>{project.name}</h1>
      <Judgement path={rail.path} complexity={complexity} />
      <div id="live">
        <Next {...next} />
        <Panels panels={panels} />
        <Connection stream />
        <Feed address={feed} />
      </div>
      <div id="rest">
        <ProjectRest {...rest} />
      </div>
    </ProjectShell>
  )
}

/** What follows from the documents as they are. */
export function ProjectRest({
  path,
  handoff,
  inspection,
  interview,
  shown,
  isFirst,
}: RestProps): JSX.Element {
  return (
    <>
      <QuestionsPart path={path} interview={interview} shown={shown} />
      {handoff.standing.all > 0 ? (
        <NextTask
          path={path}
          handoff={handoff}
          mentions={projectMentions(path, inspection.sayings)}
          isFirst={isFirst}
        />
      ) : undefined}
      <Found path={path} inspection={inspection} />
    </>
  )
}

/** As many errors are told on the overview; a page of their own has the others. */
const ERRORS_TOLD = 3

/** What is found and what is traced, in a sentence each, as far as there is something to look through. */
function Found({
  path,
  inspection: { findings, trace },
}: {
  path: string
  inspection: Inspection
}): JSX.Element {
  const heavy = findings.filter(({ severity }) => severity !== 'hint').length
  if (findings.length === 0 && trace.matrix.length === 0) return ''
  const errors = findings.filter(({ severity }) => severity === 'error')
  return (
    <>
      {errors.length > 0 ? (
        <ul class="errors">
          {errors.slice(0, ERRORS_TOLD).map(({ message }) => (
            <li safe>{message}</li>
          ))}
        </ul>
      ) : undefined}
      <p class="found">
        <a href={`${path}/findings`} safe>
          {findings.length === 0
            ? 'The rules find nothing'
            : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}, ${heavy} of weight`}
        </a>
        {trace.matrix.length === 0 ? undefined : (
          <a href={`${path}/trace`} safe>
            {`${Math.floor(trace.share * 100)} % of the requirements traced`}
          </a>
        )}
      </p>
    </>
  )
}

/** What is to be done now, and a way to say that it was. */
function NextTask({
  path,
  handoff: { text, standing },
  mentions,
  isFirst,
}: Pick<RestProps, 'path' | 'handoff' | 'isFirst'> & { mentions: Mentions }): JSX.Element {
  const { done, all, next, blocked } = standing
  return (
    <section aria-labelledby="next-title">
      <h2 id="next-title">Handoff</h2>
      <p safe>{`${done} of ${all} tasks are done.`}</p>
      {blocked.map(({ task, note }) => (
        <p>
          <Said text={`${task.id} is blocked${note ? `: ${note}` : '.'}`} mentions={mentions} />
        </p>
      ))}
      {next ? (
        <form method="post" action={`${path}/progress`}>
          <input type="hidden" name="task" value={attribute(next.task.id)} />
          <p>
            <a
              class="mention"
              href={attribute(mentions.known(next.task.id)?.address ?? `${path}/documents/plan`)}
            >
              <strong safe>{next.task.id}</strong>
            </a>{' '}
            <Said text={next.task.text} mentions={mentions} />
          </p>
          {next.task.check ? (
            <p class="quiet">
              <Said text={`Done when: ${next.task.check}`} mentions={mentions} />
            </p>
          ) : undefined}
          <div class="field">
            <label for="note">What came of it, or what is in the way (optional)</label>
            <input type="text" id="note" name="note" />
          </div>
          <p class="row">
            <button type="submit" name="state" value="done" class={isFirst ? 'primary' : undefined}>
              It is done
            </button>
            <button type="submit" name="state" value="blocked">
              It is blocked
            </button>
          </p>
        </form>
      ) : undefined}
      <details>
        <summary>The handoff’s text, for an agent</summary>
        <pre class="handoff" tabindex="0" safe>
          {text}
        </pre>
      </details>
    </section>
  )
}
