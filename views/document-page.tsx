import { Html } from '@elysiajs/html'
import type { Finding } from '../src/planning/lint/finding.ts'
import type { Version } from '../src/store/documents.ts'
import { attribute } from './attribute.ts'
import { Contents } from './contents.tsx'
import { CorrectionForms } from './correction.tsx'
import { Difference } from './difference.tsx'
import { DocumentHead, type Standing } from './document-head.tsx'
import { ProjectShell, type Shell, shellTitle, Turn } from './project-shell.tsx'
import { type Reading, ReadingArticle } from './reading.tsx'
import { type Editing, SectionEditor } from './section-editor.tsx'
import { AUTHORS, RestoreForm } from './versions-page.tsx'

interface DocumentPageProps {
  shell: Shell
  title: string
  /** How it stands on the way, where it has a place of its own there. */
  standing?: Standing
  version: Version
  /** Number of the newest version. */
  newest: number
  /** An older or newer version that it is compared with. */
  against?: Version
  reading: Reading
  /** What is found in it, where it is the newest version. */
  findings: readonly Finding[]
  /** A sentence on what did not work. */
  remark?: string
  editing?: Editing
}

/** One document of a project, to be read and edited. */
export function DocumentPage({
  shell,
  title,
  standing,
  version,
  newest,
  against,
  reading,
  findings,
  remark,
  editing,
}: DocumentPageProps): JSX.Element {
  const { place } = reading
  const editor = editing ? <SectionEditor place={place} editing={editing} /> : ''
  const isWhole = editing !== undefined && editing.section === undefined
  return (
    <ProjectShell shell={shell} title={shellTitle(title, shell)} remark={remark} wide>
      <div class="reading">
        <header class="reading-head">
          <h1 safe>{standing?.step.title ?? title}</h1>
          <Byline title={title} place={place} version={version} newest={newest} />
          {standing && !against ? <DocumentHead rail={shell.rail} {...standing} /> : undefined}
        </header>
        {against ? (
          <Compared from={against} to={version} place={place} />
        ) : (
          <>
            {isWhole ? (editor as 'safe') : <Contents headings={reading.headings} />}
            {isWhole && editing.theirs === undefined ? undefined : (
              <ReadingArticle
                reading={reading}
                label={title}
                editor={editing?.section && { number: editing.section.number, html: editor }}
              />
            )}
          </>
        )}
        <footer class="reading-foot">
          {findings.length > 0 ? (
            <section aria-label="What is found in it">
              <p>
                <a href={`${shell.rail.path}/findings`} safe>
                  {findings.length === 1 ? '1 finding' : `${findings.length} findings`}
                </a>
              </p>
              <CorrectionForms
                path={shell.rail.path}
                findings={findings}
                back={`documents/${version.document}`}
              />
            </section>
          ) : undefined}
          <Turn rail={shell.rail} />
        </footer>
      </div>
    </ProjectShell>
  )
}

/** Who wrote it and when, and what can be done with the text as it is. */
function Byline({
  title,
  place,
  version,
  newest,
}: {
  title: string
  place: string
  version: Version
  newest: number
}): JSX.Element {
  const { number, author, createdAt } = version
  const isNewest = number === newest
  const download = `${place}/download${isNewest ? '' : `?version=${number}`}`
  return (
    <>
      <p class="quiet byline">
        <a
          href={`${place}/versions`}
          aria-label={attribute(`${title}, version ${number}: all versions`)}
          safe
        >
          {`Version ${number}`}
        </a>
        <span safe>{` by ${AUTHORS[author]}, `}</span>
        <time datetime={createdAt} safe>
          {createdAt.slice(0, 16).replace('T', ' ')}
        </time>
        {' UTC'}
      </p>
      <div class="row text-actions">
        <button type="button" class="plain text-button" id="copy" data-from={download}>
          Copy
        </button>
        <a href={download} download="">
          Download
        </a>
        {isNewest ? (
          <a href={`${place}?edit=all#edit`}>Edit all of it</a>
        ) : (
          <>
            <a href={`${place}?version=${newest}&amp;against=${number}`}>What has changed since</a>
            <RestoreForm place={place} number={number} newest={newest} />
            <a href={place}>The newest version</a>
          </>
        )}
        <span id="copied" class="unseen" role="status"></span>
      </div>
    </>
  )
}

function Compared({ from, to, place }: { from: Version; to: Version; place: string }): JSX.Element {
  const label = `From version ${from.number} to version ${to.number}`
  return (
    <section aria-labelledby="difference-title" class="compared">
      <h2 id="difference-title" safe>
        {label}
      </h2>
      <Difference before={from.text} after={to.text} label="Lines that differ" />
      <p class="row">
        <a href={`${place}/versions`}>All versions</a>
        <a href={place}>The document</a>
      </p>
    </section>
  )
}
