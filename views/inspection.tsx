import { Html } from '@elysiajs/html'
import type { Finding } from '../src/planning/lint/finding.ts'
import type { Trace } from '../src/planning/trace.ts'
import type { Inspection } from '../src/projects/inspection.ts'
import { attribute } from './attribute.ts'
import { CorrectionForms, Tick } from './correction.tsx'
import { Remark } from './remark.tsx'

/** More than a person goes through on one page. */
const SHOWN = 60

/** What code has found in a project's documents, and what stands on what. */
export function InspectionParts({ path, inspection }: { path: string; inspection: Inspection }): JSX.Element {
  const { findings, muted, trace } = inspection
  return (
    <>
      <section aria-labelledby="findings-title">
        <h2 id="findings-title">
          {findings.length === 0
            ? 'Nothing found'
            : findings.some(({ by }) => by)
              ? 'Found by rules and by a review'
              : 'Found by rules'}
        </h2>
        {findings.length === 0 ? (
          <p class="quiet">The rules find nothing in what is written so far.</p>
        ) : (
          <ul class="findings">
            {findings.slice(0, SHOWN).map((finding) => (
              <FindingRow path={path} finding={finding} />
            ))}
          </ul>
        )}
        <CorrectionForms path={path} findings={findings} />
        {findings.length > SHOWN ? (
          <p class="quiet" safe>{`And ${findings.length - SHOWN} more.`}</p>
        ) : undefined}
        {muted.length > 0 ? (
          <details>
            <summary safe>{`${muted.length} muted`}</summary>
            <ul class="findings">
              {muted.map(({ finding, reason }) => (
                <li class="finding">
                  <span safe>{`${finding.message} Muted: ${reason}`}</span>
                  <form method="post" action={`${path}/mutes/${attribute(finding.id)}`}>
                    <button type="submit" class="plain">
                      Hear it again
                    </button>
                  </form>
                </li>
              ))}
            </ul>
          </details>
        ) : undefined}
      </section>
      {trace.matrix.length > 0 ? <Matrix path={path} trace={trace} /> : undefined}
    </>
  )
}

/** What is found in one document, on its own page. */
export function DocumentFindings({ path, findings }: { path: string; findings: Finding[] }): JSX.Element {
  if (findings.length === 0) return ''
  return (
    <section aria-labelledby="findings-title">
      <h2 id="findings-title">Found in it</h2>
      <ul class="findings">
        {findings.slice(0, SHOWN).map((finding) => (
          <FindingRow path={path} finding={finding} />
        ))}
      </ul>
      <CorrectionForms path={path} findings={findings} />
    </section>
  )
}

function FindingRow({ path, finding }: { path: string; finding: Finding }): JSX.Element {
  const { id, severity, place } = finding
  return (
    <li class={`finding ${severity}`}>
      <Tick finding={finding} /> <Remark finding={finding} />{' '}
      {finding.by ? <span class="quiet">(by a model) </span> : undefined}
      <a class="quiet" href={`${path}/documents/${attribute(place.document)}`} safe>
        {place.section ? `${place.document}, ${place.section}` : place.document}
      </a>
      <details>
        <summary class="quiet" aria-label={attribute(`Mute it: ${finding.message}`)}>
          Mute it
        </summary>
        <form method="post" action={`${path}/mutes/${attribute(id)}`} class="row">
          <label for={`reason-${attribute(id)}`}>Why</label>
          <input type="text" id={`reason-${attribute(id)}`} name="reason" required />
          <button type="submit">Mute</button>
        </form>
      </details>
    </li>
  )
}

/** Each requirement with what serves it, and what lacks its counterpart. */
function Matrix({ path, trace: { matrix, orphans, share } }: { path: string; trace: Trace }): JSX.Element {
  const cell = (ids: readonly string[]): string => ids.join(', ') || '–'
  return (
    <section aria-labelledby="trace-title">
      <h2 id="trace-title" safe>
        {`${Math.floor(share * 100)} % of the requirements traced`}
      </h2>
      {orphans.length > 0 ? (
        <ul>
          {orphans.slice(0, SHOWN).map(({ message }) => (
            <li safe>{message}</li>
          ))}
        </ul>
      ) : undefined}
      <details>
        <summary>From requirement to check</summary>
        <section class="matrix" tabindex="0" aria-label="From requirement to check">
          <table class="traced">
            <thead>
              <tr>
                <th class="traced-cell">Requirement</th>
                <th class="traced-cell">Phases</th>
                <th class="traced-cell">Tasks</th>
                <th class="traced-cell">Checks</th>
              </tr>
            </thead>
            <tbody>
              {matrix.map(({ requirement, title, phases, tasks, checks }) => (
                <tr>
                  <th scope="row" class="traced-id">
                    <a href={`${path}/documents/design`} title={attribute(title)} safe>
                      {requirement}
                    </a>
                  </th>
                  <td class="traced-cell" safe>
                    {cell(phases)}
                  </td>
                  <td class="traced-cell" safe>
                    {cell(tasks)}
                  </td>
                  <td class="traced-cell" safe>
                    {checks.length === 0 ? '–' : `${checks.length}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </section>
  )
}
