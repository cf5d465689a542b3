import { Html } from '@elysiajs/html'
import { attribute } from './attribute.ts'
import { type Frame, Layout } from './layout.tsx'
import { Actions, Afterword, Feed } from './run-parts.tsx'
import { figures, pageTitle, type RunFacts, sentence } from './run-words.ts'

interface RunPageProps {
  frame: Frame
  facts: RunFacts
  /** False: the text is shown when it is whole. */
  stream: boolean
}

/** Seconds between two looks of a browser without JavaScript. */
const REFRESH = 3

/** One run: complete as it is now; what follows comes by the feed. */
export function RunPage({ frame, facts, stream }: RunPageProps): JSX.Element {
  const { sheet } = facts
  const { run } = sheet.state
  const live = !sheet.resting
  const hidden = live && !stream
  const safeBlocks = hidden ? '' : sheet.blocks.map(({ html }) => html).join('')
  const safeTail = hidden ? '' : sheet.tail
  return (
    <Layout frame={frame} title={pageTitle(sheet)} refresh={live ? REFRESH : undefined}>
      <main id="main" class="narrow">
        <div id="run" data-poll={hidden}>
          <header class="run">
            <h1 safe>{run.name}</h1>
            <p class="quiet">
              <span safe>
                {run.provider === 'demo' ? 'Written by the demo' : `Written by ${run.model || 'the model'}`}
              </span>
              {' · '}
              <time datetime={attribute(run.createdAt)} safe>
                {run.createdAt.slice(0, 16).replace('T', ' ')}
              </time>
              {' UTC'}
            </p>
          </header>
          {hidden ? (
            <p class="note">The design is being written; it is shown here when it is whole.</p>
          ) : undefined}
          <article id="document" aria-label="Project design" hx-ignore>
            <div id="written">{safeBlocks}</div>
            <div id="tail">{safeTail}</div>
          </article>
          <aside id="afterword" aria-label="About this design">
            <Afterword sheet={sheet} />
          </aside>
          <Feed id={run.id} after={live && stream ? sheet.last : undefined} />
          <section class="bar" aria-label="State">
            <button type="button" id="below" hidden>
              New text below ↓
            </button>
            <p id="sentence" role="status" safe>
              {sentence(sheet)}
            </p>
            <p id="connection" role="status"></p>
            <p id="trouble" role="alert"></p>
            <p id="figures" class="quiet" safe>
              {figures(facts)}
            </p>
            <div id="actions" class="row">
              <Actions sheet={sheet} />
            </div>
          </section>
        </div>
      </main>
    </Layout>
  )
}
