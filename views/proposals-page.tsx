import { Html } from '@elysiajs/html'
import { withSide } from '../src/planning/merge.ts'
import type { ProposalView } from '../src/projects/proposal-desk.ts'
import { attribute } from './attribute.ts'
import { Difference } from './difference.tsx'
import { ProjectShell, type Shell, shellTitle } from './project-shell.tsx'
import { TextField } from './projects-page.tsx'

interface ProposalsPageProps {
  shell: Shell
  proposals: { view: ProposalView; title: string }[]
  /** A sentence on what did not work. */
  remark?: string
  /** What somebody made of a proposal and could not be kept. */
  typed?: { run: string; text: string }
}

/** What runs have written that waits for a person: each beside the document as it is. */
export function ProposalsPage({ shell, proposals, remark, typed }: ProposalsPageProps): JSX.Element {
  const { path } = shell.rail
  const takeable = proposals.filter(({ view }) => view.merged !== undefined)
  return (
    <ProjectShell shell={shell} title={shellTitle('Proposals', shell)} remark={remark}>
      <h1>Proposals</h1>
      {proposals.length === 0 ? <p>Nothing waits for you.</p> : undefined}
      {takeable.length > 1 ? (
        <form method="post" action={`${path}/proposals`}>
          <p class="row">
            <button type="submit" name="decision" value="take" class="primary" safe>
              {`Take all ${takeable.length} that fit`}
            </button>
            <button type="submit" name="decision" value="leave">
              Leave all
            </button>
          </p>
        </form>
      ) : undefined}
      {proposals.map(({ view, title }) => (
        <Entry
          path={path}
          view={view}
          title={title}
          typed={typed?.run === view.run ? typed.text : undefined}
        />
      ))}
    </ProjectShell>
  )
}

interface EntryProps {
  path: string
  view: ProposalView
  title: string
  typed?: string
}

function Entry({ path, view, title, typed }: EntryProps): JSX.Element {
  const { run, why, merged, merge, mine, text, state } = view
  const id = `proposal-${attribute(run)}`
  const inConflict = merge.conflicts.length > 0
  return (
    <section aria-labelledby={id} class="proposal">
      <h2 id={id} safe>
        {title}
      </h2>
      <p>
        <span safe>{why}</span> <a href={`/runs/${attribute(run)}`}>The run that wrote it</a>
      </p>
      {state === 'unfit' ? (
        <pre class="handoff" tabindex="0" safe>
          {text}
        </pre>
      ) : inConflict ? (
        merge.conflicts.map(({ mine: yours, theirs }, at) => (
          <>
            <h3 safe>{`Place ${at + 1} of ${merge.conflicts.length}: as it is, and as it is proposed`}</h3>
            <Difference
              before={yours}
              after={theirs}
              label={`Place ${at + 1} that both sides have changed`}
            />
          </>
        ))
      ) : (
        <Difference before={mine} after={merged ?? text} label={`What taking ${title} changes`} />
      )}
      <form method="post" action={`${path}/proposals/${attribute(run)}`}>
        <p class="row">
          {state === 'unfit' ? undefined : inConflict ? (
            <>
              <button type="submit" name="take" value="theirs" class="primary">
                Take the proposed words there
              </button>
              <button type="submit" name="take" value="mine">
                Keep the words that are there, take the rest
              </button>
            </>
          ) : (
            <button
              type="submit"
              name="take"
              value="whole"
              class="primary"
              aria-label={attribute(`Take it: ${title}`)}
            >
              Take it
            </button>
          )}
          <button type="submit" name="take" value="leave" aria-label={attribute(`Leave it: ${title}`)}>
            Leave it
          </button>
        </p>
      </form>
      <details open={typed !== undefined}>
        <summary>Make your own text of both</summary>
        {inConflict ? (
          <p class="quiet">
            Where both sides differ, the words that are there stand before the proposed ones.
          </p>
        ) : undefined}
        <form method="post" action={`${path}/proposals/${attribute(run)}`}>
          <TextField
            name="text"
            label="Markdown"
            value={typed ?? (state === 'unfit' ? mine : (merged ?? withSide(merge, 'both')))}
            rows={16}
          />
          <p class="row">
            <button type="submit">Keep this text</button>
          </p>
        </form>
      </details>
    </section>
  )
}
