import { Html } from '@elysiajs/html'
import type { Taken } from '../src/planning/foreign-design.ts'
import { ProjectShell, type Shell, shellTitle } from './project-shell.tsx'

interface TakenPageProps {
  shell: Shell
  /** What was read of the text as it came. */
  taken: Taken
}

/** More than a person looks through on one page. */
const SHOWN = 200

/** What was read of a design from elsewhere, and what was not. */
export function TakenPage({ shell, taken }: TakenPageProps): JSX.Element {
  const { path } = shell.rail
  const { requirements } = taken.design
  return (
    <ProjectShell shell={shell} title={shellTitle('What was read', shell)}>
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
    </ProjectShell>
  )
}
