import { Html } from '@elysiajs/html'
import type { Run, RunStatus } from '../src/runs/run.ts'
import { attribute } from './attribute.ts'

const STATUS_WORDS = {
  queued: 'waiting',
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

/** The newest runs. `now`: milliseconds since 1970. */
export function RunList({ runs, now }: { runs: Run[]; now: number }): JSX.Element {
  return (
    <section id="runs" aria-labelledby="runs-title">
      <h2 id="runs-title" tabindex="-1">
        Your designs
      </h2>
      {runs.length === 0 ? (
        <p class="quiet">
          None yet. Describe an idea above and send it; the design is written before your eyes and kept here.
        </p>
      ) : (
        <ul class="runs">
          {runs.map((run) => (
            <RunRow run={run} now={now} />
          ))}
        </ul>
      )}
    </section>
  )
}

function RunRow({ run, now }: { run: Run; now: number }): JSX.Element {
  return (
    <li>
      <a class="name" href={`/runs/${attribute(run.id)}`} safe>
        {run.stage === 'design' ? run.name : `${run.name}: ${run.stage}`}
      </a>
      <span class="quiet">
        {STATUS_WORDS[run.status]}
        {' · '}
        <time datetime={run.createdAt} safe>
          {ago(run.createdAt, now)}
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
