import { Html } from '@elysiajs/html'
import type { Project } from '../src/store/projects.ts'
import { attribute } from './attribute.ts'
import { type Frame, Layout } from './layout.tsx'

interface ProjectImportPageProps {
  frame: Frame
  /** Why the last file was not taken. */
  remarks: string[]
}

/** Where somebody brings back a project that was downloaded as a ZIP file. */
export function ProjectImportPage({ frame, remarks }: ProjectImportPageProps): JSX.Element {
  return (
    <Layout frame={frame} title="A project’s ZIP file · devussy">
      <main id="main" class="narrow">
        <p class="quiet">
          <a href="/projects">Projects</a>
        </p>
        <h1>A project’s ZIP file</h1>
        <p class="lead">
          Bring back what “Download all as ZIP” gave you, here or elsewhere. It becomes a project of its own,
          with the same documents, letter by letter, and what was recorded of its tasks.
        </p>
        {remarks.length > 0 ? (
          <div class="error" role="alert">
            {remarks.map((remark) => (
              <p safe>{remark}</p>
            ))}
          </div>
        ) : undefined}
        <form method="post" action="/projects/import" enctype="multipart/form-data">
          <div class="field">
            <label for="file">The ZIP file</label>
            <input type="file" id="file" name="file" accept=".zip,application/zip" required />
          </div>
          <p class="row">
            <button type="submit" class="primary">
              Make the project
            </button>
          </p>
        </form>
      </main>
    </Layout>
  )
}

interface BroughtPageProps {
  frame: Frame
  project: Project
  /** What was in the file and is no part of the project. */
  remarks: string[]
}

/** A project that has come out of a ZIP file, and what of that file has not. */
export function BroughtPage({ frame, project, remarks }: BroughtPageProps): JSX.Element {
  const path = `/projects/${attribute(project.id)}`
  return (
    <Layout frame={frame} title={`What was brought · ${project.name} · devussy`}>
      <main id="main" class="narrow">
        <p class="quiet">
          <a href="/projects">Projects</a>
          {' › '}
          <a href={path} safe>
            {project.name}
          </a>
        </p>
        <h1>The project is there</h1>
        <p>Its documents came as they were. What else was in the file did not:</p>
        <ul>
          {remarks.map((remark) => (
            <li safe>{remark}</li>
          ))}
        </ul>
        <p class="row">
          <a class="button" href={path}>
            Go on with the project
          </a>
        </p>
      </main>
    </Layout>
  )
}
