import { Html } from '@elysiajs/html'
import type { FieldError } from '../src/routes/problem.ts'
import type { Project } from '../src/store/projects.ts'
import { attribute } from './attribute.ts'
import { BriefFileField } from './brief-file.tsx'
import { type Frame, Layout } from './layout.tsx'
import { ago } from './recent.tsx'

/** The form as it was typed, right or wrong. */
export interface ProjectValues {
  name: string
  brief: string
  languages: string
  /** The same for each sending of one form. */
  intent: string
}

interface ProjectsPageProps {
  frame: Frame
  projects: Project[]
  /** How many to show instead, where there are more. */
  more?: number
  /** Whether those are shown that were put into the archive. */
  archived: boolean
  values: ProjectValues
  errors?: FieldError[]
  remark?: string
  /** Milliseconds since 1970. */
  now: number
}

/** The projects, and a form for a new one. */
export function ProjectsPage({
  frame,
  projects,
  more,
  archived,
  values,
  errors = [],
  remark,
  now,
}: ProjectsPageProps): JSX.Element {
  return (
    <Layout frame={frame} title="Projects · devussy">
      <main id="main" class="narrow">
        <h1>From an idea to a handoff</h1>
        <p class="lead">
          A project leads from your idea over a design and a plan to a handoff that a coding agent can start
          from.
        </p>
        {remark || errors.length > 0 ? (
          <div class="error" role="alert">
            <p safe>{remark ?? 'Nothing was made yet: please look at the marked fields.'}</p>
          </div>
        ) : undefined}
        <form method="post" action="/projects" enctype="multipart/form-data">
          <input type="hidden" name="intent" value={attribute(values.intent)} />
          <TextField name="brief" label="Your idea" value={values.brief} errors={errors} rows={6} />
          <BriefFileField errors={errors} />
          <TextField name="name" label="Name" value={values.name} errors={errors} />
          <TextField name="languages" label="Languages (optional)" value={values.languages} errors={errors} />
          <p class="row">
            <button type="submit" class="primary">
              Make the project
            </button>
            <a href="/projects/import-design">Or bring a design from elsewhere</a>
            <a href="/projects/import">Or a project’s ZIP file</a>
          </p>
        </form>
        <section aria-labelledby="projects-title">
          <h2 id="projects-title">{archived ? 'Archived projects' : 'Your projects'}</h2>
          {projects.length === 0 ? (
            <p class="quiet">None yet.</p>
          ) : (
            <ul class="runs">
              {projects.map(({ id, name, updatedAt }) => (
                <li>
                  <a class="name" href={`/projects/${attribute(id)}`} safe>
                    {name}
                  </a>
                  <span class="quiet">
                    {'changed '}
                    <time datetime={updatedAt} safe>
                      {ago(updatedAt, now)}
                    </time>
                  </span>
                </li>
              ))}
            </ul>
          )}
          {more === undefined ? undefined : (
            <p>
              <a href={`/projects?${archived ? 'archived=1&amp;' : ''}show=${more}#projects-title`}>
                Show more
              </a>
            </p>
          )}
          <p class="quiet">
            {archived ? (
              <a href="/projects">Those that are not archived</a>
            ) : (
              <a href="/projects?archived=1">Archived projects</a>
            )}
          </p>
        </section>
      </main>
    </Layout>
  )
}

interface TextFieldProps {
  name: string
  label: string
  value: string
  errors?: FieldError[]
  /** Makes it a field of several lines. */
  rows?: number
}

/** A labelled field with what is wrong with it. */
export function TextField({ name, label, value, errors = [], rows }: TextFieldProps): JSX.Element {
  const wrong = errors.find(({ field }) => field === name)?.message
  const common = {
    id: name,
    name,
    'aria-describedby': wrong ? `${name}-error` : undefined,
    'aria-invalid': wrong ? ('true' as const) : undefined,
    autofocus: wrong !== undefined && errors[0]?.field === name,
  }
  return (
    <div class="field">
      <label for={name} safe>
        {label}
      </label>
      {rows ? (
        <textarea {...common} rows={String(rows)} safe>
          {/* The browser drops a first line end, so one goes before the text. */}
          {`\n${value}`}
        </textarea>
      ) : (
        <input {...common} type="text" value={attribute(value)} />
      )}
      {wrong ? (
        <p class="error" id={`${name}-error`} safe>
          {`${label} ${wrong}.`}
        </p>
      ) : undefined}
    </div>
  )
}
