import { Html } from '@elysiajs/html'
import type { Mentions } from '../src/markdown/mentions.ts'
import type { Finding } from '../src/planning/lint/finding.ts'
import { titleOf } from '../src/projects/document-keys.ts'
import type { Inspection } from '../src/projects/inspection.ts'
import { projectMentions } from '../src/projects/mentions.ts'
import { attribute } from './attribute.ts'
import { CorrectionForms, Tick } from './correction.tsx'
import { Remark } from './remark.tsx'

/** More than a person goes through on one page. */
const SHOWN = 60

/** What code and a model's review have found in a project's documents. */
export function FindingsPart({ path, inspection }: { path: string; inspection: Inspection }): JSX.Element {
  const { findings, muted, sayings } = inspection
  const mentions = projectMentions(path, sayings)
  return (
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
            <FindingRow path={path} finding={finding} mentions={mentions} back="findings" />
          ))}
        </ul>
      )}
      {findings.length > SHOWN ? (
        <p class="quiet" safe>{`And ${findings.length - SHOWN} more.`}</p>
      ) : undefined}
      <CorrectionForms path={path} findings={findings} back="findings" />
      {muted.length > 0 ? (
        <details>
          <summary safe>{`${muted.length} muted`}</summary>
          <ul class="findings">
            {muted.map(({ finding, reason }) => (
              <li class="finding">
                <span safe>{`${finding.message} Muted: ${reason}`}</span>
                <form method="post" action={`${path}/mutes/${attribute(finding.id)}?back=findings`}>
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
  )
}

function FindingRow({
  path,
  finding,
  mentions,
  back,
}: {
  path: string
  finding: Finding
  mentions: Mentions
  /** The page that the form stands on, below the project's. */
  back: string
}): JSX.Element {
  const { id, severity, place } = finding
  return (
    <li class={`finding ${severity}`}>
      <Tick finding={finding} />
      <div class="finding-words" id={`finding-${attribute(id)}`}>
        <Remark finding={finding} mentions={mentions} />{' '}
        {finding.by ? <span class="quiet">(by a model) </span> : undefined}
        <a class="quiet" href={`${path}/documents/${attribute(place.document)}#note-${attribute(id)}`} safe>
          {place.section ? `${titleOf(place.document)}, ${place.section}` : titleOf(place.document)}
        </a>
        <details>
          <summary class="quiet" aria-describedby={`finding-${attribute(id)}`}>
            Mute it
          </summary>
          <form method="post" action={`${path}/mutes/${attribute(id)}?back=${attribute(back)}`} class="row">
            <label for={`reason-${attribute(id)}`}>Why</label>
            <input type="text" id={`reason-${attribute(id)}`} name="reason" required />
            <button type="submit">Mute</button>
          </form>
        </details>
      </div>
    </li>
  )
}
