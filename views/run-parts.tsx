import { Html } from '@elysiajs/html'
import type { Missing } from '../src/planning/design.ts'
import type { Sheet } from '../src/runs/manuscript.ts'
import type { Parsed } from '../src/runs/stage.ts'
import { attribute } from './attribute.ts'
import { Icon } from './icon.tsx'
import {
  byline,
  figures,
  iconOf,
  pageTitle,
  quietSeconds,
  type RunFacts,
  sentence,
  shareOf,
} from './run-words.ts'

/**
 * Where the run's stream comes in; its frames go to other places of the page. `after`: number of the last event that
 * is on the page; without it nothing is asked for. htmx's own back-off would leave a reader waiting for 9 s after an
 * outage of 8 s; with this one, the browser's word that it is online again would win nothing.
 */
export function Feed({ address }: { address?: string }): JSX.Element {
  if (address === undefined) return <div id="feed" hidden></div>
  return (
    <div
      id="feed"
      hidden
      hx-sse:connect={attribute(address)}
      hx-sse:close="end"
      // Its partials alone: a page that a proxy answers with has no place here.
      hx-swap="none ignoreTitle:true"
      hx-config="sse.reconnectDelay:300 sse.reconnectMaxDelay:1000"
      attrs={{ 'hx-status:4xx': 'swap:none', 'hx-status:5xx': 'swap:none' }}
    ></div>
  )
}

/** Of the run's page; `after`: number of the last event that is on it. */
export const feedOf = (id: string, after: number): string => `/runs/${id}/view?after=${after}`

/** What the script says of the stream. Kept when the page is fetched again, so that nothing is told twice. */
export function Connection({ stream }: { stream: boolean }): JSX.Element {
  return (
    <p
      id="connection"
      role="status"
      hx-preserve
      data-silent={stream ? 'Nothing has come for some seconds; the server is asked again…' : ''}
      data-slow={
        stream ? 'The text does not come through word by word, so it is fetched every few seconds.' : ''
      }
      data-away="The server cannot be reached. The run goes on; this page keeps trying."
      data-back="Back again: it went on meanwhile, and nothing is missing."
    ></p>
  )
}

/** What can be done with a run as it stands: forms and links that work without JavaScript too. */
export function Actions({ facts: { sheet, home } }: { facts: RunFacts }): JSX.Element {
  const { state, pause, resting, gone, last } = sheet
  const path = `/runs/${attribute(state.run.id)}`
  if (gone) return <a href="/">Write another</a>
  return (
    <>
      {pause ? (
        <form
          method="post"
          action={`${path}/continue`}
          hx-post={`${path}/continue`}
          hx-target="#feed"
          hx-swap="outerHTML"
        >
          <input type="hidden" name="after" value={String(last)} />
          <button type="submit" class="primary" id="continue" data-key="g">
            Continue
          </button>
        </form>
      ) : undefined}
      {state.text === '' ? undefined : (
        <>
          <a class="button" id="download" href={`${path}/download`} download="" data-key="w">
            Download
          </a>
          <button type="button" id="copy" data-from={`${path}/download`} data-key="y">
            Copy
          </button>
        </>
      )}
      {resting && home ? (
        <a
          class={state.text === '' ? 'button' : 'minor'}
          href={`/projects/${attribute(home.project)}/documents/${attribute(home.document)}`}
        >
          To the document
        </a>
      ) : undefined}
      {resting && !home && state.run.stage === 'design' && state.end?.type === 'done' ? (
        <form method="post" action={`${path}/project`}>
          <button type="submit" class="primary" data-key="n">
            Go on: plan, phases, handoff
          </button>
        </form>
      ) : undefined}
      {resting ? (
        <>
          {home ? undefined : (
            <>
              <a class={state.text === '' ? 'button' : 'minor'} href={`/?from=${attribute(state.run.id)}`}>
                Change and send again
              </a>
              <a class="minor" href="/">
                Write another
              </a>
            </>
          )}
          <a class="minor delete" href={`${path}/delete`}>
            Delete
          </a>
        </>
      ) : (
        // The last of the row, whose right end stands still: it must not move away under a pointer.
        <Stop path={path} />
      )}
    </>
  )
}

function Stop({ path }: { path: string }): JSX.Element {
  return (
    <form name="stop" method="post" action={`${path}/stop`} hx-post={`${path}/stop`} hx-swap="none">
      <button type="submit" id="stop">
        Stop
      </button>
    </form>
  )
}

/** What code found out about a finished document. It stands beside the document, never in it. */
export function Afterword({ sheet: { state } }: { sheet: Sheet }): JSX.Element {
  const { end } = state
  if (!end) return ''
  const { usage } = end
  const seen = seenIn(end)
  const missing = seen?.missing ?? []
  return (
    <>
      {seen ? (
        <>
          <h2 safe>{missing.length === 0 ? 'Nothing is missing' : `What this ${seen.what} lacks`}</h2>
          {missing.length === 0 ? (
            <p safe>{seen.whole}</p>
          ) : (
            <ul>
              {missing.map(({ message }) => (
                <li safe>{message}</li>
              ))}
            </ul>
          )}
        </>
      ) : undefined}
      {usage.outputTokens > 0 ? (
        <p class="quiet" safe>
          {`${usage.promptTokens.toLocaleString('en')} tokens read, ${usage.outputTokens.toLocaleString('en')} written${usage.estimated ? ' (estimated)' : ''}.`}
        </p>
      ) : undefined}
    </>
  )
}

/** What a document was found to have and to lack; nothing where it could not be taken apart. */
function seenIn({
  design,
  plan,
  phase,
  revision,
  questions,
}: Parsed): { what: string; whole: string; missing: Missing[] } | undefined {
  if (design) {
    const whole = `${design.requirements.length} requirements, and every part that a design should have.`
    return { what: 'design', whole, missing: design.missing }
  }
  if (plan) {
    const tasks = plan.phases.flatMap((each) => each.tasks).length
    return { what: 'plan', whole: `${plan.phases.length} phases with ${tasks} tasks.`, missing: plan.missing }
  }
  if (questions) {
    const count = questions.questions.length
    const whole =
      count === 0 ? 'There is nothing to ask.' : `${count} ${count === 1 ? 'question' : 'questions'}.`
    return { what: 'list of questions', whole, missing: questions.missing }
  }
  if (revision) return { what: 'section', whole: 'It fits in its place.', missing: revision.missing }
  return phase && { what: 'phase', whole: `${phase.tasks.length} tasks.`, missing: phase.missing }
}

export interface FrameProps {
  facts: RunFacts
  /** Number of the last event that is on the reader's page; undefined where all that is there is void. */
  after?: number
  /** The first frame of a connection tells the state whatever the reader has. */
  first: boolean
  /** What `quietSeconds` gave for the last sheet that the reader has. */
  wasQuiet?: number
}

/** One message of the page's stream: what has changed since the reader's number. */
export function StreamFrame({ facts, after, first, wasQuiet }: FrameProps): JSX.Element {
  const { sheet } = facts
  const fresh = after === undefined ? sheet.blocks : newBlocks(sheet, after)
  const safeFresh = fresh.map(({ html }) => html).join('')
  const safeTail = sheet.tail
  const told = !first && after !== undefined && sheet.stateSince <= after && !sheet.resting
  return (
    <>
      {after === undefined ? (
        <Partial target="#written" swap="innerHTML">
          {safeFresh as 'safe'}
        </Partial>
      ) : safeFresh === '' ? undefined : (
        <Partial target="#written" swap="beforeend">
          {safeFresh as 'safe'}
        </Partial>
      )}
      {after === sheet.last ? undefined : (
        <Partial target="#tail" swap="innerHTML">
          {safeTail as 'safe'}
        </Partial>
      )}
      <Partial target="#figures" swap="innerHTML">
        <Figures facts={facts} />
      </Partial>
      {told ? undefined : <StateParts facts={facts} />}
      {told && wasQuiet !== quietSeconds(sheet) ? (
        <Partial target="#sentence" swap="innerHTML">
          {Html.escapeHtml(sentence(sheet)) as 'safe'}
        </Partial>
      ) : undefined}
    </>
  )
}

function StateParts({ facts }: { facts: RunFacts }): JSX.Element {
  const { sheet } = facts
  return (
    <>
      <Partial target="#sentence" swap="innerHTML">
        {Html.escapeHtml(sentence(sheet)) as 'safe'}
      </Partial>
      <Partial target="#byline" swap="innerHTML">
        {Html.escapeHtml(byline(sheet)) as 'safe'}
      </Partial>
      <Partial target="#actions" swap="innerHTML">
        <Actions facts={facts} />
      </Partial>
      {sheet.state.end && !sheet.gone ? (
        <Partial target="#afterword" swap="innerHTML">
          <Afterword sheet={sheet} />
        </Partial>
      ) : undefined}
      <Partial target="#title" swap="innerHTML">
        {Html.escapeHtml(pageTitle(sheet)) as 'safe'}
      </Partial>
      {facts.icons === undefined ? undefined : (
        <Partial target="#icon" swap="outerHTML">
          <Icon base={facts.icons} which={iconOf(sheet)} />
        </Partial>
      )}
    </>
  )
}

/** For a page whose Continue was pressed: its stream again, and the word that the run lives. */
export function Resumed({ id, after }: { id: string; after: number }): JSX.Element {
  return (
    <>
      <Feed address={feedOf(id, after)} />
      <Partial target="#actions" swap="innerHTML">
        <Stop path={`/runs/${attribute(id)}`} />
      </Partial>
    </>
  )
}

/** For the page of a run that is no longer there. */
export function GoneFrame(): JSX.Element {
  return (
    <>
      <Partial target="#sentence" swap="innerHTML">
        This run was deleted.
      </Partial>
      <Partial target="#actions" swap="innerHTML">
        <a href="/">Write another</a>
      </Partial>
    </>
  )
}

/** How far it is, for eyes: what is told to screen readers is the sentence alone. */
export function Figures({ facts }: { facts: RunFacts }): JSX.Element {
  const share = shareOf(facts)
  return (
    <>
      {share === undefined ? undefined : (
        <progress max="100" value={String(Math.round(100 * share))} aria-label="Written so far, about" />
      )}
      <span safe>{figures(facts)}</span>
    </>
  )
}

/** A sentence about something that did not work, where the page has a place for it. */
export function Trouble({ target, text }: { target: '#trouble' | '#connection'; text: string }): JSX.Element {
  return (
    <Partial target={target} swap="innerHTML">
      {Html.escapeHtml(text) as 'safe'}
    </Partial>
  )
}

interface PartialProps {
  target: string
  swap: 'innerHTML' | 'beforeend' | 'innerMorph' | 'outerHTML'
  children?: unknown
}

/** htmx puts each partial of an answer where it belongs. */
export function Partial({ target, swap, children }: PartialProps): JSX.Element {
  return (
    <tag of="hx-partial" hx-target={target} hx-swap={swap}>
      {children as 'safe'}
    </tag>
  )
}

/** Blocks are in the order of their numbers, and mostly only the last few are new. */
export function newBlocks({ blocks }: Sheet, after: number): Sheet['blocks'] {
  const first = blocks.findLastIndex(({ at }) => at <= after) + 1
  return blocks.slice(first)
}
