import { Html } from '@elysiajs/html'
import type { Taken } from '../src/planning/foreign-design.ts'
import type { Project } from '../src/store/projects.ts'
import { attribute } from './attribute.ts'
import { type Frame, Layout } from './layout.tsx'

interface TakenPageProps {
  frame: Frame
  project: Project
  /** What was read of the text as it came. */
  taken: Taken
}

/** More than a person looks through on one page. */
const SHOWN = 200

/** What was read of a design from elsewhere, and what was not. */
export function TakenPage({ frame, project, taken }: TakenPageProps): JSX.Element {
  const path = `/projects/${attribute(project.id)}`
  const { requirements } = taken.design
  return (
    <Layout frame={frame} title={`What was read · ${project.name} · devussy`}>
      <main id="main" class="narrow">
        <p class="quiet">
          <a href="/projects">Projects</a>
          {' › '}
          <a href={path} safe>
            {project.name}
          </a>
        </p>
        <h1>What was read</h1>
        <ul>
          {taken.remarks.map((remark) => (
            <li safe>{remark}</li>
          ))}
        </ul>
        <p class="row">
          <a class="button" href={path}>
            Go on with the project
          </a>
          <a href={`${path}/documents/design?version=1`}>The text as it came</a>
        </p>
        {requirements.length > 0 ? (
          <section aria-labelledby="requirements-title">
            <h2 id="requirements-title">Requirements</h2>
            <ul>
              {requirements.slice(0, SHOWN).map(({ id, text }) => (
                <li>
                  <strong safe>{id}</strong> <span safe>{text}</span>
                </li>
              ))}
            </ul>
            {requirements.length > SHOWN ? (
              <p class="quiet" safe>{`And ${requirements.length - SHOWN} more.`}</p>
            ) : undefined}
          </section>
        ) : undefined}
      </main>
    </Layout>
  )
}
