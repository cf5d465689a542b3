import type { Section } from '../design.ts'
import { BOLD_LEVEL, type Heading, type Line, type Outline, outline } from '../outline.ts'
import { type Passage, passages } from '../passages.ts'
import { readSections } from '../sections.ts'
import { beginsField, fieldOf } from './fields.ts'
import { isPhasesTitle } from './known-sections.ts'
import { phaseIn } from './phase-heading.ts'
import { taskIn } from './task-id.ts'

/** A plan's text as lines, headings and passages. */
export interface PlanText {
  markdown: string
  outline: Outline
  passages: Passage[]
  title?: string
  sections: Section[]
  /** Whether no blank line stands above it. */
  isClose(passage: Passage): boolean
  /** More sections than are read. */
  tooMany: boolean
}

const SECTIONS = 500
const BOLD_LINE = /^\*\*[^*]{1,120}\*\*:?$/

export function planText(markdown: string): PlanText {
  const text = outline(markdown, documentStart(markdown))
  text.headings = withPhaseLines(text)
  const { title, sections, tooMany } = readSections(text, SECTIONS)
  return {
    markdown,
    outline: text,
    passages: passages(text, begins),
    title: title !== undefined && isTitle(title, text.headings) ? title : undefined,
    sections,
    isClose: ({ line }) => (text.lines[line - 2]?.text.trim() ?? '') !== '',
    tooMany,
  }
}

const CHATTER =
  /^(?:let me know|feel free|i hope|hope this|would you like|if you(?:'d| would| want| need| have))\b/i

/** Lines that begin something of their own in the middle of a paragraph. */
const begins = (line: string) =>
  BOLD_LINE.test(line) || taskIn(line) !== undefined || beginsField(line) || CHATTER.test(line)

/** Where the document begins: some models write what they think into their answer, in front of it. */
export function documentStart(markdown: string): number {
  const tag = /^\s*<(think|thinking|thought|reasoning)>/.exec(markdown.slice(0, 100))?.[1]
  const closing = `</${tag}>`
  const end = tag === undefined ? -1 : markdown.indexOf(closing)
  // A byte order mark is no part of the first line.
  return end < 0 ? (markdown.startsWith('\ufeff') ? 1 : 0) : end + closing.length
}

/**
 * `Phase 1 - Title` and `**Phase 1** (2 weeks)` alone on their lines are headings in plans; `1. **Tests**` is an item,
 * although a design's part is called so.
 */
function withPhaseLines({ lines, headings }: Outline): Heading[] {
  const kept = headings.filter(
    ({ level, line }) => level < BOLD_LEVEL || !/^\s*\d{1,2}[.)]\s/.test(lines[line]?.text ?? ''),
  )
  const taken = new Set(kept.map(({ line }) => line))
  const below = new Set(kept.flatMap(({ line, lastLine }) => (lastLine > line ? [lastLine] : [])))
  const added: Heading[] = []
  let above = ''
  for (const [index, line] of lines.entries()) {
    const before = above
    if (line.text.trim() !== '') above = line.text
    if (line.code || taken.has(index) || below.has(index) || !isPhaseLine(line)) continue
    // Right below "Depends on" a phase is only named.
    if (fieldOf(before) === 'dependsOn' && !/[:：][*_\s]*[^*_\s]/.test(before)) continue
    added.push({
      level: BOLD_LEVEL,
      title: line.text.trim(),
      start: line.start,
      line: index,
      lastLine: index,
    })
    if (added.length >= SECTIONS) break
  }
  return added.length === 0 ? kept : [...kept, ...added].sort((a, b) => a.line - b.line)
}

/** Characters: a longer line speaks of a phase. */
const LINE_LENGTH = 160

function isPhaseLine({ text }: Line): boolean {
  if (text.length > LINE_LENGTH || text.length < 3) return false
  const trimmed = text.trim()
  if (/^(?: {4}|\t)|^\s*(?:[-+•|>]|\*\s|#{1,6}\s|\d{1,9}[.)]\s)/.test(text)) return false
  return phaseIn(trimmed, false)?.number !== undefined
}

function isTitle(title: string, headings: Heading[]): boolean {
  const level = headings.find((heading) => heading.title.startsWith(title))?.level ?? 1
  return (
    phaseIn(title, true) === undefined &&
    taskIn(title) === undefined &&
    (level === 1 || !isPhasesTitle(title) || isFirst(title, headings))
  )
}

/** `**Development Plan**` in a text that has no other headings than lines of bold text. */
const isFirst = (title: string, headings: Heading[]): boolean =>
  /plan|roadmap|计划|計画/i.test(title) &&
  headings[0]?.title.startsWith(title) === true &&
  headings.every(({ level }) => level === BOLD_LEVEL)

/** The passages, and a paragraph for each block of code, which holds no passage: nothing is to be passed over in silence. */
export function withCode({ outline: { lines }, passages: all }: PlanText): Passage[] {
  const blocks: Passage[] = []
  for (const [index, { text, start, end, number, code }] of lines.entries()) {
    // The fence around a whole document stands alone.
    if (!code || lines[index - 1]?.code || !lines[index + 1]?.code) continue
    blocks.push({
      kind: 'paragraph',
      text,
      indent: 0,
      level: 0,
      cells: [],
      columns: [],
      start,
      end,
      line: number,
    })
  }
  return blocks.length === 0 ? all : [...all, ...blocks].sort((a, b) => a.start - b.start)
}
