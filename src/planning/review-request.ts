/** What a second look at a design is made from. */
export interface ReviewRequest {
  projectName: string
  /** With the answers to the questions about it. */
  brief: string
  design: string
  /** Empty where there is none yet. */
  plan: string
  /** What rules have found already, a sentence a line; empty where they find nothing. */
  findings: string
}
