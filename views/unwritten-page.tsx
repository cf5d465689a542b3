import { Html } from '@elysiajs/html'
import { furtherSourcesOf, sourcesOf, titleOf } from '../src/projects/document-keys.ts'
import { attribute } from './attribute.ts'
import { DocumentHead, type Standing } from './document-head.tsx'
import { ProjectShell, type Shell, shellTitle, Turn } from './project-shell.tsx'

/** Seconds between two looks while it is being written. */
const REFRESH = 3

/** The page of a document that is not there yet: what it will be written from, what that takes, and the button. */
export function UnwrittenPage({
  shell,
  standing,
  remark,
}: {
  shell: Shell
  standing: Standing
  remark?: string
}): JSX.Element {
  const { rail } = shell
  const { document, title, state } = standing.step
  const place = `${rail.path}/documents/${attribute(document)}`
  const isOpen = state === 'running'
  return (
    <ProjectShell
      shell={shell}
      title={shellTitle(title, shell)}
      refresh={isOpen ? REFRESH : undefined}
      refreshTo={place}
      remark={remark}
    >
      <h1 safe>{title}</h1>
      <div
        hx-get={isOpen ? place : undefined}
        hx-trigger={isOpen ? `every ${REFRESH}s` : undefined}
        hx-select={isOpen ? '#main' : undefined}
        hx-target={isOpen ? '#main' : undefined}
        hx-swap={isOpen ? 'outerMorph' : undefined}
      >
        {['blocked', 'running', 'paused'].includes(state) ? undefined : (
          <p class="quiet" safe>
            {fromWords(document)}
          </p>
        )}
        <DocumentHead rail={rail} {...standing} />
      </div>
      <Turn rail={rail} />
    </ProjectShell>
  )
}

function fromWords(document: string): string {
  const sources = sourcesOf(document).map((key) => `the ${titleOf(key).toLowerCase()}`)
  const further = furtherSourcesOf(document).map((key) => `the ${titleOf(key).toLowerCase()}`)
  const last = further.length > 0 ? `, and from ${further.join(' and ')} where there are any` : ''
  return `It is not there yet. It is written from ${sources.join(' and ')}${last}.`
}
