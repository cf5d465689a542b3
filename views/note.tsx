import { Html } from '@elysiajs/html'
import type { Mentions } from '../src/markdown/mentions.ts'
import type { Finding } from '../src/planning/lint/finding.ts'
import { attribute } from './attribute.ts'
import { Tick } from './correction.tsx'
import { Remark } from './remark.tsx'

/** What is found in a block, beside it: said like while it was written, and with a way to mute it. */
export function Note({
  place,
  finding,
  mentions,
}: {
  /** Path of the document. */
  place: string
  finding: Finding
  mentions: Mentions
}): JSX.Element {
  const { id, severity, by } = finding
  const project = place.replace(/\/documents\/[^/]+$/, '')
  const back = place.slice(project.length + 1)
  return (
    <div class={`remark ${severity}`}>
      <p class="note-words" id={`note-${attribute(id)}`}>
        <Tick finding={finding} /> <Remark finding={finding} mentions={mentions} />
        {by ? <span class="quiet"> (by a model)</span> : undefined}
      </p>
      <details class="mute">
        <summary class="quiet note-fold" aria-describedby={`note-${attribute(id)}`}>
          Mute it
        </summary>
        <form method="post" action={`${project}/mutes/${attribute(id)}?back=${attribute(back)}`} class="row">
          <label for={`why-${attribute(id)}`}>Why</label>
          <input type="text" id={`why-${attribute(id)}`} name="reason" required />
          <button type="submit">Mute</button>
        </form>
      </details>
    </div>
  )
}
