import { Html } from '@elysiajs/html'
import type { ProjectCosts } from '../src/projects/costs.ts'
import { titleOf } from '../src/projects/document-keys.ts'
import type { Step } from '../src/projects/way.ts'
import { attribute } from './attribute.ts'
import { leftWords, spentWords } from './cost-words.ts'
import { ProjectShell, type Shell, shellTitle } from './project-shell.tsx'

/** Seconds between two looks while something is being written. */
const REFRESH = 3

interface CostsPageProps {
  shell: Shell
  costs: ProjectCosts
  /** When this was true, in ISO 8601, UTC. */
  at: string
  remark?: string
}

/** What the project has taken in all, and what it may take. */
export function CostsPage({ shell, costs, at, remark }: CostsPageProps): JSX.Element {
  const { path, steps } = shell.rail
  return (
    <ProjectShell shell={shell} title={shellTitle('Costs', shell)} remark={remark}>
      <h1 id="costs-title">What it takes</h1>
      <Taken path={path} costs={costs} steps={steps} at={at} />
      <CapForm path={path} costs={costs} />
    </ProjectShell>
  )
}

interface TakenProps {
  path: string
  costs: ProjectCosts
  steps: Step[]
  at: string
}

/** Told anew while something is being written; what is typed in the form below stays. */
function Taken({ path, costs, steps, at }: TakenProps): JSX.Element {
  const { all, runs, currency, remark } = costs
  const left = leftWords(costs)
  const isLive = runs.some(({ status }) => status === 'live')
  return (
    <div
      id="taken"
      hx-get={isLive ? `${path}/costs` : undefined}
      hx-trigger={isLive ? `every ${REFRESH}s` : undefined}
      hx-select={isLive ? '#taken' : undefined}
      hx-swap={isLive ? 'outerMorph' : undefined}
    >
      <p safe>
        {all.runs === 0
          ? 'Nothing has been written yet.'
          : `${all.runs} ${all.runs === 1 ? 'run' : 'runs'}: ${spentWords(all, currency)}.`}
      </p>
      {left ? <p safe>{left}</p> : undefined}
      {remark ? (
        <p class="error" safe>
          {remark}
        </p>
      ) : undefined}
      {isLive ? (
        <p class="quiet">
          {'As of '}
          <time datetime={attribute(at)} safe>
            {at.slice(11, 19)}
          </time>
          {' UTC; something is being written.'}
        </p>
      ) : undefined}
      {all.runs > 0 ? <ByDocument costs={costs} steps={steps} /> : undefined}
    </div>
  )
}

function CapForm({ path, costs: { caps, currency } }: { path: string; costs: ProjectCosts }): JSX.Element {
  return (
    <section id="caps" aria-labelledby="caps-title">
      <h2 id="caps-title">What it may take</h2>
      <p class="quiet">
        Nothing is begun that is expected to pass a cap, and what passes it is stopped while it is written.
        Leave a field empty for no cap.
      </p>
      <form method="post" action={`${path}/caps`}>
        <div class="field">
          <label for="cap-tokens">Tokens in all</label>
          <input
            type="text"
            inputmode="numeric"
            id="cap-tokens"
            name="tokens"
            value={caps.tokens === undefined ? '' : String(caps.tokens)}
          />
        </div>
        <div class="field">
          <label for="cap-price" safe>
            {`Money in all, in ${currency}`}
          </label>
          <input
            type="text"
            inputmode="decimal"
            id="cap-price"
            name="price"
            value={caps.price === undefined ? '' : String(caps.price)}
          />
        </div>
        <p class="row">
          <button type="submit">Keep the cap</button>
        </p>
      </form>
    </section>
  )
}

/** In the order of the way; what a plan has no more stands at the end. */
function ByDocument({ costs, steps }: { costs: ProjectCosts; steps: Step[] }): JSX.Element {
  const { documents, runs, currency } = costs
  const place = (document: string) => steps.findIndex((step) => step.document === document) >>> 0
  const nameOf = (document: string): string =>
    steps.find((step) => step.document === document)?.title ?? titleOf(document)
  const keys = Object.keys(documents).sort((one, other) => place(one) - place(other))
  return (
    <section class="matrix" tabindex="0" aria-label="By document and run">
      <table class="traced">
        <thead>
          <tr>
            <th scope="col">Document</th>
            <th scope="col">What it took</th>
            <th scope="col">Runs</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((document) => {
            const spent = documents[document]
            const took: string = spent === undefined ? '' : spentWords(spent, currency)
            const own = runs.filter((run) => run.document === document)
            return (
              <tr>
                <th scope="row" safe>
                  {nameOf(document)}
                </th>
                <td safe>{took}</td>
                <td>
                  {own.map((run) => (
                    <RunLine run={run} currency={currency} isOnly={own.length === 1} />
                  ))}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

interface RunLineProps {
  run: ProjectCosts['runs'][number]
  currency: string
  /** What it took is what the document took. */
  isOnly: boolean
}

function RunLine({ run, currency, isOnly }: RunLineProps): JSX.Element {
  const { status, model, promptTokens, outputTokens, estimated, price } = run
  const spent = {
    runs: 1,
    tokens: promptTokens + outputTokens,
    estimated,
    price: price ?? 0,
    unpriced: price === undefined ? 1 : 0,
  }
  return (
    <div>
      <a href={`/runs/${attribute(run.run)}`} safe>
        {STATUS_WORDS[status]}
      </a>{' '}
      <span class="quiet" safe>
        {[model || 'no model yet', isOnly ? '' : spentWords(spent, currency)].filter(Boolean).join(': ')}
      </span>
    </div>
  )
}

const STATUS_WORDS: Record<ProjectCosts['runs'][number]['status'], string> = {
  live: 'Being written',
  interrupted: 'Stands still',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
}
