/** What a second look at a design is made from. */
export interface ReviewRequest {
  projectName: string
  /** With the answers to the questions about it. */
  brief: string
  design: string
  /** Empty where there is none yet. */
  plan: string
  /** What is not to be said again: found by rules, or muted by a person; a sentence a line, empty where there is none. */
  findings: string
}
