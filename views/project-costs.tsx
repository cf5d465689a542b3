import { Html } from '@elysiajs/html'
import type { ProjectCosts } from '../src/projects/costs.ts'
import type { Step } from '../src/projects/way.ts'
import { attribute } from './attribute.ts'
import { expectedWords, leftWords, spentWords } from './cost-words.ts'

/** Bringing up to date asks for less than the whole, as far as that is possible. */
const BEFORE: Partial<Record<Step['state'], string>> = { done: 'Again', stale: 'All of it anew' }

/** Of one step: what it has taken, and what writing it is expected to take. */
export function StepCosts({
  costs: { documents, expected, currency },
  step: { document, state },
}: {
  costs: ProjectCosts
  step: Step
}): JSX.Element | null {
  const took = documents[document]
  const next = expected[document]
  const words = [
    took && `${state === 'running' ? 'So far' : 'Took'} ${spentWords(took, currency)}`,
    next && `${BEFORE[state] ?? 'Expected'}: ${expectedWords(next, currency)}`,
  ].filter((each) => each !== undefined)
  if (words.length === 0) return null
  return (
    <p class="quiet why cost" safe>
      {words.join(' · ')}
    </p>
  )
}

/** What the project has taken in all, and what it may take. */
export function CostParts({
  path,
  costs,
  steps,
}: {
  path: string
  costs: ProjectCosts
  steps: Step[]
}): JSX.Element {
  const { all, caps, currency, remark } = costs
  const left = leftWords(costs)
  return (
    <section aria-labelledby="costs-title">
      <h2 id="costs-title">What it takes</h2>
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
      {all.runs > 0 ? <ByDocument costs={costs} steps={steps} /> : undefined}
      <details id="caps">
        <summary>{left ? 'Change the cap' : 'Set a cap'}</summary>
        <form method="post" action={`${path}/caps`}>
          <p class="quiet">
            Nothing is begun that is expected to pass it, and what passes it is stopped while it is written.
            Leave a field empty for no cap.
          </p>
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
      </details>
    </section>
  )
}

function ByDocument({ costs, steps }: { costs: ProjectCosts; steps: Step[] }): JSX.Element {
  const { documents, runs, currency } = costs
  const titleOf = (document: string) => steps.find((step) => step.document === document)?.title ?? document
  return (
    <details>
      <summary>By document and run</summary>
      <ul>
        {Object.entries(documents).map(([document, spent]) => (
          <li>
            <span safe>{`${titleOf(document)}: ${spentWords(spent, currency)}`}</span>
            <ul>
              {runs
                .filter((run) => run.document === document)
                .map(({ run, status, model, promptTokens, outputTokens, estimated, price }) => (
                  <li>
                    <a href={`/runs/${attribute(run)}`} safe>
                      {STATUS_WORDS[status]}
                    </a>
                    <span class="quiet" safe>
                      {` ${model || 'no model yet'}: ${spentWords(
                        {
                          runs: 1,
                          tokens: promptTokens + outputTokens,
                          estimated,
                          price: price ?? 0,
                          unpriced: price === undefined ? 1 : 0,
                        },
                        currency,
                      )}`}
                    </span>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  )
}

const STATUS_WORDS: Record<ProjectCosts['runs'][number]['status'], string> = {
  live: 'Being written',
  interrupted: 'Stands still',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
}
