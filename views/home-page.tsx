import { Html } from '@elysiajs/html'
import type { RecentPage } from '../src/projects/recent.ts'
import type { FieldError } from '../src/routes/problem.ts'
import { attribute } from './attribute.ts'
import { Field, type FormValues } from './form-field.tsx'
import { type Frame, Layout } from './layout.tsx'
import { RecentList } from './recent.tsx'

export interface HomePageProps {
  frame: Frame
  values: FormValues
  errors?: FieldError[]
  /** A sentence about the whole form: why it was not taken, or what the connection's test gave. */
  remark?: { kind: 'error' | 'answer'; text: string }
  provider: string
  recent: RecentPage
  query: string
  shown: number
  /** What can be tried with one click: fields of the form. */
  example: Record<string, string>
  /** Milliseconds since 1970. */
  now: number
}

const FIELDS = ['requirements', 'projectName', 'languages', 'frameworks', 'apis', 'model', 'stream']

/** One field that asks for the idea; all that it can do without is folded; below it, what was worked on last. */
export function HomePage({
  frame,
  values,
  errors = [],
  remark,
  provider,
  recent,
  query,
  shown,
  example,
  now,
}: HomePageProps): JSX.Element {
  const elsewhere = errors.filter(({ field }) => !FIELDS.includes(field))
  const unfolded = errors.some(({ field }) => FIELDS.indexOf(field) > 0) || remark?.kind === 'answer'
  // A name of its own: xss-scan takes what stands behind `?.` for harmless.
  const tested: string = remark?.kind === 'answer' ? remark.text : ''
  return (
    <Layout frame={frame} title="devussy: from an idea to a project design">
      <main id="main" class="narrow">
        <h1 class="ask">What do you want to build?</h1>
        {remark?.kind === 'error' || errors.length > 0 ? (
          <div class="error" role="alert">
            <p safe>{remark?.text ?? 'Nothing was started yet: please look at the marked fields.'}</p>
            {elsewhere.map(({ field, message }) => (
              <p safe>{`${field} ${message}.`}</p>
            ))}
          </div>
        ) : undefined}
        <form method="post" action="/runs" class="idea">
          <input type="hidden" name="intent" value={attribute(values.intent)} />
          <Field
            name="requirements"
            label="Your idea"
            values={values}
            errors={errors}
            required
            rows={5}
            shortcut="i"
          >
            What should it do, and for whom? A few sentences are enough.{' '}
            <a href="/?example=1">Fill in an example</a>
          </Field>
          <fieldset class="what">
            <legend class="unseen">What to write</legend>
            <label class="choice">
              <input type="radio" name="what" value="design" checked={values.what === 'design'} />
              <span>
                The design only <span class="quiet">one document, within minutes</span>
              </span>
            </label>
            <label class="choice">
              <input type="radio" name="what" value="all" checked={values.what === 'all'} />
              <span>
                The whole way <span class="quiet">design, plan, phases and a handoff for a coding agent</span>
              </span>
            </label>
          </fieldset>
          <p class="row">
            {/* The first of the form's buttons: Enter in a field sends it. */}
            <button type="submit" class="primary">
              Write it
            </button>
          </p>
          {provider === 'demo' ? (
            <p class="demo">
              This is the demo: the text is put together by a small program, not by a language model.
            </p>
          ) : undefined}
          <details id="more" open={unfolded}>
            <summary class="idea-summary">Name, languages, model</summary>
            <Field name="projectName" label="Name" values={values} errors={errors}>
              Left empty, it is taken from your first words.
            </Field>
            <Field name="languages" label="Languages" values={values} errors={errors}>
              Programming languages, separated by commas. Left empty, the model proposes them.
            </Field>
            <Field name="frameworks" label="Frameworks" values={values} errors={errors} />
            <Field name="apis" label="APIs" values={values} errors={errors} />
            <Field name="model" label="Model" values={values} errors={errors} list="model-list">
              Of a design only. Leave it empty for the server’s own choice; the whole way takes that.
            </Field>
            <datalist
              id="model-list"
              hx-get="/models-list"
              hx-trigger={unfolded ? 'load' : 'toggle from:#more once'}
            />
            <p class="row">
              <button
                type="submit"
                formaction="/models-test"
                formnovalidate
                hx-post="/models-test"
                hx-target="#connection"
                hx-disable="this"
              >
                Test the connection
              </button>
              <span id="connection" role="status" safe>
                {tested}
              </span>
            </p>
            <p class="switch">
              <input type="hidden" name="stream" value="off" />
              <input type="checkbox" id="stream" name="stream" value="on" checked={values.stream} />
              <label for="stream">Stream the answer: show the text while it is written</label>
            </p>
          </details>
        </form>
        <form id="example" method="post" action="/runs">
          {Object.entries(example).map(([name, value]) => (
            <textarea hidden aria-label="Example" name={name} safe>
              {`\n${value}`}
            </textarea>
          ))}
        </form>
        <RecentList page={recent} query={query} shown={shown} now={now} />
      </main>
    </Layout>
  )
}
