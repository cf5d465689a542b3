import type { Section } from './design.ts'
import { BOLD_LEVEL, type Heading, type Outline } from './outline.ts'
import { type Part, partsOf } from './parts.ts'
import { definitionIn } from './requirement-id.ts'

const TITLE_LENGTH = 200

/** At most `limit` sections; `tooMany` where the text has more. */
export function readSections(
  { headings, end }: Outline,
  limit: number,
): { title?: string; sections: Section[]; tooMany: boolean } {
  const sections: Section[] = []
  const open: Section[] = []
  const title = titleOf(headings)
  let tooMany = false
  for (const heading of headings) {
    const parts = heading === title ? [] : partsOf(heading.title)
    if (heading.level === BOLD_LEVEL && parts.length === 0) continue
    if (sections.length >= limit) {
      tooMany = true
      break
    }
    for (let last = open.at(-1); last && last.level >= heading.level; last = open.at(-1)) {
      last.end = heading.start
      open.pop()
    }
    const [part, ...also] = parts
    const section: Section = {
      title: heading.title.slice(0, TITLE_LENGTH),
      level: heading.level,
      start: heading.start,
      end,
    }
    if (part) section.part = part
    if (also.length > 0) section.also = also
    sections.push(section)
    open.push(section)
  }
  return { title: title?.title.slice(0, TITLE_LENGTH), sections, tooMany }
}

/** A heading before the parts that names none of them; or the only one of level 1, whatever it is called. */
function titleOf(headings: Heading[]): Heading | undefined {
  const [first, ...rest] = headings.slice(0, 50)
  if (!first) return undefined
  if (partsOf(first.title).length === 0) return definitionIn(first.title) ? undefined : first
  const alone = first.level === 1 && rest.every((heading) => heading.level > 1)
  return alone && rest.some((heading) => partsOf(heading.title).length > 0) ? first : undefined
}

/** The outermost sections that are this part. */
export function areas(sections: Section[], part: Part): Section[] {
  let end = -1
  return sections.filter((section) => {
    if (section.start < end || (section.part !== part && !section.also?.includes(part))) return false
    end = section.end
    return true
  })
}
