import { Html } from '@elysiajs/html'
import type { VersionFacts } from '../src/store/documents.ts'
import { attribute } from './attribute.ts'
import { ProjectShell, type Shell, shellTitle } from './project-shell.tsx'

export const AUTHORS = { run: 'a model', person: 'hand', code: 'the program', import: 'an import' } as const

/** A version, and in a few words what it has changed. */
export interface VersionRow extends VersionFacts {
  changed: string
}

interface VersionsPageProps {
  shell: Shell
  title: string
  document: string
  /** The newest first. */
  rows: VersionRow[]
  /** Number of the newest version of all. */
  newest: number
  /** Number below which the older ones stand, where there are some. */
  older?: number
  remark?: string
}

/** All versions of a document: any two can be compared, an older one made the next. */
export function VersionsPage({
  shell,
  title,
  document,
  rows,
  newest,
  older,
  remark,
}: VersionsPageProps): JSX.Element {
  const place = `${shell.rail.path}/documents/${attribute(document)}`
  const [first, second] = rows
  return (
    <ProjectShell shell={shell} title={shellTitle(`${title}: versions`, shell)} remark={remark}>
      <h1 safe>{`${title}: versions`}</h1>
      <form method="get" action={place} id="compare"></form>
      <ol class="versions">
        {rows.map((row) => (
          <li class="version">
            <div class="version-words">
              <a href={row.number === newest ? place : `${place}?version=${row.number}`} safe>
                {`Version ${row.number}`}
              </a>
              <span class="quiet" safe>{` by ${AUTHORS[row.author]}, `}</span>
              <time class="quiet" datetime={row.createdAt} safe>
                {row.createdAt.slice(0, 16).replace('T', ' ')}
              </time>
              <p class="changed" safe>
                {row.changed}
              </p>
            </div>
            {rows.length > 1 ? (
              <span class="pick">
                <label>
                  <input
                    type="radio"
                    name="against"
                    form="compare"
                    value={String(row.number)}
                    checked={row === (second ?? first)}
                  />
                  <span class="unseen" safe>{`Version ${row.number} `}</span>from
                </label>
                <label>
                  <input
                    type="radio"
                    name="version"
                    form="compare"
                    value={String(row.number)}
                    checked={row === first}
                  />
                  <span class="unseen" safe>{`Version ${row.number} `}</span>to
                </label>
              </span>
            ) : undefined}
          </li>
        ))}
      </ol>
      {rows.length > 1 ? (
        <p class="row">
          <button type="submit" form="compare">
            Compare the two
          </button>
        </p>
      ) : undefined}
      <p class="row">
        {older === undefined ? undefined : <a href={`${place}/versions?below=${older}`}>Older versions</a>}
        <a href={place}>Back to the document</a>
      </p>
    </ProjectShell>
  )
}

/** Makes an older version the next one. */
export function RestoreForm({
  place,
  number,
  newest,
}: {
  place: string
  number: number
  newest: number
}): JSX.Element {
  return (
    <form method="post" action={`${place}/restore`}>
      <input type="hidden" name="version" value={String(number)} />
      <input type="hidden" name="after" value={String(newest)} />
      <button type="submit" class="restore" safe>{`Make version ${number} the next one`}</button>
    </form>
  )
}
