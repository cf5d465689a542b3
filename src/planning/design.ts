import type { Part } from './parts.ts'

/** A project design: what is asked for, and the text that a model wrote, taken apart by code. */

/** What a person asked for, checked and cleaned (see routes/design-request). */
export interface DesignRequest {
  projectName: string
  requirements: string
  languages: string[]
  frameworks: string[]
  apis: string[]
}

/** The document, taken apart. Offsets are UTF-16 code units of `markdown`. */
export interface Design {
  /** The model's text, to the byte. */
  markdown: string
  title?: string
  sections: Section[]
  requirements: Requirement[]
  objectives: string[]
  techStack: { choice: string; role?: string; reason?: string }[]
  risks: { risk: string; mitigation?: string; likelihood?: string; impact?: string }[]
  openQuestions: string[]
  /** What the document should have and has not, each named in a sentence; empty for a whole one. */
  missing: Missing[]
}

export interface Section {
  /** The fixed part it is, if it is one. */
  part?: Part
  title: string
  level: number
  start: number
  end: number
}

export interface Requirement {
  /** As the text has it, in the form R-1. */
  id: string
  text: string
  start: number
  end: number
}

export interface Missing {
  /** Stable, for programs: such as `part:security`, `requirements:ids`, `text:cut-off`. */
  code: string
  message: string
}
