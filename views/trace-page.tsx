import { Html } from '@elysiajs/html'
import type { Trace } from '../src/planning/trace.ts'
import { attribute } from './attribute.ts'
import { ProjectShell, type Shell, shellTitle } from './project-shell.tsx'

/** More than a person goes through on one page. */
const SHOWN = 60

/** What stands on what, from each requirement to its checks. */
export function TracePage({ shell, trace }: { shell: Shell; trace: Trace }): JSX.Element {
  const { path } = shell.rail
  const { matrix, orphans, share } = trace
  return (
    <ProjectShell shell={shell} title={shellTitle('Trace', shell)} wide>
      <h1>Trace</h1>
      {matrix.length === 0 ? (
        <p>There are no requirements yet. They come with the design.</p>
      ) : (
        <>
          <p safe>{`${Math.floor(share * 100)} % of the requirements traced`}</p>
          {orphans.length > 0 ? (
            <ul>
              {orphans.slice(0, SHOWN).map(({ message }) => (
                <li safe>{message}</li>
              ))}
            </ul>
          ) : undefined}
          {orphans.length > SHOWN ? (
            <p class="quiet" safe>{`And ${orphans.length - SHOWN} more.`}</p>
          ) : undefined}
          <Matrix path={path} trace={trace} />
        </>
      )}
    </ProjectShell>
  )
}

const cell = (ids: readonly string[]): string => ids.join(', ') || '–'

/** Each requirement with what serves it. */
function Matrix({ path, trace: { matrix } }: { path: string; trace: Trace }): JSX.Element {
  return (
    <section class="matrix" tabindex="0" aria-label="From requirement to check">
      <table class="traced">
        <thead>
          <tr>
            <th scope="col">Requirement</th>
            <th scope="col">Phases</th>
            <th scope="col">Tasks</th>
            <th scope="col">Checks</th>
          </tr>
        </thead>
        <tbody>
          {matrix.map(({ requirement, title, phases, tasks, checks }) => (
            <tr>
              <th scope="row">
                <a href={`${path}/documents/design`} title={attribute(title)} safe>
                  {requirement}
                </a>
              </th>
              <td safe>{cell(phases)}</td>
              <td safe>{cell(tasks)}</td>
              <td safe>{checks.length === 0 ? '–' : `${checks.length}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
