/** What questions about a brief are asked from. */
export interface QuestionsRequest {
  projectName: string
  /** With the answers that were given before. */
  brief: string
  languages: string[]
  frameworks: string[]
  apis: string[]
  /** What the judgement of its complexity is not sure of, a sentence each. */
  doubts: string[]
}
