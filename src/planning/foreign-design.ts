import { type Design, parseDesign } from './design.ts'
import { besideTaken } from './foreign-design/beside.ts'
import { type Insertion, idsFor } from './foreign-design/ids.ts'
import { statedIn } from './foreign-design/stated.ts'
import { plainText, shorten } from './inline.ts'
import { listed } from './missing.ts'
import { outline } from './outline.ts'
import { type Passage, passages } from './passages.ts'
import { areas } from './sections.ts'

/** A design that was written elsewhere, in whatever form, taken apart into what a project begins with. */
export interface Taken {
  /** One line, at most 120 characters; empty where the text has no title. */
  title: string
  /** What the text itself says of its purpose, at most 8,000 code units. */
  brief: string
  /** The text with ids for its requirements, and not a byte changed besides; absent where it needs none, or none can be given. */
  withIds?: string
  /** What was put into the text, at offsets of the text as it came. */
  insertions: Insertion[]
  /** Of the text with ids, where there is one. */
  design: Design
  /** What was done, and what could not be read, each in a sentence. */
  remarks: string[]
}

const TITLE_LENGTH = 120
const BRIEF_LENGTH = 8000

/** Never throws. */
export function takeApart(text: string): Taken {
  const own = parseDesign(text)
  const { withIds, insertions, given, left } = idsFor(text, own)
  const design = withIds === undefined ? own : parseDesign(withIds)
  const all = passages(outline(text), () => false)
  return {
    title: titleOf(own, all),
    brief: briefOf(own, all),
    withIds,
    insertions,
    design,
    remarks: [...remarksOn({ own, design, given, left, all, insertions })],
  }
}

/** The first of its headings that has words; where it has none, its first line. */
function titleOf({ title }: Design, all: Passage[]): string {
  const headings = all.filter(({ kind }) => kind === 'heading').map(({ text }) => text)
  for (const said of [title ?? '', ...headings, all[0]?.text ?? '']) {
    const line = plainText(said.replace(/^\uFEFF/, '').replace(/^#{1,6} +|^feature specification: */i, ''))
      .replace(/<[^>]*>|[^\P{Cc}\s]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
    if (line !== '') return shorten(line, TITLE_LENGTH)
  }
  return ''
}

/** Its summary; else what stands before the first section, else the first section that says something. */
function briefOf({ markdown, sections, title }: Design, all: Passage[]): string {
  const pieces = areas(sections, 'summary').map(({ start, end }) =>
    markdown.slice(start, end).replace(/^.*\r?\n?/, ''),
  )
  const first = sections.find((section) => section.title !== title)?.start ?? markdown.length
  const said = [pieces.join('\n\n'), proseBefore(all, first), proseBefore(all, endOfFirst(all))].find(
    (text) => text.trim().length > 40,
  )
  return shorten((said ?? title ?? markdown).replace(/^\uFEFF/, '').trim(), BRIEF_LENGTH)
}

/** Where the first section ends that says something. */
function endOfFirst(all: Passage[]): number {
  const first = all.findIndex((passage) => isProse(passage))
  return all.slice(first).find(({ kind }) => kind === 'heading')?.start ?? Number.POSITIVE_INFINITY
}

/** What stands for programs and not for readers: labelled lines, pictures, tags. */
const ASIDE = /^(?:<|!\[|\[!\[|\*\*[^*]{1,40}\*\*:|[\w-]{1,20}: .*[\w-]{1,20}: )/

const isProse = ({ kind, text }: Passage): boolean =>
  (kind === 'paragraph' || kind === 'item') && !ASIDE.test(text)

const proseBefore = (all: Passage[], end: number): string =>
  all
    .filter((passage) => passage.start < end && isProse(passage))
    .map(({ kind, text }) => (kind === 'item' ? `- ${text}` : text))
    .join('\n\n')

interface Read {
  own: Design
  design: Design
  given: number
  left: string[]
  all: Passage[]
  insertions: Insertion[]
}

function* remarksOn({ own, design, given, left, all, insertions }: Read): Generator<string> {
  if (own.markdown.trim() === '') return yield 'The text is empty.'
  const { requirements } = design
  const ids = requirements.map(({ id }) => id)
  if (given > 0)
    yield `Its ${given === 1 ? 'requirement has' : `${given} requirements have`} got ids, in a second version; nothing else was changed.`
  if (ids.length === 0)
    yield 'No requirement could be read: nothing in it says what must hold, in words or in a form that is known here.'
  else yield `It has ${ids.length} ${ids.length === 1 ? 'requirement' : 'requirements'}: ${listed(ids)}.`
  if (left.length > 0)
    yield `Sentences that sound like requirements were left as they are: ${listed(left.map((text) => `“${shorten(text, 80)}”`))}.`
  const beside = besideTaken(all, insertions).map(({ text }) => plainText(text))
  const untold = beside.filter((text) => text !== '' && !left.includes(text))
  if (untold.length > 0)
    yield `Points beside its requirements do not say what must hold, and were not taken for ones: ${listed(untold.map((text) => `“${shorten(text, 80)}”`))}.`
  const outside = statedIn(all).filter(
    (one) => !requirements.some(({ start, end }) => start <= one.start && one.start < end),
  )
  if (given === 0 && ids.length > 0 && outside.length > 0)
    yield `Outside of its requirements it says what must hold, and that is not read as one: ${listed(outside.map(({ text }) => `“${shorten(plainText(text), 80)}”`))}.`
}
