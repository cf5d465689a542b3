import { Html } from '@elysiajs/html'
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
