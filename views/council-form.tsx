import { Html } from '@elysiajs/html'
import { MOST_DRAFTS } from '../src/planning/arbiter-request.ts'
import type { ProjectCosts } from '../src/projects/costs.ts'
import type { Step } from '../src/projects/way.ts'
import { attribute } from './attribute.ts'
import { expectedWords } from './cost-words.ts'

/** How many are offered first. */
const USUAL = 3

/** Leads to several drafts of a document that are being written or were. */
export function CouncilLink({ path, step: { council, state } }: { path: string; step: Step }): JSX.Element {
  if (council === undefined) return ''
  return (
    <p>
      <a href={`${path}/councils/${attribute(council)}`}>
        {state === 'running' ? 'The drafts that are being written' : 'The last drafts of it'}
      </a>
    </p>
  )
}

/** The wish for several drafts of a document, where there can be. */
export function CouncilForm({
  path,
  step,
  costs,
}: {
  path: string
  step: Step
  costs: ProjectCosts
}): JSX.Element {
  if ((costs.councils[step.document] ?? []).length === 0) return ''
  const { document, title } = step
  const { councils, currency } = costs
  const id = `council-${attribute(document)}`
  return (
    <details class="drafts" id={id}>
      <summary>Write several drafts and one of them all</summary>
      <form method="post" action={`${path}/councils?back=documents/${attribute(document)}`}>
        <input type="hidden" name="document" value={attribute(document)} />
        <div class="field">
          <label for={`${id}-drafts`}>How many drafts, and what all of it is expected to take</label>
          <select id={`${id}-drafts`} name="drafts" aria-describedby={`${id}-hint`}>
            {(councils[document] ?? []).map((expected) => (
              <option value={String(expected.drafts)} selected={expected.drafts === USUAL} safe>
                {`${expected.drafts} drafts: ${expectedWords({ ...expected, model: '' }, currency)}`}
              </option>
            ))}
          </select>
          <p class="quiet" id={`${id}-hint`}>
            They are written side by side, at different temperatures. When they are there, one document is
            written of them all. That is counted in.
          </p>
        </div>
        <details>
          <summary>Other models or temperatures</summary>
          <p class="quiet">
            What is left empty is as usual. Ask what it will take before: other models have other prices.
          </p>
          {Array.from({ length: MOST_DRAFTS }, (_, at) => String(at + 1)).map((number) => (
            <div class="row">
              <div class="field">
                <label for={`${id}-model-${number}`} safe>
                  {`Model of draft ${number}`}
                </label>
                <input type="text" id={`${id}-model-${number}`} name={`model-${number}`} />
              </div>
              <div class="field">
                <label for={`${id}-temperature-${number}`}>Its temperature, 0 to 2</label>
                <input
                  type="text"
                  inputmode="decimal"
                  id={`${id}-temperature-${number}`}
                  name={`temperature-${number}`}
                />
              </div>
            </div>
          ))}
        </details>
        <p class="row">
          <button type="submit" aria-label={attribute(`Write the drafts: ${title}`)}>
            Write the drafts
          </button>
          <button
            type="submit"
            class="minor"
            formmethod="get"
            formaction={`${path}/councils/new`}
            aria-label={attribute(`What will it take? Drafts: ${title}`)}
          >
            What will it take?
          </button>
        </p>
      </form>
    </details>
  )
}
