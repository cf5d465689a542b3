import { Html } from '@elysiajs/html'
import type { DrawnHeading } from '../src/markdown/render.ts'
import { attribute } from './attribute.ts'

/** Fewer are seen at a glance. */
const FEWEST = 3
/** Levels of headings, from the highest below the title on. */
const LEVELS = 2
/** Deeper headings of one name, from which on they are left out. */
const ALIKE = 3
/** More than a person looks through. */
const MOST = 120

/** Those that lead through a document: its title leads to where its page begins. */
export function contentsOf(headings: readonly DrawnHeading[]): (DrawnHeading & { depth: number })[] {
  const [first, ...rest] = headings
  const isTitle = first !== undefined && rest.every(({ level }) => level > first.level)
  const listed = isTitle ? rest : headings
  const top = Math.min(...listed.map(({ level }) => level))
  const counts = new Map<string, number>()
  for (const { text } of listed) counts.set(text, (counts.get(text) ?? 0) + 1)
  // What each part has alike, such as "Tasks" of each phase, leads nowhere in particular.
  const isOwn = ({ text, level }: DrawnHeading) => level === top || (counts.get(text) ?? 0) < ALIKE
  const shown = listed
    .filter((heading) => heading.text !== '' && isOwn(heading))
    .map((heading) => ({ ...heading, depth: heading.level - top }))
    .filter(({ depth }) => depth < LEVELS)
  return shown.length < FEWEST ? [] : shown.slice(0, MOST)
}

/** A document's headings as links, beside it or folded above it. CSS alone marks the one that is read. */
export function Contents({ headings }: { headings: readonly DrawnHeading[] }): JSX.Element {
  const shown = contentsOf(headings)
  if (shown.length === 0) return ''
  return (
    <nav class="contents" aria-label="Contents">
      <details class="contents-fold">
        <summary class="contents-title">Contents</summary>
      </details>
      <ol class="contents-list">
        {shown.map(({ id, text, depth }) => (
          <li>
            <a class={`contents-link${depth > 0 ? ' deeper' : ''}`} href={`#${attribute(id)}`} safe>
              {text}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
