import { Html } from '@elysiajs/html'
import type { Exported } from '../src/planning/export.ts'
import { attribute } from './attribute.ts'
import { ProjectShell, type Shell, shellTitle } from './project-shell.tsx'

/** What each tool would be given: the files, and what could not be carried over. */
export function ExportPage({ shell, exports }: { shell: Shell; exports: Exported[] }): JSX.Element {
  const { path } = shell.rail
  return (
    <ProjectShell shell={shell} title={shellTitle('Export', shell)}>
      <h1>Take it along</h1>
      <p>The archive of all of it comes back as the same project. The others are for other tools.</p>
      <p class="row">
        <a class="button primary" href={`${path}/export`} download="">
          Download all as ZIP
        </a>
      </p>
      {exports.map((exported) => (
        <OneExport path={path} exported={exported} />
      ))}
    </ProjectShell>
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
