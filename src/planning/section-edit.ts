/**
 * One section of a text, edited by itself: the rest of the text stays as it is, to the byte. Offsets are UTF-16 code units.
 */

/** A heading with all that stands below it, up to the next one that is as high. */
export interface EditedSection {
  /** Counted from 1, in the text's order. */
  number: number
  /** Plain text of the heading. */
  title: string
  /** 1 to 6. */
  level: number
  start: number
  end: number
}

/** A heading of a text. */
export interface HeadingPlace {
  number: number
  level: number
  text: string
  start: number
}

/** A title above everything else reaches to the next heading alone: all of the text is edited as a whole. */
export function sectionsAt(headings: readonly HeadingPlace[], length: number): EditedSection[] {
  return headings.map(({ number, level, text: title, start }, at) => {
    const below = headings.slice(at + 1)
    const isTitle = at === 0 && below.every((other) => other.level > level)
    const next = isTitle ? below[0] : below.find((other) => other.level <= level)
    return { number, title, level, start, end: next?.start ?? length }
  })
}

/** What is edited of a section: without the blank lines behind it, its line ends as browsers send them back. */
export const editableText = (text: string, { start, end }: EditedSection): string =>
  withLineFeeds(text.slice(start, end)).trimEnd()

/**
 * The text with a section as somebody has typed it, in the line ends of what stood there. What they left as it was stays so to
 * the byte. An empty one takes the section away.
 */
export function withSection(text: string, section: EditedSection, typed: string): string {
  const { start, end } = section
  if (withLineFeeds(typed).trimEnd() === editableText(text, section)) return text
  const old = text.slice(start, end)
  const blank = old.slice(old.trimEnd().length)
  const own = withLineFeeds(typed).trimEnd()
  if (own === '') return text.slice(0, start) + text.slice(end)
  // A section that ended the text without a line end may be followed by nothing.
  const isWindows = old.includes('\r\n') && !/(?:^|[^\r])\n/.test(old)
  return text.slice(0, start) + (isWindows ? own.replaceAll('\n', '\r\n') : own) + blank + text.slice(end)
}

/** The section of another version that reads exactly like this one; of several, the one in the same place among them. */
export function sameSection(
  { text, sections }: Sectioned,
  section: EditedSection,
  other: Sectioned,
): EditedSection | undefined {
  const words = text.slice(section.start, section.end)
  const reads = (where: Sectioned) =>
    where.sections.filter(({ start, end }) => where.text.slice(start, end) === words)
  return reads(other)[reads({ text, sections }).findIndex(({ number }) => number === section.number)]
}

/** The section of another version that is headed alike; of several, the one in the same place among them. */
export function alikeSection(
  { sections }: Sectioned,
  section: EditedSection,
  other: Sectioned,
): EditedSection | undefined {
  const headed = (all: readonly EditedSection[]) =>
    all.filter(({ title, level }) => title === section.title && level === section.level)
  return headed(other.sections)[headed(sections).findIndex(({ number }) => number === section.number)]
}

export interface Sectioned {
  text: string
  sections: readonly EditedSection[]
}

const withLineFeeds = (text: string): string => text.replace(/\r\n?/g, '\n')
