import type { BlockView } from './block-view.ts'
import type { DocumentView } from './document-view.ts'
import type { Severity } from './finding.ts'
import type { ProjectView } from './project-view.ts'

/**
 * A rule of the linter. It has one of the three ways to look: at a block while the text is being written, at a whole
 * document, or at all documents of a project.
 */
export interface Rule {
  /** Stable: mutes hold on to it. */
  id: string
  severity: Severity
  /** Why what it finds does harm. */
  reason: string
  /** The whole linter finds nothing in `good`, and in `bad` this rule's finding alone. */
  good: Example
  bad: Example
  block?(block: BlockView): Iterable<Fault>
  document?(document: DocumentView): Iterable<Fault>
  project?(project: ProjectView): Iterable<Fault>
}

/** What a rule has found. */
export interface Fault {
  /** UTF-16 code units of the document's text. */
  start: number
  end: number
  /** What the fault is in, as the text has it: a mute holds as long as these words stay. */
  words: string
  message: string
  suggestion?: string
  /** Key of the document; a rule that sees one document need not say it. */
  document?: string
}

/** Texts of a project by their documents' keys. */
export interface Example {
  texts: Record<string, string>
  depth?: Depth
}

/** How much a project's documents should say; see planning/complexity. */
export type Depth = 'minimal' | 'standard' | 'detailed'

/** A part of a brief: no document of it has a form that could be wrong. */
export const inBrief = (text: string): Example => ({ texts: { brief: text } })
