import { Html } from '@elysiajs/html'
import { lowered } from '../src/markdown/outline.ts'
import { attribute } from './attribute.ts'
import { Figures, newBlocks, Partial } from './run-parts.tsx'
import { quietSeconds, type RunFacts, sentence } from './run-words.ts'

/** A document that is being written, beside others on its project's page. */
export interface PanelFacts {
  title: string
  facts: RunFacts
}

/** A panel's title is of the third level, and what is written stands below it. */
const LOWER = 3

/** Those that are being written now. */
export function Panels({ panels }: { panels: PanelFacts[] }): JSX.Element {
  return (
    <section id="panels" class="panels" aria-label="Being written">
      {panels.map((panel) => (
        <Panel {...panel} />
      ))}
    </section>
  )
}

export function Panel({ title, facts }: PanelFacts): JSX.Element {
  const { sheet } = facts
  const run = attribute(sheet.state.run.id)
  const safeBlocks = lowered(sheet.blocks.map(({ html }) => html).join(''), LOWER)
  const safeTail = lowered(sheet.tail, LOWER)
  return (
    <section class="panel" aria-labelledby={`title-${run}`}>
      <h3 id={`title-${run}`} class="panel-title">
        <a href={`/runs/${run}`} safe>
          {title}
        </a>
      </h3>
      <p class="quiet panel-state">
        <span id={`sentence-${run}`} role="status" safe>
          {sentence(sheet)}
        </span>{' '}
        <span id={`figures-${run}`}>
          <Figures facts={facts} />
        </span>
      </p>
      {/* Stays at the end of what is written, as long as nobody scrolls up. */}
      <section class="pane" tabindex="0" aria-label={attribute(`Text: ${title}`)}>
        <article class="drawn" hx-ignore>
          <div id={`written-${run}`}>{safeBlocks}</div>
          <div id={`tail-${run}`}>{safeTail}</div>
        </article>
      </section>
      <div id={`actions-${run}`}>
        <PanelActions title={title} facts={facts} />
      </div>
    </section>
  )
}

function PanelActions({ title, facts: { sheet } }: PanelFacts): JSX.Element {
  const path = `/runs/${attribute(sheet.state.run.id)}`
  if (sheet.gone) return ''
  if (sheet.resting)
    return (
      <a href={path} aria-label={attribute(`Open it: ${title}`)}>
        Open it
      </a>
    )
  return (
    <form name="stop" method="post" action={`${path}/stop`} hx-post={`${path}/stop`} hx-swap="none">
      <button type="submit" aria-label={attribute(`Stop: ${title}`)}>
        Stop
      </button>
    </form>
  )
}

interface PanelFrameProps extends PanelFacts {
  /** Number of the last event that is in the panel; undefined where what is there is void. */
  after?: number
  /** Tells the state whatever the reader has. */
  first: boolean
  /** What `quietSeconds` gave for the last sheet that the reader has. */
  wasQuiet?: number
}

/** What has changed in a panel since the reader's number. */
export function PanelFrame({ title, facts, after, first, wasQuiet }: PanelFrameProps): JSX.Element {
  const { sheet } = facts
  const run = attribute(sheet.state.run.id)
  const fresh = after === undefined ? sheet.blocks : newBlocks(sheet, after)
  const safeFresh = lowered(fresh.map(({ html }) => html).join(''), LOWER)
  const safeTail = lowered(sheet.tail, LOWER)
  const told = !first && after !== undefined && sheet.stateSince <= after && !sheet.resting
  return (
    <>
      {after === undefined || safeFresh !== '' ? (
        <Partial target={`#written-${run}`} swap={after === undefined ? 'innerHTML' : 'beforeend'}>
          {safeFresh as 'safe'}
        </Partial>
      ) : undefined}
      {after === sheet.last ? undefined : (
        <Partial target={`#tail-${run}`} swap="innerHTML">
          {safeTail as 'safe'}
        </Partial>
      )}
      <Partial target={`#figures-${run}`} swap="innerHTML">
        <Figures facts={facts} />
      </Partial>
      {told ? undefined : (
        <>
          <Partial target={`#sentence-${run}`} swap="innerHTML">
            {Html.escapeHtml(sentence(sheet)) as 'safe'}
          </Partial>
          <Partial target={`#actions-${run}`} swap="innerHTML">
            <PanelActions title={title} facts={facts} />
          </Partial>
        </>
      )}
      {told && wasQuiet !== quietSeconds(sheet) ? (
        <Partial target={`#sentence-${run}`} swap="innerHTML">
          {Html.escapeHtml(sentence(sheet)) as 'safe'}
        </Partial>
      ) : undefined}
    </>
  )
}
