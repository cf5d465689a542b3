import { Html } from '@elysiajs/html'
import { TARGETS } from '../src/planning/export.ts'
import { attribute } from './attribute.ts'

/** What a project can be taken along as; the first is what comes back as the same project. */
export function ExportMenu({ path }: { path: string }): JSX.Element {
  return (
    <section aria-labelledby="export-title">
      <h2 id="export-title">Take it along</h2>
      <p class="row">
        <a class="button" href={`${path}/export`} download="">
          Download all as ZIP
        </a>
        <a href={`${path}/exports`}>What each export holds, and what it lacks</a>
      </p>
      <details>
        <summary>For other tools</summary>
        <ul>
          {TARGETS.map(({ id, title, purpose }) => (
            <li>
              <a href={`${path}/exports/${attribute(id)}`} download="" safe>
                {title}
              </a>{' '}
              <span class="quiet" safe>
                {purpose}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}
