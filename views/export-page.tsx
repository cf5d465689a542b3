import { Html } from '@elysiajs/html'
import type { Exported } from '../src/planning/export.ts'
import type { Project } from '../src/store/projects.ts'
import { attribute } from './attribute.ts'
import { type Frame, Layout } from './layout.tsx'

interface ExportPageProps {
  frame: Frame
  project: Project
  exports: Exported[]
}

/** What each tool would be given: the files, and what could not be carried over. */
export function ExportPage({ frame, project, exports }: ExportPageProps): JSX.Element {
  const path = `/projects/${attribute(project.id)}`
  return (
    <Layout frame={frame} title={`Exports · ${project.name} · devussy`}>
      <main id="main" class="narrow">
        <p class="quiet">
          <a href="/projects">Projects</a>
          {' › '}
          <a href={path} safe>
            {project.name}
          </a>
        </p>
        <h1>Take it along</h1>
        {exports.map((exported) => (
          <OneExport path={path} exported={exported} />
        ))}
      </main>
    </Layout>
  )
}

function OneExport({ path, exported }: { path: string; exported: Exported }): JSX.Element {
  const { target, files, problems } = exported
  const place = `${path}/exports/${attribute(target.id)}`
  return (
    <section aria-labelledby={`export-${target.id}`}>
      <h2 id={`export-${target.id}`} safe>
        {target.title}
      </h2>
      <p safe>{target.purpose}</p>
      <p>
        <a class="button" href={place} download="" safe>
          {`Download as ZIP: ${target.title}`}
        </a>
      </p>
      {problems.length > 0 ? (
        <details>
          <summary safe>{`${problems.length} ${problems.length === 1 ? 'thing' : 'things'} to know`}</summary>
          <ul>
            {problems.map((problem) => (
              <li safe>{problem}</li>
            ))}
          </ul>
        </details>
      ) : undefined}
      <details>
        <summary safe>{`${files.length} files`}</summary>
        <ul>
          {files.map(({ path: file }) => (
            <li>
              <a href={`${place}?file=${encodeURIComponent(file)}`} download="" safe>
                {file}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}
