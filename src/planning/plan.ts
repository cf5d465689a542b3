import type { Missing, Section } from './design.ts'

/** A development plan, and the plan of one phase: the texts that models wrote, taken apart by code. */

/** Offsets are UTF-16 code units of `markdown`. */
export interface Plan {
  /** The model's text, to the byte. */
  markdown: string
  title?: string
  /** In the text's order; deeper ones lie inside those above. */
  sections: Section[]
  /** In the text's order, with the numbers that the text gives; a number can occur twice or be skipped. */
  phases: Phase[]
  /** What the document should have and has not, and what could not be read, each named in a sentence. */
  missing: Missing[]
}

export interface Phase {
  number: number
  title: string
  start: number
  end: number
  goal?: string
  /** Ids of requirements that it says it covers, and those of its tasks; each once, in the text's order. */
  requirements: string[]
  tasks: Task[]
  /** Numbers of the phases that have to be done before. */
  dependsOn: number[]
  files: string[]
  /** As the text has it: "3 days". */
  estimate?: string
}

export interface Task {
  /** T-2.1 however the text spells it; where it gives no number, the phase's and the task's place in it. */
  id: string
  /** Plain text, without the id, the check and the rest that is read into fields of its own. */
  text: string
  /** How somebody finds out that it is done. */
  check?: string
  requirements: string[]
  /** Ids of tasks. */
  dependsOn: string[]
  files: string[]
  estimate?: string
  start: number
  end: number
}
