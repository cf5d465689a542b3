import { Html } from '@elysiajs/html'
import type { Finding } from '../src/planning/lint/finding.ts'
import type { FieldError } from '../src/routes/problem.ts'
import type { Version, VersionFacts } from '../src/store/documents.ts'
import { attribute } from './attribute.ts'
import { Difference } from './difference.tsx'
import { DocumentHead, type Standing } from './document-head.tsx'
import { DocumentFindings } from './inspection.tsx'
import { ProjectShell, type Shell, shellTitle, Turn } from './project-shell.tsx'
import { TextField } from './projects-page.tsx'

interface DocumentPageProps {
  shell: Shell
  title: string
  /** How it stands on the way, where it has a place of its own there. */
  standing?: Standing
  version: Version
  versions: VersionFacts[]
  /** An older or newer version that it is compared with. */
  against?: Version
  /** What is found in it, where it is the newest version. */
  findings?: Finding[]
  /** Safe HTML of the version's text. */
  safeHtml: string
  /** A sentence on what did not work. */
  remark?: string
  /** An edit that was not taken: what was typed, and why. */
  refused?: { text: string; errors?: FieldError[]; remark?: string }
}

const AUTHORS = { run: 'a model', person: 'hand', code: 'the program', import: 'an import' } as const

/** One document of a project, to be read and edited. */
export function DocumentPage({
  shell,
  title,
  standing,
  version,
  versions,
  against,
  findings = [],
  safeHtml,
  remark,
  refused,
}: DocumentPageProps): JSX.Element {
  const { path } = shell.rail
  const place = `${path}/documents/${attribute(version.document)}`
  const previous = versions.find(({ number }) => number < version.number)?.number
  return (
    <ProjectShell shell={shell} title={shellTitle(title, shell)} remark={remark}>
      <h1 safe>{standing?.step.title ?? title}</h1>
      <p class="quiet">
        <span safe>{`${title}, version ${version.number}, by ${AUTHORS[version.author]}, `}</span>
        <time datetime={version.createdAt} safe>
          {version.createdAt.slice(0, 16).replace('T', ' ')}
        </time>
        {' UTC'}
      </p>
      {refused?.remark ? (
        <div class="error" role="alert">
          <p safe>{refused.remark}</p>
          <p>
            <a href="#edit">To your text</a>
          </p>
        </div>
      ) : undefined}
      {standing ? <DocumentHead rail={shell.rail} {...standing} /> : undefined}
      {against ? (
        <section aria-labelledby="difference-title">
          <h2 id="difference-title" safe>{`From version ${against.number} to version ${version.number}`}</h2>
          <Difference before={against.text} after={version.text} label="Lines that differ" />
        </section>
      ) : undefined}
      <article id="document" aria-label={attribute(title)} hx-ignore>
        {safeHtml}
      </article>
      <DocumentFindings path={path} document={version.document} findings={findings} />
      <details id="edit" open={refused !== undefined}>
        <summary>Edit it by hand</summary>
        <form method="post" action={place}>
          <input type="hidden" name="after" value={String(versions[0]?.number ?? version.number)} />
          <TextField
            name="text"
            label="Markdown"
            value={refused?.text ?? version.text}
            errors={refused?.errors}
            rows={16}
          />
          <p class="row">
            <button type="submit" class="primary">
              Keep as the next version
            </button>
          </p>
        </form>
      </details>
      {versions.length > 1 ? (
        <nav aria-label="Versions">
          <p class="quiet">
            {'Versions: '}
            {versions.map(({ number }) =>
              number === version.number ? (
                <strong safe>{`${number} `}</strong>
              ) : (
                <a href={`${place}?version=${number}`} safe>
                  {`${number} `}
                </a>
              ),
            )}
            {previous === undefined ? undefined : (
              <a href={`${place}?version=${version.number}&amp;against=${previous}`} safe>
                {`What version ${version.number} has changed`}
              </a>
            )}
          </p>
        </nav>
      ) : undefined}
      <Turn rail={shell.rail} />
    </ProjectShell>
  )
}
