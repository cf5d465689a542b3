import { Html } from '@elysiajs/html'
import type { StepState } from '../src/projects/way.ts'

/** Of 16 by 16; a ring that fills as a document comes into being. */
const RING = '<circle cx="8" cy="8" r="6.25"'
const SHAPES: Record<StepState, string> = {
  blocked: `${RING} stroke-dasharray="2 2.9"/>`,
  ready: `${RING}/>`,
  running: `${RING}/><path class="solid" d="M8 4a4 4 0 0 1 0 8z"/>`,
  paused: `${RING}/><path d="M6.4 5.8v4.4M9.6 5.8v4.4"/>`,
  done: `${RING} class="solid"/><path class="tick" d="m5.2 8.2 2 2 3.6-4"/>`,
  stale: `${RING}/><path d="M8 4.8v3.6l2.2 1.4"/>`,
  open: `${RING}/><path d="M6.3 6.4a1.8 1.8 0 1 1 2.5 1.7c-.5.3-.8.6-.8 1.2M8 11.4v.1"/>`,
  skipped: `${RING}/><path d="M5.4 8h5.2"/>`,
}

/** A state for the eye; the word for it stands beside it. */
export function Sign({ state }: { state: StepState }): JSX.Element {
  return (
    <svg class={`sign ${state}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {SHAPES[state] as 'safe'}
    </svg>
  )
}
