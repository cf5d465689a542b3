import { Html } from '@elysiajs/html'
import type { FieldError } from '../src/routes/problem.ts'
import { type Frame, Layout } from './layout.tsx'
import { TextField } from './projects-page.tsx'

interface ImportPageProps {
  frame: Frame
  /** As they were typed. */
  text: string
  name: string
  errors?: FieldError[]
  remark?: string
}

/** Where somebody brings along a design that was written elsewhere. */
export function ImportPage({ frame, text, name, errors, remark }: ImportPageProps): JSX.Element {
  return (
    <Layout frame={frame} title="A design from elsewhere · devussy">
      <main id="main" class="narrow">
        <p class="quiet">
          <a href="/projects">Projects</a>
        </p>
        <h1>A design from elsewhere</h1>
        <p class="lead">
          Bring a design, a specification or requirements in Markdown: Spec Kit, OpenSpec, Kiro or your own
          form. It becomes a project; the text stays as it is, and requirements without ids get some in a
          second version.
        </p>
        {remark ? (
          <div class="error" role="alert">
            <p safe>{errors?.length ? 'Nothing was made yet: please look at the marked fields.' : remark}</p>
          </div>
        ) : undefined}
        <form method="post" action="/projects/import-design" enctype="multipart/form-data">
          <div class="field">
            <label for="file">A Markdown file (at most 192 KiB)</label>
            <input type="file" id="file" name="file" accept=".md,.markdown,.txt,text/markdown,text/plain" />
          </div>
          <TextField name="text" label="Or the text itself" value={text} errors={errors} rows={10} />
          <TextField name="name" label="Name (optional; else its title)" value={name} errors={errors} />
          <p class="row">
            <button type="submit" class="primary">
              Make the project
            </button>
          </p>
        </form>
      </main>
    </Layout>
  )
}
