import { Html } from '@elysiajs/html'
import type { DrawnBlock } from '../src/markdown/at-rest.ts'
import type { Mentions } from '../src/markdown/mentions.ts'
import { belowTitle } from '../src/markdown/outline.ts'
import type { DrawnHeading } from '../src/markdown/render.ts'
import type { Finding } from '../src/planning/lint/finding.ts'
import { sectionsAt } from '../src/planning/section-edit.ts'
import { attribute } from './attribute.ts'
import { Note } from './note.tsx'

/** A document as it is read: its parts, each with a way to edit it, and what is found beside the blocks that it is about. */
export interface Reading {
  /** Path of the document. */
  place: string
  blocks: readonly DrawnBlock[]
  headings: readonly DrawnHeading[]
  /** What is found in each block. */
  notes: ReadonlyMap<DrawnBlock, Finding[]>
  mentions: Mentions
  /** Whether this version can be edited: it is the newest. */
  canEdit: boolean
}

/** Notes beside one block; the others are folded. */
const UNFOLDED = 3

/** Each finding goes to the block that it begins in; where that draws as nothing, to the one before. */
export function notesOf(
  blocks: readonly DrawnBlock[],
  findings: readonly Finding[],
): Map<DrawnBlock, Finding[]> {
  const drawn = blocks.filter(({ html }) => html !== '')
  const notes = new Map<DrawnBlock, Finding[]>()
  for (const finding of findings) {
    const block = drawn.findLast(({ start }) => start <= finding.place.start) ?? drawn[0]
    if (block) notes.set(block, [...(notes.get(block) ?? []), finding])
  }
  return notes
}

/** A heading with what stands below it, and the deeper ones in it; what stands before the first is a part without one. */
export interface Part {
  heading?: DrawnHeading
  blocks: DrawnBlock[]
  parts: Part[]
}

/** As sections are edited: what is edited together is one part. */
export function partsOf({ blocks, headings }: Pick<Reading, 'blocks' | 'headings'>): Part[] {
  const sections = sectionsAt(headings, blocks.at(-1)?.end ?? 0)
  const top: Part[] = [{ blocks: [], parts: [] }]
  const open: { part: Part; end: number }[] = []
  let next = 0
  for (const block of blocks) {
    const heading = headings[next]
    const end = sections[next]?.end
    if (heading && end !== undefined && heading.start >= block.start && heading.start < block.end) {
      next += 1
      while ((open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= heading.start) open.pop()
      const part: Part = { heading, blocks: [block], parts: [] }
      const beside = open.at(-1)?.part.parts ?? top
      beside.push(part)
      open.push({ part, end })
    } else {
      const part = open.at(-1)?.part ?? top[0]
      part?.blocks.push(block)
    }
  }
  return top.filter(({ heading, blocks: own }) => heading || own.some(({ html }) => html !== ''))
}

/** The part with the heading of that number. */
export function partAt(parts: readonly Part[], number: number): Part | undefined {
  for (const part of parts) {
    const found = part.heading?.number === number ? part : partAt(part.parts, number)
    if (found) return found
  }
  return undefined
}

/** Stands in the place of the part with the heading of that number. */
export interface Editor {
  number: number
  html: JSX.Element
}

export function ReadingArticle({
  reading,
  label,
  editor,
}: {
  reading: Reading
  label: string
  editor?: Editor
}): JSX.Element {
  return (
    <article id="document" aria-label={attribute(label)}>
      {partsOf(reading).map((part) => (
        <ReadingPart reading={reading} part={part} editor={editor} />
      ))}
    </article>
  )
}

export function ReadingPart({
  reading,
  part: { heading, blocks, parts },
  editor,
}: {
  reading: Reading
  part: Part
  editor?: Editor
}): JSX.Element {
  if (editor && heading?.number === editor.number) return editor.html
  const first = heading ? blocks[0] : undefined
  return (
    <div class="part">
      {heading && first ? (
        <Noted reading={reading} block={first}>
          <EditLink reading={reading} heading={heading} />
        </Noted>
      ) : undefined}
      {blocks.slice(first ? 1 : 0).map((block) => (
        <Noted reading={reading} block={block} />
      ))}
      {parts.map((inner) => (
        <ReadingPart reading={reading} part={inner} editor={editor} />
      ))}
    </div>
  )
}

function EditLink({
  reading: { place, canEdit },
  heading: { number, text },
}: {
  reading: Reading
  heading: DrawnHeading
}): JSX.Element {
  if (!canEdit) return ''
  const address = `${place}?edit=${number}`
  return (
    <a class="edit" href={`${address}#edit`} hx-get={address} hx-target="closest .part" hx-swap="outerHTML">
      {'Edit '}
      <span class="unseen" safe>
        {text}
      </span>
    </a>
  )
}

/** A block, and beside it what is found in it. What a model wrote is kept from htmx. */
function Noted({
  reading: { place, notes, mentions },
  block,
  children,
}: {
  reading: Reading
  block: DrawnBlock
  children?: JSX.Element
}): JSX.Element {
  const safeHtml = belowTitle(block.html)
  if (safeHtml === '') return ''
  const own = notes.get(block) ?? []
  const drawn = children ? (
    <div class="head">
      <div class="head-words" hx-ignore>
        {safeHtml}
      </div>
      {children as 'safe'}
    </div>
  ) : (
    <div hx-ignore>{safeHtml}</div>
  )
  if (own.length === 0) return drawn
  // Each is a landmark, to be told from the others.
  const number = [...notes.keys()].indexOf(block) + 1
  return (
    <div class="noted">
      <aside class="notes" aria-label={`Found here, ${number} of ${notes.size}`}>
        {own.slice(0, UNFOLDED).map((finding) => (
          <Note place={place} finding={finding} mentions={mentions} />
        ))}
        {own.length > UNFOLDED ? (
          <details class="mute">
            <summary class="quiet note-fold" safe>{`${own.length - UNFOLDED} more`}</summary>
            {own.slice(UNFOLDED).map((finding) => (
              <Note place={place} finding={finding} mentions={mentions} />
            ))}
          </details>
        ) : undefined}
      </aside>
      {drawn as 'safe'}
    </div>
  )
}
