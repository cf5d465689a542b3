import { Html } from '@elysiajs/html'
import { drawMention, type Mentions } from '../src/markdown/mentions.ts'
import type { MatrixRow } from '../src/planning/trace.ts'
import type { Inspection } from '../src/projects/inspection.ts'
import { projectMentions } from '../src/projects/mentions.ts'
import { ProjectShell, type Shell, shellTitle } from './project-shell.tsx'
import { Said } from './remark.tsx'

/** More than a person goes through on one page. */
const SHOWN = 60
/** In a longer matrix only requirements show what they say: the hints would be most of the page. */
const TOLD = 100

/** What stands on what, from each requirement to its checks. */
export function TracePage({ shell, inspection }: { shell: Shell; inspection: Inspection }): JSX.Element {
  const { path } = shell.rail
  const { trace, sayings } = inspection
  const mentions = projectMentions(path, sayings)
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
                <li>
                  <Said text={message} mentions={mentions} />
                </li>
              ))}
            </ul>
          ) : undefined}
          {orphans.length > SHOWN ? (
            <p class="quiet" safe>{`And ${orphans.length - SHOWN} more.`}</p>
          ) : undefined}
          <Matrix matrix={matrix} mentions={mentions} />
        </>
      )}
    </ProjectShell>
  )
}

/** Ids as links, each with what it says. */
function Ids({
  ids,
  mentions,
  withTips = true,
}: {
  ids: readonly string[]
  mentions: Mentions
  withTips?: boolean
}): JSX.Element {
  const words = ids.map((id) => {
    const spelled = id.replace(/^phase-/, 'Phase ')
    const known = mentions.known(id)
    return known ? drawMention(spelled, known, withTips) : Html.escapeHtml(spelled)
  })
  const safeIds = words.join(', ') || '–'
  return <span>{safeIds}</span>
}

/** Each requirement with what serves it. */
function Matrix({ matrix, mentions }: { matrix: MatrixRow[]; mentions: Mentions }): JSX.Element {
  const withTips = matrix.length <= TOLD
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
          {matrix.map(({ requirement, phases, tasks, checks }) => (
            <tr>
              <th scope="row">
                <Ids ids={[requirement]} mentions={mentions} />
              </th>
              <td>
                <Ids ids={phases} mentions={mentions} withTips={withTips} />
              </td>
              <td>
                <Ids ids={tasks} mentions={mentions} withTips={withTips} />
              </td>
              <td safe>{checks.length === 0 ? '–' : `${checks.length}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
