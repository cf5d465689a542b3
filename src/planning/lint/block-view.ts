import type { Part } from '../parts.ts'
import type { Passage } from '../passages.ts'
import type { Earlier } from './earlier.ts'
import type { Language } from './language.ts'

/** What a rule sees of a closed block. What stood before it in its document, its statements know. */
export interface BlockView {
  /** Key of the document: `design`, `phase-3`. */
  document: string
  stage: Stage
  source: string
  /** UTF-16 code units of the document's text, as all places below. */
  start: number
  end: number
  statements: Statement[]
  /** What the documents say that this one is written from. */
  earlier: Earlier
}

/** What a document is, by its key. */
export type Stage = 'brief' | 'complexity' | 'design' | 'review' | 'plan' | 'phase' | 'handoff' | 'other'

export function stageOf(key: string): Stage {
  if (/^phase-\d+$/.test(key)) return 'phase'
  return STAGES.find((stage) => stage === key) ?? 'other'
}

const STAGES: Stage[] = ['brief', 'complexity', 'design', 'review', 'plan', 'handoff']

/** A passage, and what it is in its document. */
export interface Statement extends Passage {
  role: Role
  /** The parts whose headings it stands below. */
  parts: readonly Part[]
  /** Title of the section that it stands in; of a heading its own. */
  section?: string
  /** The text without the id in front. */
  said: string
  /** The same; code, quotations and addresses are blanks. */
  prose: string
  /** Of a requirement that has one. */
  id?: string
  /** Undefined where it is not known, or none that the rules know. */
  language?: Language
  past: Past
}

export type Role = 'requirement' | 'objective' | 'task' | 'other'

/** What stood before a statement in its document. */
export interface Past {
  /** The same long text has stood there. */
  said?: boolean
  /** The id of a requirement that says the same. */
  requirement?: string
  /** Of a heading: one with the same title stands below the same heading. */
  heading?: boolean
  /** Of the first heading that leaves out a level: the level of the one before. */
  jump?: number
  /** Of a heading: the one before, if nothing stands below that. */
  empty?: { title: string; start: number; end: number }
}

/** The places of some words of a statement; all of it where its lines break within them. */
export function placeOf(
  { source, start }: BlockView,
  statement: Statement,
  words: string,
): { start: number; end: number } {
  const at = source.slice(statement.start - start, statement.end - start).indexOf(words)
  if (at < 0) return { start: statement.start, end: statement.end }
  return { start: statement.start + at, end: statement.start + at + words.length }
}
