import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { Order } from '../src/runs/run.ts'
import { attribute } from './attribute.ts'
import { Contents } from './contents.tsx'
import { type Frame, Layout, type LayoutProps } from './layout.tsx'
import { ProjectShell, type Shell } from './project-shell.tsx'
import { Actions, Afterword, Connection, Feed, Figures, feedOf } from './run-parts.tsx'
import { byline, iconOf, pageTitle, type RunFacts, sentence } from './run-words.ts'

interface RunPageProps {
  frame: Frame
  facts: RunFacts
  /** What was asked for. */
  order: Order
  /** False: the text is shown when it is whole. */
  stream: boolean
  /** What surrounds it, where it is written for a project. */
  shell?: Shell
  /** What a person calls that which it writes of the project. */
  document?: string
}

/** Seconds between two looks of a browser without JavaScript. */
const REFRESH = 3

const LABELS = {
  questions: 'Questions about the brief',
  design: 'Project design',
  review: 'Review of the design',
  plan: 'Development plan',
  phase: 'Plan of a phase',
  revision: 'One section',
  arbiter: 'One document of several drafts',
} as const

/** One run: complete as it is now; what follows comes by the feed. */
export function RunPage({ frame, facts, order, stream, shell, document }: RunPageProps): JSX.Element {
  const { sheet } = facts
  const { run } = sheet.state
  const live = !sheet.resting
  const hidden = live && !stream
  const safeBlocks = hidden ? '' : sheet.blocks.map(({ html }) => html).join('')
  const safeTail = hidden ? '' : sheet.tail
  return (
    <Around
      frame={frame}
      shell={shell}
      title={pageTitle(sheet)}
      refresh={live ? REFRESH : undefined}
      icon={iconOf(sheet)}
      laterKeys={['b', 'g', 'n', 'w', 'y']}
    >
      <div id="live" class="sheet">
        <header class="run">
          <h1 safe>{document === undefined ? run.name : `${run.name}: ${document}`}</h1>
          <p class="quiet">
            {/* What changes comes last, so that nothing moves when it does. */}
            <time datetime={attribute(run.createdAt)} safe>
              {run.createdAt.slice(0, 16).replace('T', ' ')}
            </time>
            {' UTC · '}
            <span id="byline" safe>
              {byline(sheet)}
            </span>
          </p>
          <Asked order={order} />
        </header>
        {hidden ? <p class="note">It is being written, and shown here when it is whole.</p> : undefined}
        {sheet.resting ? (
          <Contents headings={sheet.blocks.flatMap(({ heading }) => heading ?? [])} />
        ) : undefined}
        <article id="document" aria-label={LABELS[order.stage]} hx-ignore>
          <div id="written">{safeBlocks}</div>
          <div id="tail">{safeTail}</div>
        </article>
        <aside id="afterword" aria-label="About this document">
          <Afterword sheet={sheet} />
        </aside>
        <Feed address={live && stream ? feedOf(run.id, sheet.last) : undefined} />
        <section class="bar" aria-label="State">
          <button type="button" id="below" data-key="b" hidden>
            New text below ↓
          </button>
          <p id="sentence" role="status" tabindex="-1" safe>
            {sentence(sheet)}
          </p>
          <Connection stream={stream} />
          <p id="trouble" role="alert"></p>
          <p id="figures" class="quiet">
            <Figures facts={facts} />
          </p>
          <div id="actions" class="row">
            <Actions facts={facts} />
          </div>
          <p id="copied" class="unseen" role="status"></p>
        </section>
      </div>
    </Around>
  )
}

type AroundProps = PropsWithChildren<
  Pick<RunPageProps, 'frame' | 'shell'> & Omit<LayoutProps, 'frame' | 'children'>
>

/** A run of a project is read beside its documents, one of its own alone. */
function Around({ frame, shell, children, ...page }: AroundProps): JSX.Element {
  return shell ? (
    <ProjectShell shell={shell} {...page}>
      {children as 'safe'}
    </ProjectShell>
  ) : (
    <Layout frame={frame} {...page}>
      <main id="main" class="narrow">
        {children as 'safe'}
      </main>
    </Layout>
  )
}

/** What somebody typed: what other documents gave to it stands there. */
function askedFor({ stage, input }: Order): (readonly [term: string, text: string])[] {
  if (stage === 'revision')
    return [
      ['Document', `${input.document}: ${input.section}`],
      ['Why', input.reasons],
      ['Name', input.projectName],
    ]
  if (stage === 'arbiter')
    return [
      ['Document', `${LABELS[input.document]}, from ${input.drafts.length} drafts`],
      ['Name', input.projectName],
    ]
  if (stage !== 'design')
    return [
      ['Document', stage === 'phase' ? `Plan of phase ${input.phase}` : LABELS[stage]],
      ['Name', input.projectName],
    ]
  return [
    ['Idea', input.requirements],
    ['Name', input.projectName],
    ['Languages', input.languages.join(', ')],
    ['Frameworks', input.frameworks.join(', ')],
    ['APIs', input.apis.join(', ')],
  ]
}

/** The order, folded: whatever becomes of the run, what was typed is not lost. */
function Asked({ order }: { order: Order }): JSX.Element {
  const rows = [...askedFor(order), ['Model', order.model] as const]
  return (
    <details id="asked" hx-preserve>
      <summary id="asked-title">What was asked</summary>
      <dl>
        {rows
          .filter(([, text]) => text !== '')
          .map(([term, text]) => (
            <>
              <dt safe>{term}</dt>
              <dd safe>{text}</dd>
            </>
          ))}
      </dl>
    </details>
  )
}
