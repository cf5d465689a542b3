import type { Block } from '../../markdown/blocks.ts'
import { type Part, partsOf } from '../parts.ts'
import type { Passage } from '../passages.ts'
import { type BlockView, type Past, type Stage, type Statement, stageOf } from './block-view.ts'
import type { Earlier } from './earlier.ts'
import { type Language, languageOf, type Tally, tally } from './language.ts'
import { isFenced, normal, passagesOf, proseOf, readingOf, withoutComments } from './statements.ts'

interface OpenHeading {
  level: number
  title: string
  parts: readonly Part[]
  /** Titles of the headings right below it. */
  below: Set<string>
}

const THINKING = /^\s*<(think|thinking|thought|reasoning)>/
/** Code units: a shorter text may well be repeated. */
const LONG = 80
/** Lists of cases are alike by their nature. */
const LONG_ITEM = 140
const COMPARED = 400
/** Beyond them nothing is compared, so that what is kept of a text has an end. */
const KEPT = 3000
const BOLD_LEVEL = 7

/**
 * Reads a document block by block and keeps what later blocks are judged by: the headings that are open, the language,
 * and what was said. What a block costs does not depend on how many came before.
 */
export class Reader {
  private readonly stage: Stage
  private readonly root: OpenHeading = { level: 0, title: '', parts: [], below: new Set() }
  private open: OpenHeading[] = []
  private parts: readonly Part[] = []
  private titles: string[] = []
  private first = true
  private level: number | undefined
  private jumped = false
  /** The last heading, while nothing stands below it. */
  private bare: { title: string; level: number; start: number; end: number } | undefined
  private readonly counts: Tally = {}
  private readonly said = new Set<string>()
  private readonly requirements = new Map<string, string>()
  /** The tag that closes what a model thought in front of its answer. */
  private thinking: string | undefined
  /** A comment is open. */
  private comment = false

  constructor(
    private readonly document: string,
    private readonly earlier: Earlier,
  ) {
    this.stage = stageOf(document)
  }

  /** Blocks come in the document's order, without gaps. */
  read(block: Block): BlockView {
    const { source: text, start } = this.withoutThinking(block)
    const source = this.withoutComments(text)
    const statements: Statement[] = []
    const found = passagesOf(source, start, this.first)
    const spoken = tally(found.map(({ text }) => text).join('\n'))
    for (const language of ['en', 'de', 'fr', 'es', 'ja', 'other'] as const)
      this.counts[language] = (this.counts[language] ?? 0) + (spoken[language] ?? 0)
    const language = languageOf(spoken, 3) ?? languageOf(this.counts, 1)
    let behind = start
    for (const passage of found) {
      if (source.slice(behind - start, passage.start - start).search(FILLING) >= 0) this.bare = undefined
      statements.push(this.statement(passage, language))
      behind = passage.end
    }
    if (source.slice(behind - start).search(FILLING) >= 0) this.bare = undefined
    if (source.trim() !== '') this.first = false
    return {
      document: this.document,
      stage: this.stage,
      source: text,
      start,
      end: block.end,
      statements,
      earlier: this.earlier,
    }
  }

  private withoutComments(source: string): string {
    if (isFenced(source) && !this.comment) return source
    const { text, inside } = withoutComments(source, this.comment)
    this.comment = inside
    return text
  }

  private withoutThinking(block: Block): { source: string; start: number } {
    const { source, start } = block
    if (this.first && this.thinking === undefined) {
      const tag = THINKING.exec(source.slice(0, LONG))?.[1]
      if (tag !== undefined) this.thinking = `</${tag}>`
    }
    if (this.thinking === undefined) return { source, start }
    const at = source.indexOf(this.thinking)
    if (at < 0) return { source: '', start: start + source.length }
    const from = at + this.thinking.length
    this.thinking = undefined
    return { source: source.slice(from), start: start + from }
  }

  private statement(passage: Passage, language: Language | undefined): Statement {
    const past = passage.kind === 'heading' ? this.heading(passage) : {}
    const { role, said, id } = readingOf(passage, this.stage, this.parts, this.titles)
    const statement: Statement = {
      ...passage,
      role,
      parts: this.parts,
      section: this.open.at(-1)?.title,
      said,
      prose: proseOf(said),
      id,
      language,
      past,
    }
    if (passage.kind !== 'heading') {
      this.bare = undefined
      this.remember(statement)
    }
    return statement
  }

  private heading({ text, level, start, end }: Passage): Past {
    const parts = partsOf(text)
    if (level === BOLD_LEVEL && parts.length === 0) return {}
    const past: Past = {}
    if (this.level !== undefined && level < BOLD_LEVEL && level > this.level + 1 && !this.jumped) {
      past.jump = this.level
      this.jumped = true
    }
    if (this.bare && this.bare.level >= level && this.bare.level < BOLD_LEVEL) past.empty = this.bare
    while ((this.open.at(-1)?.level ?? 0) >= level) this.open.pop()
    const above = this.open.at(-1) ?? this.root
    const title = normal(text)
    // Bold lines name what stands in each phase or choice again.
    past.heading = level < BOLD_LEVEL && above.below.has(title)
    above.below.add(title)
    this.open.push({ level, title: text.slice(0, 200), parts, below: new Set() })
    this.parts = [...new Set(this.open.flatMap((heading) => heading.parts))]
    this.titles = this.open.map((heading) => heading.title)
    if (level < BOLD_LEVEL) this.level = level
    this.bare = { title: text, level, start, end }
    return past
  }

  private remember(statement: Statement): void {
    const { said, past, role, id } = statement
    const text = normal(said.slice(0, COMPARED))
    if (text.length >= (statement.kind === 'item' ? LONG_ITEM : LONG)) {
      past.said = this.said.has(text)
      if (this.said.size < KEPT) this.said.add(text)
    }
    if (role !== 'requirement' || id === undefined || text.length < 15) return
    const same = this.requirements.get(text)
    if (same !== undefined && same !== id) past.requirement = same
    else if (this.requirements.size < KEPT) this.requirements.set(text, id)
  }
}

/** Anything but blanks and rules. */
const FILLING = /[^\s*_-]/
