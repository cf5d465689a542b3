import { Html } from '@elysiajs/html'
import type { FieldError } from '../src/routes/problem.ts'
import type { Run } from '../src/runs/run.ts'
import { Field, type FormValues } from './form-field.tsx'
import { type Frame, Layout } from './layout.tsx'
import { RunList } from './run-list.tsx'

export interface HomePageProps {
  frame: Frame
  values: FormValues
  errors?: FieldError[]
  /** A sentence about the whole form: why it was not taken, or what the connection's test gave. */
  remark?: { kind: 'error' | 'answer'; text: string }
  provider: string
  runs: Run[]
  /** Milliseconds since 1970. */
  now: number
}

const FIELDS = ['requirements', 'projectName', 'languages', 'frameworks', 'apis', 'model', 'stream']
const FOLDED = ['frameworks', 'apis', 'model', 'stream']

export function HomePage({
  frame,
  values,
  errors = [],
  remark,
  provider,
  runs,
  now,
}: HomePageProps): JSX.Element {
  const elsewhere = errors.filter(({ field }) => !FIELDS.includes(field))
  const unfolded = errors.some(({ field }) => FOLDED.includes(field)) || remark?.kind === 'answer'
  // A name of its own: xss-scan takes what stands behind `?.` for harmless.
  const tested: string = remark?.kind === 'answer' ? remark.text : ''
  return (
    <Layout frame={frame} title="devussy: from an idea to a project design">
      <main id="main" class="narrow">
        <h1>From an idea to a project design</h1>
        <p class="lead">
          Say what you want to build. A language model writes the design; you read along, and it is kept.
        </p>
        {provider === 'demo' ? (
          <p class="note">
            This is the demo: the text is put together by a small program, not by a language model.
          </p>
        ) : undefined}
        {remark?.kind === 'error' || errors.length > 0 ? (
          <div class="error" role="alert">
            <p safe>{remark?.text ?? 'Nothing was started yet: please look at the marked fields.'}</p>
            {elsewhere.map(({ field, message }) => (
              <p safe>{`${field} ${message}.`}</p>
            ))}
          </div>
        ) : undefined}
        <form method="post" action="/runs" class="idea">
          <input type="hidden" name="intent" value={values.intent} />
          <Field name="requirements" label="Your idea" values={values} errors={errors} required rows={6}>
            What should it do, and for whom? A few sentences are enough.{' '}
            <a href="/?example=1">Fill in an example</a>
          </Field>
          <Field name="projectName" label="Name" values={values} errors={errors} required />
          <Field name="languages" label="Languages" values={values} errors={errors} required>
            Programming languages, separated by commas.
          </Field>
          <details id="more" open={unfolded}>
            <summary>Frameworks, APIs, model</summary>
            <Field name="frameworks" label="Frameworks" values={values} errors={errors} />
            <Field name="apis" label="APIs" values={values} errors={errors} />
            <Field name="model" label="Model" values={values} errors={errors} list="model-list">
              Leave it empty for the server’s own choice.
            </Field>
            <datalist
              id="model-list"
              hx-get="/models-list"
              hx-trigger={unfolded ? 'load' : 'toggle from:#more once'}
            />
            <p class="switch">
              <input type="hidden" name="stream" value="off" />
              <input type="checkbox" id="stream" name="stream" value="on" checked={values.stream} />
              <label for="stream">Stream the answer: show the text while it is written</label>
            </p>
          </details>
          <p class="row">
            {/* The first of the form's buttons: Enter in a field sends it. */}
            <button type="submit" class="primary">
              Write the design
            </button>
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
        </form>
        <RunList runs={runs} now={now} />
      </main>
    </Layout>
  )
}
