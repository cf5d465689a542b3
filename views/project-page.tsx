import { Html } from '@elysiajs/html'
import type { Complexity } from '../src/planning/complexity.ts'
import { KIND_WORDS } from '../src/planning/complexity.ts'
import type { Interview } from '../src/projects/asking.ts'
import type { ProjectCosts } from '../src/projects/costs.ts'
import type { Inspection } from '../src/projects/inspection.ts'
import type { Step, StepState } from '../src/projects/way.ts'
import type { Handoff } from '../src/projects/workshop.ts'
import type { Project } from '../src/store/projects.ts'
import { attribute } from './attribute.ts'
import { ExportMenu } from './export-menu.tsx'
import { InspectionParts } from './inspection.tsx'
import { type Frame, Layout } from './layout.tsx'
import { CostParts, StepCosts } from './project-costs.tsx'
import { QuestionsPart, questionShown, type Shown } from './questions.tsx'
import { Outdated, Waiting } from './upkeep.tsx'

interface ProjectPageProps {
  frame: Frame
  project: Project
  steps: Step[]
  complexity: Complexity
  handoff: Handoff
  inspection: Inspection
  interview: Interview
  shown: Shown
  costs: ProjectCosts
  /** A sentence on what did not work. */
  remark?: string
}

const STATE_WORDS: Record<StepState, string> = {
  blocked: 'not yet',
  ready: 'can be written',
  running: 'being written',
  paused: 'stands still',
  done: 'done',
  stale: 'out of date',
  open: 'waits for answers',
  skipped: 'skipped',
}

/** Seconds between two looks while something is being written. */
const REFRESH = 3

/** A project: the way, where it stands, and what is next. */
export function ProjectPage({
  frame,
  project,
  steps,
  complexity,
  handoff,
  inspection,
  interview,
  shown,
  costs,
  remark,
}: ProjectPageProps): JSX.Element {
  const path = `/projects/${attribute(project.id)}`
  const next = steps.find(({ state }) => state === 'ready' || state === 'stale')
  const isBusy = steps.some(({ state }) => state === 'running')
  // Whoever types an answer is not to lose it.
  const isAsked = questionShown(interview, shown) !== undefined
  return (
    <Layout
      frame={frame}
      title={`${project.name} · devussy`}
      refresh={isBusy && !isAsked ? REFRESH : undefined}
    >
      <main id="main" class="narrow">
        <p class="quiet">
          <a href="/projects">Projects</a>
        </p>
        <h1 safe>{project.name}</h1>
        {remark ? (
          <div class="error" role="alert">
            <p safe>{remark}</p>
          </div>
        ) : undefined}
        <section
          aria-labelledby="way-title"
          id="way"
          hx-get={isBusy ? path : undefined}
          hx-trigger={isBusy ? 'every 2s' : undefined}
          hx-select="#way"
          hx-swap="outerHTML"
        >
          <h2 id="way-title">The way</h2>
          <ol class="way">
            {steps.map((step) => (
              <StepRow path={path} step={step} isNext={step === next && !isAsked} costs={costs} />
            ))}
          </ol>
        </section>
        <QuestionsPart path={path} interview={interview} shown={shown} />
        <Judgement complexity={complexity} />
        {handoff.standing.all > 0 ? <Next path={path} handoff={handoff} /> : undefined}
        <CostParts path={path} costs={costs} steps={steps} />
        <InspectionParts path={path} inspection={inspection} />
        <ExportMenu path={path} />
      </main>
    </Layout>
  )
}

function StepRow({
  path,
  step,
  isNext,
  costs,
}: {
  path: string
  step: Step
  isNext: boolean
  costs: ProjectCosts
}): JSX.Element {
  const { document, title, state, why, run, version, proposals } = step
  const place = `${path}/documents/${attribute(document)}`
  const canWrite = document !== 'brief' && !['blocked', 'running', 'paused'].includes(state)
  const word = wordFor(step)
  return (
    <li class={`step ${state}`}>
      <span class="name">
        {version === undefined ? (
          <span safe>{title}</span>
        ) : (
          <a href={place} safe>
            {title}
          </a>
        )}
      </span>
      <span class="quiet">
        <span safe>
          {document === 'questions' && state === 'ready' ? 'can be asked' : STATE_WORDS[state]}
        </span>
        {run && (state === 'running' || state === 'paused') ? (
          <>
            {' · '}
            <a href={`/runs/${attribute(run)}`}>{state === 'running' ? 'read along' : 'look at it'}</a>
          </>
        ) : undefined}
      </span>
      {canWrite ? (
        <form method="post" action={`${place}/${state === 'stale' ? 'update' : 'write'}`}>
          <button
            type="submit"
            class={isNext ? 'primary' : undefined}
            aria-label={attribute(`${word}: ${title}`)}
            safe
          >
            {word}
          </button>
        </form>
      ) : undefined}
      {why ? (
        <p class="quiet why" safe>
          {why}
        </p>
      ) : undefined}
      <StepCosts costs={costs} step={step} />
      {state === 'stale' ? <Outdated place={place} step={step} /> : undefined}
      {proposals ? <Waiting path={path} count={proposals} /> : undefined}
    </li>
  )
}

function wordFor({ document, state }: Step): string {
  if (document === 'questions') return state === 'ready' || state === 'skipped' ? 'Ask me' : 'Ask anew'
  return state === 'ready' ? 'Write it' : state === 'stale' ? 'Bring it up to date' : 'Write it anew'
}

/** What code has found out about the brief, line by line. */
function Judgement({
  complexity: { score, depth, phases, kind, lines, confidence },
}: {
  complexity: Complexity
}): JSX.Element {
  return (
    <details class="judged">
      <summary safe>
        {`${capital(KIND_WORDS[kind].noun)}, complexity ${score} of 20: about ${phases} phases, ${depth} documents`}
      </summary>
      <ul>
        {lines.map(({ points, because }) => (
          <li safe>{points === 0 ? because : `${points > 0 ? '+' : ''}${points}: ${because}`}</li>
        ))}
      </ul>
      <p class="quiet" safe>
        {`Judged by rules, without a model; ${Math.round(confidence * 100)} % sure.`}
      </p>
    </details>
  )
}

const capital = (text: string): string => text.replace(/^./, (letter) => letter.toUpperCase())

/** What is to be done now, and a way to say that it was. */
function Next({ path, handoff: { text, standing } }: { path: string; handoff: Handoff }): JSX.Element {
  const { done, all, next, blocked } = standing
  return (
    <section aria-labelledby="next-title">
      <h2 id="next-title">Handoff</h2>
      <p safe>{`${done} of ${all} tasks are done.`}</p>
      {blocked.map(({ task, note }) => (
        <p safe>{`${task.id} is blocked${note ? `: ${note}` : '.'}`}</p>
      ))}
      {next ? (
        <form method="post" action={`${path}/progress`}>
          <input type="hidden" name="task" value={attribute(next.task.id)} />
          <p>
            <strong safe>{next.task.id}</strong> <span safe>{next.task.text}</span>
          </p>
          {next.task.check ? (
            <p class="quiet" safe>
              {`Done when: ${next.task.check}`}
            </p>
          ) : undefined}
          <div class="field">
            <label for="note">What came of it, or what is in the way (optional)</label>
            <input type="text" id="note" name="note" />
          </div>
          <p class="row">
            <button type="submit" name="state" value="done">
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
