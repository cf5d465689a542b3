import { Html } from '@elysiajs/html'
import type { Complexity } from '../src/planning/complexity.ts'
import { KIND_WORDS } from '../src/planning/complexity.ts'
import type { Interview } from '../src/projects/asking.ts'
import type { ProjectCosts } from '../src/projects/costs.ts'
import type { Inspection } from '../src/projects/inspection.ts'
import type { Step } from '../src/projects/way.ts'
import type { Handoff } from '../src/projects/workshop.ts'
import type { Correction } from '../src/store/corrections.ts'
import type { Project } from '../src/store/projects.ts'
import type { Walk } from '../src/store/walks.ts'
import { attribute } from './attribute.ts'
import { CorrectionLoop, canBeCorrected } from './correction.tsx'
import { ExportMenu } from './export-menu.tsx'
import { InspectionParts } from './inspection.tsx'
import { type Frame, Layout } from './layout.tsx'
import { type PanelFacts, Panels } from './panel.tsx'
import { CarePart, OverruleForm } from './project-care.tsx'
import { CostParts } from './project-costs.tsx'
import { QuestionsPart, questionShown, type Shown } from './questions.tsx'
import { Connection, Feed } from './run-parts.tsx'
import { Way } from './way.tsx'

export interface ProjectPageProps {
  frame: Frame
  project: Project
  walk?: Walk
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
  project: Project
  steps: Step[]
  complexity: Complexity
  handoff: Handoff
  inspection: Inspection
  interview: Interview
  shown: Shown
  costs: ProjectCosts
  correction?: Correction
}

/** Seconds between two looks while something is being written. */
const REFRESH = 3

/** A project: the way, where it stands, what is being written, and what is next. */
export function ProjectPage({
  frame,
  project,
  walk,
  rest,
  panels,
  feed,
  remark,
}: ProjectPageProps): JSX.Element {
  const { path, steps, costs, interview, shown } = rest
  // Whoever types an answer is not to lose it.
  const isAsked = questionShown(interview, shown) !== undefined
  const refresh = feed !== undefined && !isAsked ? REFRESH : undefined
  return (
    <Layout frame={frame} title={`${project.name} · devussy`} refresh={refresh} refreshTo={path}>
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
        <div id="live">
          <Way path={path} steps={steps} costs={costs} walk={walk} />
          <Panels panels={panels} />
          <Connection stream />
          <Feed address={feed} />
        </div>
        <div id="rest">
          <ProjectRest {...rest} />
        </div>
        <ExportMenu path={path} />
        <CarePart path={path} project={project} />
      </main>
    </Layout>
  )
}

/** What follows from the documents as they are. */
export function ProjectRest(props: RestProps): JSX.Element {
  const { path, project, steps, complexity, handoff, inspection, interview, shown, costs, correction } = props
  const written = steps.filter(({ document, version }) => version !== undefined && canBeCorrected(document))
  return (
    <>
      <QuestionsPart path={path} interview={interview} shown={shown} />
      <Judgement path={path} project={project} complexity={complexity} />
      {handoff.standing.all > 0 ? <Next path={path} handoff={handoff} /> : undefined}
      <CostParts path={path} costs={costs} steps={steps} />
      <InspectionParts path={path} inspection={inspection} />
      <CorrectionLoop
        path={path}
        correction={correction}
        documents={written.map(({ document }) => document)}
      />
    </>
  )
}

/** What code has found out about the brief, line by line. */
function Judgement({
  path,
  project,
  complexity: { score, depth, phases, kind, lines, confidence },
}: {
  path: string
  project: Project
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
      <OverruleForm path={path} project={project} />
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
