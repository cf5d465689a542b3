import { Html } from '@elysiajs/html'
import type { Step } from '../src/projects/way.ts'
import { attribute } from './attribute.ts'

/** What is out of date in a document, section by section, and what can be done about it. */
export function Outdated({ place, step }: { place: string; step: Step }): JSX.Element {
  const { document, stale = [], title, version, whole } = step
  const back = `?back=documents/${attribute(document)}`
  return (
    <div class="outdated">
      {stale.length > 0 && !whole ? (
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
      ) : undefined}
      <div class="row">
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
      </div>
    </div>
  )
}
