import { Html } from '@elysiajs/html'
import type { RecentPage, RecentProject, RecentRun, RecentThing } from '../src/projects/recent.ts'
import type { RunStatus } from '../src/runs/run.ts'
import { attribute } from './attribute.ts'

const STATUS_WORDS = {
  queued: 'waiting its turn',
  asking: 'asking the model',
  writing: 'being written',
  interrupted: 'interrupted',
  done: 'done',
  stopped: 'stopped',
  failed: 'failed',
} as const satisfies Record<RunStatus, string>

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** "3 minutes ago"; readers in any time zone understand it. */
export function ago(iso: string, now: number): string {
  const passed = now - Date.parse(iso)
  const [unit, length] = UNITS.find(([, ms]) => passed >= ms) ?? []
  return unit && length ? relative.format(-Math.floor(passed / length), unit) : 'just now'
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/** How far a project has come, in a word or two. */
export function stateWords({ documents, open, waits, tasksDone }: RecentProject): string {
  if (open.some((status) => status !== 'interrupted')) return 'being written'
  if (open.length > 0) return 'interrupted'
  if (waits !== undefined) return 'waits for you'
  if (tasksDone > 0) return `${count(tasksDone, 'task')} done`
  if (documents.some((key) => key.startsWith('phase-'))) return 'phases written'
  if (documents.includes('plan')) return 'plan written'
  return documents.includes('design') ? 'design written' : 'brief'
}

/** What waits for a person, or is not there yet: at most two things, the most urgent first. */
export function missingWords({ documents, open, proposals, learned }: RecentProject): string[] {
  const { openQuestions = 0, errors = 0, stale = 0, unwritten } = learned ?? {}
  const isWritten = open.some((status) => status !== 'interrupted')
  const phases = (unwritten ?? []).filter((key) => key.startsWith('phase-')).length
  const next = ['design', 'plan'].find((key) => !documents.includes(key))
  const words = [
    openQuestions > 0 && `${count(openQuestions, 'question')} open`,
    errors > 0 && count(errors, 'error'),
    stale > 0 && 'out of date',
    proposals > 0 && `${count(proposals, 'proposal')} to look at`,
    !isWritten && next !== undefined && `${next} not written`,
    !isWritten && next === undefined && phases > 0 && `${count(phases, 'phase')} not written`,
  ]
  return words.filter((word) => word !== false).slice(0, 2)
}

const isLive = (thing: RecentThing): boolean =>
  thing.kind === 'run'
    ? ['queued', 'asking', 'writing'].includes(thing.run.status)
    : thing.open.some((status) => status !== 'interrupted')

interface RecentListProps {
  page: RecentPage
  /** Part of the names that was searched for. */
  query: string
  shown: number
  /** Milliseconds since 1970. */
  now: number
  /** Whether the server has looked into each of them as far as it will for this answer. */
  looked?: boolean
}

/** The list's own address, for a page or for a part of one. */
const address = (path: string, query: string, shown: number): string => {
  const fields = new URLSearchParams()
  if (query !== '') fields.set('q', query)
  fields.set('show', String(shown))
  return `${path}?${fields}`
}

/** What was worked on last. Where something is not known yet, or still being written, it asks again by itself. */
export function RecentList({ page, query, shown, now, looked = false }: RecentListProps): JSX.Element {
  const { things, more, many } = page
  const isKnown = looked || things.every((thing) => thing.kind === 'run' || thing.learned)
  const again = isKnown ? (things.some(isLive) ? 'every 10s' : undefined) : 'load, every 10s'
  return (
    <section id="runs" aria-labelledby="runs-title">
      <h2 id="runs-title" tabindex="-1">
        Recent
      </h2>
      {many ? (
        <form method="get" action="/" class="search">
          <label for="q" class="unseen">
            Search by name
          </label>
          <input
            id="q"
            name="q"
            type="search"
            placeholder="Search by name"
            value={attribute(query)}
            data-key="/"
            hx-get="/recent"
            hx-trigger="input changed delay:300ms"
            hx-target="#recent"
            hx-select="#recent"
            hx-swap="outerMorph"
          />
          <button type="submit">Search</button>
        </form>
      ) : undefined}
      <div
        id="recent"
        hx-get={again && attribute(address('/recent', query, shown))}
        hx-trigger={again}
        hx-select="#recent"
        hx-swap="outerMorph"
      >
        {things.length > 0 ? (
          <ul class="runs">
            {things.map((thing) =>
              thing.kind === 'run' ? (
                <RunRow thing={thing} now={now} />
              ) : (
                <ProjectRow thing={thing} now={now} />
              ),
            )}
          </ul>
        ) : query === '' ? (
          <div class="empty">
            <p>None yet. Describe an idea above and send it; it is written before your eyes and kept here.</p>
            <p class="row">
              <button type="submit" form="example">
                Try an example
              </button>
            </p>
          </div>
        ) : (
          <p>
            Nothing of that name. <a href="/">Show all</a>
          </p>
        )}
        <p class="row quiet">
          {more ? (
            <a href={attribute(`${address('/', query, shown + 12)}#runs-title`)}>Show more</a>
          ) : undefined}
          {things.length > 0 && query === '' ? <a href="/projects">All projects</a> : undefined}
        </p>
      </div>
    </section>
  )
}

function ProjectRow({ thing, now }: { thing: RecentProject; now: number }): JSX.Element {
  const missing = missingWords(thing)
  return (
    <li>
      <a class="name" href={`/projects/${attribute(thing.id)}`} safe>
        {thing.name}
      </a>
      <span class="quiet state">
        <span safe>{[stateWords(thing), ...missing].join(' · ')}</span>
        {' · '}
        <time datetime={thing.changedAt} safe>
          {ago(thing.changedAt, now)}
        </time>
      </span>
    </li>
  )
}

function RunRow({ thing: { run, changedAt }, now }: { thing: RecentRun; now: number }): JSX.Element {
  return (
    <li>
      <a class="name" href={`/runs/${attribute(run.id)}`} safe>
        {run.stage === 'design' ? run.name : `${run.name}: ${run.stage}`}
      </a>
      <span class="quiet state">
        {'design only · '}
        {STATUS_WORDS[run.status]}
        {' · '}
        <time datetime={changedAt} safe>
          {ago(changedAt, now)}
        </time>
      </span>
      <a
        class="minor delete"
        id={`delete-${attribute(run.id)}`}
        href={`/runs/${attribute(run.id)}/delete`}
        aria-label={`Delete ${attribute(run.name)}`}
        hx-post={`/runs/${attribute(run.id)}/delete`}
        hx-confirm={`Delete “${attribute(run.name)}” and all that was written?`}
        hx-target="#runs"
        hx-swap="outerHTML"
      >
        Delete
      </a>
    </li>
  )
}
