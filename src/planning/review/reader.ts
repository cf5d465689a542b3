import { plainText } from '../inline.ts'
import type { Severity } from '../lint/finding.ts'
import { outline } from '../outline.ts'
import { type Passage, passages } from '../passages.ts'
import { documentStart } from '../plan/text.ts'
import { addSentence, type Draft, enter, isMarked, newDraft, readFront, readLine } from './draft.ts'
import {
  behindSeverity,
  columnIn,
  isAside,
  isTalk,
  type Label,
  labelIn,
  saysNone,
  severityOf,
} from './words.ts'

export interface Reading {
  drafts: Draft[]
  /** What belongs to no finding. */
  rest: string[]
  /** It has code blocks, in which nothing was read. */
  hasCode: boolean
}

/** Linear; never throws. */
export function readMarkdown(markdown: string): Reading {
  const found = outline(markdown, documentStart(markdown))
  const reader = new Reader()
  for (const passage of passages(found, begins)) reader.read(passage)
  return { ...reader.end(), hasCode: found.lines.some(({ code }) => code) }
}

const lineOf = (markdown: string): string => plainText(markdown).replace(/\s+/g, ' ').trim()

/** Where a line begins something of its own, although no blank line stands before it. */
function begins(line: string): boolean {
  const text = lineOf(line.slice(0, 200))
  return /^(?:\*\*|__)/.test(line) || labelIn(text) !== undefined || behindSeverity(text) !== undefined
}

/** What stands above: a heading, or an item that others hang on. */
interface Context {
  /** 1 to 7 of headings, more of items. */
  level: number
  ties: string[]
  severity?: Severity
  /** Of the review itself: what is below is no finding unless it says so. */
  aside: boolean
}

/** Levels of items begin here. */
const ITEMS = 100

class Reader {
  private readonly drafts: Draft[] = []
  private readonly rest: string[] = []
  private readonly above: Context[] = []
  private open: Draft | undefined
  /** Columns before the item that began it; -1 where a heading or a paragraph did. */
  private indent = -1
  /** It consists of labelled pieces. */
  private isLabelled = false
  /** Its sentence had a label. */
  private hasSaid = false
  /** Of a label that stands alone: what comes next is. */
  private label: Label | undefined

  read(passage: Passage): void {
    const text = lineOf(passage.text)
    if (text === '') return
    if (passage.kind === 'heading') this.heading(text, passage)
    else if (passage.kind === 'row') this.row(passage)
    else if (!this.piece(text, passage)) this.line(text, passage)
  }

  end(): Omit<Reading, 'hasCode'> {
    this.close()
    return { drafts: this.drafts, rest: this.rest }
  }

  private heading(text: string, { level, start, end }: Passage): void {
    const label = labelIn(text)
    // "### Suggestion" below a finding's own heading.
    if (label?.rest === '' && this.open && level > this.level()) {
      this.label = label.label
      return
    }
    this.close()
    while (this.level() >= level) this.above.pop()
    const draft = newDraft(start, end)
    const severity = severityOf(text.replace(/\s*[(（:：]?\s*\d+\s*[)）]?$/u, ''))
    if (severity === undefined) readLine(draft, text)
    else draft.severity = severity
    const title = severity === undefined && draft.ties.length === 0 ? (draft.label ?? draft.message) : ''
    const aside = isAside(text)
    const ties = title === '' ? draft.ties : [title]
    const isTitle = level === 1 && this.drafts.length === 0 && draft.ties.length === 0 && !draft.severity
    this.above.push({ level, ties: isTitle ? [] : ties, severity: draft.severity, aside })
    if (aside || isTitle || severity !== undefined) return
    if (draft.label === undefined && draft.ties.length === 0) draft.message = ''
    this.begin(draft, -1)
    draft.context = tiesOf(this.above)
    draft.severity ??= this.severity()
  }

  private row({ cells, columns, start, end }: Passage): void {
    this.close()
    const draft = newDraft(start, end)
    const left: string[] = []
    for (const [at, cell] of cells.map(lineOf).entries()) {
      const label = columnIn(lineOf(columns[at] ?? ''))
      const severity = severityOf(cell)
      // A column may only count the findings.
      if (/^(?:[FI#]-?)?\d*$/i.test(cell)) continue
      if (severity && label !== 'message') draft.severity ??= severity
      else if (label === 'message') addSentence(draft, cell)
      else if (label) enter(draft, label, cell)
      else left.push(cell)
    }
    for (const cell of left) addCell(draft, cell)
    if (/\p{L}{2}/u.test(draft.message)) this.add(draft)
    else this.rest.push(cells.map(lineOf).join(' | '))
  }

  /** A piece of the open finding that has a label, or stands behind one. */
  private piece(text: string, passage: Passage): boolean {
    const isItem = passage.kind === 'item'
    const label = labelIn(text)
    if (label && (this.belongs(passage) || !this.open || label.label === 'where')) {
      const { open } = this
      const isNext =
        open &&
        ((label.label === 'where' && (open.message !== '' || (this.isLabelled && open.ties.length > 0))) ||
          (label.label === 'message' && this.hasSaid))
      if (!open || isNext) {
        this.close()
        this.begin(this.inherited(newDraft(passage.start, passage.end)), isItem ? passage.indent : -1)
      }
      this.isLabelled = true
      this.hasSaid ||= label.label === 'message'
      this.label = label.rest === '' ? label.label : undefined
      this.enter(label.label, label.rest, passage)
      return true
    }
    if (this.label === undefined || !this.open) return false
    this.enter(this.label, text, passage)
    if (!isItem) this.label = undefined
    return true
  }

  private enter(label: Label, text: string, { end }: Passage): void {
    const { open } = this
    if (!open) return
    // "- Security" with "Finding: …" below it.
    if (
      label === 'message' &&
      open.ties.length === 0 &&
      open.label === undefined &&
      open.message.length < 80
    ) {
      if (open.message !== '') open.label = open.message
      open.message = ''
    }
    enter(open, label, text)
    open.end = end
  }

  /** Whether it is a part of the open finding by where it stands. */
  private belongs({ kind, indent }: Passage): boolean {
    return kind !== 'item' || this.indent < 0 || this.isLabelled || indent > this.indent + 1
  }

  private line(text: string, passage: Passage): void {
    const { kind, indent, start, end } = passage
    const isItem = kind === 'item'
    const isNested = this.open !== undefined && this.indent >= 0 && indent > this.indent + 1
    const draft = newDraft(start, end)
    readLine(draft, text)
    if (isNested && this.open && this.open.message !== '' && draft.severity === undefined) {
      addSentence(this.open, text)
      this.open.end = end
      return
    }
    if (saysNone(text) || (isTalk(text) && !isMarked(draft))) {
      if (saysNone(text)) this.rest.push(text)
      return
    }
    if (isItem) this.item(text, draft, passage)
    else this.paragraph(text, draft, passage)
  }

  private item(text: string, draft: Draft, { indent }: Passage): void {
    this.close()
    while (this.level() >= ITEMS + indent) this.above.pop()
    const isAsideHere = this.above.some(({ aside }) => aside) && !isMarked(draft)
    if (isAsideHere || !/\p{L}{2}/u.test(text)) {
      this.rest.push(text)
      return
    }
    // "- Security" may have its findings below it.
    const ties = draft.message === '' ? draft.ties : [draft.message]
    this.above.push({ level: ITEMS + indent, ties, severity: draft.severity, aside: false })
    this.begin(this.inherited(draft, -1), indent)
  }

  private paragraph(text: string, draft: Draft, { end, indent }: Passage): void {
    const { open } = this
    const isHeaded = open !== undefined && this.indent < 0
    const isAbout = open && (open.severity !== undefined || open.ties.length > 0)
    if (isHeaded && isAbout && draft.ties.length === 0 && !(draft.severity && open.message !== '')) {
      open.severity = draft.severity ?? open.severity
      readLine(open, text)
      open.end = end
    } else if (draft.message !== '' && isMarked(draft)) {
      this.close()
      this.begin(this.inherited(draft), -1)
    } else if (open && indent > 1) addSentence(open, text)
    else this.rest.push(text)
  }

  private add(draft: Draft): void {
    this.drafts.push(this.inherited(draft))
  }

  /** With what stands above it; `last`: up to there. */
  private inherited(draft: Draft, last?: number): Draft {
    const above = this.above.slice(0, last)
    draft.context = tiesOf(above)
    draft.severity ??= above.findLast(({ severity }) => severity !== undefined)?.severity
    return draft
  }

  private severity(): Severity | undefined {
    return this.above.findLast(({ severity }) => severity !== undefined)?.severity
  }

  private level(): number {
    return this.above.at(-1)?.level ?? 0
  }

  private begin(draft: Draft, indent: number): void {
    this.open = draft
    this.indent = indent
    this.isLabelled = false
    this.hasSaid = false
    this.label = undefined
  }

  private close(): void {
    const { open } = this
    this.open = undefined
    this.label = undefined
    // A heading, or an item, that others hang on says nothing itself.
    if (open && (open.message !== '' || open.suggestion.length > 0 || open.why.length > 0))
      this.drafts.push(open)
  }
}

const tiesOf = (above: readonly Context[]): string[] =>
  [...above].reverse().flatMap(({ ties, aside }) => (aside ? [] : ties))

/** A cell whose column says nothing: a place, the sentence, what to do, in this order. */
function addCell(draft: Draft, cell: string): void {
  const own = newDraft(0, 0)
  const sentence = readFront(own, cell)
  if (draft.ties.length === 0 && own.ties.length > 0 && sentence === '') draft.ties.push(...own.ties)
  else if (draft.ties.length === 0 && draft.message === '' && cell.length < 60) draft.ties.push(cell)
  else if (draft.message === '') addSentence(draft, cell)
  else if (draft.suggestion.length === 0) draft.suggestion.push(cell)
  else draft.why.push(cell)
}
