import { Html } from '@elysiajs/html'
import type { Step } from '../src/projects/way.ts'
import { attribute } from './attribute.ts'

/** What is out of date in a document, section by section; nothing where that is all of it. */
export function OutdatedSections({ step: { stale = [], whole } }: { step: Step }): JSX.Element {
  if (stale.length === 0 || whole) return ''
  return (
    <details class="sections">
      <summary
        safe
      >{`${stale.length} ${stale.length === 1 ? 'section is' : 'sections are'} out of date`}</summary>
      <ul>
        {stale.map((section) => (
          <li>
            <strong safe>{section.title}</strong> <span safe>{section.reasons.join(' ')}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What can be done about it besides bringing it up to date. */
export function OutdatedActions({ place, step }: { place: string; step: Step }): JSX.Element {
  const { document, title, version, whole } = step
  const back = `?back=documents/${attribute(document)}`
  return (
    <>
      {whole ? undefined : (
        <form method="post" action={`${place}/write${back}`}>
          <button type="submit" class="minor" aria-label={attribute(`Write it anew: ${title}`)}>
            Write it anew
          </button>
        </form>
      )}
      <form method="post" action={`${place}/keep${back}`}>
        <input type="hidden" name="after" value={String(version ?? 0)} />
        <button type="submit" class="minor" aria-label={attribute(`It holds as it is: ${title}`)}>
          It holds as it is
        </button>
      </form>
    </>
  )
}
